"""The sources of a case: what was received, what became of it, what could not be read, and the records themselves.

Invariant: of a record nothing is shown that its masking hides; of what could not be read, nothing but what is harmless.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.case.hand_record import BY_HAND
from jejak.case.records import Masking, read_records
from jejak.graph.ledger import Batch, BatchStatus, Event, EventKind, Ledger, Sought, Source
from jejak.graph.model import Link, Node
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.claims import ClaimLists
from jejak.schemas.errors import LedgerError
from jejak.schemas.world import World

#: Records that are shown together.
PAGE = 50
_KEPT_PAGES = 16
_LONGEST_RAW = 200


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with all its batches, the live ones last; the numbers count live batches alone."""

    source: Source
    batches: tuple[Batch, ...]

    @property
    def live(self) -> tuple[Batch, ...]:
        """The batches that speak in the graph."""
        return tuple(batch for batch in self.batches if batch.status is BatchStatus.LIVE)

    @property
    def by_hand(self) -> bool:
        """Whether an analyst of the case wrote it, on the screen or the command line."""
        return any(batch.mapping == BY_HAND for batch in self.batches)

    def total(self, name: str) -> int:
        """The sum of a number over the live batches."""
        return sum(int(getattr(batch, name)) for batch in self.live)

    def words(self, name: str) -> tuple[str, ...]:
        """The values of a text over the live batches, or over all where none is live."""
        return tuple(sorted({str(getattr(batch, name)) for batch in self.live or self.batches} - {""}))


@dataclass(frozen=True, slots=True)
class Made:
    """One claim of a record, and the entity or link that it became part of; ``ends`` are those of a link."""

    grade: str
    handling: str
    node: Node | None = None
    link: Link | None = None
    ends: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not become a claim; ``raw`` is '' where nothing stood there."""

    record: int
    column: str
    raw: str
    reason: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as the case team may see it; without cells where it could not be read at all."""

    number: int
    cells: tuple[tuple[str, str | None], ...] = ()
    made: tuple[Made, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records of a batch; ``total`` is how many it has."""

    batch: Batch
    first: int
    total: int
    records: tuple[ShownRecord, ...]

    @property
    def last(self) -> int:
        """Number of the last record that the page may hold."""
        return min(self.first + PAGE - 1, self.total)

    def record(self, number: int) -> ShownRecord | None:
        """The record of a number."""
        return next((one for one in self.records if one.number == number), None)


@dataclass(eq=False)
class SourceBook:
    """The sources as of one snapshot; safe to call from many threads."""

    ledger: Ledger
    snapshot: Snapshot
    masking: Callable[[], Masking]
    world: World
    _pages: OrderedDict[tuple[str, int], RecordPage] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def all(self) -> list[SourceRow]:
        """Every source, in the order of receipt."""
        batches: dict[str, list[Batch]] = {}
        for batch in self.ledger.batches(live_only=False):
            batches.setdefault(batch.source_sha, []).append(batch)
        return [SourceRow(one, _ordered(batches.get(one.sha, []))) for one in self.ledger.sources()]

    def one(self, sha: str) -> SourceRow:
        """A source by its sha256.

        Raises:
            LedgerError: There is none.
        """
        found = next((row for row in self.all() if row.source.sha == sha), None)
        if found is None:
            hint = "go back to the list of sources"
            raise LedgerError("there is no such source in this case", where=f"source {sha[:16]}", hint=hint)
        return found

    def repeated(self, sha: str) -> list[Event]:
        """The events of the same bytes being handed in again, newest first."""
        sought = Sought(kinds=(EventKind.SOURCE_REPEATED,), subject=sha)
        return self.ledger.page(sought, first=0, limit=PAGE)[0]

    def rejects(self, batch: Batch, *, first: int, limit: int) -> list[Rejected]:
        """What of a batch could not become a claim, in the order of records."""
        table = self._rejects(batch)
        return self._told(batch, table.slice(first, limit))

    def page_of(self, batch: Batch, record: int) -> RecordPage:
        """The page of records in which one stands."""
        total = max(batch.rows_in, 1)
        first = (min(max(record, 1), total) - 1) // PAGE * PAGE + 1
        key = (batch.batch_id, first)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        page = self._read(batch, first, batch.rows_in)
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > _KEPT_PAGES:
                self._pages.popitem(last=False)
        return page

    def _read(self, batch: Batch, first: int, total: int) -> RecordPage:
        span = (first, first + PAGE - 1)
        cells = self.masking().mask_all(batch.batch_id, read_records(self.ledger, self.world, batch, span))
        made = self._made(batch, span)
        numbers = self._rejects(batch)["rec"]
        inside = pc.and_(pc.greater_equal(numbers, span[0]), pc.less_equal(numbers, span[1]))
        lost: dict[int, list[Rejected]] = {}
        for one in self._told(batch, self._rejects(batch).filter(inside)):
            lost.setdefault(one.record, []).append(one)
        records = (
            ShownRecord(n, tuple(cells.get(n, ())), tuple(made.get(n, ())), tuple(lost.get(n, ())))
            for n in sorted(cells.keys() | lost.keys())
        )
        return RecordPage(batch, first, total, tuple(records))

    # Rejects

    def _rejects(self, batch: Batch) -> pa.Table:
        table = pq.read_table(self.ledger.segment_path(batch.batch_id) / "rejects.parquet")
        return table.take(pc.sort_indices(table, [("rec", "ascending")]))

    def _told(self, batch: Batch, table: pa.Table) -> list[Rejected]:
        """Rejects with their raw text masked like a cell of their record."""
        rows = table.to_pylist()
        cells: dict[int, list[tuple[str, str | None]]] = {}
        for row in rows:
            cells.setdefault(row["rec"], []).append((row["col"] or "", row["raw"]))
        masked = {number: iter(some) for number, some in self.masking().mask_all(batch.batch_id, cells).items()}
        return [
            Rejected(
                row["rec"], row["col"] or "", (next(masked[row["rec"]])[1] or "")[:_LONGEST_RAW], row["reason"],
                row["severity"] == "row",
            )
            for row in rows
        ]  # fmt: skip

    # What was made of records

    def _made(self, batch: Batch, span: tuple[int, int]) -> dict[int, list[Made]]:
        """Entities first, then links, by record number."""
        snapshot, found = self.snapshot, dict[int, list[Made]]()
        code = next((n for n, one in enumerate(snapshot.batches) if one.batch_id == batch.batch_id), None)
        if code is None:
            return found
        entities = _stated(snapshot.entity_claims, self._entity_places, code, span)
        nodes = snapshot.nodes_of([owner for owner, *_ in entities])
        for node, (_, locator, grade, handling) in zip(nodes, entities, strict=True):
            found.setdefault(locator, []).append(Made(grade, handling, node=node))
        relations = _stated(snapshot.relation_claims, self._relation_places, code, span)
        rows = [owner for owner, *_ in relations]
        ends = snapshot.nodes_of([int(end) for row in rows for end in (snapshot.src[row], snapshot.dst[row])])
        for at, (link, (_, locator, grade, handling)) in enumerate(
            zip(snapshot.links_of(rows), relations, strict=True)
        ):
            pair = tuple(ends[2 * at : 2 * at + 2])
            found.setdefault(locator, []).append(Made(grade, handling, link=link, ends=pair))
        return found

    @cached_property
    def _entity_places(self) -> tuple[np.ndarray, np.ndarray]:
        return _places(self.snapshot.entity_claims)

    @cached_property
    def _relation_places(self) -> tuple[np.ndarray, np.ndarray]:
        return _places(self.snapshot.relation_claims)


Stated = tuple[int, int, str, str]


def _ordered(batches: Sequence[Batch]) -> tuple[Batch, ...]:
    return tuple(sorted(batches, key=lambda one: (one.status is BatchStatus.LIVE, one.seq)))


def _places(claims: ClaimLists) -> tuple[np.ndarray, np.ndarray]:
    """Batch and record number of every claim."""
    return claims.table.column("batch").to_numpy(), claims.table.column("locator").to_numpy()


def _stated(
    claims: ClaimLists, places: tuple[np.ndarray, np.ndarray], batch: int, span: tuple[int, int]
) -> list[Stated]:
    """Owner, record number, grade and handling of the claims of some records, in the order of records."""
    batches, locators = places
    at = np.flatnonzero((batches == batch) & (locators >= span[0]) & (locators <= span[1]))
    owners = np.searchsorted(claims.offsets, at, side="right") - 1
    taken = claims.table.select(["locator", "row", "grade", "handling"]).take(pa.array(at)).to_pylist()
    found = sorted(zip(owners.tolist(), taken, strict=True), key=lambda one: (one[1]["locator"], one[1]["row"]))
    return [(owner, one["locator"], one["grade"] or "", one["handling"] or "") for owner, one in found]
