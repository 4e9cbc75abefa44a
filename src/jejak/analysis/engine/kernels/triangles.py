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
#: Arcs that are taken together where triangles are counted.
WIDTH = 8
_ONE, _WIDE = np.uint32(1), np.uint64(WIDTH)


@kernel
def lead_upward(offsets: Longs, ends: Ints, edges: Ints, width: int) -> tuple[Ints, Longs, Ints, Ints]:
    """Keep of every edge the arc from its end of lesser degree; loops are dropped; O(nodes + arcs).

    Returns:
        The nodes by degree; then, by a node's place in that order, offsets of its kept arcs, the places that they lead
        to, and the numbers of their edges (none where ``edges`` is empty). Each node's arcs are filled up to a multiple
        of ``width``, a power of 2, with arcs to places behind the last, each to another, and with edge 0.
    """
    order, place, _ = sort_by_degree(offsets)
    n = len(order)
    starts = np.zeros(n + 1, np.int64)
    # More places than arcs: what may be kept is written first and counted afterwards.
    later = np.empty(len(ends) // 2 + WIDTH + (width - 1) * n, np.int32)
    kept = np.empty(len(later) if len(edges) else 0, np.int32)
    near, bounds = ends.view(np.uint32), offsets.view(np.uint64)
    count, less = np.uint64(0), np.uint64(width - 1)
    for here in range(n):
        node = order[here]
        for arc in range(bounds[node], bounds[node + 1]):
            there = place[near[arc]]
            later[count] = there
            if len(edges):
                kept[count] = edges[arc]
            count += np.uint64(there > here)
        for slot in range(_WIDE):
            later[count + slot] = np.uint64(n) + slot
            if len(edges):
                kept[count + slot] = 0
        count = (count + less) & ~less
        starts[here + 1] = count
    return order, starts, later[:count], kept[:count]


@kernel
def count_at_corners(starts: Longs, later: Ints) -> Ints:
    """Count the triangles at each place; arcs are filled up to a multiple of ``WIDTH``; O(edges to the power 1.5).

    A loop over few arcs costs most where it ends unforeseen, so arcs are taken ``WIDTH`` at a time.
    """
    n = len(starts) - 1
    # A node has no more triangles than the graph has edges, whose numbers are int32 too.
    corners = np.zeros(n + WIDTH, np.int32)
    marked = np.zeros(n + WIDTH, np.uint8)
    # Without a sign: an index that cannot be negative needs no check. Nor does the loop ask whether it has found one.
    near, bounds = later.view(np.uint32), starts.view(np.uint64)
    for first in range(n):
        begin, end = bounds[first], bounds[first + 1]
        for arc in range(begin, end):
            marked[near[arc]] = 1
        for slot in range(_WIDE):
            marked[np.uint64(n) + slot] = 0
        own = np.int32(0)
        for arc in range(begin, end):
            second = near[arc]
            if second >= n:
                break
            found = np.int32(0)
            for chunk in range(bounds[second], bounds[second + _ONE], _WIDE):
                for slot in range(_WIDE):
                    third = near[chunk + slot]
                    hit = np.int32(marked[third])
                    found += hit
                    corners[third] += hit
            corners[second] += found
            own += found
        corners[first] += own
        for arc in range(begin, end):
            marked[near[arc]] = 0
    return corners[:n]


@kernel
def products_at_corners(starts: Longs, later: Ints, values: Floats) -> Floats:
    """Add up at each place the product of the three edge values of its triangles; O(edges to the power 1.5)."""
    n = len(starts) - 1
    corners = np.zeros(n)
    arc_to = np.full(n, -1, np.int64)
    near, bounds = later.view(np.uint32), starts.view(np.uint64)
    for first in range(n):
        begin = starts[first]
        for arc in range(bounds[first], bounds[first + 1]):
            arc_to[near[arc]] = arc
        for arc in range(bounds[first], bounds[first + 1]):
            second = near[arc]
            for onward in range(bounds[second], bounds[second + _ONE]):
                third = near[onward]
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
