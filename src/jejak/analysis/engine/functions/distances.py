"""Hop distances from or to a node, and between all nodes, under their NetworkX names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.distances import levels
from jejak.analysis.engine.offers import ALL_PAIRS, offered


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
    return _lengths(G, G.csr.turned, G.codes[target], cutoff)


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
