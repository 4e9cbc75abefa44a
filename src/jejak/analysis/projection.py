"""The actor projection: who is tied to whom, through what, and which link rows say so.

Persons and organisations are the nodes. A tie comes from a direct link, from an event between what two actors hold
(a transfer between their accounts, a call between their phones), or from an object that few actors share. A shared
object counts 1/(k-1) for each pair of its k actors, and not at all above a cap: a ferry or a bank binds nobody.
A phone or account of nobody known stands for its unknown user: it is a node of the graph (a *shadow*) and never listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import ACTORS
from jejak.analysis.listing import UNKNOWN_PARTY, column
from jejak.schemas.world import LinkType, load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Places that everybody passes: sharing one binds nobody.
PUBLIC_PLACES = frozenset({"border_point", "location", "case"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionParameters:
    """Weights of the layers and bounds on hubs; all are defaults of ours, to be tuned.

    Attributes:
        recruitment: Weight of one tie of this layer; the other layers likewise.
        other: Weight of a layer that is not named here.
        once: Weight of a transfer or call that happened once; each repetition adds 1: rings repeat, strangers do not.
        often: Repetitions above this number add nothing more.
        hub_cap: An object with more actors than this ties nobody.
        soft_hub: From this many partners on, an actor's money and call ties are weakened by the root of the excess.
    """

    recruitment: float = 1.0
    money: float = 0.5
    communication: float = 0.4
    travel: float = 0.5
    accommodation: float = 0.4
    documents: float = 0.8
    corporate: float = 0.8
    family: float = 0.3
    employment: float = 0.4
    other: float = 0.3
    once: float = 0.1
    often: int = 12
    hub_cap: int = 30
    soft_hub: int = 10

    def weight_of(self, layer: str) -> float:
        """Weight of one tie of a layer."""
        value = getattr(self, layer, self.other)
        return float(value)


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties two actors: total weight, weight by layer (sorted by name), and the link rows it rests on."""

    weight: float
    layers: tuple[tuple[str, float], ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """The weighted graph of actors and shadows (codes; edges carry ``weight``), its ties, and what is shared.

    Keys of ``ties`` are (lower code, higher code). ``shared`` maps an object's code to the actors that share it;
    ``shadows`` are phones and accounts without a known holder.
    """

    graph: nx.Graph[int]
    ties: Mapping[tuple[int, int], Tie]
    shared: Mapping[int, tuple[int, ...]]
    shadows: frozenset[int]

    def tie(self, left: int, right: int) -> Tie:
        """The tie between two actors that are neighbours in ``graph``."""
        return self.ties[min(left, right), max(left, right)]


class _Gathering:
    """Collects ties while the link table is read once."""

    def __init__(self) -> None:
        self.events: dict[tuple[int, int, str, bool], list[int]] = defaultdict(list)
        self.objects: dict[int, dict[int, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))

    def between(self, left: int, right: int, kind: LinkType, row: int) -> None:
        """Note one direct link, or one event between things that two actors hold."""
        if left != right:
            self.events[min(left, right), max(left, right), kind.layer, kind.event].append(row)

    def attach(self, actor: int, thing: int, layer: str, row: int) -> None:
        """Note that an actor is linked with an object."""
        self.objects[thing][actor].append((layer, row))


def project(
    snapshot: Snapshot, parameters: ProjectionParameters | None = None, *, ltypes: Collection[str] = ()
) -> Projection:
    """Project a snapshot on its actors; O(links + sum over shared objects of k²), with k at most ``hub_cap``.

    Args:
        snapshot: The graph.
        parameters: Layer weights and hub bounds.
        ltypes: Only links of these types make ties (holdings are still read to know whose an account is).
    """
    chosen = parameters or ProjectionParameters()
    etypes = [str(etype) for etype in column(snapshot, "etype")]
    gathering = _gather(snapshot, etypes, frozenset(ltypes))
    contributions = _contributions(gathering, chosen)
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
    return Projection(graph, ties, shared, frozenset(code for code in graph if etypes[code] not in ACTORS))


def _too_busy(ends: Iterable[int], cap: int) -> frozenset[int]:
    """Shadows with more partners than ``cap``: a till or a hotline stands for no one person."""
    return frozenset(code for code, partners in Counter(ends).items() if partners > cap)


def _gather(snapshot: Snapshot, etypes: list[str], wanted: frozenset[str]) -> _Gathering:
    types = load_world().link_types
    gathering = _Gathering()
    links = list(zip(snapshot.src.tolist(), snapshot.dst.tolist(), _ltypes(snapshot), strict=True))
    holders = _holders(links, etypes, types)
    for row, (source, target, ltype) in enumerate(links):
        if (wanted and ltype not in wanted) or UNKNOWN_PARTY in (etypes[source], etypes[target]):
            continue
        _place(gathering, (source, target), (types[ltype], row), etypes=etypes, holders=holders)
    return gathering


def _place(
    gathering: _Gathering,
    ends: tuple[int, int],
    link: tuple[LinkType, int],
    *,
    etypes: list[str],
    holders: Mapping[int, list[int]],
) -> None:
    """Sort one link into a tie between actors, or into an attachment of an actor to an object."""
    source, target = ends
    kind, row = link
    if not kind.event and (etypes[source] in ACTORS) != (etypes[target] in ACTORS):
        actor, thing = (source, target) if etypes[source] in ACTORS else (target, source)
        if etypes[thing] not in PUBLIC_PLACES:
            gathering.attach(actor, thing, kind.layer, row)
        return
    for one in _parties(source, kind.event, etypes, holders):
        for other in _parties(target, kind.event, etypes, holders):
            gathering.between(one, other, kind, row)


def _parties(code: int, event: bool, etypes: list[str], holders: Mapping[int, list[int]]) -> list[int]:
    """Who acts at one end of a link: the actor, the object's holders, or the object in place of its unknown user."""
    if etypes[code] in ACTORS:
        return [code]
    return holders.get(code, [code] if event else [])


def _ltypes(snapshot: Snapshot) -> list[str]:
    values: list[str] = snapshot.links.column("ltype").to_pylist()
    return values


def _holders(
    links: list[tuple[int, int, str]], etypes: list[str], types: Mapping[str, LinkType]
) -> dict[int, list[int]]:
    """Actors that hold each object (account, phone, document …), sorted."""
    found: dict[int, set[int]] = defaultdict(set)
    for source, target, ltype in links:
        if types[ltype].holds and (etypes[source] in ACTORS) != (etypes[target] in ACTORS):
            actor, thing = (source, target) if etypes[source] in ACTORS else (target, source)
            found[thing].add(actor)
    return {thing: sorted(actors) for thing, actors in found.items()}


_Parts = dict[str, tuple[float, list[int]]]


def _contributions(gathering: _Gathering, parameters: ProjectionParameters) -> dict[tuple[int, int], _Parts]:
    found: dict[tuple[int, int], _Parts] = defaultdict(dict)
    for left, right, layer, weight, rows in _all_parts(gathering, parameters):
        before, known = found[left, right].get(layer, (0.0, []))
        found[left, right][layer] = (before + weight, known + rows)
    return found


def _all_parts(
    gathering: _Gathering, parameters: ProjectionParameters
) -> Iterator[tuple[int, int, str, float, list[int]]]:
    partners: dict[tuple[int, str], int] = defaultdict(int)
    for left, right, layer, _ in gathering.events:
        partners[left, layer] += 1
        partners[right, layer] += 1
    for (left, right, layer, event), rows in gathering.events.items():
        busiest = max(partners[left, layer], partners[right, layer])
        weakening = min(1.0, sqrt(parameters.soft_hub / busiest))
        count = parameters.once + min(len(rows) - 1, parameters.often) if event else 1 + log(len(rows))
        yield left, right, layer, parameters.weight_of(layer) * count * weakening, rows
    for thing in sorted(gathering.objects):
        actors = gathering.objects[thing]
        if 2 <= len(actors) <= parameters.hub_cap:
            for left, right in combinations(sorted(actors), 2):
                rows = [row for _, row in actors[left] + actors[right]]
                layer = actors[left][0][0]
                yield left, right, layer, parameters.weight_of(layer) / (len(actors) - 1), rows


def _tie(parts: _Parts) -> Tie:
    layers = tuple((layer, weight) for layer, (weight, _) in sorted(parts.items()))
    rows = sorted({row for _, rows in parts.values() for row in rows})
    return Tie(sum(weight for _, weight in layers), layers, tuple(rows))
