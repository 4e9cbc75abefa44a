"""Folders for work in progress on the disk of a case: gone at the end, or with the next writer if the process died."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jejak.graph.ledger.files import os_errors
from jejak.graph.ledger.writer import WriterLock
from jejak.schemas.errors import LedgerError

PREFIX = "work-"
_ALIVE = "alive"


@contextmanager
def workplace(tmp: Path, analyst: str) -> Iterator[Path]:
    """An empty folder below ``tmp`` for one block; a lock in it, freed by the system, tells that its process lives."""
    with os_errors(tmp.parent):
        tmp.mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=tmp))
        try:
            with WriterLock(place / _ALIVE).hold(analyst):
                inner = place / "inside"
                inner.mkdir()
                yield inner
        finally:
            shutil.rmtree(place, ignore_errors=True)


def is_abandoned(place: Path) -> bool:
    """Whether the process that made a folder is gone; of one without a lock yet, nobody can tell."""
    if not place.name.startswith(PREFIX) or not (place / _ALIVE).is_file():
        return False
    try:
        with WriterLock(place / _ALIVE, wait=0.0).hold("repair"):
            return True
    except LedgerError:
        return False


def clear(place: Path) -> None:
    """Remove a folder that was abandoned; another process may be doing the same."""
    shutil.rmtree(place, ignore_errors=True)
