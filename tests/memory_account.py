# ruff: noqa: ARG002 -- the doubles keep the signatures of the protocols
"""The account of a small case in memory, for the screen's tests; what was noted is kept for them to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jejak.case.acts import Act
from jejak.case.keeping import Kept
from jejak.case.quality import Conflict, LayerTimes, Quality
from jejak.case.source_book import Made, RecordPage, Rejected, ShownRecord, SourceRow
from jejak.case.trail import ChainState
from jejak.graph.ledger import Batch, BatchStatus, Event, EventKind, Sought, Source
from jejak.graph.model import Node

AT = "2026-11-27T08:30:00.000Z"
DAY = 1_714_521_600_000


@dataclass
class MemoryActs:
    noted: list[tuple[str, str, dict[str, int | str]]] = field(default_factory=list)
    waiting: int = 0

    def note(self, act: Act, subject: str = "", **detail: int | str) -> None:
        self.noted.append((str(act), subject, detail))

    def hit_taken(self, ident: str, text: str, hits: int) -> None:
        self.note(Act.HIT_TAKEN, ident, hits=hits)

    def keyed(self, text: str) -> str:
        return "0" * 32

    def flush(self, patience: float = 5.0) -> bool:
        return True


def batch(sha: str, file: str, status: BatchStatus = BatchStatus.LIVE, number: int = 1) -> Batch:
    counts = {"rows_in": 120, "rows_ok": 118, "rows_rejected": 2, "n_entities": 40, "n_links": 90, "n_rejects": 2}
    made = {"cleaner_version": "2", "manifest_sha": "c" * 64, "digest": "d" * 64, "analyst": "Ana", "at": AT}
    return Batch(
        seq=number, batch_id=f"{number:064x}", source_sha=sha, file=file, table="data", mapping="interviews",
        mapping_sha="b" * 64, default_grade="B2", default_handling="C", status=status, **counts, **made,
    )  # fmt: skip


@dataclass
class MemorySources:
    node: Node
    sha: str

    def all(self) -> list[SourceRow]:
        source = Source(self.sha, "interviews.xlsx", "Consulate, Johor Bahru", 48_213, "Ana", AT, 2)
        live, old = batch(self.sha, source.name, number=2), batch(self.sha, source.name, BatchStatus.SUPERSEDED)
        return [SourceRow(source, (old, live))]

    def one(self, sha: str) -> SourceRow:
        return self.all()[0]

    def repeated(self, sha: str) -> list[Event]:
        return []

    def rejects(self, batch: Batch, *, first: int, limit: int) -> list[Rejected]:
        return [Rejected(7, "date", "31.02.2024", "an end of the link is missing", whole=False)]

    def page_of(self, batch: Batch, record: int) -> RecordPage:
        first = (record - 1) // 50 * 50 + 1
        cells = (("worker", "▒▒▒▒▒▒"), ("recruiter", "Budi Contoh"))
        records = tuple(
            ShownRecord(n, cells, (Made("B2", "C", node=self.node),)) for n in range(first, min(first + 50, 121))
        )
        return RecordPage(batch, first, 120, records)


@dataclass
class MemoryTrail:
    subject: Node

    def events(self) -> list[Event]:
        kinds = [EventKind.CASE_CREATED, EventKind.SOURCE_RECEIVED, Act.DETAIL_OPENED, "name_opened"]
        return [
            Event(n, AT, "Ana", str(kind), self.subject.id, {}, "", "0" * 64, f"{n:064x}")
            for n, kind in enumerate(kinds, 1)
        ]

    def page(self, sought: Sought, *, first: int, limit: int) -> tuple[list[Event], int]:
        found = [one for one in reversed(self.events()) if not sought.kinds or one.kind in sought.kinds]
        found = [one for one in found if not sought.before or one.seq < sought.before]
        return found[first : first + limit], len(found)

    def place(self, seq: int, sought: Sought) -> int:
        return len(self.events()) - seq

    def kinds(self) -> dict[str, int]:
        return {event.kind: 1 for event in self.events()}

    def analysts(self) -> list[str]:
        return ["Ana"]

    def since(self, seq: int) -> list[Event]:
        return []

    def check(self) -> ChainState:
        return ChainState(4, "f" * 64, ())

    def node(self, ident: str) -> Node | None:
        return self.subject if ident == self.subject.id else None

    def csv(self, sought: Sought, words: Callable[[Event], str]) -> str:
        return "sequence\n"


@dataclass
class MemoryAccount:
    node: Node
    sha: str
    case_id: str = "1" * 32
    sequence: int = 4

    @property
    def sources(self) -> MemorySources:
        return MemorySources(self.node, self.sha)

    @property
    def trail(self) -> MemoryTrail:
        return MemoryTrail(self.node)

    @property
    def quality(self) -> Quality:
        conflict = Conflict("person", "birth_date", 1, (self.node.id,))
        layer = LayerTimes("money", 3, 1, DAY, DAY, (DAY, DAY))
        return Quality((conflict,), 2, 1, (self.node.id,), (layer,))

    def findings(self) -> list[Kept]:
        return []
