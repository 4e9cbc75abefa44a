"""The tables of the comparison from its cells: processor time and ratios, wall time and memory, agreement."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engines.cells import Cell
from engines.graphs import SIZES
from engines.rows import ROWS, Row
from engines.systems import ENGINES, NETWORKX, OURS, Engine

HEADING: Final = "Analysis engine beside other packages"
METHOD: Final = Path(__file__).with_name("method.md")
DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGE: Final = "performance.md"
NOTHING: Final = "–"
AGREEMENT: Final = (
    "Distance from NetworkX's answer as a share of its greatest number (in brackets: from whom, where NetworkX did not "
    "finish), or modularity (Q):"
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times longer another took than we; a lower bound where it was stopped."""

    times: float
    bound: bool = False

    def __str__(self) -> str:
        return f"{'> ' if self.bound else ''}{_digits(self.times)}×"


def section(cells: Iterable[Cell]) -> str:
    """The whole section of the page."""
    listed = list(cells)
    return f"## {HEADING}\n\n{_method(listed)}\n{tables(listed)}"


def tables(cells: Iterable[Cell]) -> str:
    """The tables of each size that has any cell."""
    by_size: dict[str, list[Cell]] = {}
    for cell in cells:
        by_size.setdefault(cell.size, []).append(cell)
    return "\n".join(_of_size(size, by_size[size]) for size in SIZES if size in by_size)


def ratio(ours: Cell | None, others: Sequence[Cell]) -> Ratio | None:
    """The least time of others over ours; None where either is missing.

    Who was stopped stands for its limit, but only where nobody else has finished.
    """
    if ours is None or ours.state != "done":
        return None
    if done := [cell.cpu for cell in others if cell.state == "done"]:
        return Ratio(min(done) / ours.cpu)
    if stopped := [cell.limit for cell in others if cell.state == "over"]:
        return Ratio(min(stopped) / ours.cpu, bound=True)
    return None


def medians(cells: Sequence[Cell]) -> str:
    """The middle of the ratios to NetworkX and to the best peer, in a sentence."""
    pairs = [_ratios({cell.engine: cell for cell in cells if cell.row == row.key}) for row in ROWS]
    told = []
    for title, found in (("the best peer", [p for p, _ in pairs if p]), ("NetworkX", [n for _, n in pairs if n])):
        if found:
            bounds = sum(each.bound for each in found)
            at_least = f", {bounds} of them lower bounds" if bounds else ""
            middle = statistics.median(each.times for each in found)
            told.append(
                f"{title} takes {_digits(middle)} times as long ({len(found)} row{'s' * (len(found) > 1)}{at_least})"
            )
    return f"In the middle of the rows {'; '.join(told)}." if told else ""


def _ratios(of_row: dict[str, Cell]) -> tuple[Ratio | None, Ratio | None]:
    ours = of_row.get(OURS)
    peers = [cell for name, cell in of_row.items() if name != OURS]
    return ratio(ours, peers), ratio(ours, [cell for cell in peers if cell.engine == NETWORKX])


def _of_size(size: str, cells: list[Cell]) -> str:
    n, m = SIZES[size]
    engines = [engine for engine in ENGINES if any(cell.engine == engine.name for cell in cells)]
    rows = [row for row in ROWS if any(cell.row == row.key for cell in cells)]
    return "\n".join([
        f"### {size}: {n:,} nodes, {m:,} edges", "",
        f"{medians(cells)} {_loads(cells)}".strip(), "",
        "Processor time, ms:", "",
        *_table(rows, engines, cells, _processor, ratios=True), "",
        "Time on the clock, ms / the most memory, MB:", "",
        *_table(rows, engines, cells, _wall), "",
        AGREEMENT, "",
        *_table([row for row in rows if row.comparison != "none"], engines, cells, _agreement), "",
    ])  # fmt: skip


def _table(
    rows: Sequence[Row],
    engines: Sequence[Engine],
    cells: Sequence[Cell],
    text: Callable[[Cell, Row], str],
    *,
    ratios: bool = False,
) -> list[str]:
    header = ["", *(engine.name for engine in engines), *(("best peer / ours", "NetworkX / ours") if ratios else ())]
    lines = [f"| {' | '.join(header)} |", f"|---|{'---:|' * (len(header) - 1)}"]
    for row in rows:
        of_row = {cell.engine: cell for cell in cells if cell.row == row.key}
        shown = [text(of_row[each.name], row) if each.name in of_row else NOTHING for each in engines]
        shown += [str(each or NOTHING) for each in _ratios(of_row)] if ratios else []
        lines.append(f"| {' | '.join((row.title, *shown))} |")
    return lines


def _processor(cell: Cell, _row: Row) -> str:
    match cell.state:
        case "done":
            return _digits(1000 * cell.cpu)
        case "over":
            return f"> {cell.limit:g} s"
        case "memory":
            return "out of memory"
        case "failed":
            return "failed"
        case _:
            return NOTHING


def _wall(cell: Cell, row: Row) -> str:
    if cell.state != "done":
        return _processor(cell, row)
    return f"{_digits(1000 * cell.wall)} / {cell.peak_mb:,.0f}"


def _agreement(cell: Cell, row: Row) -> str:
    if cell.agreement is None:
        return NOTHING
    if row.comparison == "modularity":
        return f"Q {cell.agreement:.4f}"
    if math.isinf(cell.agreement):
        return "differs"
    told = "reference" if cell.reference == cell.engine else f"{cell.agreement:.1e}" if cell.agreement else "equal"
    return told if cell.reference in {NETWORKX, cell.engine} else f"{told} ({cell.reference})"


def _loads(cells: Sequence[Cell]) -> str:
    loads = [cell.load for cell in cells if cell.state == "done"]
    return f"Load average meanwhile: {min(loads):.1f} to {max(loads):.1f}." if loads else ""


def _digits(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value > 0 else "0"


def _method(cells: Sequence[Cell]) -> str:
    days = sorted({cell.day for cell in cells})
    versions = {cell.engine: cell.version for cell in cells}
    return METHOD.read_text(encoding="utf-8").format(
        day=" to ".join(dict.fromkeys((days[0], days[-1]))),
        cores=os.cpu_count(),
        machine=f"{platform.machine()}, {platform.system()}",
        python=platform.python_version(),
        limit=f"{max(cell.limit for cell in cells):g}",
        versions=", ".join(f"{one.name} {versions[one.name]}" for one in ENGINES if one.name in versions),
    )
