"""The page about identity matching beside other packages: one table for each set, and how it was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from identity.metrics import Quality
from identity.systems import System

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = "quality-identity.md"
TITLE = "# Quality of identity matching, beside other packages"
METHOD = Path(__file__).with_name("method.md")
HEADER = (
    "system", "threshold", "precision", "recall", "F1", "F1 of groups", "best F1, labels used", "at", "offered",
    "seconds", "peak MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What one system gave on one set.

    Attributes:
        set_title: Name of the set.
        system: Which system.
        version: Its version.
        records: How many records the set has.
        truth: How many true pairs.
        offered: How many of these the system gave any score.
        pairs: Pairs from the threshold on.
        groups: All pairs within the groups that these make.
        best: Pairs from the threshold with the highest F1, which only the labels tell.
        best_at: That threshold.
        seconds: Of all parts together, from reading to writing.
        peak_mb: The most memory of any part.
    """

    set_title: str
    system: System
    version: str
    records: int
    truth: int
    offered: int
    pairs: Quality
    groups: Quality
    best: Quality
    best_at: float
    seconds: float
    peak_mb: float


def page(rows: Sequence[Row], seeds: str) -> str:
    """The whole page."""
    return f"{TITLE}\n\n{_method(rows, seeds)}\n{tables(rows)}"


def tables(rows: Iterable[Row]) -> str:
    """A table for each set."""
    lines: list[str] = []
    for title, group in groupby(rows, key=lambda row: row.set_title):
        listed = list(group)
        lines += [
            f"## {title}", "",
            f"{listed[0].records:,} records, {listed[0].truth:,} true pairs.", "",
            f"| {' | '.join(HEADER)} |", f"|{'---|' * len(HEADER)}", *map(_line, listed), "",
        ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _line(row: Row) -> str:
    cells = (
        row.system.name, f"{row.system.threshold:g}", _ratio(row.pairs.precision), _ratio(row.pairs.recall),
        _ratio(row.pairs.f1), _ratio(row.groups.f1), _ratio(row.best.f1), f"{row.best_at:.2g}",
        _ratio(Quality(row.offered, 0, row.truth - row.offered).recall), f"{row.seconds:.1f}", f"{row.peak_mb:,.0f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _ratio(value: float) -> str:
    return f"{value:.4f}"


def _method(rows: Sequence[Row], seeds: str) -> str:
    systems = {row.system.name: row for row in rows}.values()
    return METHOD.read_text(encoding="utf-8").format(
        day=datetime.now(UTC).strftime("%Y-%m-%d"),
        cores=os.cpu_count(),
        machine=f"{platform.machine()}, {platform.system()}",
        python=platform.python_version(),
        thresholds="\n".join(
            f"    * {row.system.name} {row.version}: {row.system.threshold:g}, {row.system.reason}" for row in systems
        ),
        seeds=seeds,
    )
