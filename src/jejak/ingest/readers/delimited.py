"""CSV and its kin: delimiter, preamble and header recognised; records streamed over bounded lines, none swallowed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.table import ReaderOptions, Record, Table, header_faults, named
from jejak.schemas.errors import RecordError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 16 << 20
SAMPLE_LINES = 60
MOST_LINES_IN_A_CELL = 200


def open_delimited(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a delimited text file as one table.

    Raises:
        RecordError: It is empty, binary, in another encoding than was said, or has no usable header.
    """
    encoding = options.encoding or sniff_encoding(path)
    sample = _sample(path, encoding)
    if not any(line.strip() for line in sample):
        raise RecordError("the file is empty", where=path.name, hint="Ask for the file again.")
    delimiter = options.delimiter or _delimiter(sample)
    rows = [(n, row) for n, row in _rows(iter(sample), delimiter, options.quote) if any(cell.strip() for cell in row)]
    skip, columns = (0, options.columns) if options.columns else _header(rows, options.header_row, path)
    why = header_faults(columns)
    if why:
        raise RecordError(why, where=path.name, hint="Give every column its own name, or name them in the mapping (source.columns).")
    notes = [f"encoding {encoding}", f"delimiter {delimiter!r}"] + ([f"{skip - 1} lines before the header"] if skip > 1 else [])
    source = _Delimited(path, encoding, delimiter, options.quote, skip)
    return [Table("data", named(columns), "csv", source.records, tuple(notes), path.stat().st_size)]


class _Delimited:
    def __init__(self, path: Path, encoding: str, delimiter: str, quote: str | None, skip: int) -> None:
        self.path, self.encoding, self.delimiter, self.quote, self.skip = path, encoding, delimiter, quote, skip

    def records(self, table: Table) -> Iterator[Record]:
        """Number the records after the header; blank lines are no records."""
        width, rec = len(table.columns), 0
        with self.path.open("r", encoding=self.encoding, newline="") as file:
            lines = _bounded(file, self.path)
            for _ in range(self.skip):
                next(lines, None)
            begun = 0
            for line, row in _rows(lines, self.delimiter, self.quote):
                if not row:
                    begun = line
                    continue
                rec += 1
                if line - begun > MOST_LINES_IN_A_CELL:
                    table.reject(rec, row[0], f"an unclosed quote: {line - begun} lines run into one record")
                elif len(row) == width:
                    yield rec, row
                elif len(row) > width and not any(cell.strip() for cell in row[width:]):
                    yield rec, row[:width]
                else:
                    table.reject(rec, self.delimiter.join(row), f"{len(row)} cells instead of {width}")
                begun = line
                if rec % 5000 == 0:
                    table.bytes_read = file.buffer.tell()


def _bounded(file: Iterator[str], path: Path) -> Iterator[str]:
    """Lines of at most `LONGEST_LINE` letters, so that one endless line never sits in memory."""
    readline = file.readline  # type: ignore[attr-defined]
    number = 0
    while True:
        try:
            line = readline(LONGEST_LINE)
        except UnicodeError as error:
            raise RecordError(f"the file is not {getattr(error, 'encoding', 'in the encoding that was said')}", where=f"{path.name}, after line {number}", hint="Name its encoding in the mapping (source.encoding).") from error
        if not line:
            return
        number += 1
        if len(line) >= LONGEST_LINE:
            raise RecordError(f"a line is longer than {LONGEST_LINE >> 20} million letters", where=f"{path.name}, line {number}", hint="This is no table; look at the file.")
        yield line.replace("\0", "")


def _rows(lines: Iterator[str], delimiter: str, quote: str | None) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote or '"', strict=False)
    for row in reader:
        yield reader.line_num, row


def _sample(path: Path, encoding: str) -> list[str]:
    with path.open("r", encoding=encoding, newline="") as file:
        lines = _bounded(file, path)
        return [line for line, _ in zip(lines, range(SAMPLE_LINES), strict=False)]


def _delimiter(sample: list[str]) -> str:
    """The delimiter that gives the same number of cells, more than one, on most lines."""
    best, votes = ",", 0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for _, row in _rows(iter(sample), delimiter, None) if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (count * 100 + width) > votes:
                best, votes = delimiter, count * 100 + width
    return best


def _header(rows: list[tuple[int, list[str]]], header_row: int | None, path: Path) -> tuple[int, list[str]]:
    """The line number of the header and its cells: the first row as wide as most rows, whose cells are words."""
    if header_row is not None:
        for line, row in rows:
            if line >= header_row:
                return line, row
        raise RecordError(f"there is no line {header_row}", where=path.name)
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    for line, row in rows:
        if len(row) == width and sum(bool(cell.strip()) for cell in row) > width // 2:
            if any(_is_value(cell) for cell in row):
                raise RecordError("there is no header line", where=path.name, hint="Name the columns in the mapping (source.columns).")
            return line, row
    raise RecordError("there is no header line", where=path.name, hint="Name the columns in the mapping (source.columns).")


def _is_value(cell: str) -> bool:
    text = cell.strip().replace(",", "").replace(".", "").replace("-", "")
    return text.isdigit() and len(text) > 4
