"""Read the tables of a source into scratch Parquet: trimmed text, empty cells as null, record numbers that run on.

Invariant: of a table only the columns that the mapping reads are kept; every record and every structural reject counts.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.ingest.mapping import Mapping, check_columns
from jejak.ingest.readers import Table, open_tables
from jejak.schemas.errors import MappingError, RecordError

log = logging.getLogger(__name__)
_SPACE = " \t\r\n\x0b\x0c\u00a0\u2007\u202f\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as scratch Parquet: column ``rec`` and ``x0``, ``x1`` … for the source columns of ``columns``."""

    name: str
    path: Path
    columns: dict[str, str]
    rows: int


@dataclass(slots=True)
class Scratch:
    """All tables of one import, and what could not be read."""

    tables: list[RawTable]
    broken: pa.Table  # structural rejects with the columns rec, col, raw, reason
    rows_in: int
    notes: tuple[str, ...]


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
class ScratchWriter:
    """Writes tables below ``folder``; ``tick`` is called with the number of records read so far."""

    mapping: Mapping
    folder: Path
    tick: Callable[[int], None]
    limit: int | None = None

    def write(self, path: Path) -> Scratch:
        """Read all tables of the mapping.

        Raises:
            RecordError: There is no record at all.
        """
        tables: list[RawTable] = []
        broken: list[tuple[int, str | None, str | None, str]] = []
        offset = rows_in = 0
        notes: list[str] = []
        for number, (name, table) in enumerate(
            zip(self.mapping.tables, choose_tables(path, self.mapping), strict=True)
        ):
            raw, last = self._table(number, name, table, offset)
            lost = [reject for reject in table.rejects if self.limit is None or reject.rec <= last]
            broken += [(reject.rec + offset, reject.col, reject.raw, reject.reason) for reject in lost]
            tables.append(raw)
            notes += [f"{raw.name}: {note}" if len(self.mapping.tables) > 1 else note for note in table.notes]
            rows_in += raw.rows + len({reject.rec for reject in lost})
            offset += max([last, *(reject.rec for reject in lost)])
        if not rows_in:
            raise RecordError(
                "there is no record in this table",
                where=path.name,
                hint="Ask for the file again: it is not more than its header.",
            )
        kinds = pa.schema([("rec", pa.int64()), ("col", pa.string()), ("raw", pa.string()), ("reason", pa.string())])
        columns = [pa.array([row[i] for row in broken], kinds.field(i).type) for i in range(4)]
        return Scratch(tables, pa.table(columns, schema=kinds), rows_in, tuple(notes))

    def _table(self, number: int, name: str | None, table: Table, offset: int) -> tuple[RawTable, int]:
        wanted = self.mapping.columns_of(name)
        columns = {column: f"x{index}" for index, column in enumerate(wanted)}
        places = [table.columns.index(column) + 1 for column in wanted]
        schema = pa.schema([("rec", pa.int64()), *((short, pa.string()) for short in columns.values())])
        path = self.folder / f"raw{number}.parquet"
        rows = last = 0
        with rare_collections(), pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=False) as writer:
            for batch in table.batches():
                if self.limit is not None:
                    batch = batch.slice(0, self.limit - rows)  # noqa: PLW2901 - the rest is not wanted
                if not rows:
                    self._refuse_header(table, batch)
                if batch.num_rows:
                    last = int(pc.max(batch.column(0)).as_py())
                    rows += batch.num_rows
                    arrays = [pc.add(batch.column(0), offset), *(_trimmed(batch.column(place)) for place in places)]
                    writer.write_batch(pa.record_batch(arrays, schema=schema))
                self.tick(offset + rows)
                if self.limit is not None and rows >= self.limit:
                    break
        return RawTable(table.name, path, columns, rows), last

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
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
