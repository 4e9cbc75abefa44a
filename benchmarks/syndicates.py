"""Measures how well the syndicates that are planted in demo cases are found again.

``python benchmarks/syndicates.py --seeds 11-30 --write`` makes a case for each seed, ranks it with the default
parameters and compares it with the truth; ``--write`` puts the table into docs/syndicates-quality.md. Seeds 1 to 10 are
for tuning: a figure that is told to others comes from seeds 11 to 30.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from jejak.analysis.syndicate_facts import SyndicateParameters
from jejak.analysis.syndicates import DEFAULT_WEIGHTS
from jejak.case import Case
from jejak.demo.background import SIZES
from jejak.demo.run import build_demo
from jejak.demo.scoring import HIT, LISTED, Score, Truth, score, true_groups

REPORT = Path(__file__).resolve().parent.parent / "docs" / "syndicates-quality.md"
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Run:
    """What one seed gave; ``false`` describes each false syndicate among the first ten."""

    seed: int
    score: Score
    false: tuple[str, ...]
    seconds: float


def measure(seed: int, size: str, folder: Path) -> Run:
    """Make one demo case and score its syndicates."""
    made = build_demo(folder / f"seed-{seed}", size=size, seed=seed)
    truth = Truth(made.truth)
    with Case.open(made.case) as case:
        begun = time.monotonic()
        views = case.syndicates(LOOKED_AT)
        seconds = time.monotonic() - begun
        groups = true_groups(truth, [[(m.id, m.caption) for m in view.members] for view in views], case.claims)
    result = score(truth, groups)
    return Run(seed, result, tuple(truth.describe(groups[rank - 1]) for rank in result.false), seconds)


def table(runs: list[Run]) -> Iterator[str]:
    """One line for each seed, and the medians."""
    names = sorted(runs[0].score.best)
    yield f"| seed | {' | '.join(name.replace('_', ' ') for name in names)} | median | precision | false |"
    yield f"|{'---|' * (len(names) + 4)}"
    for run in runs:
        best = [run.score.best[name] for name in names]
        figures = [*best, statistics.median(best), run.score.precision]
        yield f"| {run.seed} | {' | '.join(f'{x:.2f}' for x in figures)} | {len(run.score.false)} |"
    columns = [[run.score.best[name] for run in runs] for name in names]
    columns += [[statistics.median(run.score.best.values()) for run in runs], [run.score.precision for run in runs]]
    medians = " | ".join(f"**{statistics.median(column):.2f}**" for column in columns)
    yield f"| **median** | {medians} | **{statistics.median(len(run.score.false) for run in runs):g}** |"


def false_ones(runs: list[Run]) -> Iterator[str]:
    """Every false syndicate by name: its rank and what its members truly are."""
    yield "| seed | rank | who they truly are |"
    yield "|---|---|---|"
    for run in runs:
        for rank, what in zip(run.score.false, run.false, strict=True):
            yield f"| {run.seed} | {rank} | {what} |"


PAGE = """# How well syndicates are found

Measured on {day} with `python benchmarks/syndicates.py --size {size} --seeds {first}-{last} --write`: {cases} demo
cases, {planted} planted syndicates. The parameters were chosen on seeds 1 to 10 only.

* Jaccard of the best match, median over all planted syndicates: **{median:.2f}** (mean {mean:.2f}, least {least:.2f})
* precision of the first {listed} listed, median: **{precision:.2f}**
* false syndicates among the first {listed}, median: **{false:g}**

The best match is looked for among the first {looked_at} listed. Actors are people and companies; victims are left out.
A listed group is false when it overlaps no planted one with a Jaccard of {hit} or more; two parts of one planted
syndicate both count as right. Who is meant by a name is known from the truth: a person under three spellings counts
once. Demo cases are invented: the figures compare versions of Jejak with each other, and are no promise for real cases.

{table}

## False syndicates

{false_ones}

## Parameters

{parameters}.
"""


def report(runs: list[Run], size: str) -> str:
    """The whole page."""
    every = [value for run in runs for value in run.score.best.values()]
    chosen = {**asdict(SyndicateParameters()), **asdict(DEFAULT_WEIGHTS)}
    return PAGE.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", size=size, first=runs[0].seed, last=runs[-1].seed, cases=len(runs),
        planted=len(every), median=statistics.median(every), mean=statistics.mean(every), least=min(every),
        precision=statistics.median(run.score.precision for run in runs),
        false=statistics.median(len(run.score.false) for run in runs), listed=LISTED, looked_at=LOOKED_AT, hit=HIT,
        table="\n".join(table(runs)), false_ones="\n".join(false_ones(runs)),
        parameters=", ".join(f"{name} {value}" for name, value in chosen.items()),
    )  # fmt: skip


def seeds(text: str) -> list[int]:
    """``11-30`` or ``3,5,8`` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def measured(chosen: Iterable[int], size: str) -> Iterator[Run]:
    """Measure seed by seed; each case is deleted before the next is made."""
    for seed in chosen:
        with tempfile.TemporaryDirectory() as folder:
            yield measure(seed, size, Path(folder))
        print(f"seed {seed} measured", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="11-30", type=seeds, help="as 11-30 or 3,5,8")
    parser.add_argument("--size", default="small", choices=sorted(SIZES))
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    chosen = parser.parse_args()
    page = report(list(measured(chosen.seeds, chosen.size)), chosen.size)
    print(page)
    if chosen.write:
        REPORT.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
