"""Communities under their NetworkX names: Leiden, three kinds of label propagation, and modularity.

Sets come in the order of their first nodes. A seed decides everything that is random, whatever the number of threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sized, ValuesView
from itertools import islice
from random import Random
from typing import Any, Final

import networkx as nx
import numpy as np

from jejak.analysis.engine.control import current
from jejak.analysis.engine.csr import Csr, Floats, Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.building import gather
from jejak.analysis.engine.kernels.levels import Codes, renumber
from jejak.analysis.engine.kernels.modularity import community_weights
from jejak.analysis.engine.kernels.propagation import (
    Arcs,
    Line,
    greedy_colours,
    joined,
    round_at_random,
    round_by_colour,
    update_waiting,
)
from jejak.analysis.engine.kernels.random_numbers import State, seeded, visiting_order
from jejak.analysis.engine.leiden import leiden
from jejak.analysis.engine.offers import NotAnsweredError, attribute_only, offered

Seed = int | Random | None

#: Nodes that fast label propagation visits between two looks at whether somebody wants to stop.
VISITS: Final = 1_000_000


def _directed(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX refuses directed graphs here itself."""
    return "directed graphs are not answered" if arguments["G"].is_directed() else None


def _resolution(arguments: Mapping[str, Any]) -> str | None:
    """Below zero, communities need not hang together any more."""
    resolution = arguments["resolution"]
    if not isinstance(resolution, (int, float, np.number)) or not np.isfinite(resolution):
        return "the resolution must be a finite number"
    return "a resolution below zero is not answered" if resolution < 0 else None


def _number(arguments: Mapping[str, Any]) -> str | None:
    """Fractions and the like keep their type in NetworkX's answer."""
    return None if isinstance(arguments["resolution"], (int, float)) else "the resolution must be a plain number"


def _state(seed: Seed) -> State:
    """Our own random state, started from one number of NetworkX's."""
    return seeded(_started(seed))


def _started(seed: Seed) -> int:
    return int(nx.utils.create_py_random_state(seed).randint(0, 2**62))


def _weights(graph: EngineGraph, weight: str | None) -> Floats:
    """Weights of arcs, none below zero; parallel edges are added up, also when each counts as one.

    Raises:
        NotAnsweredError: when a weight is below zero, with which label propagation need not come to an end.
    """
    weights = graph.arc_weights(weight)
    if weights.size and weights.min() < 0:
        raise NotAnsweredError("an edge weighs less than nothing")
    return weights


def _arcs(csr: Csr, weights: Floats) -> Arcs:
    return Arcs(csr.offsets.view(np.uint64), csr.ends.view(np.uint32), weights)


def _communities(graph: EngineGraph, labels: Ints | Codes) -> list[set[Hashable]]:
    """The nodes of each label, in the order of first nodes."""
    numbers = labels.astype(np.uint32)
    count = int(renumber(numbers, np.arange(numbers.size, dtype=np.int32), numbers.size))
    return list(graph.sets(numbers.view(np.int32), count))


@offered(_directed, attribute_only(), _resolution, least=0)
def leiden_communities(
    G: EngineGraph,
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Seed = None,
) -> list[set[Hashable]]:
    """The last partition of Leiden, or that of step ``max_level``; every community is connected.

    Raises:
        ValueError: when ``max_level`` is not positive.
    """
    if max_level is not None and max_level <= 0:
        raise ValueError("max_level argument must be a positive integer or None")
    steps = leiden(G.csr, _weights(G, weight), resolution=float(resolution), seed=_started(seed))
    return _communities(G, deque(islice(steps, max_level), maxlen=1).pop())


@offered(_directed, attribute_only(), _resolution, least=0)
def leiden_partitions(
    G: EngineGraph,
    weight: str | None = "weight",
    resolution: float = 1,
    seed: Seed = None,
) -> Iterator[list[set[Hashable]]]:
    """Yield the partition after each step of Leiden; modularity rises from one to the next."""
    steps = leiden(G.csr, _weights(G, weight), resolution=float(resolution), seed=_started(seed))
    return (_communities(G, labels) for labels in steps)


@offered(_directed)
def label_propagation_communities(G: EngineGraph) -> ValuesView[set[Hashable]]:
    """Communities by semi-synchronous label propagation, the very ones of NetworkX (Cordasco, Gargano 2010)."""
    csr, n = G.csr, G.csr.n_nodes
    arcs = _arcs(csr, np.ones(csr.ends.size))
    colours = greedy_colours(csr.offsets, csr.ends, _sorted(-_degrees(G)))
    in_turn = _sorted(colours).view(np.uint32)
    labels, waiting = np.arange(n, dtype=np.uint32), np.ones(n, np.uint8)
    rounds = 0
    while round_by_colour(arcs, in_turn, labels, waiting):
        rounds += 1
        current().tick(rounds, rounds + 1)
    return dict(enumerate(_communities(G, labels))).values()


def _degrees(graph: EngineGraph) -> Longs:
    """Degrees as NetworkX counts them: every parallel edge, and a loop twice."""
    csr = graph.csr
    if not csr.loops and graph.weighs_alike(None):
        return csr.degrees
    counts = graph.arc_weights(None) * (1 + (csr.starts == csr.ends))
    return np.bincount(csr.starts, counts, csr.n_nodes).astype(np.int64)


def _sorted(values: Ints | Longs) -> Ints:
    """Codes by ascending value, equals as they are; O(values + the difference of the greatest and the least)."""
    if not values.size:
        return np.empty(0, np.int32)
    above = values - values.min()
    return gather(above.astype(np.int32), int(above.max()) + 1)[0]


@offered(attribute_only())
def asyn_lpa_communities(
    G: EngineGraph,
    weight: str | None = None,
    seed: Seed = None,
) -> Iterator[set[Hashable]]:
    """Communities by asynchronous label propagation (Raghavan, Albert, Kumara 2007), along the direction of arcs."""
    csr, state = G.csr, _state(seed)
    weights = np.ones(csr.ends.size) if weight is None else _weights(G, weight)
    arcs = _arcs(csr, weights)
    labels = np.arange(csr.n_nodes, dtype=np.uint32)
    rounds = 0
    while round_at_random(arcs, labels, state):
        rounds += 1
        current().tick(rounds, rounds + 1)
    return iter(_communities(G, labels))


@offered(attribute_only())
def fast_label_propagation_communities(
    G: EngineGraph,
    *,
    weight: str | None = None,
    seed: Seed = None,
) -> Iterator[set[Hashable]]:
    """Communities by label propagation with a queue (Traag, Šubelj 2023); directions are ignored."""
    n, state = G.csr.n_nodes, _state(seed)
    arcs = _both_ways(G.csr, _weights(G, weight))
    labels = np.arange(n, dtype=np.uint32)
    line = Line(visiting_order(n, state).view(np.uint32), np.ones(n, np.uint8), np.array([0, n]))
    steps = 0
    while update_waiting(arcs, labels, line, VISITS, state):
        steps += 1
        current().tick(steps, steps + 1)
    return iter(_communities(G, labels))


def _both_ways(csr: Csr, weights: Floats) -> Arcs:
    """Arcs out of every node and, of a directed graph, behind them those into it (a loop is both)."""
    if not csr.directed:
        return _arcs(csr, weights)
    turned = csr.turned
    return joined(_arcs(csr, weights), _arcs(turned, weights[turned.edges]))


@offered(attribute_only(), _number)
def modularity(
    G: EngineGraph,
    communities: Iterable[Iterable[Hashable]],
    weight: str | None = "weight",
    resolution: float = 1,
) -> float:
    """Modularity of a partition, directed or not (Newman 2011; Reichardt and Bornholdt 2006).

    Raises:
        NotAPartition: when the communities do not hold every node once.
        ZeroDivisionError: when there is no edge, as in NetworkX.
    """
    # Weights first: what cannot be read is left to NetworkX, which needs the communities unread.
    weights = G.arc_weights(weight)
    listed = communities if isinstance(communities, list) else list(communities)
    group = _labels(G, listed)
    csr = G.csr
    inside, leaving, entering = community_weights(_arcs(csr, weights), group, len(listed), csr.directed)
    whole = float(leaving.sum())
    edges, share = (whole if csr.directed else whole / 2), 1 / whole**2
    parts = zip(inside.tolist(), leaving.tolist(), entering.tolist(), strict=True)
    return float(sum(kept / edges - resolution * out * into * share for kept, out, into in parts))


def _labels(graph: EngineGraph, communities: list[Iterable[Hashable]]) -> Ints:
    """The place in the list of every node's community."""
    group = np.full(graph.csr.n_nodes, -1, np.int32)
    size = 0
    for number, community in enumerate(communities):
        group[[graph.codes[name] for name in community if name in graph]] = number
        size += len(community) if isinstance(community, Sized) else group.size + 1
    if size != group.size or (group < 0).any():
        raise nx.community.quality.NotAPartition(graph.to_networkx(), communities)
    return group
