"""Parquet: every column as exact text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError


def open_parquet(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a Parquet file.

    Raises:
        RecordError: It is damaged.
    """
    del options
    try:
        columns = tuple(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise RecordError("this Parquet file cannot be read", where=path.name) from error

    def records(_: Table) -> Iterator[Record]:
        rec = 0
        for batch in pq.ParquetFile(path).iter_batches():
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                rec += 1
                yield rec, [None if cell is None else _text(cell) for cell in row]

    return [Table("data", columns, "parquet", records, (), path.stat().st_size)]


def _text(cell: object) -> str:
    if isinstance(cell, list):
        return ";".join(_text(item) for item in cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
