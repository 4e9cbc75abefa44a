"""Who is compared, and the score from which each one's pairs count as found.

Invariant: a threshold is a default or a probability chosen without labels; no figure has ever moved one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jejak.graph.resolution.model import load_model

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class System:
    """One system of the comparison; without a ``script`` it is ours, which needs no environment of its own."""

    name: str
    threshold: float
    reason: str
    script: str = ""
    licence: str = ""
    options: tuple[str, ...] = ()

    @property
    def requirements(self) -> Path:
        """The pins of its environment."""
        return HERE / "requirements" / f"{self.name}.txt"

    @property
    def version(self) -> str:
        """The pinned version of a peer."""
        pins = self.requirements.read_text(encoding="utf-8").splitlines()
        return next(pin for pin in pins if pin.startswith(f"{self.name}==")).partition("==")[2]


SUGGEST = load_model().kinds["person"].suggest
SYSTEMS = (
    System("jejak", SUGGEST, "the score from which its model suggests a pair"),
    System("jejak-estimated", SUGGEST, "the same, weights fitted to the set without labels", options=("estimate",)),
    System(
        "jejak-registers",
        SUGGEST,
        "the same, without what guards members of one household against being taken for one another",
        options=("estimate", "registers"),
    ),
    System("splink", 0.9, "a match probability of 0.9", "with_splink.py", "MIT"),
    System(
        "recordlinkage",
        0.5,
        "its classifier's own decision: likelier than not",
        "with_recordlinkage.py",
        "BSD-3-Clause",
    ),
    System("nomenklatura", 0.7, "the default of the matching server of its makers", "with_nomenklatura.py", "MIT"),
)
