"""Texts that analysts write into the chain: checked before, masked afterwards, read again without reading all events.

Invariant: no text that names somebody protected is written, and none is told that names who is protected now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import RLock

from jejak.case.records import Masking
from jejak.evidence.reveal import checked_note
from jejak.graph.ledger import Event, Ledger
from jejak.schemas.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Written:
    """A text with the number of its event, when (ISO 8601, UTC) and by whom it was written; masked where it must be."""

    seq: int
    at: str
    analyst: str
    text: str


def checked_text(text: str, hidden: Iterable[str]) -> str:
    """A text of one or more lines, without needless spaces.

    Args:
        text: In the analyst's words.
        hidden: Clear values of protected people; it may hold none of them, not even over the end of a line.

    Raises:
        LedgerError: There is none.
        AccessDenied: It is too long, holds what is no letter, or names somebody protected.
    """
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    if not lines:
        raise LedgerError("there is no text", hint="write what is to be kept")
    checked_note(" ".join(lines), hidden)
    return "\n".join(lines)


class Texts:
    """The events of some kinds, whose texts are told as they may be read now; safe to call from many threads.

    What was read once is not read again: the chain only grows, whoever else writes into it.
    """

    def __init__(self, ledger: Ledger, masking: Callable[[], Masking], kinds: Sequence[str]) -> None:
        self._ledger = ledger
        self._current = masking
        self._kinds = kinds
        self._lock = RLock()
        self._known: list[Event] = []
        self._seen = 0
        self._masking: Masking | None = None
        self._said: dict[int, str] = {}

    def events(self) -> tuple[Event, ...]:
        """All of them, in order, their notes as they were written."""
        with self._lock:
            last = self._ledger.sequence
            if last > self._seen:
                self._known += self._ledger.events(self._seen, self._kinds)
                self._seen = max([last, *(event.seq for event in self._known[-1:])])
            return tuple(self._known)

    def told(self, event: Event) -> Written:
        """The text of one, masked where it names who is protected now."""
        with self._lock:
            masking = self._current()
            if masking is not self._masking:
                self._masking, self._said = masking, {}
            if event.seq not in self._said:
                self._said[event.seq] = masking.note(event.note)
            return Written(event.seq, event.at, event.analyst, self._said[event.seq])
