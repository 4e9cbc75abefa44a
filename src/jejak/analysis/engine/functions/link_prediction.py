"""Indices of missing links under their NetworkX names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr, Floats, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.links import one_in_common, pairs_in_common
from jejak.analysis.engine.offers import ALL_PAIRS, offered

Pair = tuple[Hashable, Hashable]
Scored = tuple[Hashable, Hashable, float]
#: From the sums over common neighbours, their number and the number of nodes around both, to the index; the two arrays
#: of degrees are those of the pairs' nodes.
Index = Callable[[Floats, Longs, Longs, Longs], Floats]


def _used_up(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX looks at the pairs twice, so of an iterator nothing is left for it."""
    ebunch = arguments["ebunch"]
    return "the pairs are an iterator" if iter(ebunch or ()) is ebunch else None


def loops_twice(csr: Csr) -> Longs:
    """Degrees as NetworkX counts them: a loop counts twice."""
    return csr.degrees + np.bincount(csr.starts[csr.starts == csr.ends], minlength=csr.n_nodes)


def _score(graph: EngineGraph, ebunch: Iterable[Pair] | None, values: Floats, index: Index) -> Iterator[Scored]:
    if ebunch is None:
        return _of_non_edges(graph, values, index)
    pairs = [(u, v) for u, v in ebunch]
    for pair in pairs:
        for node in pair:
            if node not in graph:
                raise nx.NodeNotFound(f"Node {node} not in G.")
    return _of_pairs(graph, pairs, values, index)


def _of_pairs(graph: EngineGraph, pairs: list[Pair], values: Floats, index: Index) -> Iterator[Scored]:
    csr, codes = graph.csr, graph.codes
    firsts, seconds = (np.array([codes[pair[end]] for pair in pairs], np.int32) for end in (0, 1))
    sums, common, around_both = pairs_in_common(csr.offsets, csr.ends, firsts, seconds, values)
    found = index(sums, common, around_both, csr.degrees[firsts] + csr.degrees[seconds])
    for (u, v), score in zip(pairs, found.tolist(), strict=True):
        yield u, v, _finite(score)


def _of_non_edges(graph: EngineGraph, values: Floats, index: Index) -> Iterator[Scored]:
    """All pairs without an edge in the order of ``nx.non_edges``, which is that of a set of the nodes."""
    csr, codes, names = graph.csr, graph.codes, graph.names
    left = set(graph)
    while left:
        u = left.pop()
        first = codes[u]
        around = csr.ends[csr.offsets[first] : csr.offsets[first + 1]].tolist()
        sums, common, around_both = one_in_common(csr.offsets, csr.ends, first, values)
        scores = index(sums, common, around_both, csr.degrees + csr.degrees[first]).tolist()
        for v in left - {names[code] for code in around}:
            yield u, v, _finite(scores[codes[v]])


def _finite(score: float) -> float:
    """NetworkX divides by the logarithm of 1 where a neighbour has one tie only."""
    if score == np.inf:
        raise ZeroDivisionError("float division by zero")
    return score


def _sums(sums: Floats, _common: Longs, _around_both: Longs, _degrees: Longs) -> Floats:
    return sums


def _jaccard(_sums: Floats, common: Longs, around_both: Longs, degrees: Longs) -> Floats:
    union = degrees - around_both
    shares: Floats = np.divide(common, union, out=np.zeros(union.size), where=union > 0)
    return shares


@offered(_used_up, least=ALL_PAIRS)
def adamic_adar_index(G: EngineGraph, ebunch: Iterable[Pair] | None = None) -> Iterator[Scored]:
    """Sum of 1 / log(degree) over common neighbours (Adamic and Adar 2003); O(degrees around each pair)."""
    with np.errstate(divide="ignore"):
        values = 1 / np.log(np.maximum(loops_twice(G.csr), 1))
    return _score(G, ebunch, values, _sums)


@offered(_used_up, least=ALL_PAIRS)
def resource_allocation_index(G: EngineGraph, ebunch: Iterable[Pair] | None = None) -> Iterator[Scored]:
    """Sum of 1 / degree over common neighbours (Zhou, Lü and Zhang 2009); O(degrees around each pair)."""
    return _score(G, ebunch, 1 / np.maximum(loops_twice(G.csr), 1), _sums)


@offered(_used_up, least=ALL_PAIRS)
def jaccard_coefficient(G: EngineGraph, ebunch: Iterable[Pair] | None = None) -> Iterator[Scored]:
    """Common neighbours among all neighbours of a pair (Jaccard 1901); O(degrees around each pair)."""
    return _score(G, ebunch, np.zeros(G.csr.n_nodes), _jaccard)
