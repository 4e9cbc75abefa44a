"""Compares the analysis engine with NetworkX, igraph, NetworKit, rustworkx and scikit-network on invented graphs.

``make bench-analysis ARGS="--sizes a,b --rows pagerank,leiden --engines jejak,networkx"``; cells are kept in the cache
as lines of JSON, and ``--resume`` measures only those that are missing. ``--write`` puts the tables into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from environments import NotInstalledError, cache_folder, python_of
from pages import with_section

from engines import graphs
from engines.answers import difference, modularity
from engines.cells import Cell, keep, read_cells
from engines.report import DOCS, HEADING, PAGE, section, tables
from engines.rows import BY_KEY, ROWS, Row, in_groups
from engines.systems import ENGINES, OURS, REQUIREMENTS, Engine

BENCHMARKS: Final = Path(__file__).resolve().parents[1]
#: Where only ours is asked.
ALONE: Final = "d"
ONE_THREAD: Final = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS",
)  # fmt: skip
#: A process may take so many times its processor time on a clock, however busy the machine is.
PATIENCE: Final = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and where it is kept."""

    sizes: Sequence[str]
    engines: Sequence[Engine]
    rows: Sequence[Row]
    limit: float
    folder: Path

    @property
    def cells(self) -> Path:
        """The file of kept cells."""
        return self.folder / "cells.jsonl"


def main() -> int:
    """Measure what is asked for and print the tables; the exit status tells whether anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--sizes", default="a,b,c", help=f"with commas: {', '.join(graphs.SIZES)} ({ALONE}: ours alone)"
    )
    parser.add_argument("--rows", default="", help=f"with commas: {', '.join(BY_KEY)}")
    parser.add_argument("--engines", default="", help=f"with commas: {', '.join(one.name for one in ENGINES)}")
    parser.add_argument("--timeout", type=float, default=60, help="processor seconds that a call may take (60)")
    parser.add_argument("--resume", action="store_true", help="measure only what is not kept from an earlier run")
    parser.add_argument("--write", action="store_true", help=f"also write the section in docs/{PAGE}")
    options = parser.parse_args()
    rows = [BY_KEY[key] for key in _chosen(parser, options.rows, list(BY_KEY))]
    names = _chosen(parser, options.engines, [one.name for one in ENGINES])
    engines = [one for one in ENGINES if one.name in names]
    if options.write and (len(rows) < len(ROWS) or len(engines) < len(ENGINES)):
        parser.error("the page is only written of all rows and all engines")
    sizes = _chosen(parser, options.sizes, list(graphs.SIZES))
    plan = Plan(sizes, engines, rows, options.timeout, cache_folder("bench-analysis"))
    cells = compare(plan, read_cells(plan.cells) if options.resume else [])
    print(tables(cells))
    complete = all(cell.state != "failed" for cell in cells) and len(cells) == len(list(places(plan)))
    if options.write and complete:
        page = DOCS / PAGE
        page.write_text(with_section(page.read_text(encoding="utf-8"), HEADING, section(cells)), encoding="utf-8")
    return int(not complete)


def places(plan: Plan) -> Iterator[tuple[str, Engine, Row]]:
    """Every cell of a plan: its size, engine and row."""
    for size in plan.sizes:
        for row in (row for row in plan.rows if size in row.sizes):
            yield from ((size, engine, row) for engine in plan.engines if size != ALONE or engine.name == OURS)


def compare(plan: Plan, known: Iterable[Cell]) -> list[Cell]:
    """Measure every cell of a plan that is not known yet; each is kept as soon as its process is done."""
    wanted = {(size, engine.name, row.key) for size, engine, row in places(plan)}
    versions = {engine.name: engine.version for engine in plan.engines}
    found = {cell.place: cell for cell in known if cell.place in wanted and _holds(cell, versions, plan.limit)}
    for size, engine, rows in _processes(plan, found.keys()):
        print(f"… {size} {engine.name}: {', '.join(row.key for row in rows)}", file=sys.stderr)
        try:
            measured = list(run_rows(plan, size, engine, rows))
        except NotInstalledError as fault:
            print(f"the peers cannot be installed:\n{fault}", file=sys.stderr)
            continue
        keep(plan.cells, measured)
        found |= {cell.place: cell for cell in measured}
    return list(found.values())


def _holds(cell: Cell, versions: dict[str, str], limit: float) -> bool:
    """Whether a kept cell still tells what would be measured."""
    return (
        cell.version == versions[cell.engine]
        and cell.state != "failed"
        and (cell.state != "over" or cell.limit >= limit)
    )


def _processes(plan: Plan, known: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, Engine, list[Row]]]:
    done = set(known)
    for size in plan.sizes:
        for group in in_groups([row for row in plan.rows if size in row.sizes]):
            for engine in plan.engines:
                left = [row for row in group if (size, engine.name, row.key) not in done]
                if left and (size != ALONE or engine.name == OURS):
                    yield size, engine, left


def run_rows(plan: Plan, size: str, engine: Engine, rows: Sequence[Row]) -> Iterator[Cell]:
    """The cells of some rows: a process, and another for what is left when one ends before its time."""
    graph = graphs.stored(size, plan.folder / "graphs")
    answers = plan.folder / "answers" / size
    (answers / engine.name).mkdir(parents=True, exist_ok=True)
    left = list(rows)
    while left:
        figures, ended = _process(engine, graph, answers / engine.name, plan.limit, left)
        for row, line in zip(left, figures, strict=False):
            compared = _compared(row, engine, answers, graph) if line["state"] == "done" else {}
            yield _cell(plan, size, engine, row, {**line, **compared})
        left = left[len(figures) :]
        if left:
            yield _cell(plan, size, engine, left[0], {"state": ended})
            left = left[1:]


def _cell(plan: Plan, size: str, engine: Engine, row: Row, figures: dict[str, Any]) -> Cell:
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    return Cell(size, engine.name, row.key, engine.version, day=day, limit=plan.limit, **figures)


def _process(
    engine: Engine, graph: Path, answers: Path, limit: float, rows: Sequence[Row]
) -> tuple[list[dict[str, Any]], str]:
    """Lines of the rows that came through, in order, and how the process ended where some are missing."""
    python = (
        Path(sys.executable)
        if engine.name == OURS
        else python_of(cache_folder("bench-analysis") / "peers", REQUIREMENTS)
    )
    for row in rows:
        (answers / f"{row.key}.npy").unlink(missing_ok=True)
    threads = dict.fromkeys(ONE_THREAD, "1")
    path = (
        os.pathsep.join([str(BENCHMARKS), os.environ.get("PYTHONPATH", "")]) if engine.name == OURS else str(BENCHMARKS)
    )
    with tempfile.TemporaryDirectory(prefix="jejak-bench-") as folder:
        lines = Path(folder) / "figures.jsonl"
        command = [
            str(python),
            "-m",
            "engines.worker",
            engine.module,
            str(graph),
            str(answers),
            str(lines),
            str(limit),
        ]
        command += [row.key for row in rows]
        ended = _ended(command, os.environ | threads | {"PYTHONPATH": path}, PATIENCE * limit * len(rows))
        figures = lines.read_text(encoding="utf-8").splitlines() if lines.is_file() else []
    return [json.loads(line) for line in figures], ended


def _ended(command: list[str], environment: dict[str, str], patience: float) -> str:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=patience)
    except subprocess.TimeoutExpired:
        return "over"
    if done.returncode == -signal.SIGPROF:
        return "over"
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
    return "failed"


def _compared(row: Row, engine: Engine, answers: Path, graph: Path) -> dict[str, Any]:
    """Modularity, or distance from the first engine that has answered."""
    own = answers / engine.name / f"{row.key}.npy"
    if row.comparison == "none" or not own.is_file():
        return {}
    answer = np.load(own)
    if row.comparison == "modularity":
        return {"agreement": modularity(answer, graphs.load(graph))}
    reference = next(one.name for one in ENGINES if (answers / one.name / f"{row.key}.npy").is_file())
    other = np.load(answers / reference / f"{row.key}.npy")
    return {"agreement": difference(row.comparison, answer, other), "reference": reference}


def _chosen(parser: argparse.ArgumentParser, wanted: str, known: list[str]) -> list[str]:
    asked = [name for name in wanted.split(",") if name]
    if unknown := sorted(set(asked) - set(known)):
        parser.error(f"there is no {', '.join(unknown)}; choose from: {', '.join(known)}")
    return [name for name in known if name in asked or not asked]


if __name__ == "__main__":
    sys.exit(main())
