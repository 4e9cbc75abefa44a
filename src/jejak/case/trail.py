"""The audit trail as a reader sees it: events page by page, notes without protected names, the proof of the chain."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jejak.case.acts import Act
from jejak.case.csv_files import harmless
from jejak.case.history import current_node
from jejak.case.records import Masking
from jejak.graph.ledger import Event, Fault, Judgement, Ledger, Sought
from jejak.graph.model import Node
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import ResolutionError

_PART = 5_000
_HEADS = ("sequence", "at", "analyst", "kind", "what", "subject", "detail", "note", "hash")


@dataclass(frozen=True, slots=True)
class ChainState:
    """The chain when it was recomputed: number and hash of its last event, and its breaks."""

    sequence: int
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Trail:
    """The events as of one snapshot, for the case team."""

    ledger: Ledger
    snapshot: Snapshot
    masking: Callable[[], Masking]

    def page(self, sought: Sought, *, first: int, limit: int) -> tuple[list[Event], int]:
        """Some of the events that are sought, newest first, and how many there are in all."""
        events, total = self.ledger.page(sought, first=first, limit=limit)
        return [self._told(event) for event in events], total

    def place(self, seq: int, sought: Sought) -> int:
        """How many of the events that are sought are newer than one."""
        return self.ledger.place(seq, sought)

    def kinds(self) -> dict[str, int]:
        """The kinds of events that there are, with their numbers."""
        return self.ledger.kinds()

    def analysts(self) -> list[str]:
        """Everybody who wrote an event."""
        return self.ledger.analysts()

    def since(self, seq: int) -> list[Event]:
        """What was changed or decided after an event, in order; what was only looked at is left out."""
        kinds = [kind for kind in self.ledger.kinds() if kind not in set(Act)]
        return self.ledger.events(seq, kinds) if kinds else []

    def check(self) -> ChainState:
        """Recompute the whole chain."""
        sequence, head, faults = self.ledger.check_chain()
        return ChainState(sequence, head, tuple(faults))

    def node(self, ident: str) -> Node | None:
        """The entity that an id stands for now, or stood for before it was joined to another."""
        code = self.snapshot.code_of(ident)
        if code is None:
            try:
                code = current_node(self.snapshot, self._judged, ident)
            except ResolutionError:
                return None
        return self.snapshot.node(code)

    def csv(self, sought: Sought, words: Callable[[Event], str]) -> str:
        """The events that are sought as a CSV file; ``words`` tells each in the reader's language."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(_HEADS)
        writer.writerows(map(harmless, row) for row in self._rows(sought, words))
        return out.getvalue()

    def _rows(self, sought: Sought, words: Callable[[Event], str]) -> Iterator[tuple[str, ...]]:
        while events := self.page(sought, first=0, limit=_PART)[0]:
            for event in events:
                detail = json.dumps(plain(event.detail), ensure_ascii=False, sort_keys=True)
                yield (
                    str(event.seq), event.at, event.analyst, event.kind, words(event), event.subject, detail,
                    event.note, event.hash,
                )  # fmt: skip
            sought = replace(sought, before=events[-1].seq)

    def _told(self, event: Event) -> Event:
        return replace(event, note=self.masking().note(event.note))

    @cached_property
    def _judged(self) -> list[Judgement]:
        return self.ledger.judgements()


def plain(detail: Mapping[str, object]) -> dict[str, object]:
    """A detail without what is long: lists are counted."""
    return {key: len(value) if isinstance(value, list | dict) else value for key, value in detail.items()}
