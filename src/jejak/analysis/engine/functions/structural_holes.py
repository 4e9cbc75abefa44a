"""Burt's constraint and effective size under their NetworkX names, for all nodes by triangles, for some by definition.

NetworkX treats all nodes and chosen nodes by two routines that differ for nodes with loops or without arcs out; each is
followed here where it was meant so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jejak.analysis.engine.csr import Csr, Floats, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.building import sum_into
from jejak.analysis.engine.kernels.constraint import (
    constraint_of,
    detours,
    edge_sums,
    overlap_of,
    overlaps,
    ties_among,
)
from jejak.analysis.engine.kernels.pagerank import row_sums
from jejak.analysis.engine.kernels.triangles import WIDTH, lead_upward
from jejak.analysis.engine.offers import NotAnsweredError, attribute_only, multigraph, offered


def _empty(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own error about all nodes of a graph without nodes."""
    return "the graph is empty" if arguments["nodes"] is None and not len(arguments["G"]) else None


def _chosen_of_multigraph(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX overlooks parallel edges for chosen nodes, and adds them up for all nodes."""
    return None if arguments["nodes"] is None else multigraph(arguments)


@dataclass(frozen=True)
class _Mutual:
    """Weights from a to b and back added up, over the graph without directions.

    Attributes:
        around: That graph.
        by_edge: The mutual weight of each of its edges; a loop's weight counts twice.
        strength: Sum of the mutual weights at each node.
        loops: The mutual weight of each node with itself.
    """

    around: Csr
    by_edge: Floats
    strength: Floats
    loops: Floats

    @property
    def by_arc(self) -> Floats:
        return self.around.by_arc(self.by_edge)

    def at(self, values: Floats) -> Floats:
        """Sum of each node's values by arc."""
        return row_sums(self.around.offsets, values)

    def others(self) -> Longs:
        """How many neighbours each node has other than itself."""
        return self.around.degrees - (self.loops > 0)


def _mutual(graph: EngineGraph, weight: str | None) -> _Mutual:
    """Read the mutual weights.

    Raises:
        NotAnsweredError: when a weight is 0 or less, for NetworkX's two routines then differ.
    """
    csr, around = graph.csr, graph.csr.both_ways
    if graph.weighs_alike(weight) and not csr.directed and not csr.loops:
        return _Mutual(around, np.full(csr.n_edges, 2.0), 2 * csr.degrees.astype(np.float64), np.zeros(csr.n_nodes))
    weights = graph.arc_weights(weight)
    if (weights <= 0).any():
        raise NotAnsweredError(f"an edge has a {weight!r} of 0 or less")
    if csr.directed:
        by_edge = sum_into(csr.edges_both_ways, weights, around.n_edges)
        by_edge[csr.edges_both_ways[csr.starts == csr.ends]] *= 2
    else:
        by_edge = np.empty(csr.n_edges)
        by_edge[csr.edges] = 2 * weights
    loops = np.zeros(around.n_nodes)
    at = around.starts == around.ends
    loops[around.starts[at]] = by_edge[around.edges[at]]
    return _Mutual(around, by_edge, edge_sums(around.offsets, around.edges, by_edge), loops)


def _inverse(values: Floats) -> Floats:
    return np.divide(1.0, values, out=np.zeros(values.size), where=values != 0)


def _greatest(mutual: _Mutual) -> Floats:
    """The greatest mutual weight of each node; 0 for a node without edges."""
    greatest = np.zeros(mutual.around.n_nodes)
    np.maximum.at(greatest, mutual.around.starts, mutual.by_arc)
    return greatest


def _constraint_of_all(mutual: _Mutual) -> Floats:
    around, values = mutual.around, mutual.by_edge
    shares = _inverse(mutual.strength)
    order, starts, later, edges = lead_upward(around.offsets, around.ends, around.edges, WIDTH)
    # What a node invests in a neighbour, directly and by others, is the node's share of a number of the edge alone.
    invested = values + detours(starts, later, edges, values, shares[order])
    if around.loops:
        first, second = around.edge_ends
        own = mutual.loops * shares
        by_itself = mutual.at(mutual.by_arc**2 * shares[around.ends])
        invested += np.where(first == second, by_itself[first], values * (own[first] + own[second]))
    invested *= invested
    constraint = edge_sums(around.offsets, around.edges, invested) * shares**2
    # NetworkX 3.6 compares the sum with the share of the loop, and not with its weight.
    constraint[mutual.strength == 2 * mutual.loops * shares] = np.nan
    return constraint


def _overlap_of_all(mutual: _Mutual, shares: Floats) -> Floats:
    around = mutual.around
    order, starts, later, edges = lead_upward(around.offsets, around.ends, around.edges, 1)
    sums = np.empty(around.n_nodes)
    sums[order] = overlaps(starts, later, mutual.by_edge[edges], shares[order])
    if around.loops:
        values, loops, own = mutual.by_arc, mutual.loops, around.starts == around.ends
        through_loops = values * shares[around.ends] * (loops[around.ends] + loops[around.starts])
        sums += mutual.at(np.where(own, 0.0, through_loops))
        sums += np.where(loops > 0, mutual.at(values**2) * shares, 0.0)
    return sums


@offered(_empty, _chosen_of_multigraph, attribute_only())
def constraint(
    G: EngineGraph,
    nodes: Iterable[Hashable] | None = None,
    weight: str | None = None,
) -> dict[Hashable, float]:
    """How far each node's ties lead to the same people (Burt 2004); all nodes O(m^1.5).

    Not a number for a node without ties. Chosen nodes take O(arcs of their neighbours).

    Raises:
        KeyError: when a node that is asked for is not in the graph.
    """
    mutual = _mutual(G, weight)
    if nodes is None:
        return G.by_name(_constraint_of_all(mutual))
    codes = np.array([G.codes[name] for name in nodes], np.int64)
    around = mutual.around
    values = constraint_of(around.offsets, around.ends, mutual.by_arc, mutual.strength, codes)
    values[G.csr.degrees[codes] == 0] = np.nan
    return G.by_name(values, codes)


@offered(_empty, _chosen_of_multigraph, attribute_only())
def effective_size(
    G: EngineGraph,
    nodes: Iterable[Hashable] | None = None,
    weight: str | None = None,
) -> dict[Hashable, float]:
    """How many of each node's neighbours are not tied to its other neighbours (Burt 1995); all nodes O(m^1.5).

    Not a number for a node without neighbours. Chosen nodes of an undirected graph without weights are told by
    Borgatti's formula (1997), which differs where there are loops, as NetworkX does.

    Raises:
        KeyError: when a node that is asked for is not in the graph.
    """
    mutual = _mutual(G, weight)
    around, shares = mutual.around, _inverse(_greatest(mutual))
    if nodes is None:
        sizes = around.degrees - _overlap_of_all(mutual, shares) * _inverse(mutual.strength)
        sizes[mutual.others() == 0] = np.nan
        return G.by_name(sizes)
    codes = np.array([G.codes[name] for name in nodes], np.int64)
    others = mutual.others()[codes].astype(np.float64)
    if weight is None and not G.is_directed():
        sizes = others - ties_among(around.offsets, around.ends, codes) * _inverse(others)
        sizes[others == 0] = np.nan
        return G.by_name(sizes, codes)
    overlap = overlap_of(around.offsets, around.ends, mutual.by_arc, shares, codes)
    sizes = around.degrees[codes] - overlap * _inverse(mutual.strength[codes])
    onward = G.csr.degrees - (mutual.loops > 0)
    sizes[onward[codes] == 0] = np.nan
    return G.by_name(sizes, codes)
