"""Edge lists (`u v [weight]`) and adjacency matrices as one table of edges."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from jejak.ingest.readers.delimited import sniff_delimiter
from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.lines import bounded_lines, sample_lines
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

EDGE_COLUMNS = ("source", "target", "weight")


def open_edge_list(path: Path, options: ReaderOptions) -> list[Table]:
    """Open lines of two or three words, separated by space, tab or comma; `#` begins a comment."""
    encoding = options.encoding or sniff_encoding(path)

    def records(table: Table) -> Iterator[Record]:
        rec = 0
        for line in bounded_lines(path, encoding):
            if not line.strip() or line.startswith("#"):
                continue
            rec += 1
            words = line.replace(",", " ").split()
            if len(words) in {2, 3}:
                yield rec, [*words, None][:3]
            else:
                table.reject(rec, line, f"{len(words)} words instead of two or three")

    return [Table("edges", EDGE_COLUMNS, "edgelist", records, (), path.stat().st_size)]


def open_matrix(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a square table with names on both sides; each cell that is not zero is an edge from its row to its column."""
    encoding = options.encoding or sniff_encoding(path)
    delimiter = options.delimiter or sniff_delimiter(sample_lines(path, encoding))

    def records(_: Table) -> Iterator[Record]:
        rec = 0
        rows = csv.reader(bounded_lines(path, encoding), delimiter=delimiter)
        names = next(rows)[1:]
        for row in rows:
            if not row:
                continue
            if len(row) != len(names) + 1:
                raise RecordError(
                    f"a row has {len(row) - 1} cells instead of {len(names)}",
                    where=f"{path.name}, line {rows.line_num}",
                    hint="A matrix has one row and one column for everybody.",
                )
            for target, cell in zip(names, row[1:], strict=True):
                if cell.strip() not in {"", "0", "0.0"}:
                    rec += 1
                    yield rec, (row[0].strip(), target.strip(), cell.strip())

    return [Table("edges", EDGE_COLUMNS, "matrix", records, (), path.stat().st_size)]
