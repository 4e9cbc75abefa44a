"""Hop distances from or to a node, and between all nodes, under their NetworkX names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr, Floats
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.distances import levels
from jejak.analysis.engine.offers import ALL_PAIRS, NotAnsweredError, offered

#: What is added up as NetworkX adds it; shorter floats lose digits otherwise, shorter whole numbers overflow.
_EXACT: Final = {bool, int, float, np.float64, np.int64}
#: Up to here a double holds every whole number.
_WHOLE: Final = 2.0**53


def lengths_of(graph: EngineGraph, attribute: str) -> Floats:
    """The length of every arc, of parallel edges the least; 1 where an edge has no such attribute.

    Raises:
        NotAnsweredError: when sums of lengths may differ from NetworkX's, so that it may answer itself.
    """
    lengths = graph.arc_weights(attribute, parallel="least")
    if np.abs(lengths).sum() >= _WHOLE:
        raise NotAnsweredError(f"the lengths {attribute!r} are too large to be added without loss")
    if graph.origin is not None:
        adjacency: Mapping[Hashable, Mapping[Hashable, Any]] = vars(graph.origin)["_adj"]
        edges = chain.from_iterable(around.values() for around in adjacency.values())
        if graph.is_multigraph():
            edges = chain.from_iterable(keys.values() for keys in edges)
        if not {type(data.get(attribute, 1)) for data in edges} <= _EXACT:
            raise NotAnsweredError(f"the lengths {attribute!r} are of a type that is added up otherwise")
    return lengths


def _cutoff(arguments: Mapping[str, Any]) -> str | None:
    """Only a number is understood as a cutoff."""
    cutoff = arguments["cutoff"]
    return None if cutoff is None or isinstance(cutoff, (int, float)) else "cutoff must be a number"


@offered(_cutoff)
def single_source_shortest_path_length(
    G: EngineGraph,
    source: Hashable,
    cutoff: float | None = None,
) -> dict[Hashable, int]:
    """Hops from ``source`` to every node that it reaches within ``cutoff``, nearest first; O(m)."""
    if source not in G:
        raise nx.NodeNotFound(f"Source {source} is not in G")
    return _lengths(G, G.csr, G.codes[source], cutoff)


@offered(_cutoff)
def single_target_shortest_path_length(
    G: EngineGraph,
    target: Hashable,
    cutoff: float | None = None,
) -> dict[Hashable, int]:
    """Hops to ``target`` from every node that reaches it within ``cutoff``, nearest first; O(m)."""
    if target not in G:
        raise nx.NodeNotFound(f"Target {target} is not in G")
    return _lengths(G, G.into, G.codes[target], cutoff)


@offered(_cutoff, least=ALL_PAIRS)
def all_pairs_shortest_path_length(
    G: EngineGraph,
    cutoff: float | None = None,
) -> Iterator[tuple[Hashable, dict[Hashable, int]]]:
    """Hops from each node to every node that it reaches within ``cutoff``, node by node; O(n m)."""
    for code, name in enumerate(G.names):
        yield name, _lengths(G, G.csr, code, cutoff)


def _lengths(graph: EngineGraph, csr: Csr, source: int, cutoff: float | None) -> dict[Hashable, int]:
    most = csr.n_nodes if cutoff is None or cutoff >= csr.n_nodes else max(0, int(np.ceil(cutoff)))
    order, starts = levels(csr.offsets, csr.ends, source, most)
    hops = np.repeat(np.arange(starts.size), np.diff(starts, append=order.size))
    names = graph.names
    return {names[code]: hop for code, hop in zip(order.tolist(), hops.tolist(), strict=True)}
