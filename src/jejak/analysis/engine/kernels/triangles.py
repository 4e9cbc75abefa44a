"""Triangles of an undirected graph, each listed once: from its node of least degree (Chiba and Nishizeki 1985).

Nodes are renumbered by degree first, so that hubs, which every list ends at, lie side by side in memory.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.cores import sort_by_degree

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@kernel
def lead_upward(offsets: Longs, ends: Ints, edges: Ints) -> tuple[Ints, Longs, Ints, Ints]:
    """Keep of every edge the arc from its end of lesser degree; loops are dropped; O(nodes + arcs).

    Returns:
        The nodes by degree; then, by a node's place in that order, offsets of its kept arcs, the places that they lead
        to, and the numbers of their edges.
    """
    order, place, _ = sort_by_degree(offsets)
    n = len(order)
    starts = np.zeros(n + 1, np.int64)
    later = np.empty(len(ends) // 2 + 1, np.int32)
    kept = np.empty(len(ends) // 2 + 1, np.int32)
    count = 0
    for here in range(n):
        node = order[here]
        for arc in range(offsets[node], offsets[node + 1]):
            there = place[ends[arc]]
            if there > here:
                later[count] = there
                kept[count] = edges[arc]
                count += 1
        starts[here + 1] = count
    return order, starts, later[:count].copy(), kept[:count].copy()


@kernel
def count_at_corners(starts: Longs, later: Ints) -> Longs:
    """Count the triangles at each place; O(edges to the power 1.5)."""
    n = len(starts) - 1
    corners = np.zeros(n, np.int64)
    marked = np.full(n, -1, np.int32)
    for first in range(n):
        for arc in range(starts[first], starts[first + 1]):
            marked[later[arc]] = first
        for arc in range(starts[first], starts[first + 1]):
            second = later[arc]
            found = 0
            for onward in range(starts[second], starts[second + 1]):
                third = later[onward]
                if marked[third] == first:
                    found += 1
                    corners[third] += 1
            corners[second] += found
            corners[first] += found
    return corners


@kernel
def products_at_corners(starts: Longs, later: Ints, values: Floats) -> Floats:
    """Add up at each place the product of the three edge values of its triangles; O(edges to the power 1.5)."""
    n = len(starts) - 1
    corners = np.zeros(n)
    arc_to = np.full(n, -1, np.int64)
    for first in range(n):
        begin = starts[first]
        for arc in range(begin, starts[first + 1]):
            arc_to[later[arc]] = arc
        for arc in range(begin, starts[first + 1]):
            second = later[arc]
            for onward in range(starts[second], starts[second + 1]):
                third = later[onward]
                # A mark of an earlier node is an arc that stands before this node's.
                if arc_to[third] >= begin:
                    product = values[arc] * values[onward] * values[arc_to[third]]
                    corners[first] += product
                    corners[second] += product
                    corners[third] += product
    return corners


@kernel
def products_around(offsets: Longs, ends: Ints, values: Floats, nodes: Longs) -> Floats:
    """For some nodes alone: products over all ordered pairs of other neighbours with an arc from one to the other.

    Each triangle of an undirected graph counts twice; O(arcs of the neighbours).
    """
    sums = np.zeros(len(nodes))
    arc_to = np.full(len(offsets) - 1, -1, np.int64)
    for i in range(len(nodes)):
        node = nodes[i]
        for arc in range(offsets[node], offsets[node + 1]):
            if ends[arc] != node:
                arc_to[ends[arc]] = arc
        for arc in range(offsets[node], offsets[node + 1]):
            second = ends[arc]
            if second == node:
                continue
            for onward in range(offsets[second], offsets[second + 1]):
                third = ends[onward]
                if third != second and arc_to[third] >= 0:
                    sums[i] += values[arc] * values[onward] * values[arc_to[third]]
        for arc in range(offsets[node], offsets[node + 1]):
            arc_to[ends[arc]] = -1
    return sums
