"""Texts of notes, frames and arrows that are drawn on a chart: each is an event, a chart holds its number alone.

Invariant: what a chart keeps in a browser, in a saved view or in its history tells no text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from jejak.case.records import Masking
from jejak.case.written import Texts, Written, checked_text
from jejak.graph.ledger import Ledger

TEXT_WRITTEN = "chart_text_written"


class ChartTexts:
    """Texts on charts, in one analyst's name; safe to call from many threads."""

    def __init__(self, ledger: Ledger, masking: Callable[[], Masking], analyst: str) -> None:
        self._ledger = ledger
        self._masking = masking
        self._analyst = analyst
        self._texts = Texts(ledger, masking, (TEXT_WRITTEN,))

    def write(self, text: str) -> int:
        """Keep a text; returns the number by which a chart calls it.

        Raises:
            LedgerError: There is no text.
            AccessDenied: It names somebody protected, or is too long.
        """
        said = checked_text(text, self._masking().clear_values())
        return self._ledger.record(TEXT_WRITTEN, "", {}, self._analyst, note=said).seq

    def told(self, numbers: Collection[int]) -> dict[int, Written]:
        """The texts of these numbers as they may be read now; numbers of anything else are left out."""
        wanted = set(numbers)
        return {event.seq: self._texts.told(event) for event in self._texts.events() if event.seq in wanted}
