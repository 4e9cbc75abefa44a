"""Compares our identity matching with three linkage packages: the same records, one run, labels read last.

``make bench-identity ARGS="--systems splink,jejak --sets fake_1000 --write"``; ``--write`` puts the tables into
docs/quality-identity.md. Seeds 1 to 10 of the demo are for tuning: told figures come from seeds 11 to 13.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from identity.environments import NotInstalledError, interpreter
from identity.metrics import Pair, accepted, best, grouped, quality, read_labels, read_scores, true_pairs
from identity.report import DOCS, PAGE, Row, page, tables
from identity.sets import SETS, RecordSet
from identity.systems import SYSTEMS, System

PEERS = Path(__file__).resolve().parent / "peers"
TOLD = "11-13"


def main() -> int:
    """Run the systems asked for and print the tables; what fails is named, and the exit status tells."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--systems", default="", help=f"with commas: {', '.join(one.name for one in SYSTEMS)}")
    parser.add_argument("--sets", default="", help=f"with commas: {', '.join(SETS)}")
    parser.add_argument("--seeds", default=TOLD, help=f"of the demo cases ({TOLD})")
    parser.add_argument("--keep", type=Path, help="a folder for records, labels and scores; otherwise they are deleted")
    parser.add_argument("--write", action="store_true", help="also write the page in docs/")
    options = parser.parse_args()
    names = _chosen(parser, options.systems, [one.name for one in SYSTEMS])
    systems = [one for one in SYSTEMS if one.name in names]
    sets = _chosen(parser, options.sets, list(SETS))
    if options.write and (len(systems) < len(SYSTEMS) or len(sets) < len(SETS) or options.seeds != TOLD):
        parser.error("the page is only written of all systems, all sets and the seeds that are told")
    with tempfile.TemporaryDirectory(prefix="jejak-bench-") as temporary:
        folder = options.keep or Path(temporary)
        rows = compare(systems, sets, _range(options.seeds), folder)
    print(tables(rows))
    complete = len(rows) == len(systems) * len(sets)
    if options.write and complete:
        (DOCS / PAGE).write_text(page(rows, options.seeds), encoding="utf-8")
    return int(not complete)


def compare(systems: Sequence[System], sets: Iterable[str], seeds: Sequence[int], folder: Path) -> list[Row]:
    """The rows of all systems that came through, set by set; no label is read before every score is written."""
    made = [SETS[name](folder, seeds) for name in sets]
    ran = [(each, system) for each in made for system in systems if score(system, each, folder)]
    return [measure(system, each, folder) for each, system in ran]


def score(system: System, records: RecordSet, folder: Path) -> bool:
    """Let one system score a set, each part in a process of its own; False, with a message, where it fails."""
    for part in records.parts:
        print(f"… {system.name}: {part.name}", file=sys.stderr)
        scores, report = _outputs(system, part.name, folder)
        scores.parent.mkdir(parents=True, exist_ok=True)
        try:
            command = list(_command(system, records.name, part.records, scores, report))
        except NotInstalledError as fault:
            print(f"{system.name} cannot be installed:\n{fault}", file=sys.stderr)
            return False
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{system.name} failed on {part.name}:\n{done.stderr[-3000:]}", file=sys.stderr)
            return False
    return True


def measure(system: System, records: RecordSet, folder: Path) -> Row:
    """Compare the scores of all parts of a set with the labels."""
    scores: dict[Pair, float] = {}
    persons: dict[str, str] = {}
    figures: list[dict[str, Any]] = []
    for part in records.parts:
        written, report = _outputs(system, part.name, folder)
        scores |= read_scores(written, f"{part.name}/")
        persons |= read_labels(part.labels, f"{part.name}/")
        figures.append(json.loads(report.read_text(encoding="utf-8")))
    truth, found = true_pairs(persons), accepted(scores, system.threshold)
    at, top = best(scores, truth)
    return Row(
        set_title=records.title,
        system=system,
        version=figures[0]["version"],
        records=len(persons),
        truth=len(truth),
        offered=len(truth & scores.keys()),
        pairs=quality(found, truth),
        groups=quality(grouped(found), truth),
        best=top,
        best_at=at,
        seconds=sum(part["seconds"] for part in figures),
        peak_mb=max(part["peak_mb"] for part in figures),
    )


def _command(system: System, name: str, records: Path, scores: Path, report: Path) -> Iterator[str]:
    if system.script:
        yield from (str(interpreter(system)), str(PEERS / system.script), name)
    else:
        yield from (sys.executable, "-m", "identity.ours")
    yield from (str(records), str(scores), str(report), *system.options)


def _outputs(system: System, part: str, folder: Path) -> tuple[Path, Path]:
    place = folder / "scores" / system.name
    return place / f"{part}.csv", place / f"{part}.json"


def _chosen(parser: argparse.ArgumentParser, wanted: str, known: list[str]) -> list[str]:
    asked = [name for name in wanted.split(",") if name]
    if unknown := sorted(set(asked) - set(known)):
        parser.error(f"there is no {', '.join(unknown)}; choose from: {', '.join(known)}")
    return [name for name in known if name in asked or not asked]


def _range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


if __name__ == "__main__":
    sys.exit(main())
