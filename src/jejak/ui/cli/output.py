"""How the command line speaks: tables for people, JSON for programs, one place for both."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jejak.ui.json_text import json_text

if TYPE_CHECKING:
    from jejak.graph.resolution.blocking import RuleCount

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Cell = str | int | float | None
#: Characters that a column needs, frame included; with fewer, words are broken everywhere.
_NARROWEST = 9


class Format(StrEnum):
    """Output formats of the commands that read."""

    TABLE = "table"
    JSON = "json"


def show_json(value: object) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json_text(value))


def show_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, empty: str = "Nothing found."
) -> None:
    """Print rows as a table, numbers to the right; say so when there are none.

    Where the columns would be too narrow to be read, each row is a block of lines, one for each value.
    """
    if not rows:
        out.print(escape(empty))
        return
    if out.width < _NARROWEST * len(columns):
        _show_blocks(title, columns, rows)
        return
    table = Table(title=escape(title), title_justify="left", header_style="bold", expand=False)
    for index, column in enumerate(columns):
        numeric = all(row[index] is None or _is_number(row[index]) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(text(cell)) for cell in row))
    out.print(table)


def _show_blocks(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    out.print(escape(title), style="italic")
    for row in rows:
        out.rule()
        block = Table.grid(padding=(0, 2))
        block.add_column(style="bold")
        block.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if text(cell):
                block.add_row(escape(column), escape(text(cell)))
        out.print(block)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def text(cell: Cell) -> str:
    """One cell as text: thousands separated, small numbers with four digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:,.4f}" if abs(cell) < 1000 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def say(message: str) -> None:
    """Print one line for people."""
    out.print(escape(message), soft_wrap=True)


def complain(message: str, *, style: str = "red") -> None:
    """Print an error to standard error; no line is broken, so that paths can be copied."""
    err.print(escape(message), style=style, soft_wrap=True)


def warn(message: str) -> None:
    """Print one line to standard error."""
    err.print(escape(message), style="yellow", soft_wrap=True)


def warn_of_blocks(rules: Iterable[RuleCount]) -> None:
    """Tell which blocks of pairs were too large to be looked at."""
    for rule in rules:
        if rule.overfull:
            warn(f"  {rule.rule}: {rule.overfull:,} blocks were too large and left out; largest {rule.left_out:,}.")
