"""Betweenness of nodes and edges under their NetworkX names, from all sources or from a sample."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from random import Random
from typing import Any, cast

import networkx as nx
import numpy as np

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Csr, Floats, Ints
from jejak.analysis.engine.functions.distances import lengths_of
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.betweenness import over_edges, sweep
from jejak.analysis.engine.kernels.dijkstra import passing
from jejak.analysis.engine.offers import ALL_PAIRS, attribute_only, offered

#: Sources of one part of the work: enough that a part is no trifle, few enough that a stop does not wait long.
_PART = 64


def _no_sample(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own error about a sample that is empty or larger than the graph."""
    k, most = arguments["k"], len(arguments["G"])
    return None if k is None or (isinstance(k, int) and min(1, most) <= k <= most) else "k must be a number of nodes"


@offered(attribute_only(), _no_sample, least=ALL_PAIRS)
def betweenness_centrality(
    G: EngineGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Random | None = None,
) -> dict[Hashable, float]:
    """Compute betweenness of all nodes (Brandes 2001; from ``k`` sampled sources: Brandes and Pich 2007).

    O(k m); with lengths of edges O(k m log m).
    """
    k = None if k == len(G) else k
    sources = _sources(G, k, seed)
    csr, turned = G.csr, G.csr.turned

    def part(of: Ints) -> Floats:
        return sweep(csr.offsets, csr.ends, turned.offsets, turned.ends, of, endpoints)

    if weight is None:
        total = _summed(part, sources, csr.n_nodes)
    else:
        total = _summed(_by_length(G, weight, endpoints=endpoints, edges=False), sources, csr.n_nodes)
    scale = _scale(csr, k, normalized=normalized, endpoints=endpoints)
    if isinstance(scale, tuple):
        of_source, of_other = scale
        sampled = np.zeros(csr.n_nodes, np.bool_)
        sampled[sources] = True
        total *= np.where(sampled, of_source, of_other)
    else:
        total *= scale
    return G.by_name(total)


@offered(attribute_only(), _no_sample, least=ALL_PAIRS)
def edge_betweenness_centrality(
    G: EngineGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    seed: Random | None = None,
) -> dict[tuple[Hashable, ...], float]:
    """Compute betweenness of all edges (Brandes 2008), from all nodes or ``k`` sampled ones.

    Parallel edges that are equally short share alike. O(k m); with lengths of edges O(k m log m).
    """
    sources, csr = _sources(G, k, seed), G.csr

    def part(of: Ints) -> Floats:
        return over_edges(csr.offsets, csr.ends, csr.edges, csr.n_edges, of)

    if weight is None:
        total = _summed(part, sources, csr.n_edges)
    else:
        total = _summed(_by_length(G, weight, endpoints=False, edges=True), sources, csr.n_edges)
    scale = _scale(csr, k, normalized=normalized, endpoints=True)
    assert isinstance(scale, float)  # noqa: S101  sources and others count alike on edges
    values = dict(zip(G.edges, (total * scale).tolist(), strict=True))
    if G.origin is not None and G.is_multigraph():
        return _shared_by_keys(cast("nx.MultiGraph[Hashable]", G.origin), values, weight)
    return dict(values)


def _shared_by_keys(
    graph: nx.MultiGraph[Hashable], values: Mapping[tuple[Hashable, Hashable], float], weight: str | None
) -> dict[tuple[Hashable, ...], float]:
    """Divide what goes over parallel edges among the shortest of them; the longer ones get nothing."""
    shared: dict[tuple[Hashable, ...], float] = dict.fromkeys(graph.edges(keys=True), 0.0)
    for (a, b), value in values.items():
        lengths = {key: data.get(weight, 1) for key, data in graph[a][b].items()}
        least = min(lengths.values())
        shortest = [key for key, length in lengths.items() if length == least]
        shared.update({(a, b, key): value / len(shortest) for key in shortest})
    return shared


def _by_length(graph: EngineGraph, weight: str, *, endpoints: bool, edges: bool) -> Callable[[Ints], Floats]:
    """The work of one part where edges have lengths: sums over the edges, or over the nodes."""
    csr, lengths = graph.csr, lengths_of(graph, weight)

    def part(of: Ints) -> Floats:
        found = passing(csr.offsets, csr.ends, csr.starts, lengths, csr.edges, csr.n_edges, of, endpoints)
        return found[edges]

    return part


def _sources(graph: EngineGraph, k: int | None, seed: Random | None) -> Ints:
    """Codes of the sources: all, or the sample that NetworkX would draw."""
    if k is None:
        return np.arange(len(graph), dtype=np.int32)
    assert seed is not None  # noqa: S101  NetworkX makes a generator of every seed
    return np.array([graph.codes[name] for name in seed.sample(list(graph.names), k)], np.int32)


def _summed(part: Callable[[Ints], Floats], sources: Ints, size: int) -> Floats:
    """Add up what the parts of the sources give, in their order, on all threads in force."""
    pieces = [sources[start : start + _PART] for start in range(0, sources.size, _PART)]
    total = np.zeros(size)
    for values in in_parts(part, pieces, len(pieces)):
        total += values
    return total


def _scale(csr: Csr, k: int | None, *, normalized: bool, endpoints: bool) -> float | tuple[float, float]:
    """What the sums are multiplied with; two factors where a sampled source counts itself one time less.

    A way is counted from either end in an undirected graph; a sample stands for all sources.
    """
    n = csr.n_nodes if endpoints else csr.n_nodes - 1
    if n < 2:
        return 1.0
    both = 1 if csr.directed else 2

    def factor(of: int) -> float:
        return 1 / (of * (n - 1)) if normalized else n / (of * both)

    if k is None:
        return factor(n)
    return factor(k) if endpoints else (factor(k - 1) if k > 1 else math.nan, factor(k))
