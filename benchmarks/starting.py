"""Every analysis on a case of about 200 entities: the whole command in a new process, the first call, and once more.

``make bench-start``; ``--write`` puts the table into docs/performance.md. Compiled loops are in the cache beforehand,
as ``jejak warm`` leaves them.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from measuring import ANALYST, Figures
from pages import with_section

from data import MAPPING, write_transfers
from jejak.analysis.parameters import needed
from jejak.analysis.registry import ANALYSES, run
from jejak.case import Case
from jejak.graph.snapshot import Snapshot

PAGE: Final = Path(__file__).resolve().parents[1] / "docs/performance.md"
HEADING: Final = "First analysis of a small case"
PEOPLE, TRANSFERS, TIMES = 62, 600, 5
#: Wanted: the first within a second, each later one within a tenth.
FIRST_MS, AGAIN_MS = 1000.0, 100.0


def main() -> None:
    """Measure all analyses, print the table, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help=f"also write the section in docs/{PAGE.name}")
    parser.add_argument("--called", nargs=2, metavar=("CASE", "NAME"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.called:
        print(json.dumps(called(Path(options.called[0]), options.called[1])))
        return
    subprocess.run([sys.executable, "-m", "jejak", "warm"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        case = make_case(Path(folder))
        found = {name: measured(case, name) for name in ANALYSES}
    told = section(found)
    print(told)
    if options.write:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), HEADING, told), encoding="utf-8")


def make_case(folder: Path) -> Path:
    """A case of invented transfers with its snapshot, where nothing has been analysed."""
    write_transfers(folder / "transfers.csv", TRANSFERS, PEOPLE)
    (folder / "bank.yaml").write_text(MAPPING, encoding="utf-8")
    with Case.create(folder / "small.case", name="small", analyst=ANALYST) as case:
        case.import_file(folder / "transfers.csv", folder / "bank.yaml")
        case.snapshot()
    return folder / "small.case"


def measured(case: Path, name: str) -> Figures:
    """Medians over new processes: of the command, each on a copy where nothing is kept, and of calls inside one."""
    asked = parameters_of(case, name)
    commands, calls = [], []
    for _ in range(TIMES):
        copy = case.with_name("copy.case")
        shutil.copytree(case, copy)
        words = [word for key, value in asked.items() for word in ("--param", f"{key}={value}")]
        command = [sys.executable, "-m", "jejak", "analyse", str(copy), name, *words]
        commands.append(_milliseconds(lambda asked=command: subprocess.run(asked, check=True, capture_output=True)))
        shutil.rmtree(copy)
        calling = [sys.executable, __file__, "--called", str(case), name]
        calls.append(json.loads(subprocess.run(calling, check=True, capture_output=True, text=True).stdout))
    figures = {key: statistics.median(one[key] for one in calls) for key in calls[0]}
    return {"command": statistics.median(commands), **figures}


def called(folder: Path, name: str) -> Figures:
    """Milliseconds of a first call in this process, and of the middle of some more."""
    asked = parameters_of(folder, name)
    with Case.open(folder, analyst=ANALYST) as case:
        snapshot = case.snapshot()
    took = [_milliseconds(lambda: run(name, snapshot, **asked)) for _ in range(TIMES + 1)]
    return {
        "first": took[0],
        "again": statistics.median(took[1:]),
        "nodes": snapshot.n_nodes,
        "links": snapshot.n_links,
    }


def parameters_of(folder: Path, name: str) -> Mapping[str, str]:
    """What an analysis cannot run without: the first and the last person of the case."""
    wanted = needed(ANALYSES[name].parameters)
    if not wanted:
        return {}
    with Case.open(folder, analyst=ANALYST) as case:
        people = _people(case.snapshot())
    return dict(zip(wanted, (people[0], people[-1]), strict=True))


def _people(snapshot: Snapshot) -> list[str]:
    etypes = snapshot.nodes.column("etype").to_pylist()
    return [snapshot.id_of(code) for code, etype in enumerate(etypes) if etype == "person"]


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def section(found: Mapping[str, Figures]) -> str:
    """The section of the page."""
    one = next(iter(found.values()))
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    lines = [
        f"## {HEADING}",
        "",
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} with `make bench-start` on {machine}: {one['nodes']:.0f} "
            f"entities, {one['links']:.0f} links, medians of {TIMES} new processes, defaults of every analysis. "
            "*Command* is `jejak analyse` from start to end, modules, opening of the case and printing included; "
            f"*first* and *again* are the calls alone (wanted: within {FIRST_MS:.0f} and {AGAIN_MS:.0f} ms)."
        ),
        "",
        "| analysis | command, ms | first, ms | again, ms |",
        "|---|---:|---:|---:|",
    ]
    return "\n".join([*lines, *_rows(found)])


def _rows(found: Mapping[str, Figures]) -> Iterator[str]:
    for name, one in sorted(found.items()):
        yield f"| {name} | {one['command']:,.0f} | {one['first']:.1f} | {one['again']:.1f} |"


if __name__ == "__main__":
    main()
