"""Measures how well Jejak tells in demo cases who is who: rules, suggestions, and the people who must stay apart.

``python benchmarks/identities.py --seeds 11-30 --size medium --write`` makes a case for each seed and compares it with
the truth; ``--write`` puts the tables into docs/quality.md. ``--rules-only`` leaves suggestions and syndicates out.
Seeds 1 to 10 are for tuning: a figure that is told to others comes from seeds 11 to 30.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from jejak.case import Case
from jejak.demo.background import SIZES
from jejak.demo.run import build_demo
from jejak.demo.scoring import Truth, score, true_groups
from jejak.graph.ledger.records import Verdict
from jejak.graph.model import ClaimRef

REPORT = Path(__file__).resolve().parent.parent / "docs" / "quality.md"
LOOKED_AT = 50
JACCARD = ("before", "by truth", "by threshold")


class Suggested(Protocol):
    """Two entities, by their canonical ids, that may be one."""

    left: str
    right: str
    score: float


@dataclass(frozen=True, slots=True)
class People:
    """The true people behind the person entities of a case.

    ``claims``: of each entity, how many claims are about whom. ``unknown``: claims that the truth does not tell.
    """

    claims: Mapping[str, Counter[str]]
    unknown: int

    def who(self, entity: str) -> str | None:
        """Whom most claims of an entity are about."""
        counts = self.claims.get(entity)
        return counts.most_common(1)[0][0] if counts else None

    def joined(self) -> tuple[int, int]:
        """Pairs of claims that are in one entity, and how many of them are about one person."""
        every = sum(_pairs(sum(counts.values())) for counts in self.claims.values())
        return every, sum(_pairs(n) for counts in self.claims.values() for n in counts.values())

    def entities(self) -> dict[str, set[str]]:
        """The entities of each true person."""
        found: dict[str, set[str]] = defaultdict(set)
        for entity in self.claims:
            person = self.who(entity)
            if person:
                found[person].add(entity)
        return found

    def mixed(self) -> set[frozenset[str]]:
        """Pairs of people who share an entity."""
        return {frozenset(pair) for counts in self.claims.values() for pair in combinations(sorted(counts), 2)}


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
    jaccard: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def rule_precision(self) -> float:
        """Share of right ones among the pairs of claims that rules joined."""
        return self.right / self.joined if self.joined else 1.0


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def behind(case: Case, truth: Truth) -> People:
    """Ask the truth about every claim of every person entity, by the name that the claim itself states."""
    snapshot = case.snapshot()
    kinds = snapshot.nodes.column("etype").to_pylist()
    codes = [code for code, kind in enumerate(kinds) if kind == "person"]
    names: dict[str, list[tuple[str | None, str | None]]] = {}

    def names_of(ref: ClaimRef) -> list[str]:
        if ref.batch_id not in names:
            path = case.ledger.segment_path(ref.batch_id) / "entities.parquet"
            table = pq.read_table(path, columns=["name_raw", "name"])
            names[ref.batch_id] = list(zip(*(table.column(i).to_pylist() for i in (0, 1)), strict=True))
        return [name for name in names[ref.batch_id][ref.row] if name]

    claims: dict[str, Counter[str]] = {}
    unknown = 0
    for code, refs in zip(codes, snapshot.claims_of_nodes(codes), strict=True):
        counts = claims.setdefault(snapshot.id_of(code), Counter())
        for ref in refs:
            meant = next((who for name in names_of(ref) if (who := truth.who([ref], name))), None)
            if meant is None:
                unknown += 1
            else:
                counts[meant] += 1
    return People(claims, unknown)


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
        grouped += sum(_pairs(n) for who, n in Counter(map(people.who, group)).items() if who)
    return Level(least, len(chosen), right, sum(_pairs(len(e)) for e in people.entities().values()), grouped)


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


def jaccard(case: Case, truth: Truth) -> float:
    """Median over the planted syndicates of the best match among the listed ones."""
    views = case.syndicates(LOOKED_AT)
    groups = true_groups(truth, [[(m.id, m.caption) for m in view.members] for view in views], case.claims)
    return statistics.median(score(truth, groups).best.values())


def accepted(folder: Path, truth: Truth, chosen: Sequence[Suggested]) -> float:
    """The same in a copy of the case in which suggestions are accepted."""
    with (
        tempfile.TemporaryDirectory(dir=folder.parent) as elsewhere,
        Case.open(Path(shutil.copytree(folder, Path(elsewhere) / folder.name))) as case,
    ):
        case.identities.decide([(o.left, o.right, Verdict.SAME) for o in chosen], reason="benchmark")
        return jaccard(case, truth)


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
            right = [one for one in suggestions if is_right(people, one)]
            likely = [one for one in suggestions if one.score >= model.suggest]
            results["before"] = jaccard(case, truth)
            results["by truth"], results["by threshold"] = (accepted(made.case, truth, one) for one in (right, likely))
            lap("syndicates")
        traps = trapped(planted, people, suggestions, model.suggest)
        return Run(seed, *people.joined(), people.unknown, traps, levels, results, seconds)


def table(runs: list[Run]) -> Iterator[str]:
    """One line for each seed."""
    yield "| seed | pairs joined by rule | precision | " + " | ".join(
        f"{what} at {one.least:g}" for one in runs[0].levels for what in ("suggested", "precision", "recall", "grouped")
    ) + "".join(f" | Jaccard {name}" for name in JACCARD * bool(runs[0].levels)) + " |"  # fmt: skip
    yield f"|{'---|' * (3 + 4 * len(runs[0].levels) + len(JACCARD) * bool(runs[0].levels))}"
    for run in runs:
        cells = [str(run.seed), f"{run.joined:,}", f"{run.rule_precision:.4f}"]
        for one in run.levels:
            share = one.grouped / one.possible if one.possible else 1.0
            cells += [f"{one.suggested:,}", f"{one.precision:.3f}", f"{one.recall:.3f}", f"{share:.3f}"]
        cells += [f"{run.jaccard[name]:.2f}" if run.jaccard else "" for name in JACCARD * bool(run.levels)]
        yield f"| {' | '.join(cells)} |"


def trap_table(runs: list[Run]) -> Iterator[str]:
    """Every kind of trap over all seeds."""
    yield "| who must stay apart | groups | joined by a rule | joined by a suggestion at the suggest threshold |"
    yield "|---|---|---|---|"
    for kind in runs[0].traps:
        sums = [sum(run.traps[kind][column] for run in runs) for column in range(3)]
        asked = str(sums[2]) if runs[0].levels else "not measured"
        yield f"| {kind.replace('_', ' ')} | {sums[0]} | {sums[1]} | {asked} |"


PAGE = """# How well Jejak tells who is who

Measured on {day} with `python benchmarks/identities.py --size {size} --seeds {seeds}{flag} --write`.

* precision of the applied rules, least of all seeds: **{rules:.4f}** (pairs of claims that one entity joins)
{levels}
Jaccard: median over the planted syndicates of the best match among the first {looked} found, before anything is
accepted, after the right suggestions from the lower threshold on are, and after all from the upper one on are. A seed
without these figures was measured for identities alone.

Recall counts every pair of person entities that are truly one person; "grouped" counts pairs that suggestions join
directly or through others. Claims that the truth does not tell: {unknown}. Seconds for a seed, median: {seconds}.
Demo cases are invented: the figures compare versions of Jejak with each other, and are no promise for real cases.

{table}

## People who must stay apart

{traps}
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
        looked=LOOKED_AT, unknown=f"{sum(run.unknown for run in runs):,}",
        seconds=", ".join(f"{name} {value:.0f}" for name, value in seconds.items()),
        table="\n".join(table(runs)), traps="\n".join(trap_table(runs)),
    )  # fmt: skip


def seeds(text: str) -> list[int]:
    """``11-30`` or ``3,5,8`` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def main() -> None:
    """Measure, print, and write the page if asked to; each case is deleted before the next is made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="11-30", type=seeds, help="as 11-30 or 3,5,8")
    parser.add_argument("--size", default="medium", choices=sorted(SIZES))
    parser.add_argument("--rules-only", action="store_true", help="measure neither suggestions nor syndicates")
    parser.add_argument("--syndicates", type=seeds, help="seeds of which planted syndicates are looked for too (all)")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    chosen = parser.parse_args()
    runs = []
    for seed in chosen.seeds:
        with tempfile.TemporaryDirectory() as folder:
            syndicates = chosen.syndicates is None or seed in chosen.syndicates
            runs.append(measure(seed, chosen.size, Path(folder), rules_only=chosen.rules_only, syndicates=syndicates))
        page = report(runs, chosen.size)
        if chosen.write:
            REPORT.write_text(page, encoding="utf-8")  # as far as it is measured, should the rest be lost
        print(f"seed {seed} measured", file=sys.stderr, flush=True)
    print(page)


if __name__ == "__main__":
    main()
