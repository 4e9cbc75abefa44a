"""Measures how long and how much memory it takes to tell who is who, as a case grows.

``make bench-identity-growth ARGS="--write"`` makes invented cases of 20,000, 60,000 and 200,000 people in twelve files,
and measures each in a process of its own: reading and resolving, finding pairs, scoring them, grouping what is
suggested; then the whole command, and how many suggestions are right and how many are missing. ``--write`` puts the
tables into docs/performance-identity.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.resources import as_file
from itertools import combinations
from pathlib import Path

import numpy as np
from identities import behind, level
from measuring import ANALYST, Figures, peak_mb

from jejak.case import Case
from jejak.demo.background import SIZES, Size
from jejak.demo.files import FILES
from jejak.demo.generate import generate
from jejak.demo.run import MAPPINGS
from jejak.demo.scoring import Truth
from jejak.graph.resolution import suggesting
from jejak.graph.resolution.blocking import candidates
from jejak.graph.resolution.comparisons import Sight
from jejak.graph.resolution.model import load_model
from jejak.graph.resolution.scoring import score
from jejak.graph.resolution.subjects import gather
from jejak.ui.cli import main as cli

REPORT = Path(__file__).resolve().parent.parent / "docs" / "performance-identity.md"
PEOPLE = (20_000, 60_000, 200_000)
QUIET = 2.5  # load average from which seconds on the clock say little
BUSY = "The machine did other work meanwhile, as the load averages tell: on a quiet one it is faster. "
LEAST = 0.92  # from which a pair is worth suggesting
SECONDS, MEGABYTES = 240, 2_000  # targets for 200,000 people
STAGES = ("read and resolve", "find pairs", "score pairs", "group")
#: What the log of the suggestions says when a stage is done.
_DONE = {"read": "read and resolve", "to score": "find pairs", "scored": "score pairs"}


def sized(people: int) -> Size:
    """A case of so many people with as much ordinary life around each as the large demo has."""
    large = SIZES["large"]
    return Size(people, *(people * part // large.persons for part in (large.transfers, large.calls, large.sailings)))


def make(folder: Path, people: int, seed: int) -> Figures:
    """Invent the files of a case and import them; the ferry manifest comes from two ports."""
    files = folder / "files"
    files.mkdir(parents=True)
    SIZES["growth"] = sized(people)
    generate(files, size="growth", seed=seed)
    _two_ports(files)
    start, rows = time.perf_counter(), 0
    with Case.create(folder / "growth.case", analyst=ANALYST) as case:
        for file in FILES:
            with as_file(MAPPINGS / f"{file.mapping}.yaml") as mapping:
                stem, suffix = Path(file.name).stem, Path(file.name).suffix
                for path in sorted(files.glob(f"{stem}*{suffix}")):
                    rows += case.import_file(path, mapping, origin=file.origin).rows_ok
        import_s = time.perf_counter() - start
        batches = case.batches()
        case.snapshot()
    return {
        "people": people, "files": len({batch.file for batch in batches}), "rows": rows, "import_s": import_s,
        "mb_of_files": sum(path.stat().st_size for path in files.iterdir()) / 1e6,
    }  # fmt: skip


def _two_ports(files: Path) -> None:
    """Make two files of the ferry manifest, and tell the truth so."""
    path = files / "ferry_manifest.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    north, south = "ferry_manifest_north.csv", "ferry_manifest_south.csv"
    path.with_name(north).write_text("".join(lines[:half]), encoding="utf-8")
    path.with_name(south).write_text("".join([lines[0], *lines[half:]]), encoding="utf-8")
    truth = json.loads((files / "truth.json").read_text(encoding="utf-8"))
    for mention in truth["mentions"]:
        if mention[0] == path.name:
            moved = mention[1] >= half
            mention[:2] = (south, mention[1] - half + 1) if moved else (north, mention[1])
    (files.parent / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (files / "truth.json").unlink()
    path.unlink()


class Watch(logging.Handler):
    """Notes for each message of the suggestions' log how long it took to get there, and the most memory so far."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self.peak = dict.fromkeys(STAGES, 0.0)
        self._last = time.perf_counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count the time since the last message for the stage that this one ends."""
        text = record.getMessage()
        self.note(next(stage for end, stage in _DONE.items() if text.endswith(end)))

    def note(self, stage: str) -> None:
        """End a part of a stage."""
        now = time.perf_counter()
        self.seconds[stage] += now - self._last
        self.peak[stage] = peak_mb()
        self._last = now


def measure(folder: Path) -> Figures:
    """Suggestions of a case and their groups, stage by stage."""
    with Case.open(folder / "growth.case", analyst=ANALYST) as case:
        watch, log = Watch(), logging.getLogger(suggesting.__name__)
        log.setLevel(logging.INFO)
        log.addHandler(watch)
        start, used = time.perf_counter(), time.process_time()
        found = suggesting.suggest(case.ledger, case.world, load_model(), least=LEAST)
        watch.note("score pairs")  # the list of what was found
        groups = case.identities.preview(found.found)
        watch.note("group")
    figures = {f"{stage}: s": seconds for stage, seconds in watch.seconds.items()}
    figures |= {f"{stage}: peak MB": peak for stage, peak in watch.peak.items()}
    for report in found.reports:
        figures |= {f"{report.kind}: entities": report.subjects, f"{report.kind}: pairs": report.candidates}
        figures[f"{report.kind}: blocks left out"] = sum(rule.overfull for rule in report.rules)
    return figures | {
        "total s": time.perf_counter() - start, "total cpu": time.process_time() - used,
        "suggested": groups.pairs, "joined": groups.entities,
        "groups": groups.groups, "largest": groups.largest,
    }  # fmt: skip


def command(folder: Path) -> Figures:
    """The command as an analyst gives it, which also opens the case, counts the groups and keeps what it found."""
    for kept in (folder / "growth.case" / "cache").glob("findings-*"):
        kept.unlink()  # of an earlier run on the same case
    sys.argv = ["jejak", "resolve", str(folder / "growth.case"), "--apply", "--least", str(LEAST)]
    start = time.perf_counter()
    with suppress(SystemExit):
        cli()
    return {"command s": time.perf_counter() - start, "command peak MB": peak_mb()}


def quality(folder: Path) -> Figures:
    """How many of the pairs of entities that are truly one person are looked at and suggested, and how many are right.

    ``missed`` are those that would be suggested, if only a block brought them together.
    """
    with Case.open(folder / "growth.case", analyst=ANALYST) as case:
        people = behind(case, Truth(folder / "truth.json"))
        found = level(people, case.identities.probable(LEAST), LEAST)
        claims, ends, resolution = suggesting.read_claims(case.ledger, case.ledger.state(), case.world)
        sight = Sight(gather(claims, ends, resolution, kind="person"), "person")
    n, place = sight.subjects.n, {ident: code for code, ident in enumerate(sight.subjects.ids)}
    pairs = [
        pair for group in people.entities().values() for pair in combinations(sorted(map(place.__getitem__, group)), 2)
    ]
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    seen = candidates(sight)
    looked = np.isin(left * n + right, seen.left * n + seen.right)
    probable = score(sight, load_model().kinds["person"], left, right).probability >= LEAST
    return {
        "true pairs": found.possible, "looked at": float(looked.mean()), "missed": int((probable & ~looked).sum()),
        "recall": found.recall, "precision": found.precision, "untold": people.unknown,
    }  # fmt: skip


def _alone(stage: str, folder: Path, people: int, seed: int) -> Figures:
    """Run a stage in a process of its own."""
    words = [
        sys.executable,
        __file__,
        "--stage",
        stage,
        "--out",
        str(folder),
        "--people",
        str(people),
        "--seed",
        str(seed),
    ]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _made(folder: Path, people: int, seed: int) -> Figures:
    """Make the case, or take the one that an earlier run left there, with the figures of its making."""
    noted = folder / "made.json"
    if not noted.exists():
        noted.write_text(json.dumps(_alone("make", folder, people, seed)))
    found: Figures = json.loads(noted.read_text())
    return found


def run(out: Path, people: Sequence[int], seed: int) -> Iterator[Figures]:
    """All stages for each size."""
    for count in people:
        folder = out / str(count)
        figures = _made(folder, count, seed) | {"load": os.getloadavg()[0]}
        for stage in ("measure", "command", "quality"):
            figures |= _alone(stage, folder, count, seed)
        figures["load"] = max(figures["load"], os.getloadavg()[0])
        print(f"{count:,} people: {figures['total s']:.1f} s, {_peak(figures):,.0f} MB", flush=True)
        yield figures


def _peak(figures: Mapping[str, float]) -> float:
    return max(figures[f"{stage}: peak MB"] for stage in STAGES)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


#: Tables of the page: what stands in front, and each line with its figure and the form of that.
TABLES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "## The case": (
        ("files", "files", ",.0f"), ("records", "rows", ",.0f"), ("files, MB", "mb_of_files", ",.0f"),
        ("import, s", "import_s", ",.1f"), ("entities of people", "person: entities", ",.0f"),
        ("entities of companies", "organisation: entities", ",.0f"),
    ),
    "## Time, seconds": (
        *((stage, f"{stage}: s", ",.1f") for stage in STAGES), ("together", "total s", ",.1f"),
        ("together, of the processors", "total cpu", ",.1f"),
        ("the command `jejak resolve --apply`", "command s", ",.1f"), ("highest load average", "load", ",.1f"),
    ),
    "## Memory, MB\n\nThe most that the process had held when the stage ended, with all libraries.": (
        *((stage, f"{stage}: peak MB", ",.0f") for stage in STAGES),
        ("the command `jejak resolve --apply`", "command peak MB", ",.0f"),
    ),
    "## Pairs": (
        ("pairs of people looked at", "person: pairs", ",.0f"),
        ("pairs of companies looked at", "organisation: pairs", ",.0f"),
        ("blocks too large, people", "person: blocks left out", ",.0f"),
        ("blocks too large, companies", "organisation: blocks left out", ",.0f"),
        (f"suggested from {LEAST} on", "suggested", ",.0f"), ("entities in them", "joined", ",.0f"),
        ("groups", "groups", ",.0f"), ("largest group", "largest", ",.0f"),
        ("pairs that are truly one person", "true pairs", ",.0f"), ("of these looked at", "looked at", ".3f"),
        (f"not looked at, and {LEAST} or more", "missed", ",.0f"), (f"recall at {LEAST}", "recall", ".3f"),
        (f"precision at {LEAST}", "precision", ".3f"),
    ),
}  # fmt: skip
HEAD = """# Who is who: growth

Measured on {day} with `make bench-identity-growth` on {machine}: invented cases of seed {seed} in {files:.0f} files of
transfers, accounts, passports, manifests, calls, remittances, companies, agencies, adverts and interviews. People are
counted before they are written down: many stand in several files, so there are more entities of people to tell apart.
Each size ran once, in processes of its own. Grouping opens the snapshot; the command opens the case and keeps what it
found. In a larger case the blocks of common names are too large to look at, and a pair must have more in common to be
probable: what that costs, recall and precision below say.

Target for 200,000 people: under {seconds} seconds and {megabytes:,} MB on 2 cores: **{verdict}** ({total:.0f} s,
{peak:,.0f} MB). {noise}How good the suggestions are is measured [elsewhere](quality.md).
"""


def report(runs: Sequence[Figures], seed: int) -> str:
    """The page with the tables."""
    largest = runs[-1]
    met = largest["total s"] <= SECONDS and _peak(largest) <= MEGABYTES
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    head = HEAD.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine, seed=seed, files=largest["files"], seconds=SECONDS,
        megabytes=MEGABYTES, verdict="met" if met else "missed", total=largest["total s"], peak=_peak(largest),
        noise=BUSY * (max(one["load"] for one in runs) > QUIET),
    )  # fmt: skip
    people = _row("people", [f"{one['people']:,.0f}" for one in runs])
    parts = [head]
    for title, lines in TABLES.items():
        rows = [_row(name, [format(one[figure], form) for one in runs]) for name, figure, form in lines]
        parts.append("\n".join([title, "", people, _row("---", ["---:"] * len(runs)), *rows, ""]))
    return "\n".join(parts)


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=list(PEOPLE))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, help="a folder for the cases, which stay; default: one that is removed")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--stage", choices=("make", "measure", "command", "quality"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write and tuple(asked.people) != PEOPLE:
        parser.error(f"the page tells of {', '.join(map(str, PEOPLE))} people and of no other sizes")
    if asked.stage:
        stages = {"make": lambda: make(asked.out, asked.people[0], asked.seed), "measure": lambda: measure(asked.out)}
        stages |= {"command": lambda: command(asked.out), "quality": lambda: quality(asked.out)}
        print(json.dumps(stages[asked.stage]()))
        return 0
    with tempfile.TemporaryDirectory() as passing:
        runs = list(run(asked.out or Path(passing), asked.people, asked.seed))
    text = report(runs, asked.seed)
    print(text)
    if asked.write:
        REPORT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
