"""What the parts of the ledger share: folder, database, writer lock, and the names of the steps of a write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jejak.graph.ledger.database import Database
from jejak.graph.ledger.layout import CaseFolder
from jejak.graph.ledger.writer import WriterLock
from jejak.schemas.errors import LedgerError


def _silent(_step: str) -> None:
    """Listen to no step."""


@dataclass(slots=True)
class Store:
    """One opened case. ``on_step`` is told each step of a write; tests stop the process there."""

    folder: CaseFolder
    db: Database
    lock: WriterLock
    on_step: Callable[[str], None] = field(default=_silent)


def checked_analyst(name: str) -> str:
    """The analyst's name without outer spaces; every write carries one."""
    clean = name.strip()
    if not clean or len(clean) > 200 or not clean.isprintable():
        raise LedgerError(
            "every write needs the analyst's name (1 to 200 printable characters)", hint="set JEJAK_ANALYST"
        )
    return clean
