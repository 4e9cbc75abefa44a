"""Measures Jejak against its targets: each stage in a process of its own, on seeded synthetic rows.

``make bench ARGS="--rows 1000000 --only import,snapshot --write"``; ``--write`` puts the table into
docs/performance.md, one of ten million rows into docs/performance-10m.md, or, with as many people as a million rows
have (``--people``), into docs/performance-10m-same-people.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pages import section_of, with_section

from data import usual_people

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
STAGES = ("data", "import", "adopt", "snapshot", "reopen", "lookups", "search", "cypher", "neo4j", "offline")
NEEDED = {"data", "import", "adopt", "snapshot"}  # by the stages after them; cheap enough to always run
ANALYSIS = "Analysis engine beside other packages"  # the section that `make bench-analysis` writes
MILLION = 1_000_000
LARGE = 10 * MILLION
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table; ``limit`` is for a million rows where ``scales`` says so, ``large`` for ten million."""

    stage: str
    label: str
    figure: str
    limit: float
    unit: str
    least: bool = False
    scales: bool = False
    large: float | None = None

    def bound(self, rows: int) -> float:
        """The limit for this many rows; a smaller run is allowed no more than a million rows are."""
        if self.large is not None and rows >= LARGE:
            return self.large
        return self.limit * max(rows / MILLION, 1) if self.scales else self.limit

    def met(self, value: float, rows: int) -> bool:
        """Whether a figure is as good as its target."""
        return value >= self.bound(rows) if self.least else value <= self.bound(rows)


TARGETS = (
    Target("import", "import: rows per second", "rows_per_s", 60_000, "rows/s", least=True, large=120_000),
    Target("import", "import: peak memory", "peak_mb", 800, "MB"),
    Target("import", "import: bytes on disk per link", "bytes_per_link", 45, "bytes"),
    Target("snapshot", "snapshot: build", "wall", 2, "s", scales=True),
    Target("snapshot", "snapshot: peak memory", "build_mb", 500, "MB", large=1_300),
    Target("reopen", "snapshot: open again", "wall", 0.5, "s"),
    Target("lookups", "who says so: p95", "claims_p95", 1, "ms"),
    Target("search", "search for a name that is there: p95", "name_p95", 100, "ms"),
    Target("search", "search for hard texts: the worst", "asked_worst", 100, "ms"),
    Target("cypher", "Cypher extra: load", "wall", 15, "s", scales=True),
    Target("cypher", "Cypher extra: peak memory", "peak_mb", 1700, "MB", scales=True),
    Target("neo4j", "Neo4j: nodes per second", "nodes_per_s", 12_000, "nodes/s", least=True),
    Target("neo4j", "Neo4j: links per second", "links_per_s", 5_000, "links/s", least=True),
    Target("neo4j", "Neo4j: 10,000 rows more", "more_wall", 3, "s"),
    Target("neo4j", "Neo4j: taking them back", "reversal_wall", 1, "s"),
    Target("neo4j", "Neo4j: joining two entities", "merge_wall", 0.2, "s"),
    Target("offline", "Neo4j offline: files, import, check, constraints", "wall", 60, "s", scales=True),
)


def main() -> int:
    """Run the stages asked for and print the table; stages that fail are named, and the exit status tells."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=MILLION, help="rows of the source (a million)")
    parser.add_argument("--people", type=int, default=0, help="who pay each other (one for every 13 rows)")
    parser.add_argument("--only", default="", help=f"stages, with commas: {', '.join(STAGES)}")
    parser.add_argument("--write", action="store_true", help="also write the page in docs/")
    options = parser.parse_args()
    people = options.people or usual_people(options.rows)
    wanted = {name for name in options.only.split(",") if name} or set(STAGES)
    if unknown := wanted - set(STAGES):
        parser.error(f"no such stage: {', '.join(sorted(unknown))}")
    last = max(STAGES.index(name) for name in wanted)
    chosen = [name for place, name in enumerate(STAGES) if name in wanted or (name in NEEDED and place < last)]
    if wanted == {"neo4j"}:
        chosen = ["neo4j"]  # makes its own, smaller case
    with tempfile.TemporaryDirectory(prefix="jejak-bench-") as folder:
        found = measure(chosen, Path(folder), options.rows, people)
    text = report(found, options.rows, people)
    print(text)
    if options.write:
        page = DOCS / _page(options.rows, people)[0]
        others = section_of(page.read_text(encoding="utf-8"), ANALYSIS) if page.is_file() else ""
        page.write_text(with_section(text, ANALYSIS, others), encoding="utf-8")
    return int(any(name not in found for name in chosen))


def measure(chosen: list[str], folder: Path, rows: int, people: int) -> dict[str, Figures]:
    """The figures of each stage that came through."""
    found: dict[str, Figures] = {}
    for name in chosen:
        print(f"… {name}", file=sys.stderr)
        command = [sys.executable, str(HERE / "stages.py"), name, str(folder), str(rows)]
        command += [str(people)] if name == "data" else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name} failed:\n{done.stderr[-3000:]}", file=sys.stderr)
            continue
        found[name] = json.loads(done.stdout.splitlines()[-1]) | {"load": os.getloadavg()[0]}
    return found


def _page(rows: int, people: int) -> tuple[str, str]:
    """The name and the title of the page."""
    if rows < LARGE:
        return "performance.md", "Performance"
    if people < usual_people(rows):
        return "performance-10m-same-people.md", "Performance, ten million rows of the same people"
    return "performance-10m.md", "Performance, ten million rows"


def report(found: dict[str, Figures], rows: int, people: int) -> str:
    """The page: targets against figures, then all figures of each stage."""
    lines = [
        f"# {_page(rows, people)[1]}", "", *_circumstances(rows, people), "", "## Targets", "",
        "| what | target | measured | |", "|---|---|---|---|",
        *(
            _line(target, found[target.stage], rows)
            for target in TARGETS
            if target.figure in found.get(target.stage, {})
        ),
        "", "## Stages", "",
        "Wall seconds depend on what else the machine does; processor seconds (all threads) much less.", "",
        "| stage | wall s | processor s | peak MB | load average after it |", "|---|---|---|---|---|",
        *(_stage(name, figures) for name, figures in found.items() if name != "data"),
        "", *_context(found),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _circumstances(rows: int, people: int) -> list[str]:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "pyarrow", "numpy", "neo4j")
    )
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    return [
        f"Measured on {day} with `make bench`: {rows:,} dirty transfer rows of {people:,} people from a fixed seed.",
        f"Python {platform.python_version()}, {versions}; {machine}. Each stage ran once, in a process of its own.",
    ]  # fmt: skip


def _line(target: Target, figures: Figures, rows: int) -> str:
    value = figures[target.figure]
    verdict = _verdict(target.met(value, rows))
    bound = f"{'≥' if target.least else '≤'} {_number(target.bound(rows))}"
    return f"| {target.label} | {bound} {target.unit} | {_number(value)} | {verdict} |"


def _verdict(met: bool) -> str:
    return "met" if met else "**not met**"


def _stage(name: str, figures: Figures) -> str:
    show: Callable[[str], str] = lambda key: _number(figures[key]) if key in figures else "–"  # noqa: E731
    return f"| {name} | {show('wall')} | {show('cpu')} | {show('peak_mb')} | {show('load')} |"


_NEO4J = ("first", "more", "reversal", "merge")


def _context(found: dict[str, Figures]) -> list[str]:
    shown = {
        "import": ("entities", "links"),
        "snapshot": ("nodes", "links"),
        "neo4j": tuple(f"{part}_{kind}" for part in _NEO4J for kind in ("wall", "cpu", "server_cpu")),
    }
    shown["offline"] = ("write_wall", "import_wall", "start_wall", "check_wall", "csv_mb")
    shown["lookups"] = ("claims_p50",)
    shown["search"] = ("people", "index_mb", "load_wall", "name_p50", "asked_p50")
    shown["search"] += tuple(key for key in found.get("search", {}) if key.startswith("“"))
    return [
        f"* {name}, {key.replace('_', ' ')}: {_number(found[name][key])}"
        for name, keys in shown.items() if name in found for key in keys if key in found[name]
    ]  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
