"""The actor projection: who is tied to whom, through what, and which link rows say so.

Persons and organisations are the nodes. A tie comes from a link that a source states between two actors, from events
between what they hold (transfers between their accounts, calls between their phones), or from an object that few share.
Weights are bits of surprise: of an event that repeats *n* times, how rare a pair with so many is among all pairs of its
layer (``rarity.py``); what is stated or shared has a fixed weight. A shared object counts 1/(k-1) for each pair of its
k actors, and not at all above a cap: a ferry or a bank binds nobody. An event of a phone that k people hold counts 1/k.
A phone or account of nobody known stands for its unknown user: it is a node of the graph (a *shadow*) and never listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.listing import UNKNOWN_PARTY, actor_types
from jejak.analysis.parameters import ACTORS
from jejak.analysis.rarity import Rarity
from jejak.schemas.world import LinkType, load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Places that everybody passes: sharing one binds nobody.
PUBLIC_PLACES = frozenset({"border_point", "location", "case"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionParameters:
    """Weights in bits, factors of the layers and bounds on hubs; all are defaults of ours.

    Attributes:
        stated: Bits of a link between two actors that a source states.
        shared: Bits of an object that two actors share.
        once: Added to the bits of every event tie; at 0, pairs that are not rarer than any other are left out.
        rarest: Most bits that repetition gives.
        baseline: A layer of fewer pairs has no base rate: there an event counts like a stated link.
        home: Factor on accommodation, and on what two share who live together: no sign of working together.
        hub_cap: An object with more actors than this ties nobody.
    """

    stated: float = 8.0
    shared: float = 4.0
    once: float = 0.1
    rarest: float = 8.0
    baseline: int = 500
    home: float = 0.3
    hub_cap: int = 30

    def factor(self, layer: str) -> float:
        """What a weight of this layer is multiplied with."""
        return self.home if layer == "accommodation" else 1.0


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties two actors: total weight, weight by layer (sorted by name), and the link rows it rests on.

    ``unsure``: how much of the weight comes from events of something that the actor of the lower code, or that of the
    higher one, holds together with others: it may have been one of them.
    """

    weight: float
    layers: tuple[tuple[str, float], ...]
    rows: tuple[int, ...]
    unsure: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Projection:
    """The weighted graph of actors and shadows (codes; edges carry ``weight``), its ties, and what is shared.

    Keys of ``ties`` are (lower code, higher code). ``shared`` maps an object's code to the actors that share it;
    ``shadows`` are nodes that are objects and stand for their unknown users. ``holders`` are the actors that hold each
    account, phone and document.
    """

    graph: nx.Graph[int]
    ties: Mapping[tuple[int, int], Tie]
    shared: Mapping[int, tuple[int, ...]]
    shadows: frozenset[int]
    holders: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def tie(self, left: int, right: int) -> Tie:
        """The tie between two actors that are neighbours in ``graph``."""
        return self.ties[min(left, right), max(left, right)]


class _Gathering:
    """Collects ties while the link table is read once."""

    def __init__(self) -> None:
        self.stated: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        self.events: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        self.objects: dict[int, dict[int, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))

    def between(self, left: int, right: int, kind: LinkType, row: int) -> None:
        """Note one link between two actors, or one event between what two actors hold."""
        if left != right:
            found = self.events if kind.event else self.stated
            found[min(left, right), max(left, right), kind.layer].append(row)

    def attach(self, actor: int, thing: int, layer: str, row: int) -> None:
        """Note that an actor is linked with an object."""
        self.objects[thing][actor].append((layer, row))


def project(
    snapshot: Snapshot, parameters: ProjectionParameters | None = None, *, ltypes: Collection[str] = ()
) -> Projection:
    """Project a snapshot on its actors; O(links + sum over shared objects of k²), with k at most ``hub_cap``.

    Args:
        snapshot: The graph.
        parameters: Weights and hub bounds.
        ltypes: Only links of these types make ties (holdings are still read to know whose an account is).
    """
    chosen = parameters or ProjectionParameters()
    etypes = actor_types(snapshot)
    links = list(zip(snapshot.src.tolist(), snapshot.dst.tolist(), _ltypes(snapshot), strict=True))
    holders = _holders(links, etypes)
    gathering = _gather(links, etypes, holders, frozenset(ltypes))
    contributions = _contributions(gathering, holders, chosen)
    busy = _too_busy((code for pair in contributions for code in pair if etypes[code] not in ACTORS), chosen.hub_cap)
    ties = {pair: _tie(parts) for pair, parts in sorted(contributions.items()) if busy.isdisjoint(pair)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from((code, {"etype": etype}) for code, etype in enumerate(etypes) if etype in ACTORS)
    graph.add_weighted_edges_from((left, right, tie.weight) for (left, right), tie in ties.items())
    shared = {
        thing: tuple(sorted(actors))
        for thing, actors in sorted(gathering.objects.items())
        if 2 <= len(actors) <= chosen.hub_cap
    }
    return Projection(graph, ties, shared, frozenset(code for code in graph if etypes[code] not in ACTORS), holders)


def _too_busy(ends: Iterable[int], cap: int) -> frozenset[int]:
    """Shadows with more partners than ``cap``: a till or a hotline stands for no one person."""
    return frozenset(code for code, partners in Counter(ends).items() if partners > cap)


_Link = tuple[int, int, str]
_Holders = Mapping[int, list[int]]


def _gather(links: list[_Link], etypes: list[str], holders: _Holders, wanted: frozenset[str]) -> _Gathering:
    types = load_world().link_types
    gathering = _Gathering()
    for row, (source, target, ltype) in enumerate(links):
        if (wanted and ltype not in wanted) or UNKNOWN_PARTY in (etypes[source], etypes[target]):
            continue
        _place(gathering, (source, target), (types[ltype], row), etypes=etypes, holders=holders)
    return gathering


def _place(
    gathering: _Gathering, ends: tuple[int, int], link: tuple[LinkType, int], *, etypes: list[str], holders: _Holders
) -> None:
    """Sort one link into a tie between actors, an event, or an attachment of an actor to an object."""
    source, target = ends
    kind, row = link
    if kind.event:
        gathering.between(source, target, kind, row)
    elif (etypes[source] in ACTORS) != (etypes[target] in ACTORS):
        actor, thing = (source, target) if etypes[source] in ACTORS else (target, source)
        if etypes[thing] not in PUBLIC_PLACES:
            gathering.attach(actor, thing, kind.layer, row)
    else:
        for one in [source] if etypes[source] in ACTORS else holders.get(source, ()):
            for other in [target] if etypes[target] in ACTORS else holders.get(target, ()):
                gathering.between(one, other, kind, row)


def _ltypes(snapshot: Snapshot) -> list[str]:
    values: list[str] = snapshot.links.column("ltype").to_pylist()
    return values


def _holders(links: list[_Link], etypes: list[str]) -> dict[int, list[int]]:
    """Actors that hold each object (account, phone, document …), sorted."""
    types = load_world().link_types
    found: dict[int, set[int]] = defaultdict(set)
    for source, target, ltype in links:
        if types[ltype].holds and (etypes[source] in ACTORS) != (etypes[target] in ACTORS):
            actor, thing = (source, target) if etypes[source] in ACTORS else (target, source)
            found[thing].add(actor)
    return {thing: sorted(actors) for thing, actors in found.items()}


class _Parts:
    """What is collected for one tie: weight and rows by layer, and how much is unsure at either end."""

    __slots__ = ("layers", "unsure")

    def __init__(self) -> None:
        self.layers: dict[str, tuple[float, list[int]]] = {}
        self.unsure = [0.0, 0.0]


def _contributions(
    gathering: _Gathering, holders: _Holders, chosen: ProjectionParameters
) -> dict[tuple[int, int], _Parts]:
    found: dict[tuple[int, int], _Parts] = defaultdict(_Parts)
    housemates = _housemates(gathering, chosen.hub_cap)
    shared = _shared(gathering, chosen)
    for parts in (_stated(gathering, chosen), _events(gathering, holders, chosen), shared):
        for left, right, layer, weight, rows, unsure in parts:
            pair = found[left, right]
            before, known = pair.layers.get(layer, (0.0, []))
            factor = chosen.home if parts is shared and (left, right) in housemates else chosen.factor(layer)
            pair.layers[layer] = (before + weight * factor, known + rows)
            for end in (0, 1):
                pair.unsure[end] += weight * factor * unsure[end]
    return found


def _housemates(gathering: _Gathering, cap: int) -> frozenset[tuple[int, int]]:
    """Pairs of actors who share a place to live."""
    homes = (sorted(a for a, links in actors.items() if any(layer == "accommodation" for layer, _ in links))
             for actors in gathering.objects.values() if len(actors) <= cap)  # fmt: skip
    return frozenset(pair for actors in homes for pair in combinations(actors, 2))


_SURE = (False, False)
_Part = tuple[int, int, str, float, list[int], tuple[bool, bool]]


def _stated(gathering: _Gathering, chosen: ProjectionParameters) -> Iterator[_Part]:
    for (left, right, layer), rows in gathering.stated.items():
        yield left, right, layer, chosen.stated * (1 + log(len(rows))), rows, _SURE


def _events(gathering: _Gathering, holders: _Holders, chosen: ProjectionParameters) -> Iterator[_Part]:
    """Events between what actors hold: an object stands in place of its unknown user, holders count in equal parts."""
    rarity = Rarity.of(
        ((layer, len(rows)) for (_, _, layer), rows in gathering.events.items()),
        baseline=chosen.baseline, unknown=chosen.stated, most=chosen.rarest,
    )  # fmt: skip
    for (left, right, layer), rows in gathering.events.items():
        bits = chosen.once + rarity(layer, len(rows))
        ones, others = holders.get(left, [left]), holders.get(right, [right])
        if bits and len(ones) <= chosen.hub_cap and len(others) <= chosen.hub_cap:
            shares = bits / (len(ones) * len(others))
            unsure = (len(ones) > 1, len(others) > 1)
            for one in ones:
                for other in others:
                    if one < other:
                        yield one, other, layer, shares, rows, unsure
                    elif other < one:
                        yield other, one, layer, shares, rows, (unsure[1], unsure[0])


def _shared(gathering: _Gathering, chosen: ProjectionParameters) -> Iterator[_Part]:
    for thing in sorted(gathering.objects):
        actors = gathering.objects[thing]
        if 2 <= len(actors) <= chosen.hub_cap:
            for left, right in combinations(sorted(actors), 2):
                rows = [row for _, row in actors[left] + actors[right]]
                yield left, right, actors[left][0][0], chosen.shared / (len(actors) - 1), rows, _SURE


def _tie(parts: _Parts) -> Tie:
    layers = tuple((layer, weight) for layer, (weight, _) in sorted(parts.layers.items()))
    rows = sorted({row for _, rows in parts.layers.values() for row in rows})
    return Tie(sum(weight for _, weight in layers), layers, tuple(rows), (parts.unsure[0], parts.unsure[1]))
