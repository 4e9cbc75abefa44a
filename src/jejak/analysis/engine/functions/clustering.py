"""Triangles and clustering under their NetworkX names; loops are ignored and parallel edges refused, as there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr, Floats, Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.building import sum_into
from jejak.analysis.engine.kernels.triangles import (
    WIDTH,
    count_at_corners,
    lead_upward,
    products_around,
    products_at_corners,
)
from jejak.analysis.engine.offers import NotAnsweredError, attribute_only, multigraph, offered

#: One node, some nodes (an iterable of them, which may itself be a node), or None for all.
_Nodes = Any


def _chosen_of_multigraph(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX counts triangles of a multigraph for all nodes, and raises for chosen ones."""
    return None if arguments["nodes"] is None else multigraph(arguments)


def _one_node(arguments: Mapping[str, Any]) -> str | None:
    return "nodes is a single node" if arguments["nodes"] in arguments["G"] else None


@dataclass(frozen=True)
class _Corners:
    """A number for some nodes: what their triangles add up to, each counted twice, and what it could be at most."""

    nodes: Longs
    found: Floats
    possible: Longs

    def fractions(self) -> Floats:
        """The part of what is possible that was found; 0 where nothing was."""
        return np.divide(self.found, self.possible, out=np.zeros(self.found.size), where=self.found != 0)


def _chosen(graph: EngineGraph, nodes: _Nodes) -> Longs | None:
    """Codes of the nodes asked for, each once; nodes that the graph lacks are passed over; None for all."""
    if nodes is None:
        return None
    if nodes in graph:
        return np.array([graph.codes[nodes]], np.int64)
    if not isinstance(nodes, Iterable):
        raise nx.NetworkXError(f"{nodes!r} is neither a node of the graph nor a sequence of nodes")
    try:
        return np.array(list(dict.fromkeys(graph.codes[name] for name in nodes if name in graph.codes)), np.int64)
    except TypeError as error:
        raise nx.NetworkXError("a node asked for cannot be a node, for it has no hash") from error


def _counts(csr: Csr) -> Ints:
    """Number of triangles at each node."""
    order, starts, later, _ = lead_upward(csr.offsets, csr.ends, csr.edges[:0], WIDTH)
    counts = np.empty(csr.n_nodes, np.int32)
    counts[order] = count_at_corners(starts, later)
    return counts


def _products(csr: Csr, by_edge: Floats | None, nodes: Longs | None) -> Floats:
    """Twice the sum of edge products over the triangles at each node; without edge values, twice their number."""
    if nodes is not None:
        values = np.ones(csr.ends.size) if by_edge is None else csr.by_arc(by_edge)
        return products_around(csr.offsets, csr.ends, values, nodes)
    sums = np.empty(csr.n_nodes)
    if by_edge is None:
        sums[:] = _counts(csr)
    else:
        order, starts, later, edges = lead_upward(csr.offsets, csr.ends, csr.edges, 1)
        sums[order] = products_at_corners(starts, later, by_edge[edges])
    return 2 * sums


def _without_loops(csr: Csr) -> Longs:
    """Number of each node's arcs to other nodes."""
    return csr.degrees - np.bincount(csr.starts[csr.starts == csr.ends], minlength=csr.n_nodes)


def _roots(graph: EngineGraph, weight: str | None) -> Floats | None:
    """The cube root of every arc's weight by the greatest weight, for a product of roots is the root of the product."""
    if weight is None:
        return None
    weights = graph.arc_weights(weight)
    if not weights.size:
        return weights
    greatest = weights.max()
    if greatest == 0:
        raise NotAnsweredError(f"no edge has more {weight!r} than 0, so there is nothing to compare with")
    roots: Floats = np.cbrt(weights / greatest)
    return roots


def _corners(graph: EngineGraph, nodes: Longs | None, weight: str | None) -> _Corners:
    csr, roots = graph.csr, _roots(graph, weight)
    around = csr.both_ways
    codes = np.arange(csr.n_nodes) if nodes is None else nodes
    degrees = _without_loops(around)
    if not csr.directed:
        by_edge = None
        if roots is not None:
            by_edge = np.empty(csr.n_edges)
            by_edge[csr.edges] = roots
        return _Corners(codes, _products(csr, by_edge, nodes), (degrees * (degrees - 1))[codes])
    # Two arcs that face each other stand for one edge with the sum of their values (Fagiolo 2007).
    values = sum_into(csr.edges_both_ways, np.ones(csr.ends.size) if roots is None else roots, around.n_edges)
    arcs = _without_loops(csr) + _without_loops(csr.turned)
    possible = 2 * (arcs * (arcs - 1) - 2 * (arcs - degrees))
    return _Corners(codes, _products(around, values, nodes), possible[codes])


@offered(_chosen_of_multigraph)
def triangles(G: EngineGraph, nodes: _Nodes = None) -> int | dict[Hashable, int]:
    """Count the triangles at each node, or at one; all nodes O(m^1.5) (Chiba and Nishizeki 1985)."""
    codes = _chosen(G, nodes)
    if codes is None:
        return G.by_name(_counts(G.csr))
    counts = np.rint(_products(G.csr, None, codes)).astype(np.int64) // 2
    if nodes in G:
        return int(counts[0])
    return G.by_name(counts, codes)


def _clustering(graph: EngineGraph, nodes: _Nodes, weight: str | None) -> dict[Hashable, float]:
    codes = _chosen(graph, nodes)
    return graph.by_name(_corners(graph, codes, weight).fractions(), codes)


@offered(multigraph, attribute_only())
def clustering(
    G: EngineGraph,
    nodes: _Nodes = None,
    weight: str | None = None,
) -> float | dict[Hashable, float]:
    """Which part of the possible triangles at each node is there (Onnela 2005 weighted, Fagiolo 2007 directed).

    All nodes O(m^1.5), some nodes O(arcs of their neighbours); a ``weight`` is read by the greatest of all.
    """
    values = _clustering(G, nodes, weight)
    return values[nodes] if nodes in G else values


@offered(multigraph, attribute_only(), _one_node)
def average_clustering(
    G: EngineGraph,
    nodes: Iterable[Hashable] | None = None,
    weight: str | None = None,
    count_zeros: bool = True,
) -> float:
    """Mean of ``clustering``, over all nodes or those where it is not 0 (Watts and Strogatz 1998); O(m^1.5).

    Raises:
        ZeroDivisionError: when there is no node to take the mean of.
    """
    values = list(_clustering(G, nodes, weight).values())
    if not count_zeros:
        values = [value for value in values if value]
    return sum(values) / len(values)


@offered(multigraph)
def transitivity(G: EngineGraph) -> float:
    """Which part of all pairs of edges that meet is closed by a third edge (Newman 2001); O(m^1.5).

    Directed as in NetworkX: pairs of arcs that leave a node, closed by an arc between their ends; O(m · degree).
    """
    csr = G.csr
    if csr.directed:
        nodes = np.arange(csr.n_nodes)
        closed = float(products_around(csr.offsets, csr.ends, np.ones(csr.ends.size), nodes).sum())
    else:
        closed = float(_products(csr, None, None).sum())
    degrees = _without_loops(csr)
    return closed / int((degrees * (degrees - 1)).sum()) if closed else 0
