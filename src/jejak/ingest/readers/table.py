"""What every reader gives: tables of text with record numbers, in batches, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

#: Rows are turned into columns in pieces that fit the processor's cache, and handed on in batches of such pieces.
PIECE = 2048
BATCH = 16 * PIECE
Record = tuple[int, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How a file is to be read; what is left out is recognised."""

    format: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    table: str | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is none, or a cell that cannot be read; ``rec`` counts from 1 for the first data record."""

    rec: int
    col: str | None
    raw: str | None
    reason: str


@dataclass(slots=True)
class Table:
    """One table of a file; each of its records is either in a batch or, once or more, among the rejects.

    ``records`` starts a fresh pass; ``rejects`` is complete when a pass has ended; ``read_as`` tells what was
    recognised.
    """

    name: str
    columns: tuple[str, ...]
    format: str
    records: Callable[[Table], Iterator[Record | pa.RecordBatch]]
    notes: tuple[str, ...] = ()
    bytes_total: int = 0
    read_as: ReaderOptions = ReaderOptions()
    bytes_read: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Stream the table: column ``rec`` (int64), then every column as text; an empty cell is null."""
        self.rejects.clear()
        self.bytes_read = 0
        waiting: list[Record] = []
        for found in self.records(self):
            if isinstance(found, pa.RecordBatch):
                yield from self._columns(waiting)
                waiting = []
                yield found
                continue
            waiting.append(found)
            if len(waiting) == BATCH:
                yield from self._columns(waiting)
                waiting = []
        yield from self._columns(waiting)
        self.bytes_read = self.bytes_total

    @property
    def schema(self) -> pa.Schema:
        """The columns of a batch."""
        return pa.schema([("rec", pa.int64()), *((name, pa.string()) for name in self.columns)])

    def _columns(self, records: list[Record]) -> Iterator[pa.RecordBatch]:
        pieces = [_batch(records[at : at + PIECE], self.schema) for at in range(0, len(records), PIECE)]
        if pieces:
            yield pa.concat_batches(pieces)

    def note_bytes(self, count: int) -> None:
        """Note how far in its file a pass is."""
        self.bytes_read = count

    def reject(self, rec: int, raw: str | None, reason: str, *, col: str | None = None) -> None:
        """Note what could not be read; the raw text is cut."""
        self.rejects.append(Reject(rec, col, raw[:500] if raw else raw, reason))


def _batch(chunk: Iterable[Record], schema: pa.Schema) -> pa.RecordBatch:
    numbers, rows = zip(*chunk, strict=True)
    columns = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
    cells = [pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column) for column in columns]
    return pa.record_batch([pa.array(numbers, pa.int64()), *cells], schema=schema)
