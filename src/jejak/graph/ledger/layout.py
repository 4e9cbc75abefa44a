"""Where things lie in a case folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The paths of one case; ``cache`` and ``tmp`` may be emptied at rest, all else is evidence."""

    root: Path

    @property
    def database(self) -> Path:
        """Control tables."""
        return self.root / "case.db"

    @property
    def sources(self) -> Path:
        """Bytes as received, one file per sha256."""
        return self.root / "sources"

    @property
    def segments(self) -> Path:
        """Claims, one folder per batch."""
        return self.root / "segments"

    @property
    def tmp(self) -> Path:
        """Work in progress."""
        return self.root / "tmp"

    @property
    def cache(self) -> Path:
        """What can be rebuilt."""
        return self.root / "cache"

    @property
    def lost(self) -> Path:
        """Segments and sources that no row of the ledger knows: set aside, never deleted."""
        return self.root / "lost"

    @property
    def lock_file(self) -> Path:
        """Locked by the one writer."""
        return self.root / "writer.lock"

    def make(self) -> None:
        """Create the folders."""
        for folder in (self.root, self.sources, self.segments, self.tmp, self.cache):
            folder.mkdir(exist_ok=True)
