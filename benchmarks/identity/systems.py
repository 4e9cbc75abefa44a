"""Who is compared, and the score from which each one's pairs count as found.

Invariant: the thresholds were written down before a label was read; no code changes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class System:
    """One system of the comparison; ``script`` is empty for ours, which needs no environment of its own."""

    name: str
    threshold: float
    reason: str
    script: str = ""
    licence: str = ""

    @property
    def requirements(self) -> Path:
        """The pins of its environment."""
        return HERE / "requirements" / f"{self.name}.txt"

    @property
    def version(self) -> str:
        """The pinned version of a peer."""
        pins = self.requirements.read_text(encoding="utf-8").splitlines()
        return next(pin for pin in pins if pin.startswith(f"{self.name}==")).partition("==")[2]


OURS = System("jejak", 0.92, "the score from which a pair is suggested")
PEERS = (
    System("splink", 0.9, "a match probability of 0.9", "with_splink.py", "MIT"),
    System("recordlinkage", 0.5, "its classifier's own decision: likelier than not", "with_recordlinkage.py", "BSD-3-Clause"),
    System("nomenklatura", 0.7, "the usual cut-off of its matchers", "with_nomenklatura.py", "MIT"),
)
SYSTEMS = {system.name: system for system in (OURS, *PEERS)}
