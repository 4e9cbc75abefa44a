"""What the doors are shown of an analysis: captions by allow-list, ids, scores and the links behind them."""

from __future__ import annotations

from dataclasses import dataclass

from jejak.analysis.declaration import Result
from jejak.analysis.reasons import Reason
from jejak.analysis.syndicates import Syndicate
from jejak.case.ages import AgeMark
from jejak.case.bonds import Bond, End, bonds, end_of, months
from jejak.graph.resolution.groups import Bridge
from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RankedActor:
    """One line of a ranking; protected people are never in one."""

    id: str
    caption: str
    etype: str
    score: float
    reasons: tuple[Reason, ...] = ()


def ranked_actors(result: Result, limit: int) -> list[RankedActor]:
    """The first rows of an analysis that ranks, each with the reasons of its finding if there is one."""
    reasons = {one.subjects[0]: one.explanation for one in result.findings if len(one.subjects) == 1}
    by = str(result.ranked_by)
    return [
        RankedActor(
            ident := str(row["id"]), str(row["caption"]), str(row["etype"]), float(row[by] or 0), reasons.get(ident, ())
        )
        for row in result.records()[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Member:
    """A named member of a group with the part that the facts hint at first, and why they do.

    ``stated`` is False where no source says so and only a pattern suggests it. ``stays`` is the share of runs with
    doubted links in which it stays in the group; who stays in most is of its core.
    """

    id: str
    caption: str
    etype: str
    role: str
    stated: bool
    why: tuple[Reason, ...]
    stays: float
    core: bool


@dataclass(frozen=True, slots=True)
class SyndicateView:
    """A ranked group: its members, why it stands out, and the links that bind it. Victims are counted, never listed.

    ``points`` are the parts of the score; ``missing`` tells what the data do not show of the group; ``bridges`` are the
    ids of members with ties into other groups, and the ranks of those. Money is what members paid each other;
    ``flows`` is by currency what they paid each other, got from others and paid to others. ``layers`` bind it,
    ``shared`` is what members share, ``bonds`` are the links that bind it, ``months`` count those that have a time.
    """

    rank: int
    score: float
    members: tuple[Member, ...]
    reasons: tuple[Reason, ...]
    n_victims: int
    money: dict[str, str]
    link_ids: tuple[str, ...]
    points: dict[str, float]
    missing: tuple[Reason, ...]
    bridges: tuple[tuple[str, int], ...]
    flows: dict[str, tuple[str, str, str]]
    layers: tuple[str, ...]
    shared: tuple[End, ...]
    bonds: tuple[Bond, ...]
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A live judgement on two entities; ``number`` is what `undo` takes. Where analysts differ it is disputed."""

    number: int
    left: str
    right: str
    decision: str
    by: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Reused:
    """A valid identity number that several entities carry although their names or birth dates differ (RF-24)."""

    scheme: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolutionReport:
    """What became of the entities that the sources stated.

    Attributes:
        stated: How many they state.
        in_graph: How many the graph holds.
        judgements: The decisions that stand.
        reused: Numbers that several entities carry.
        bridges: Decisions that alone hold two larger parts of one entity together: each is worth a second look.
        large: Entities that were joined of more than one subject is likely to be stated as, by the ids joined.
        ages: Who is under age, or may be.
    """

    stated: int
    in_graph: int
    judgements: tuple[Decision, ...]
    reused: tuple[Reused, ...]
    bridges: tuple[Bridge, ...]
    large: tuple[tuple[str, ...], ...]
    ages: tuple[AgeMark, ...]


def syndicate_view(group: Syndicate, snapshot: Snapshot) -> SyndicateView:
    """What the doors are shown of a group that was found in a snapshot."""
    members = tuple(
        Member(
            m.id, m.caption, m.etype, m.hints[0].hint if m.hints else "", bool(m.hints) and m.hints[0].stated,
            tuple(hint.reason for hint in m.hints), m.stays, m.core,
        )
        for m in group.members
    )  # fmt: skip
    return SyndicateView(
        rank=group.rank,
        score=group.score,
        members=members,
        reasons=group.reasons,
        n_victims=group.victims,
        money={m.currency: str(m.total) for m in group.money if m.transfers},
        link_ids=group.links,
        points={part.name: part.points for part in group.parts},
        missing=group.missing,
        bridges=tuple((bridge.member, bridge.rank) for bridge in group.bridges),
        flows={m.currency: (str(m.total), str(m.received), str(m.paid)) for m in group.money},
        layers=group.layers,
        shared=tuple(end_of(snapshot, code) for code in map(snapshot.code_of, group.shared) if code is not None),
        bonds=bonds(snapshot, group.rows),
        months=months(snapshot, group.rows),
    )
