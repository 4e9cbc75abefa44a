"""Read the tables of a source in parts: trimmed text, empty cells as null, record numbers that run on.

Invariant: of a table only the columns that the mapping reads are kept; every record and every structural reject counts.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jejak.ingest.mapping import Mapping, check_columns
from jejak.ingest.readers import Table, open_tables
from jejak.schemas.errors import MappingError, RecordError

log = logging.getLogger(__name__)
#: A part is what an import works on at a time: its memory depends on this, not on the size of the source. The first
#: ones are small, so that all hands soon have work.
FIRST_ROWS, PART_ROWS = 60_000, 200_000
PART_BYTES = 64 << 20
_SPACE = " \t\r\n\x0b\x0c\u00a0\u2007\u202f\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of the source; ``columns`` gives the SQL name (``x0``, ``x1`` …) of each column that is kept."""

    name: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a table that follow each other: column ``rec`` and the kept ones."""

    table: int
    rows: pa.Table


def choose_tables(path: Path, mapping: Mapping) -> list[Table]:
    """Open the tables that a mapping reads and check their columns.

    Raises:
        RecordError: The file cannot be read.
        MappingError: It lacks a table.
        ExceptionGroup: It lacks columns.
    """
    opened = open_tables(path, mapping.source.options())
    by_name = {table.name: table for table in opened}
    chosen = []
    for name in mapping.tables:
        table = by_name.get(name) if name is not None else (opened[0] if opened else None)
        if table is None and len(opened) == 1 and len(mapping.tables) == 1:
            table = opened[0]
        if table is None:
            listed = ", ".join(sorted(by_name)) or "none"
            raise MappingError(f"the file has no table {name!r}", where=path.name, hint=f"Its tables: {listed}.")
        check_columns(mapping, name, table.columns, where=_place(path, table))
        chosen.append(table)
    return chosen


def _place(path: Path, table: Table) -> str:
    """The file, and the table where a file may hold several."""
    return path.name if table.name in {"", "data"} else f"{path.name}, {table.name}"


@dataclass(slots=True)
class SourceReader:
    """Reads the tables of a mapping in parts; ``tick`` is called with the number of records read so far.

    ``rows_in`` and ``rejects`` (rec, col, raw, reason) are complete when all parts were taken.
    """

    path: Path
    mapping: Mapping
    tick: Callable[[int], None]
    limit: int | None = None
    rows_in: int = 0
    rejects: list[tuple[int, str | None, str | None, str]] = field(default_factory=list)
    opened: list[Table] = field(init=False)

    def __post_init__(self) -> None:
        """Open the tables, which tells their columns."""
        self.opened = choose_tables(self.path, self.mapping)

    @property
    def tables(self) -> list[RawTable]:
        """The tables in their order."""
        return [
            RawTable(table.name, {column: f"x{index}" for index, column in enumerate(self.mapping.columns_of(name))})
            for name, table in zip(self.mapping.tables, self.opened, strict=True)
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """How the tables were read."""
        several = len(self.opened) > 1
        return tuple(f"{table.name}: {note}" if several else note for table in self.opened for note in table.notes)

    def parts(self) -> Iterator[Part]:
        """Stream all tables; each has one part at least.

        Raises:
            RecordError: There is no record at all.
        """
        offset = 0
        for number, (raw, table) in enumerate(zip(self.tables, self.opened, strict=True)):
            last = rows = 0
            with rare_collections():
                for batches in _gathered(self._batches(raw, table, offset)):
                    part = pa.Table.from_batches(batches, _schema(raw))
                    rows += part.num_rows
                    last = max(last, int(pc.max(part.column(0)).as_py() or offset) - offset)
                    yield Part(number, part)
            lost = [reject for reject in table.rejects if self.limit is None or reject.rec <= last]
            self.rejects += [(reject.rec + offset, reject.col, reject.raw, reject.reason) for reject in lost]
            self.rows_in += rows + len({reject.rec for reject in lost})
            offset += max([last, *(reject.rec for reject in lost)])
        if not self.rows_in:
            hint = "Ask for the file again: it is not more than its header."
            raise RecordError("there is no record in this table", where=self.path.name, hint=hint)

    def _batches(self, raw: RawTable, table: Table, offset: int) -> Iterator[pa.RecordBatch]:
        places = [table.columns.index(column) + 1 for column in raw.columns]
        rows = 0
        for batch in table.batches():
            if self.limit is not None:
                batch = batch.slice(0, self.limit - rows)  # noqa: PLW2901 - the rest is not wanted
            if not rows:
                self._refuse_header(table, batch)
            rows += batch.num_rows
            arrays = [pc.add(batch.column(0), offset), *(_trimmed(batch.column(place)) for place in places)]
            yield pa.record_batch(arrays, schema=_schema(raw))
            self.tick(offset + rows)
            if self.limit is not None and rows >= self.limit:
                break

    def _refuse_header(self, table: Table, batch: pa.RecordBatch) -> None:
        """With columns named by the mapping, a first record that holds just these names is a header not declared."""
        named = self.mapping.source.columns
        if not named or not batch.num_rows:
            return
        first = [str(batch.column(i + 1)[0].as_py() or "").strip().casefold() for i in range(len(table.columns))]
        if sorted(first) == sorted(name.casefold() for name in named):
            raise MappingError(
                "the first record is a header line, and the mapping names the columns itself",
                where=table.name,
                hint="Leave source.columns out, so that columns are found by their names.",
            )


def _schema(raw: RawTable) -> pa.Schema:
    return pa.schema([("rec", pa.int64()), *((short, pa.string()) for short in raw.columns.values())])


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches in groups that a part may hold; one group, if only an empty one, comes always."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    most, first = FIRST_ROWS, True
    for batch in batches:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= most or size >= PART_BYTES:
            yield held
            held, rows, size, first = [], 0, 0, False
            most = min(most * 3 // 2, PART_ROWS)
    if held or first:
        yield held


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for reference cycles rarely: millions of rows in flight have none, and each look walks over all of them."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _trimmed(column: pa.Array) -> pa.Array:
    text = pc.utf8_trim(column.cast(pa.string()), _SPACE)
    empty = pc.equal(text, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), text) if pc.any(empty).as_py() else text
