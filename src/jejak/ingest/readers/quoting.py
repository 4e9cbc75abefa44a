"""Records of delimited lines: quotes may run over lines, and a quote that is never closed costs its own line only.

Invariant: a file whose quotes are right is read exactly as the standard says; every line of any other file is part of
one record or one fault, in order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from jejak.ingest.readers.lines import LONGEST_LINE

if TYPE_CHECKING:
    import _csv

MOST_LINES_IN_A_RECORD = 200
MOST_BLOCKS_AHEAD = 32
RUN = 512
#: Marks the cells of a record where no other letter may.
UNIT = "\x1f"
UNCLOSED = "an unclosed quote"
STRAY = "a quote inside a quoted cell"

Row = list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no record, and why."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of which each is a record of its own, with ``UNIT`` between its cells."""

    lines: list[str]


@dataclass(frozen=True, slots=True)
class RecordSplitter:
    """Splits lines into rows of cells. ``width`` is how many cells a record has, if that is known.

    A blank line gives an empty row.
    """

    delimiter: str
    quote: str = '"'
    width: int | None = None

    def split(self, blocks: Iterable[list[str]]) -> Iterator[Row | Fault]:
        """Stream the rows and faults of all lines."""
        return (found for found in self.pieces(blocks, whole=False) if not isinstance(found, Block))

    def pieces(self, blocks: Iterable[list[str]], *, whole: bool = True) -> Iterator[Row | Fault | Block]:
        """Stream the same, but blocks in which no record runs over lines come ``whole``."""
        csv.field_size_limit(LONGEST_LINE)
        source = iter(blocks)
        lines: list[str] = []
        start = 0
        while True:
            if start >= len(lines):
                start, more = 0, next(source, None)
                if more is None:
                    return
                lines = more
                if whole and lines and (block := self._block(lines)):
                    yield block
                    lines = []
                continue
            rows = self._simple(lines[start : start + RUN])
            if rows:
                yield from rows
                start += len(rows)
                continue
            lines, start = _look_ahead(lines[start:], source), 0
            row, used = self._record(lines)
            yield row
            start += used

    def _block(self, lines: list[str]) -> Block | None:
        """The lines as a block, if every one of them is a record.

        Lines are taken together where that can be done: millions of them one by one are what reading would wait for.
        """
        text = "\n".join(lines)
        if UNIT in text:
            return None
        marked = text.replace(self.delimiter, UNIT).split("\n") if lines else []
        places = [place for place, line in enumerate(lines) if self.quote in line] if self.quote in text else []
        rows = self._simple([lines[place] for place in places])
        if len(rows) < len(places) or [""] in rows:  # a quoted nothing would look like a blank line
            return None
        for place, row in zip(places, rows, strict=True):
            marked[place] = UNIT.join(row)
        return Block(marked)

    def _simple(self, lines: list[str]) -> list[Row]:
        """The rows of the first lines that are one record each."""
        reader = self._reader(lines)
        rows: list[Row] = []
        try:
            for row in reader:
                if reader.line_num != len(rows) + 1:
                    break
                rows.append(row)
        except csv.Error:
            pass  # the line that it stopped at is looked at on its own
        return rows

    def _reader(self, lines: Iterable[str]) -> _csv.Reader:
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, strict=True)

    def _record(self, lines: list[str]) -> tuple[Row | Fault, int]:
        """The record that the first of some lines begins, and how many of them it takes; a fault takes one."""
        reader = self._reader(f"{line}\n" for line in islice(lines, MOST_LINES_IN_A_RECORD))
        try:
            row = next(reader)
        except csv.Error:
            closed = reader.line_num == 1 and lines[0].count(self.quote) % 2 == 0
            return Fault(lines[0], STRAY if closed else UNCLOSED), 1
        if reader.line_num > 1 and self._swallowed(row, lines[: reader.line_num]):
            return Fault(lines[0], UNCLOSED), 1
        return row, reader.line_num

    def _swallowed(self, row: Row, lines: list[str]) -> bool:
        """Whether a record of several lines looks like several records behind a quote that was never closed."""
        if self.width is None:
            return False
        inner = lines[1:-1]
        return len(row) != self.width or (self.width > 3 and bool(inner) and all(map(self._is_whole, inner)))

    def _is_whole(self, line: str) -> bool:
        return self.quote not in line and line.count(self.delimiter) + 1 == self.width


def _look_ahead(lines: list[str], source: Iterator[list[str]]) -> list[str]:
    """Some lines and what follows them, so that a record which runs over the end of a block is whole."""
    for _ in range(MOST_BLOCKS_AHEAD):
        if len(lines) >= MOST_LINES_IN_A_RECORD:
            break
        lines += next(source, [])
    return lines
