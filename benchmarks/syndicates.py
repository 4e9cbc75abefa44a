"""Measures how well the syndicates that are planted in a demo case are found again; ``identities.py`` writes the page.

``python benchmarks/syndicates.py --size small --seeds 1-5`` prints the figures of cases as they are imported, without
any suggestion of identity. Seeds 1 to 10 are for tuning: a figure that is told to others comes from seeds 11 to 30.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jejak.case import Case
from jejak.demo.background import SIZES
from jejak.demo.run import build_demo
from jejak.demo.scoring import LISTED, Truth, jaccard, score, true_groups

LOOKED_AT = 50
#: Who holds a group together, by the truth; groups without any are left out of that figure.
LEADERS = ("organiser", "broker")
FIRST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one case.

    Attributes:
        best: For each planted group the Jaccard of its best match among the first `LOOKED_AT` listed.
        precision: Share of the first ten listed that overlap a planted group enough (`demo.scoring.HIT`).
        false: Rank of each other one among the first ten, and who its members truly are.
        leader: For each planted group with an organiser or broker, the place of the first of them among the members of
            its best match, in their order; 0 where none of them is a member.
    """

    best: Mapping[str, float]
    precision: float
    false: tuple[tuple[int, str], ...]
    leader: Mapping[str, int]


def found_in(case: Case, truth: Truth) -> Found:
    """Find the syndicates of a case and compare them with the truth."""
    views = case.syndicates(LOOKED_AT)
    groups = true_groups(truth, [[(m.id, m.caption) for m in view.members] for view in views], case.claims)
    result = score(truth, groups)
    leader = {}
    for name, roles in truth.groups.items():
        leaders = {one for role in LEADERS for one in roles.get(role, ())}
        if leaders and views:
            rank = max(range(len(views)), key=lambda place: jaccard(groups[place], truth.actors(name)))
            ordered = [[(member.id, member.caption)] for member in views[rank].members]
            people = [next(iter(one)) for one in true_groups(truth, ordered, case.claims)]
            leader[name] = next((place for place, one in enumerate(people, start=1) if one in leaders), 0)
    false = tuple((rank, truth.describe(groups[rank - 1])) for rank in result.false)
    return Found(result.best, result.precision, false, leader)


def summary(runs: Sequence[Found]) -> Iterator[str]:
    """The medians over all planted groups and cases, one line each."""
    every = [value for run in runs for value in run.best.values()]
    places = [place for run in runs for place in run.leader.values()]
    first = sum(0 < place <= FIRST for place in places)
    yield (
        f"Jaccard of the best match, median of {len(every)} planted groups: **{statistics.median(every):.2f}** "
        f"(mean {statistics.mean(every):.2f}, least {min(every):.2f})"
    )
    yield f"precision of the first {LISTED} listed: median **{statistics.median(run.precision for run in runs):.2f}**"
    yield f"false among the first {LISTED} listed: {sum(len(run.false) for run in runs)} in {len(runs)} cases"
    yield f"an organiser or broker is among the first {FIRST} members in {first} of {len(places)} groups that have one"


def table(runs: Mapping[int, Found]) -> Iterator[str]:
    """One line for each seed, and the medians."""
    names = sorted(next(iter(runs.values())).best)
    yield f"| seed | {' | '.join(name.replace('_', ' ') for name in names)} | median | precision | false |"
    yield f"|{'---|' * (len(names) + 4)}"
    for seed, run in runs.items():
        best = [run.best[name] for name in names]
        figures = [*best, statistics.median(best), run.precision]
        yield f"| {seed} | {' | '.join(f'{x:.2f}' for x in figures)} | {len(run.false)} |"
    columns = [[run.best[name] for run in runs.values()] for name in names]
    columns += [[statistics.median(run.best.values()) for run in runs.values()]]
    columns += [[run.precision for run in runs.values()]]
    medians = " | ".join(f"**{statistics.median(column):.2f}**" for column in columns)
    yield f"| **median** | {medians} | **{statistics.median(len(run.false) for run in runs.values()):g}** |"


def false_ones(runs: Mapping[int, Found]) -> Iterator[str]:
    """Every false syndicate by its seed and rank, and who its members truly are."""
    if not any(run.false for run in runs.values()):
        yield "None."
        return
    yield "| seed | rank | who they truly are |"
    yield "|---|---|---|"
    for seed, run in runs.items():
        for rank, what in run.false:
            yield f"| {seed} | {rank} | {what} |"


def seeds(text: str) -> list[int]:
    """``11-30`` or ``3,5,8`` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def main() -> None:
    """Measure cases as they are imported, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-5", type=seeds, help="as 11-30 or 3,5,8")
    parser.add_argument("--size", default="small", choices=sorted(SIZES))
    chosen = parser.parse_args()
    runs = {}
    for seed in chosen.seeds:
        with tempfile.TemporaryDirectory() as folder:
            made = build_demo(Path(folder) / f"seed-{seed}", size=chosen.size, seed=seed)
            with Case.open(made.case) as case:
                runs[seed] = found_in(case, Truth(made.truth))
        print(f"seed {seed} measured", file=sys.stderr, flush=True)
    print("\n".join([*(f"* {line}" for line in summary(list(runs.values()))), "", *table(runs), "", *false_ones(runs)]))


if __name__ == "__main__":
    main()
