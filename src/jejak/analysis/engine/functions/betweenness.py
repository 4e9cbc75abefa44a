"""Betweenness of nodes and edges under their NetworkX names, from all sources or from a sample."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from random import Random
from typing import Any

import numpy as np

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Csr, Floats, Ints
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.betweenness import over_edges, sweep
from jejak.analysis.engine.offers import ALL_PAIRS, multigraph, offered, weighted

#: Sources of one part of the work: enough that a part is no trifle, few enough that a stop does not wait long.
_PART = 64


def _no_sample(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own error about a sample that is empty or larger than the graph."""
    k = arguments["k"]
    return "k must be a number of nodes" if k is not None and not 1 <= k <= len(arguments["G"]) else None


@offered(weighted(), _no_sample, least=ALL_PAIRS)
def betweenness_centrality(
    G: EngineGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Random | None = None,
) -> dict[Hashable, float]:
    """Compute betweenness of all nodes (Brandes 2001; from ``k`` sampled sources: Brandes and Pich 2007); O(k m)."""
    sources = _sources(G, None if k == len(G) else k, seed)
    csr, turned = G.csr, G.csr.turned

    def part(of: Ints) -> Floats:
        return sweep(csr.offsets, csr.ends, turned.offsets, turned.ends, of, endpoints)

    total = _summed(part, sources, csr.n_nodes)
    scale = _scale(csr, None if k is None or k == len(G) else k, normalized=normalized, endpoints=endpoints)
    if isinstance(scale, tuple):
        of_source, of_other = scale
        sampled = np.zeros(csr.n_nodes, np.bool_)
        sampled[sources] = True
        total *= np.where(sampled, of_source, of_other)
    else:
        total *= scale
    return dict(zip(G.names, total.tolist(), strict=True))


@offered(weighted(), _no_sample, multigraph, least=ALL_PAIRS)
def edge_betweenness_centrality(
    G: EngineGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    seed: Random | None = None,
) -> dict[tuple[Hashable, Hashable], float]:
    """Compute betweenness of all edges (Brandes 2008), from all nodes or ``k`` sampled ones; O(k m)."""
    sources, csr = _sources(G, k, seed), G.csr

    def part(of: Ints) -> Floats:
        return over_edges(csr.offsets, csr.ends, csr.edges, csr.n_edges, of)

    total = _summed(part, sources, csr.n_edges)
    scale = _scale(csr, k, normalized=normalized, endpoints=True)
    assert isinstance(scale, float)  # noqa: S101  sources and others count alike on edges
    total *= scale
    return dict(zip(G.edges, total.tolist(), strict=True))


def _sources(graph: EngineGraph, k: int | None, seed: Random | None) -> Ints:
    """Codes of the sources: all, or the sample that NetworkX would draw."""
    if k is None:
        return np.arange(len(graph), dtype=np.int32)
    assert seed is not None  # noqa: S101  NetworkX makes a generator of every seed
    return np.array([graph.codes[name] for name in seed.sample(list(graph.names), k)], np.int32)


def _summed(part: Any, sources: Ints, size: int) -> Floats:  # noqa: ANN401
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
        if of == 0:  # the one sampled node has not been seen from any other
            return math.nan
        return 1 / (of * (n - 1)) if normalized else n / (of * both)

    if k is None:
        return factor(n)
    return factor(k) if endpoints else (factor(k - 1), factor(k))
