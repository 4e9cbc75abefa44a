"""What the screen needs of a case's account of itself: sources and records, audit trail, quality of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from jejak.case.acts import Act
from jejak.case.keeping import Kept
from jejak.case.quality import Quality
from jejak.case.source_book import RecordPage, Rejected, SourceRow
from jejak.case.trail import ChainState
from jejak.graph.ledger import Batch, Event, Sought
from jejak.graph.model import Node


class ActsDoor(Protocol):
    """Where it is told what a reader does."""

    def note(self, act: Act, subject: str = "", **detail: int | str) -> None:
        """Tell that something was done, by ids, numbers and fixed words alone; returns at once."""

    def hit_taken(self, ident: str, text: str, hits: int) -> None:
        """Tell that a hit of a search was taken."""

    def keyed(self, text: str) -> str:
        """A search text as the chain holds it."""

    @property
    def waiting(self) -> int:
        """How many acts are not in the chain yet."""

    def flush(self, patience: float = 5.0) -> bool:
        """Wait until all acts are in the chain; tells whether they are."""


class SourcesDoor(Protocol):
    """What was received, and its records."""

    def all(self) -> Sequence[SourceRow]:
        """Every source, in the order of receipt."""

    def one(self, sha: str) -> SourceRow:
        """A source by its sha256."""

    def repeated(self, sha: str) -> Sequence[Event]:
        """The events of the same bytes being handed in again, newest first."""

    def rejects(self, batch: Batch, *, first: int, limit: int) -> Sequence[Rejected]:
        """What of a batch could not become a claim, masked."""

    def page_of(self, batch: Batch, record: int) -> RecordPage:
        """The page of records in which one stands, masked."""


class TrailDoor(Protocol):
    """Who did what, when."""

    def page(self, sought: Sought, *, first: int, limit: int) -> tuple[Sequence[Event], int]:
        """Some of the events that are sought, newest first, and how many there are in all."""

    def place(self, seq: int, sought: Sought) -> int:
        """How many of the events that are sought are newer than one."""

    def kinds(self) -> dict[str, int]:
        """The kinds of events that there are, with their numbers."""

    def analysts(self) -> Sequence[str]:
        """Everybody who wrote an event."""

    def since(self, seq: int) -> Sequence[Event]:
        """What was changed or decided after an event, in order."""

    def check(self) -> ChainState:
        """Recompute the whole chain."""

    def node(self, ident: str) -> Node | None:
        """The entity that an id stands for now."""

    def csv(self, sought: Sought, words: Callable[[Event], str]) -> str:
        """The events that are sought as a CSV file."""


class AccountDoor(Protocol):
    """The account as of the present graph."""

    @property
    def case_id(self) -> str:
        """Identity of the case, whatever it is called."""

    @property
    def sequence(self) -> int:
        """Number of the last event."""

    @property
    def sources(self) -> SourcesDoor:
        """What was received."""

    @property
    def trail(self) -> TrailDoor:
        """Who did what, when."""

    @property
    def quality(self) -> Quality:
        """What is missing or doubtful in the data."""

    def findings(self) -> Sequence[Kept]:
        """Findings that were kept and stand, in order."""
