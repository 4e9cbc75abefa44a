"""Measures in demo cases how well Jejak tells who is who, and how well it finds the planted syndicates.

``python benchmarks/identities.py --seeds 11-30 --size medium --write`` (``make bench-quality``) makes a case for each
seed and compares it with the truth; ``--write`` puts the tables into docs/quality.md. ``--rules-only`` leaves
suggestions and syndicates out; ``--jobs 2`` measures two seeds at a time.
Seeds 1 to 10 are for tuning: a figure that is told to others comes from seeds 11 to 30.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Protocol

from syndicates import LOOKED_AT, Found, false_ones, found_in, seeds, summary
from syndicates import table as syndicate_table
from true_people import Decided, People, behind, pairs_of, true_identities

from jejak.case import Case
from jejak.demo.background import SIZES
from jejak.demo.run import build_demo
from jejak.demo.scoring import HIT, Truth
from jejak.graph.ledger.records import Verdict

REPORT = Path(__file__).resolve().parent.parent / "docs" / "quality.md"
#: What is done about identities before syndicates are looked for, and what a reader is told of it.
MODES = {
    "imported": "as imported, before any suggestion is accepted",
    "true": "with true identities: all that is one is joined, and namesakes of victims are judged not the same",
    "threshold": "with all suggestions from the upper threshold on accepted",
}


class Suggested(Protocol):
    """Two entities, by their canonical ids, that may be one."""

    left: str
    right: str
    score: float


@dataclass(frozen=True, slots=True)
class Level:
    """Suggestions from one threshold on: how many, how many are right, and how many right ones there could be.

    ``grouped``: pairs of entities of one person that suggestions join directly or through others.
    """

    least: float
    suggested: int
    right: int
    possible: int
    grouped: int

    @property
    def precision(self) -> float:
        """Share of right ones among the suggested."""
        return self.right / self.suggested if self.suggested else 1.0

    @property
    def recall(self) -> float:
        """Share of the possible ones that were suggested."""
        return self.right / self.possible if self.possible else 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one seed gave; traps by kind: groups, groups that a rule joins, groups that suggestions join."""

    seed: int
    joined: int
    right: int
    unknown: int
    traps: Mapping[str, tuple[int, int, int]]
    levels: tuple[Level, ...] = ()
    syndicates: Mapping[str, Found] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def rule_precision(self) -> float:
        """Share of right ones among the pairs of claims that rules joined."""
        return self.right / self.joined if self.joined else 1.0


def groups_of(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Join pairs into groups."""
    member: dict[str, set[str]] = {}
    for left, right in pairs:
        one, other = member.setdefault(left, {left}), member.setdefault(right, {right})
        if one is not other:
            small, large = sorted((one, other), key=len)
            large |= small
            member.update(dict.fromkeys(small, large))
    return list({id(group): group for group in member.values()}.values())


def level(people: People, suggestions: Sequence[Suggested], least: float) -> Level:
    """Compare the suggestions from a threshold on with the truth."""
    chosen = [one for one in suggestions if one.score >= least and {one.left, one.right} <= people.claims.keys()]
    right = sum(is_right(people, one) for one in chosen)
    grouped = 0
    for group in groups_of((one.left, one.right) for one in chosen):
        grouped += sum(pairs_of(n) for who, n in Counter(map(people.who, group)).items() if who)
    return Level(least, len(chosen), right, sum(pairs_of(len(e)) for e in people.entities().values()), grouped)


def is_right(people: People, one: Suggested) -> bool:
    """Whether both entities of a suggestion are one known person."""
    return people.who(one.left) is not None and people.who(one.left) == people.who(one.right)


def trapped(
    planted: Mapping[str, list[list[str]]], people: People, suggestions: Sequence[Suggested], least: float
) -> dict[str, tuple[int, int, int]]:
    """By kind of trap: groups, groups of which a rule joined two people, and a suggestion would."""
    by_rule = people.mixed()
    ends = ((people.who(one.left), people.who(one.right)) for one in suggestions if one.score >= least)
    asked = {frozenset((left, right)) for left, right in ends if left and right}
    told = {}
    for kind, groups in planted.items():
        pairs = [[frozenset(pair) for pair in combinations(group, 2)] for group in groups]
        told[kind] = (len(groups), *(sum(any(p in bad for p in group) for group in pairs) for bad in (by_rule, asked)))
    return told


def found_after(folder: Path, truth: Truth, decided: Sequence[Decided]) -> Found:
    """The syndicates in a copy of the case in which these decisions are made."""
    with (
        tempfile.TemporaryDirectory(dir=folder.parent) as elsewhere,
        Case.open(Path(shutil.copytree(folder, Path(elsewhere) / folder.name))) as case,
    ):
        case.identities.decide(decided, reason="benchmark")
        return found_in(case, truth)


def measure(seed: int, size: str, folder: Path, *, rules_only: bool, syndicates: bool) -> Run:
    """Make one demo case and measure it."""
    begun, seconds = time.monotonic(), dict[str, float]()

    def lap(name: str) -> None:
        seconds[name] = time.monotonic() - begun - sum(seconds.values())

    made = build_demo(folder / f"seed-{seed}", size=size, seed=seed)
    lap("making")
    truth = Truth(made.truth)
    planted = json.loads(made.truth.read_text(encoding="utf-8"))["identities"]
    with Case.open(made.case) as case:
        people = behind(case, truth)
        lap("rules")
        if rules_only:
            return Run(seed, *people.joined(), people.unknown, trapped(planted, people, [], 1), seconds=seconds)
        from jejak.graph.resolution.model import load_model  # noqa: PLC0415 -- rules alone need no model

        model = load_model().kinds["person"]
        suggestions = case.identities.suggestions(model.review)
        lap("suggestions")
        levels = tuple(level(people, suggestions, least) for least in (model.suggest, model.review))
        results = {}
        if syndicates:
            likely = [(one.left, one.right, Verdict.SAME) for one in suggestions if one.score >= model.suggest]
            results["imported"] = found_in(case, truth)
            results["true"] = found_after(made.case, truth, true_identities(case, truth, people))
            results["threshold"] = found_after(made.case, truth, likely)
            lap("syndicates")
        traps = trapped(planted, people, suggestions, model.suggest)
        return Run(seed, *people.joined(), people.unknown, traps, levels, results, seconds)


def table(runs: list[Run]) -> Iterator[str]:
    """One line for each seed."""
    yield "| seed | pairs joined by rule | precision | " + " | ".join(
        f"{what} at {one.least:g}" for one in runs[0].levels for what in ("suggested", "precision", "recall", "grouped")
    ) + " |"  # fmt: skip
    yield f"|{'---|' * (3 + 4 * len(runs[0].levels))}"
    for run in runs:
        cells = [str(run.seed), f"{run.joined:,}", f"{run.rule_precision:.4f}"]
        for one in run.levels:
            share = one.grouped / one.possible if one.possible else 1.0
            cells += [f"{one.suggested:,}", f"{one.precision:.3f}", f"{one.recall:.3f}", f"{share:.3f}"]
        yield f"| {' | '.join(cells)} |"


def trap_table(runs: list[Run]) -> Iterator[str]:
    """Every kind of trap over all seeds."""
    yield "| who must stay apart | groups | joined by a rule | joined by a suggestion at the suggest threshold |"
    yield "|---|---|---|---|"
    for kind in runs[0].traps:
        sums = [sum(run.traps[kind][column] for run in runs) for column in range(3)]
        asked = str(sums[2]) if runs[0].levels else "not measured"
        yield f"| {kind.replace('_', ' ')} | {sums[0]} | {sums[1]} | {asked} |"


PAGE = """# How well Jejak tells who is who, and how well it finds syndicates

Measured on {day} with `make bench-quality ARGS="--size {size} --seeds {seeds}{flag} --write"`. Demo cases are
invented: the figures compare versions of Jejak with each other, and are no promise for real cases. Parameters were
chosen on seeds 1 to 10 alone. Seconds for a seed, median: {seconds}.

## Who is who

* precision of the applied rules, least of all seeds: **{rules:.4f}** (pairs of claims that one entity joins)
{levels}
Recall counts every pair of person entities that are truly one person; "grouped" counts pairs that suggestions join
directly or through others. Claims that the truth does not tell: {unknown}.

{table}

### People who must stay apart

{traps}
{syndicates}"""
SYNDICATES = """
## Planted syndicates

Six in each case. The best match is looked for among the first {looked} listed. Actors are people and companies; victims
are left out. A listed group is false when it overlaps no planted one with a Jaccard of {hit} or more; two parts of one
planted syndicate both count as right. Who is meant by a name is known from the truth.
"""


def report(runs: list[Run], size: str) -> str:
    """The whole page."""
    listed = ""
    for place, one in enumerate(runs[0].levels):
        same = [run.levels[place] for run in runs]
        listed += (
            f"* at {one.least:g}: precision, least of all seeds **{min(x.precision for x in same):.3f}**, "
            f"recall, least of all seeds **{min(x.recall for x in same):.3f}**\n"
        )
    laps = dict.fromkeys(name for run in runs for name in run.seconds)
    seconds = {name: statistics.median(run.seconds[name] for run in runs if name in run.seconds) for name in laps}
    return PAGE.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", size=size, seeds=f"{runs[0].seed}-{runs[-1].seed}",
        flag="" if runs[0].levels else " --rules-only", rules=min(run.rule_precision for run in runs), levels=listed,
        unknown=f"{sum(run.unknown for run in runs):,}",
        seconds=", ".join(f"{name} {value:.0f}" for name, value in seconds.items()),
        table="\n".join(table(runs)), traps="\n".join(trap_table(runs)), syndicates="".join(syndicate_part(runs)),
    )  # fmt: skip


def syndicate_part(runs: list[Run]) -> Iterator[str]:
    """The part of the page on syndicates, where any were looked for."""
    if not any(run.syndicates for run in runs):
        return
    yield SYNDICATES.format(looked=LOOKED_AT, hit=HIT)
    for mode, said in MODES.items():
        found = {run.seed: run.syndicates[mode] for run in runs if run.syndicates}
        yield f"\n### {said[0].upper()}{said[1:]}\n\n"
        yield "\n".join(f"* {line}" for line in summary(list(found.values())))
        yield "\n\n" + "\n".join(syndicate_table(found))
        yield "\n\nFalse among the first ten:\n\n" + "\n".join(false_ones(found)) + "\n"


def _measured(seed: int, size: str, *, rules_only: bool, syndicates: bool) -> Run:
    """Make one case, measure it and delete it."""
    gc.disable()  # a seed makes many millions of small objects and no cycles; the process has memory for them
    with tempfile.TemporaryDirectory() as folder:
        return measure(seed, size, Path(folder), rules_only=rules_only, syndicates=syndicates)


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="11-30", type=seeds, help="as 11-30 or 3,5,8")
    parser.add_argument("--size", default="medium", choices=sorted(SIZES))
    parser.add_argument("--rules-only", action="store_true", help="measure neither suggestions nor syndicates")
    parser.add_argument("--syndicates", type=seeds, help="seeds of which planted syndicates are looked for too (all)")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--jobs", default=1, type=int, help="seeds that are measured at a time")
    chosen = parser.parse_args()
    runs: list[Run] = []
    with ProcessPoolExecutor(chosen.jobs, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        asked = [
            pool.submit(
                _measured, seed, chosen.size, rules_only=chosen.rules_only,
                syndicates=chosen.syndicates is None or seed in chosen.syndicates,
            )
            for seed in chosen.seeds
        ]  # fmt: skip
        for made in as_completed(asked):
            runs = sorted([*runs, made.result()], key=lambda run: run.seed)
            page = report(runs, chosen.size)
            if chosen.write:
                REPORT.write_text(page, encoding="utf-8")  # as far as it is measured, should the rest be lost
            print(f"{len(runs)} of {len(asked)} seeds measured", file=sys.stderr, flush=True)
    print(page)


if __name__ == "__main__":
    main()
