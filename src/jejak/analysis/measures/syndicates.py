"""The syndicate ranking as an analysis: one row for each group, one finding with its reasons and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome
from jejak.analysis.parameters import Parameters, parameter
from jejak.analysis.selection import chosen_ltypes
from jejak.analysis.syndicate_facts import SyndicateParameters
from jejak.analysis.syndicates import Syndicate, find_syndicates

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = (
    "rank", "score", "members", "core", "names", "roles", "layers", "victims", "moved", "transfers", "shared",
    "missing", "ids",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SyndicateRunParameters(Parameters):
    """What a person may turn at the syndicate search (see ``SyndicateParameters``)."""

    graph: str = parameter("actors", "Actors alone, with the ties between them.", choices=("actors",))
    top: int = parameter(20, "At most so many rows; 0 lists all.", least=0, unit="rows")
    resolution: float = parameter(
        1.0, "Above 1 gives more and smaller groups; at 1 small ones are merged.", least=0.01, most=1000
    )
    largest: int = parameter(40, "Larger groups are split again.", least=3, unit="actors")
    least: int = parameter(3, "Fewest listed actors of a group.", least=1, unit="actors")
    least_score: float = parameter(
        40.0, "A group of fewer points is not listed; 0 lists all.", least=0.0, most=100, unit="points"
    )
    runs: int = parameter(100, "Runs in which links are doubted.", least=1, most=10_000, unit="runs")
    hidden: float = parameter(0.1, "Share of the links that each run hides besides.", least=0.0, most=0.9)
    seed: int = parameter(0, "Seed of the runs and samples.", least=0)


def compute(snapshot: Snapshot, parameters: SyndicateRunParameters) -> Outcome:
    """Rank the syndicates of a snapshot."""
    chosen = SyndicateParameters(
        resolution=parameters.resolution, largest=parameters.largest, least=parameters.least,
        runs=parameters.runs, hidden=parameters.hidden, seed=parameters.seed, least_score=0.0,
    )  # fmt: skip
    every = find_syndicates(snapshot, chosen, ltypes=chosen_ltypes(snapshot, parameters))
    found = [item for item in every if item.score >= parameters.least_score]
    shown = found[: parameters.top] if parameters.top else found
    findings = tuple(Finding(tuple(m.id for m in item.members), item.score, item.reasons, item.links) for item in shown)
    counted = {"syndicates": len(found), "weaker_groups": len(every) - len(found)}
    return Outcome(COLUMNS, tuple(_row(item) for item in shown), counted, findings)


def _row(item: Syndicate) -> tuple[Cell, ...]:
    return (
        item.rank,
        round(item.score, 2),
        len(item.members),
        sum(member.core for member in item.members),
        "; ".join(member.caption for member in item.members),
        ", ".join(sorted({hint.hint for member in item.members for hint in member.hints})),
        ", ".join(item.layers),
        item.victims,
        item.moved,
        sum(money.transfers for money in item.money),
        len(item.shared),
        ", ".join(code for reason in item.missing for code in reason.codes or (reason.code,)),
        " ".join(member.id for member in item.members),
    )


ANALYSIS = Analysis(
    "syndicates", 6, "Syndicates: ranked groups of actors", SyndicateRunParameters, compute, ranks=False
)
