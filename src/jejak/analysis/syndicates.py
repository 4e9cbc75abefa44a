"""Syndicates: groups of actors bound over several layers, ranked by a sum of stated parts, each with its reason.

The group finding looks at unusual ties (``cores.py``); what makes a group a *syndicate* is the score
(``syndicate_score.py``). A group that scores too little is not listed: most are families and friends.
Victims, children, witnesses and people who were only recruited or moved are counted, never named or ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.analysis.cores import stays
from jejak.analysis.doubt import Floats, belief
from jejak.analysis.leading import between, leading_first
from jejak.analysis.projection import Projection, ProjectionParameters
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint
from jejak.analysis.syndicate_facts import Group, Money, Scene, SyndicateParameters, groups_of, scene_of
from jejak.analysis.syndicate_score import ScorePart, missing, score_parts

if TYPE_CHECKING:
    from jejak.graph.model import ClaimRef
    from jejak.graph.snapshot import Snapshot

#: Who stays in a group in so many of the runs belongs to its core.
CORE = 0.8
#: What happened as often between any two others binds nobody.
DEFAULT_WEIGHTS = ProjectionParameters(once=0.0, rarest=16.0)


@dataclass(frozen=True, slots=True)
class Member:
    """A listed actor of a syndicate.

    Attributes:
        id: Canonical id.
        caption: Its name.
        etype: Entity type.
        hints: Parts that it may play.
        strength: Bits of its ties with the other members.
        between: Share of the shortest ways between others of the group that lead over it (``leading.py``).
        stays: Share of the runs with doubted links in which it is still bound to the rest.
        core: Whether it stays in most; the others are the rim.
    """

    id: str
    caption: str
    etype: str
    hints: tuple[RoleHint, ...]
    strength: float
    between: float
    stays: float
    core: bool


@dataclass(frozen=True, slots=True)
class Bridge:
    """A member's ties into another listed syndicate, in bits."""

    member: str
    rank: int
    bits: float


@dataclass(frozen=True, slots=True)
class Syndicate:
    """A ranked group of actors with the evidence that binds them; who may lead it is the first member.

    ``victims`` counts protected people tied to a member; ``moved`` counts others who were recruited, placed or moved
    by one. ``rows`` are link rows of the snapshot, ``links`` the same as link ids. ``missing`` is what the data do not
    show of the group; ``bridges`` lead to other syndicates.
    """

    rank: int
    score: float
    parts: tuple[ScorePart, ...]
    members: tuple[Member, ...]
    victims: int
    moved: int
    layers: tuple[str, ...]
    money: tuple[Money, ...]
    shared: tuple[str, ...]
    rows: tuple[int, ...]
    links: tuple[str, ...]
    missing: tuple[Reason, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """Canonical ids of the members."""
        return frozenset(member.id for member in self.members)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the group stands where it stands, one reason for each part of the score that adds or takes points."""
        return tuple(part.reason for part in self.parts if part.points)

    def claims(self, snapshot: Snapshot) -> list[ClaimRef]:
        """Every claim that the binding links rest on, in order of the links."""
        return [claim for row in self.rows for claim in snapshot.link_claims(row)]


def find_syndicates(
    snapshot: Snapshot,
    parameters: SyndicateParameters | None = None,
    *,
    projection: ProjectionParameters | None = None,
    ltypes: Collection[str] = (),
    top: int = 0,
) -> tuple[Syndicate, ...]:
    """Find and rank the syndicates of a snapshot, best first; ``top`` = 0 gives all.

    Only links of ``ltypes`` tie, all where none is named.
    Complexity: the projection, plus Louvain O(ties log ties), plus O(ties) for the scores, plus O(runs × ties) inside
    the listed groups.
    """
    chosen = parameters or SyndicateParameters()
    scene = scene_of(snapshot, chosen, projection or DEFAULT_WEIGHTS, ltypes)
    scored = [(group, score_parts(group.facts, chosen.one_layer)) for group in groups_of(scene, chosen)]
    scored = [(group, parts) for group, parts in scored if _points(parts) >= chosen.least_score]
    scored.sort(key=lambda item: (-_points(item[1]), item[0].members))
    kept = scored[:top] if top else scored
    place = {code: rank for rank, (group, _) in enumerate(kept, start=1) for code in group.members}
    chance = belief(snapshot) * (1.0 - chosen.hidden)
    return tuple(
        _syndicate(scene, rank, scored_group, chance, place) for rank, scored_group in enumerate(kept, start=1)
    )


def _points(parts: tuple[ScorePart, ...]) -> float:
    return sum(part.points for part in parts)


def _syndicate(
    scene: Scene, rank: int, scored: tuple[Group, tuple[ScorePart, ...]], chance: Floats, place: Mapping[int, int]
) -> Syndicate:
    snapshot, (group, parts) = scene.snapshot, scored
    kept = stays(scene.binding, group.nodes, chance, scene.parameters.runs, scene.parameters.seed)
    strengths = {code: _strength(scene.projection, code, group.members) for code in group.members}
    betweenness = between(scene.projection, group, scene.parameters.backbone)
    members = tuple(
        Member(
            node.id, node.caption, node.etype, group.hints.get(code, ()), strengths[code], betweenness[code],
            kept[code], kept[code] >= CORE,
        )
        for code, node in ((code, snapshot.node(code)) for code in leading_first(group, betweenness, strengths))
    )  # fmt: skip
    rows = tuple(sorted({*group.rows, *(row for m in members for hint in m.hints for row in hint.rows)}))
    return Syndicate(
        rank=rank,
        score=_points(parts),
        parts=parts,
        members=members,
        victims=group.facts.victims,
        moved=group.facts.moved,
        layers=group.facts.layers,
        money=group.money,
        shared=tuple(snapshot.id_of(code) for code in group.shared),
        rows=rows,
        links=tuple(snapshot.link_id(row) for row in rows),
        missing=missing(group.facts),
        bridges=_bridges(scene, rank, group, place),
    )


def _bridges(scene: Scene, rank: int, group: Group, place: Mapping[int, int]) -> tuple[Bridge, ...]:
    bits: dict[tuple[int, int], float] = defaultdict(float)
    for code in group.members:
        for other, data in scene.projection.graph[code].items():
            if place.get(other, rank) != rank:
                bits[code, place[other]] += data["weight"]
    least = scene.parameters.binding
    ordered = sorted(((-weight, *pair) for pair, weight in bits.items() if weight >= least))
    return tuple(Bridge(scene.snapshot.id_of(code), other, -weight) for weight, code, other in ordered)


def _strength(projection: Projection, code: int, members: tuple[int, ...]) -> float:
    inside = set(members)
    return float(sum(data["weight"] for other, data in projection.graph[code].items() if other in inside))
