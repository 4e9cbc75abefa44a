"""Syndicates: groups of actors bound over several layers, ranked by a sum of stated parts, each with its reason.

The group finding looks at unusual ties only (``cores.py``); what makes a group a *syndicate* is the score: different
parts played, several layers, victims attached. Look-alikes are common and lawful (a large family, a dormitory, a
savings group, a payroll): most are bound by one layer, or play no parts, so one layer alone halves the score and parts
without victims stay low.
Victims, children, witnesses and people who were only recruited or moved are counted, never named or ranked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log2, log10
from typing import TYPE_CHECKING

from jejak.analysis.cores import GroupParameters, cores
from jejak.analysis.dependants import tie_through
from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.parameters import ACTORS
from jejak.analysis.projection import Projection, ProjectionParameters, project
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint, role_hints

if TYPE_CHECKING:
    from jejak.graph.model import ClaimRef
    from jejak.graph.snapshot import Snapshot

#: Link types whose source is the person who is recruited, placed, moved or held, and so not one of the actors.
SUBJECTED = frozenset(
    {"RECRUITED_BY", "PLACED_BY", "TRANSPORTED_BY", "CONTROLLED_BY", "EXPLOITED_BY", "EMPLOYED_BY", "SUPERVISED_BY"}
)

#: What happened as often between any two others binds nobody.
DEFAULT_WEIGHTS = ProjectionParameters(once=0.0, rarest=16.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyndicateParameters(GroupParameters):
    """How groups are found and scored; the points sum to 100.

    Attributes:
        least: Fewest listed actors of a syndicate.
        binding: Least bits of all ties of a layer that binds a group.
        touching: Least bits between a group and a victim, or somebody moved, who is counted.
        one_layer: Factor on the score of a group that a single layer binds.
    """

    least: int = 3
    binding: float = 1.0
    touching: float = 2.0
    one_layer: float = 0.5
    points_roles: float = 30.0
    points_layers: float = 20.0
    points_victims: float = 20.0
    points_money: float = 10.0
    points_shared: float = 10.0
    points_cohesion: float = 10.0


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One addend of a score, and what explains it."""

    name: str
    points: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Member:
    """A listed actor of a syndicate: hints of its part, and how strongly it is tied to the others."""

    id: str
    caption: str
    etype: str
    hints: tuple[RoleHint, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Money:
    """Transfers inside a group, in one currency."""

    currency: str
    total: Decimal
    transfers: int


@dataclass(frozen=True, slots=True)
class Syndicate:
    """A ranked group of actors with the evidence that binds them.

    ``victims`` counts protected people tied to a member; ``moved`` counts others who were recruited, placed or moved
    by one. ``rows`` are link rows of the snapshot, ``links`` the same as link ids.
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


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all groups of one run look at."""

    snapshot: Snapshot
    everybody: Projection
    projection: Projection
    hints: Mapping[int, tuple[RoleHint, ...]]
    hidden: frozenset[int]
    listed: frozenset[int]
    subjected: frozenset[int]
    things: Mapping[int, tuple[int, ...]]
    parameters: SyndicateParameters


@dataclass(frozen=True, slots=True)
class _Group:
    """One community, sorted into who is listed and who is only counted, with the ties that bind the listed."""

    members: tuple[int, ...]
    roles: tuple[str, ...]
    victims: frozenset[int]
    moved: frozenset[int]
    layers: tuple[str, ...]
    rows: tuple[int, ...]
    money: tuple[Money, ...]
    shared: tuple[int, ...]
    cohesion: float


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
    Complexity: the projection, plus Louvain O(ties log ties), plus O(ties) for the scores.
    """
    scene = _scene(snapshot, parameters or SyndicateParameters(), projection, ltypes)
    chosen = scene.parameters
    found = cores(scene.projection, scene.hints, chosen)
    groups = [group for group in (_group(scene, nodes) for nodes in found) if len(group.members) >= chosen.least]
    scored = [(_parts(scene, group), group) for group in groups]
    scored.sort(key=lambda item: (-sum(part.points for part in item[0]), item[1].members))
    kept = scored[:top] if top else scored
    return tuple(_syndicate(scene, rank, parts, group) for rank, (parts, group) in enumerate(kept, start=1))


def _scene(
    snapshot: Snapshot, parameters: SyndicateParameters, weights: ProjectionParameters | None, ltypes: Collection[str]
) -> _Scene:
    hints = role_hints(snapshot)
    ends = zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), strict=True)
    subjected = frozenset(source for ltype, source in ends if ltype in SUBJECTED and source not in hints)
    hidden = protected_codes(snapshot)
    chosen = weights or DEFAULT_WEIGHTS
    everybody = project(snapshot, chosen, ltypes=ltypes)
    return _Scene(
        snapshot=snapshot,
        everybody=everybody,
        projection=tie_through(everybody, hidden | subjected, bits=chosen.shared, hub_cap=chosen.hub_cap),
        hints=hints,
        hidden=hidden,
        listed=listable_codes(snapshot, ACTORS),
        subjected=subjected,
        things=_things(everybody),
        parameters=parameters,
    )


def _group(scene: _Scene, nodes: list[int]) -> _Group:
    members = tuple(code for code in nodes if code in scene.listed)
    inside = set(members) | _joining_shadows(scene.projection, nodes, set(members))
    layers, rows, cohesion = _bonds(scene.projection, inside, set(nodes))
    touched = _touched(scene, members)
    ordered = tuple(sorted(rows))
    return _Group(
        members=members,
        roles=tuple(sorted({hint.hint for code in members for hint in scene.hints.get(code, ())})),
        victims=frozenset(touched & scene.hidden),
        moved=frozenset((touched & scene.subjected) - scene.hidden),
        layers=tuple(layer for layer, bits in sorted(layers.items()) if bits >= scene.parameters.binding),
        rows=ordered,
        money=_money(scene.snapshot, ordered),
        shared=_shared(scene.things, members),
        cohesion=cohesion,
    )


def _bonds(projection: Projection, inside: set[int], community: set[int]) -> tuple[dict[str, float], set[int], float]:
    """Bits by layer and link rows of the ties among ``inside``, and the share of its weight that stays in the group."""
    layers: dict[str, float] = defaultdict(float)
    rows: set[int] = set()
    bound = loose = 0.0
    for code in sorted(inside):
        for other in projection.graph[code]:
            tie = projection.tie(code, other)
            if other in community:
                bound += tie.weight
            else:
                loose += tie.weight
            if other in inside and code < other:
                rows.update(tie.rows)
                for layer, bits in tie.layers:
                    layers[layer] += bits
    return layers, rows, bound / (bound + loose) if bound else 0.0


def _touched(scene: _Scene, members: tuple[int, ...]) -> set[int]:
    """People who are no actors and are tied to the members by enough."""
    bits: dict[int, float] = defaultdict(float)
    for code in members:
        for other, tie in scene.everybody.graph[code].items():
            bits[other] += tie["weight"]
    return {code for code, weight in bits.items() if weight >= scene.parameters.touching}


def _joining_shadows(projection: Projection, nodes: list[int], members: set[int]) -> set[int]:
    """Phones and accounts of nobody known in the community that join at least two others of it."""
    shadows = {code for code in nodes if code in projection.shadows}
    return {code for code in shadows if len((shadows | members).intersection(projection.graph[code])) >= 2}


def _things(projection: Projection) -> Mapping[int, tuple[int, ...]]:
    """The shared objects of every actor."""
    found: dict[int, list[int]] = defaultdict(list)
    for thing, actors in projection.shared.items():
        for actor in actors:
            found[actor].append(thing)
    return {actor: tuple(things) for actor, things in found.items()}


def _shared(things: Mapping[int, tuple[int, ...]], members: tuple[int, ...]) -> tuple[int, ...]:
    """Objects that at least two members share."""
    counts = Counter(thing for member in members for thing in things.get(member, ()))
    return tuple(sorted(thing for thing, count in counts.items() if count >= 2))


def _money(snapshot: Snapshot, rows: tuple[int, ...]) -> tuple[Money, ...]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for link in snapshot.links_of(rows):
        if link.amount is not None:
            totals[link.currency or ""] += link.amount
            counts[link.currency or ""] += 1
    return tuple(Money(currency, totals[currency], counts[currency]) for currency in sorted(totals))


def _parts(scene: _Scene, group: _Group) -> tuple[ScorePart, ...]:
    chosen = scene.parameters
    transfers = sum(money.transfers for money in group.money)
    counted = {"victims": len(group.victims), "moved": len(group.moved)}
    weight = counted["victims"] + 0.5 * counted["moved"]
    shares = (
        (chosen.points_roles, len(group.roles) / 5, Reason("roles", codes=group.roles)),
        (chosen.points_layers, (len(group.layers) - 1) / 4, Reason("layers", codes=group.layers)),
        (chosen.points_victims, log2(1 + weight) / 4, Reason("victims", counted)),
        (chosen.points_money, log10(1 + transfers) / 3, Reason("money", {"transfers": transfers})),
        (chosen.points_shared, len(group.shared) / 5, Reason("shared", {"things": len(group.shared)})),
        (chosen.points_cohesion, group.cohesion, Reason("cohesion", {"share": group.cohesion})),
    )
    parts = [ScorePart(why.code, points * min(1.0, max(0.0, share)), why) for points, share, why in shares]
    if len(group.layers) <= 1:
        lost = sum(part.points for part in parts) * (chosen.one_layer - 1)
        parts.append(ScorePart("one layer", lost, Reason("one_layer", codes=group.layers)))
    return tuple(parts)


def _syndicate(scene: _Scene, rank: int, parts: tuple[ScorePart, ...], group: _Group) -> Syndicate:
    snapshot = scene.snapshot
    strengths = {code: _strength(scene.projection, code, group.members) for code in group.members}
    members = tuple(
        Member(node.id, node.caption, node.etype, scene.hints.get(code, ()), strengths[code])
        for code, node in ((code, snapshot.node(code)) for code in sorted(strengths, key=lambda c: (-strengths[c], c)))
    )
    rows = tuple(sorted({*group.rows, *(row for m in members for hint in m.hints for row in hint.rows)}))
    return Syndicate(
        rank=rank,
        score=sum(part.points for part in parts),
        parts=parts,
        members=members,
        victims=len(group.victims),
        moved=len(group.moved),
        layers=group.layers,
        money=group.money,
        shared=tuple(snapshot.id_of(code) for code in group.shared),
        rows=rows,
        links=tuple(snapshot.link_id(row) for row in rows),
    )


def _strength(projection: Projection, code: int, members: tuple[int, ...]) -> float:
    inside = set(members)
    return float(sum(data["weight"] for other, data in projection.graph[code].items() if other in inside))
