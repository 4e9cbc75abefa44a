"""Edge lists (`u v [weight]`) and adjacency matrices as one table of edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jejak.ingest.readers.delimited import sniff_delimiter
from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.lines import bounded_lines, line_blocks, sample_lines
from jejak.ingest.readers.quoting import Fault, RecordSplitter, Row
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

EDGE_COLUMNS = ("source", "target", "weight")
_COMMENTS = ("#", "%")


def open_edge_list(path: Path, options: ReaderOptions) -> list[Table]:
    """Open lines of two or three words, separated by space, tab or comma; ``#`` or ``%`` begins a comment."""
    encoding = options.encoding or sniff_encoding(path)

    def records(table: Table) -> Iterator[Record]:
        lines = (line for line in bounded_lines(path, encoding, table.note_bytes) if line.strip())
        for rec, line in enumerate((line for line in lines if not line.startswith(_COMMENTS)), 1):
            words = line.replace(",", " ").split()
            if len(words) in {2, 3}:
                yield rec, (*words, None)[:3]
            else:
                table.reject(rec, line, f"{len(words)} words instead of two or three")

    return [Table("edges", EDGE_COLUMNS, "edgelist", records, (), path.stat().st_size)]


def open_matrix(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a square table with names on both sides; each cell that is not zero is an edge from row to column.

    Raises:
        RecordError: Its first line holds no names.
    """
    encoding = options.encoding or sniff_encoding(path)
    sample = sample_lines(path, encoding)
    delimiter = options.delimiter or sniff_delimiter(sample)
    first = next((row for row in RecordSplitter(delimiter).split([sample]) if row), None)
    if not isinstance(first, list) or len(first) < 2:
        raise RecordError("there are no names in the first line", where=path.name, hint="A matrix begins with names.")
    source = _Matrix(path, encoding, delimiter)
    return [Table("edges", EDGE_COLUMNS, "matrix", source.records, (), path.stat().st_size)]


@dataclass(frozen=True, slots=True)
class _Matrix:
    path: Path
    encoding: str
    delimiter: str

    def records(self, table: Table) -> Iterator[Record]:
        """The cells that are not zero; a row of another length makes the whole matrix unusable."""
        rec, rows = 0, self._rows(table)
        names = [name.strip() for name in next(rows)[1:]]
        for place, row in enumerate(rows, 1):
            if len(row) != len(names) + 1:
                raise RecordError(
                    f"a row has {len(row) - 1} cells instead of {len(names)}",
                    where=f"{self.path.name}, row {place} below the names",
                    hint="A matrix has one row and one column for everybody.",
                )
            for target, cell in zip(names, row[1:], strict=True):
                if cell.strip().strip("0") not in {"", "."}:
                    rec += 1
                    yield rec, (row[0].strip(), target, cell.strip())

    def _rows(self, table: Table) -> Iterator[Row]:
        for row in RecordSplitter(self.delimiter).split(line_blocks(self.path, self.encoding, table.note_bytes)):
            if isinstance(row, Fault):
                raise RecordError(row.reason, where=self.path.name, hint="Correct the quotes of the matrix.")
            if row:
                yield row
