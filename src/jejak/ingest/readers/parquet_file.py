"""Parquet: every column as exact text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jejak.ingest.readers.headers import header_faults
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.ingest.readers.texts import text_of
from jejak.schemas.errors import RecordError


def open_parquet(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a Parquet file.

    Raises:
        RecordError: It is damaged or names a column twice.
    """
    del options
    try:
        columns = tuple(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path) from error
    why = header_faults(columns)
    if why:
        raise RecordError(why, where=path.name, hint="Give every column its own name.")

    def records(_: Table) -> Iterator[Record]:
        rec = 0
        for batch in _batches(path):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                rec += 1
                yield rec, [text_of(cell) for cell in row]

    return [Table("data", columns, "parquet", records, (), path.stat().st_size)]


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        yield from pq.ParquetFile(path).iter_batches()
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> RecordError:
    hint = "It may be damaged; ask for the file again."
    return RecordError("this Parquet file cannot be read", where=path.name, hint=hint)
