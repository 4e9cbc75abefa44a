"""Who is compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import jejak

HERE = Path(__file__).resolve().parent
REQUIREMENTS: Final = HERE / "requirements.txt"
NETWORKX: Final = "networkx"
OURS: Final = "jejak"


@cache
def _code() -> str:
    """A mark of the engine's code, so that a cell measured before a change is not taken for one of today."""
    folder = Path(jejak.__file__).parent / "analysis" / "engine"
    running = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        running.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return running.hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine.

    Attributes:
        name: Its package.
        module: The module that asks it, under benchmarks/.
        licence: Of a peer.
    """

    name: str
    module: str
    licence: str = ""

    @property
    def version(self) -> str:
        """The pinned version of a peer, or ours."""
        if self.name == OURS:
            return f"{jejak.__version__}+{_code()}"
        pins = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        return next(pin for pin in pins if pin.startswith(f"{self.name}==")).partition("==")[2]


#: NetworkX is first and we are last, so that what an answer is compared with is there.
ENGINES: Final = (
    Engine(NETWORKX, "engines.peers.with_networkx", "BSD-3-Clause"),
    Engine("igraph", "engines.peers.with_igraph", "GPL"),
    Engine("networkit", "engines.peers.with_networkit", "MIT"),
    Engine("rustworkx", "engines.peers.with_rustworkx", "Apache-2.0"),
    Engine("scikit-network", "engines.peers.with_scikit_network", "BSD-3-Clause"),
    Engine(OURS, "engines.ours"),
)
