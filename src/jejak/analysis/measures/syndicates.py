"""The syndicate ranking as an analysis: one row for each group, one finding with its reasons and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome, Parameters
from jejak.analysis.syndicates import Syndicate, SyndicateParameters, find_syndicates

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = ("rank", "score", "members", "names", "roles", "layers", "victims", "moved", "transfers", "shared", "ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyndicateRunParameters(Parameters):
    """What a person may turn at the syndicate search (see ``SyndicateParameters``)."""

    graph: str = "actors"
    top: int = 20
    resolution: float = 1.0
    largest: int = 40
    least: int = 3
    seed: int = 0


def compute(snapshot: Snapshot, parameters: SyndicateRunParameters) -> Outcome:
    """Rank the syndicates of a snapshot."""
    chosen = SyndicateParameters(
        resolution=parameters.resolution, largest=parameters.largest, least=parameters.least, seed=parameters.seed
    )
    found = find_syndicates(snapshot, chosen)
    shown = found[: parameters.top] if parameters.top else found
    findings = tuple(Finding(tuple(m.id for m in item.members), item.score, item.reasons, item.links) for item in shown)
    return Outcome(COLUMNS, tuple(_row(item) for item in shown), {"syndicates": len(found)}, findings)


def _row(item: Syndicate) -> tuple[Cell, ...]:
    return (
        item.rank,
        round(item.score, 2),
        len(item.members),
        "; ".join(member.caption for member in item.members),
        ", ".join(sorted({hint.hint for member in item.members for hint in member.hints})),
        ", ".join(item.layers),
        item.victims,
        item.moved,
        sum(money.transfers for money in item.money),
        len(item.shared),
        " ".join(member.id for member in item.members),
    )


ANALYSIS = Analysis(
    "syndicates", 3, "Syndicates: ranked groups of actors", SyndicateRunParameters, compute, ranks=False
)
