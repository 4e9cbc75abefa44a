"""Which row of a table is its header: preambles and title blocks are passed over, a row of values is no header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

Cells = Sequence[str | None]

#: Numbers of up to four digits may be years or members of a matrix, so they may stand in a header.
_VALUE = re.compile(
    r"[-+(]?\d{5,}\)?|[-+]?\d[\d., ]*[.,]\d+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?"
    r"|\d{1,2}:\d{2}(:\d{2})?|\S+@\S+\.\S+"
)
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*")
_TITLE_CELLS = 2
_ROWS_AFTER_TITLE = 20


def find_header(rows: Sequence[Cells]) -> int | None:
    """The index of the header among the first rows of a table, or None when there is none; no row may be blank."""
    if not rows:
        return None
    at = _first_full_row(rows)
    return None if _is_data(rows[at], rows[at + 1 :]) else at


def header_faults(columns: Sequence[str]) -> str | None:
    """Why a header cannot be used, or None."""
    counted = Counter(name.strip().casefold() for name in columns)
    doubled = sorted(name for name, count in counted.items() if name and count > 1)
    return f"the header names a column twice: {', '.join(doubled)}" if doubled else None


def named(columns: Cells) -> tuple[str, ...]:
    """Column names, trimmed; a nameless column is called by its place."""
    names = [(name or "").strip() for name in columns]
    taken = set(names)
    return tuple(name or _free(f"column {place}", taken) for place, name in enumerate(names, 1))


def _free(name: str, taken: set[str]) -> str:
    return _free(f"{name}'", taken) if name in taken else name


def _filled(row: Cells) -> list[str]:
    return [cell.strip() for cell in row if cell and cell.strip()]


def _reach(row: Cells) -> int:
    """How many cells a row has up to its last filled one."""
    return max((at for at, cell in enumerate(row, 1) if cell and cell.strip()), default=0)


def _first_full_row(rows: Sequence[Cells]) -> int:
    """The first row as wide as the table, unless it is a title that stands above a fuller row of words."""
    width = _usual(len(row) for row in rows)
    reach = _usual(_reach(row) for row in rows if len(row) == width)
    full = _usual(len(_filled(row)) for row in rows if len(row) == width)
    fits = [at for at, row in enumerate(rows) if len(row) == width or (len(row) > 1 and _reach(row) == reach)]
    first = fits[0]
    count = len(_filled(rows[first]))
    if count > _TITLE_CELLS or 2 * count >= full:
        return first
    later = (at for at in fits[1:_ROWS_AFTER_TITLE] if len(_filled(rows[at])) >= full)
    return next((at for at in later if not _is_data(rows[at], rows[at + 1 :])), first)


def _usual(counts: Iterable[int]) -> int:
    """The most frequent count, of several the largest."""
    return max(Counter(counts).items(), key=lambda item: (item[1], item[0]))[0]


def _is_data(row: Cells, below: Sequence[Cells]) -> bool:
    """Whether a row is like those below it: no word in it, or a value with values of its kind below."""
    filled = _filled(row)
    if all(_NUMBER.fullmatch(cell) for cell in filled):
        return True
    values = [at for at, cell in enumerate(row) if cell and _VALUE.fullmatch(cell.strip())]
    if not below:
        return 2 * len(values) > len(filled)
    return any(_same_kind(row[at] or "", [other[at] for other in below if at < len(other)]) for at in values)


def _same_kind(cell: str, below: Cells) -> bool:
    kinds = [_kind(other) for other in _filled(below)]
    return 2 * kinds.count(_kind(cell.strip())) > len(kinds)


def _kind(cell: str) -> str:
    """The shape of a text: runs of digits and of letters; of a plain number also about how long it is."""
    shape = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))
    return f"9{len(cell) // 3}" if shape == "9" else shape
