"""Take nodes out of a graph in an order, and see what is left: full curves in one pass, orders by any score.

A curve's entry ``i`` tells the graph after ``i`` removals, so a block of removals is a step of the same curve.
Directed graphs are read without directions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.control import current
from jejak.analysis.engine.csr import Csr, Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.removal import curves, highest_degree_first

#: Scores the nodes of a graph by name: ``nx.betweenness_centrality``, for one.
Score = Callable[[EngineGraph], Mapping[Hashable, float]]
#: Which of several nodes with one score goes first: that of the smallest code, or that of the largest.
Ties = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class RemovalCurve:
    """A graph after 0, 1, 2 … removals.

    Attributes:
        largest: Nodes in the largest component, int64, removals + 1.
        parts: Number of components.
        squares: Sum of the squared sizes: the number of ordered pairs that still reach each other, each node itself
            included.
    """

    largest: Longs
    parts: Longs
    squares: Longs


def removal_curve(graph: EngineGraph, order: Sequence[int] | npt.NDArray[np.integer]) -> RemovalCurve:
    """Remove nodes by code, in order, and measure what is left each time; O(nodes + arcs α), one pass.

    Args:
        graph: The graph.
        order: Codes, each at most once; nodes that are not named stay.

    Raises:
        ValueError: when a code is no node's, or stands twice.
    """
    codes = np.asarray(order, np.int64)
    n = graph.csr.n_nodes
    if codes.size and not (codes.min() >= 0 and codes.max() < n):
        raise ValueError("a node to remove is not in the graph")
    if np.unique(codes).size != codes.size:
        raise ValueError("a node can be removed once")
    around = graph.csr.both_ways
    return RemovalCurve(*curves(around.offsets, around.ends, codes.astype(np.int32)))


def ranked(scores: npt.ArrayLike, ties: Ties = "first") -> Longs:
    """Codes from the highest score to the lowest; O(n log n)."""
    values = np.asarray(scores)
    if ties == "last":
        return np.argsort(values, kind="stable")[::-1]
    return values.size - 1 - np.argsort(values[::-1], kind="stable")[::-1]


def degree_order(graph: EngineGraph, *, sequential: bool, ties: Ties = "first") -> Ints:
    """Most ties first: counted once, or ``sequential``, in what is left after each removal; O(arcs log nodes).

    A loop counts twice, as in NetworkX.
    """
    around = graph.csr.both_ways
    if sequential:
        return highest_degree_first(around.offsets, around.ends, ties == "last")
    loops = np.bincount(around.starts[around.starts == around.ends], minlength=around.n_nodes)
    return ranked(around.degrees + loops, ties).astype(np.int32)


def sequential_order(
    graph: EngineGraph,
    score: Score,
    *,
    block: int = 1,
    leave: int = 0,
    ties: Ties = "first",
    weights: Sequence[str] = (),
) -> Longs:
    """Score, remove the best ``block`` nodes, score what is left, and so on; one call of ``score`` a step.

    Progress is told, and the run can be stopped, through ``control``.

    Args:
        graph: The graph.
        score: Scores every node that is left; it gets the graph with the given weights, names kept.
        block: How many nodes go at each step.
        leave: Stop when so many nodes are left, or fewer.
        ties: Which of equals goes first.
        weights: Edge attributes that ``score`` reads.

    Returns:
        The codes of those that were removed, in order.
    """
    if block < 1:
        raise ValueError("at least one node goes at each step")
    tick = current().tick
    left, codes, n = graph, np.arange(graph.csr.n_nodes), graph.csr.n_nodes
    order: list[Longs] = []
    while codes.size > leave:
        scores = score(left)
        best = ranked([scores[name] for name in left.names], ties)[:block]
        order.append(codes[best])
        keep = np.ones(codes.size, np.bool_)
        keep[best] = False
        left, codes = without(left, keep, weights), codes[keep]
        tick(n - codes.size, n)
    return np.concatenate(order) if order else np.empty(0, np.int64)


def without(graph: EngineGraph, keep: npt.NDArray[np.bool_], weights: Sequence[str] = ()) -> EngineGraph:
    """The graph of the nodes that ``keep`` marks, codes closed up, names and the given weights kept; O(arcs)."""
    csr = graph.csr
    new = np.cumsum(keep, dtype=np.int64) - 1
    stays = keep[csr.starts] & keep[csr.ends]
    offsets = np.zeros(int(keep.sum()) + 1, np.int64)
    np.cumsum(np.bincount(new[csr.starts[stays]], minlength=offsets.size - 1), out=offsets[1:])
    smaller = Csr.from_arcs(offsets, new[csr.ends[stays]].astype(np.int32), directed=csr.directed)
    carried: dict[str, npt.NDArray[np.float64]] = {}
    for name in weights:
        carried[name] = np.empty(smaller.n_edges)
        carried[name][smaller.edges] = graph.arc_weights(name)[stays]
    names = [graph.names[code] for code in np.flatnonzero(keep).tolist()]
    return EngineGraph(smaller, names, weights=carried)
