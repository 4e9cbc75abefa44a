"""The facts about each group of a run: who is listed, who is counted, what binds them, their money and their parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.cores import Binding, GroupParameters, cores
from jejak.analysis.dependants import tie_through
from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.parameters import ACTORS
from jejak.analysis.projection import Projection, ProjectionParameters, project
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint, stated_hints
from jejak.analysis.role_patterns import role_hints
from jejak.analysis.syndicate_score import Facts

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
#: Link types whose source is the person who is recruited, placed, moved or held, and so not one of the actors.
SUBJECTED = frozenset(
    {"RECRUITED_BY", "PLACED_BY", "TRANSPORTED_BY", "CONTROLLED_BY", "EXPLOITED_BY", "EMPLOYED_BY", "SUPERVISED_BY"}
)
#: A collector is paid by so many other members, each so many times.
_PAYERS, _TIMES = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SyndicateParameters(GroupParameters):
    """How groups are found, scored and tried.

    Attributes:
        least: Fewest listed actors of a syndicate.
        binding: Least bits of all ties of a layer that binds a group.
        touching: Least bits between a group and a victim, or somebody moved, who is counted.
        one_layer: Factor on the score of a group that a single layer binds.
        least_score: A group of fewer points is not listed.
        runs: Runs in which the links of a group are doubted by their grades, to see who stays in it.
        hidden: Share of the links that each run hides besides.
    """

    least: int = 3
    binding: float = 1.0
    touching: float = 2.0
    one_layer: float = 0.5
    least_score: float = 40.0
    runs: int = 100
    hidden: float = 0.1


@dataclass(frozen=True, slots=True)
class Money:
    """Transfers of a group in one currency: between its members, from others to them, and from them to others."""

    currency: str
    total: Decimal
    transfers: int
    received: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Scene:
    """What all groups of one run look at: ``everybody`` with victims, ``projection`` tied through them."""

    snapshot: Snapshot
    everybody: Projection
    projection: Projection
    binding: Binding
    hints: Mapping[int, tuple[RoleHint, ...]]
    hidden: frozenset[int]
    listed: frozenset[int]
    subjected: frozenset[int]
    things: Mapping[int, tuple[int, ...]]
    held: Mapping[int, tuple[int, ...]]
    paying: Ints
    parameters: SyndicateParameters


@dataclass(frozen=True, slots=True)
class Group:
    """One group: ``nodes`` with the shadows, ``members`` that are listed, and what is known of them."""

    nodes: tuple[int, ...]
    members: tuple[int, ...]
    hints: Mapping[int, tuple[RoleHint, ...]]
    rows: tuple[int, ...]
    money: tuple[Money, ...]
    shared: tuple[int, ...]
    facts: Facts


def scene_of(
    snapshot: Snapshot, parameters: SyndicateParameters, weights: ProjectionParameters, ltypes: Collection[str]
) -> Scene:
    """Project the snapshot, and tie actors through the people they deal with."""
    stated = stated_hints(snapshot)
    ends = zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), strict=True)
    subjected = frozenset(source for ltype, source in ends if ltype in SUBJECTED and source not in stated)
    hidden, listed = protected_codes(snapshot), listable_codes(snapshot, ACTORS)
    everybody = project(snapshot, weights, ltypes=ltypes)
    projection = tie_through(everybody, hidden | subjected, bits=weights.shared, hub_cap=weights.hub_cap)
    return Scene(
        snapshot=snapshot,
        everybody=everybody,
        projection=projection,
        binding=Binding(projection, frozenset(stated) & listed, parameters),
        hints=role_hints(snapshot, stated),
        hidden=hidden,
        listed=listed,
        subjected=subjected,
        things=_by_actor(everybody.shared),
        held=_by_actor(everybody.holders),
        paying=np.flatnonzero(snapshot.links.column("amount").is_valid().to_numpy()),
        parameters=parameters,
    )


def groups_of(scene: Scene, chosen: SyndicateParameters) -> list[Group]:
    """Every group with enough listed members."""
    wanted = [nodes for nodes in cores(scene.binding) if sum(code in scene.listed for code in nodes) >= chosen.least]
    return [_group(scene, nodes) for nodes in wanted]


def _group(scene: Scene, nodes: list[int]) -> Group:
    members = tuple(code for code in nodes if code in scene.listed)
    inside = set(members) | _joining_shadows(scene.projection, nodes, set(members))
    layers, bound, cohesion = _bonds(scene.projection, inside, set(nodes))
    rows = tuple(sorted(bound))
    touched = _touched(scene, members)
    victims = touched & scene.hidden
    shared = _shared(scene.things, members)
    money, collectors = _money(scene, members)
    hints = {code: (*scene.hints.get(code, ()), *collectors.get(code, ())) for code in members}
    first, last = _period(scene.snapshot, rows)
    facts = Facts(
        parts=tuple(sorted({hint.hint for own in hints.values() for hint in own})),
        victims=len(victims),
        moved=len((touched & scene.subjected) - scene.hidden),
        layers=tuple(layer for layer, bits in sorted(layers.items()) if bits >= scene.parameters.binding),
        transfers=sum(one.transfers for one in money),
        sources=_sources(scene.snapshot, rows),
        countries=tuple(sorted({country for code in members if (country := scene.snapshot.node(code).country)})),
        shared=len(shared),
        cohesion=cohesion,
        first=first,
        last=last,
    )
    return Group(tuple(nodes), members, hints, rows, money, shared, facts)


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


def _touched(scene: Scene, members: tuple[int, ...]) -> set[int]:
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


def _by_actor(things: Mapping[int, Collection[int]]) -> Mapping[int, tuple[int, ...]]:
    """The objects of every actor."""
    found: dict[int, list[int]] = defaultdict(list)
    for thing, actors in things.items():
        for actor in actors:
            found[actor].append(thing)
    return {actor: tuple(sorted(own)) for actor, own in found.items()}


def _shared(things: Mapping[int, tuple[int, ...]], members: tuple[int, ...]) -> tuple[int, ...]:
    """Objects that at least two members share."""
    counts = Counter(thing for member in members for thing in things.get(member, ()))
    return tuple(sorted(thing for thing, count in counts.items() if count >= 2))


def _sources(snapshot: Snapshot, rows: tuple[int, ...]) -> int:
    """How many files the links rest on."""
    return len({claim.source_sha for claims in snapshot.claims_of_links(rows) for claim in claims})


def _period(snapshot: Snapshot, rows: tuple[int, ...]) -> tuple[int | None, int | None]:
    """The first and the last time of the links, in ms since 1970."""
    times = snapshot.links.column("ts_ms").take(list(rows)).drop_null().to_pylist()
    return (min(times), max(times)) if times else (None, None)


def _money(scene: Scene, members: tuple[int, ...]) -> tuple[tuple[Money, ...], Mapping[int, tuple[RoleHint, ...]]]:
    """What the members paid each other and others, by currency, and who of them collects."""
    of = {thing: code for code in members for thing in (code, *scene.held.get(code, ()))}
    own = np.array(sorted(of), np.int64)
    source, target = (ends[scene.paying] for ends in (scene.snapshot.src, scene.snapshot.dst))
    given, got = np.isin(source, own), np.isin(target, own)
    rows = scene.paying[given | got]
    links = scene.snapshot.links.select(["amount", "currency"]).take(rows)
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    counts: Counter[str] = Counter()
    paid: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, amount, currency in zip(rows.tolist(), *(column.to_pylist() for column in links.columns), strict=True):
        payer, payee = of.get(int(scene.snapshot.src[row])), of.get(int(scene.snapshot.dst[row]))
        place = 0 if payer is not None and payee is not None else 1 if payee is not None else 2
        sums[currency or ""][place] += amount
        if payer is not None and payee is not None and payer != payee:
            counts[currency or ""] += 1
            paid[payee][payer].append(row)
    money = tuple(Money(name, sums[name][0], counts[name], sums[name][1], sums[name][2]) for name in sorted(sums))
    return money, {code: hints for code, by in sorted(paid.items()) if (hints := _collects(by))}


def _collects(paid: Mapping[int, list[int]]) -> tuple[RoleHint, ...]:
    """The hint of who is paid again and again by several members."""
    often = [rows for rows in paid.values() if len(rows) >= _TIMES]
    if len(often) < _PAYERS:
        return ()
    rows = tuple(sorted(row for rows in often for row in rows))
    return (RoleHint("money", Reason("collects", {"n": len(often)}), rows, stated=False),)
