"""CSV and its kin: delimiter, preamble and header recognised; records streamed over bounded lines, none swallowed."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.headers import find_header, header_faults, named
from jejak.ingest.readers.lines import line_blocks, sample_lines
from jejak.ingest.readers.quoting import UNIT, Block, Fault, RecordSplitter, Row
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

DELIMITERS = (",", ";", "\t", "|")
#: The first line by which spreadsheet programs name the delimiter.
_NAMED_DELIMITER = re.compile(r"sep=(.)")


def open_delimited(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a delimited text file as one table.

    Raises:
        RecordError: It is empty, binary, in another encoding than was said, or has no usable header.
    """
    _check_marks(path, options)
    encoding = options.encoding or sniff_encoding(path)
    sample = sample_lines(path, encoding)
    if not any(line.strip() for line in sample):
        raise RecordError("the file holds no text", where=path.name, hint="Ask for the file again.")
    said = _NAMED_DELIMITER.fullmatch(sample[0].strip(" \r\ufeff"))
    delimiter = options.delimiter or (said[1] if said else sniff_delimiter(sample))
    splitter = RecordSplitter(delimiter, options.quote or '"')
    rows = [(place, row) for place, row in _places(splitter, sample) if place > bool(said)]
    skip, columns = (int(bool(said)), options.columns) if options.columns else _header(rows, options.header_row, path)
    why = header_faults(columns)
    if why:
        hint = "Give every column its own name, or name them in the mapping (source.columns)."
        raise RecordError(why, where=path.name, hint=hint)
    source = _Delimited(path, encoding, RecordSplitter(delimiter, options.quote or '"', len(columns)), skip)
    notes = (f"encoding {encoding}", f"delimiter {delimiter!r}", *([f"header on line {skip}"] if skip > 1 else []))
    read_as = ReaderOptions("csv", delimiter=delimiter, encoding=encoding, header_row=skip or None)
    return [Table("data", named(columns), "csv", source.records, notes, path.stat().st_size, read_as)]


def sniff_delimiter(sample: list[str]) -> str:
    """The delimiter that gives the same number of cells, more than one, on most lines."""
    best, votes = ",", (0, 0)
    for delimiter in DELIMITERS:
        rows = RecordSplitter(delimiter).split([list(sample)])
        widths = Counter(len(row) for row in rows if isinstance(row, list) and len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if (count, width) > votes:
            best, votes = delimiter, (count, width)
    return best


def _check_marks(path: Path, options: ReaderOptions) -> None:
    for name, mark in (("delimiter", options.delimiter), ("quote", options.quote)):
        if mark is not None and (len(mark) != 1 or mark in "\r\n\0"):
            hint = f"Correct source.{name} in the mapping."
            raise RecordError(f"a {name} is one letter, not {mark!r}", where=path.name, hint=hint)


def _places(splitter: RecordSplitter, sample: list[str]) -> Iterator[tuple[int, Row]]:
    """Rows that are not blank, each with the number of its last line."""
    place = 0
    for row in splitter.split([list(sample)]):
        place += 1
        if isinstance(row, Fault):
            continue
        place += sum(cell.count("\n") for cell in row)
        if any(cell.strip() for cell in row):
            yield place, row


def _header(rows: list[tuple[int, Row]], header_row: int | None, path: Path) -> tuple[int, Row]:
    """The number of the header's last line, and its cells."""
    if header_row is not None:
        found = next(((place, row) for place, row in rows if place >= header_row > 0), None)
        if found is None:
            hint = "Correct source.header_row in the mapping; it counts lines from 1."
            raise RecordError(f"there is no header on line {header_row}", where=path.name, hint=hint)
        return found
    at = find_header([row for _, row in rows])
    if at is None:
        hint = "Name the columns in the mapping (source.columns), or say which line is the header (source.header_row)."
        raise RecordError("there is no header line", where=path.name, hint=hint)
    return rows[at]


def split_lines(lines: list[str], width: int) -> tuple[list[pa.Array], list[int]]:
    """The columns of all lines of ``width`` cells with ``UNIT`` between, and the places of all other lines.

    An empty cell is null.
    """
    others: list[int] = []
    if not lines:
        return [pa.array([], pa.string())] * width, others

    def pass_over(row: csv.InvalidRow) -> str:
        others.append(row.number - 1)
        return "skip"

    names = [str(place) for place in range(width)]
    body = codecs.BOM_UTF8 + "\n".join([*lines, ""]).encode()  # one mark is taken off, whosever it is
    cells = csv.read_csv(
        pa.BufferReader(body),
        csv.ReadOptions(use_threads=False, block_size=len(body) + 1, column_names=names),
        csv.ParseOptions(delimiter=UNIT, quote_char=False, ignore_empty_lines=False, invalid_row_handler=pass_over),
        csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]),
    )
    return [column.combine_chunks() for column in cells.columns], others


@dataclass(frozen=True, slots=True)
class _Delimited:
    """A delimited file whose records begin after ``skip`` lines."""

    path: Path
    encoding: str
    splitter: RecordSplitter
    skip: int

    def records(self, table: Table) -> Iterator[Record | pa.RecordBatch]:
        """Number the records after the header; blank lines are no records."""
        rec = 0
        for found in self.splitter.pieces(self._body(table)):
            if isinstance(found, Block):
                batch, rec = self._whole(table, found.lines, rec)
                if batch.num_rows:
                    yield batch
                continue
            if not found:
                continue
            rec += 1
            if isinstance(found, Fault):
                table.reject(rec, found.line, found.reason)
            elif row := self._fitting(table, rec, found):
                yield rec, row

    def _fitting(self, table: Table, rec: int, row: Row) -> Row | None:
        """The cells of a record, without empty ones behind the last column; a reject when they do not fit."""
        width = len(table.columns)
        if len(row) == width:
            return row
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            return row[:width]
        table.reject(rec, self.splitter.delimiter.join(row), f"{len(row)} cells instead of {width}")
        return None

    def _whole(self, table: Table, lines: list[str], rec: int) -> tuple[pa.RecordBatch, int]:
        """Lines that are a record each as one batch, and the number of the last record."""
        width = len(table.columns)
        lines = [line for line in lines if line] if "" in lines else lines
        columns, others = split_lines(lines, width)
        if any(lines[place].count(UNIT) >= width for place in others):
            lines = [self._cut(line, width) for line in lines]
            columns, others = split_lines(lines, width)
        for place in others:
            self._fitting(table, rec + place + 1, lines[place].split(UNIT))
        numbers = np.delete(np.arange(rec + 1, rec + 1 + len(lines)), others)
        return pa.record_batch([pa.array(numbers), *columns], schema=table.schema), rec + len(lines)

    @staticmethod
    def _cut(line: str, width: int) -> str:
        """A line without the empty cells behind the last column."""
        row = line.split(UNIT)
        return UNIT.join(row[:width]) if not any(cell.strip() for cell in row[width:]) else line

    def _body(self, table: Table) -> Iterator[list[str]]:
        left = self.skip
        for block in line_blocks(self.path, self.encoding, table.note_bytes):
            yield block[left:]
            left = max(left - len(block), 0)
