"""Burt's measures of structural holes over an undirected graph with mutual edge values, by listing triangles.

What two neighbours share depends on the edge between them alone, so each triangle adds to its three edges once and not
to six ordered pairs. Loops are not seen by the kernels over triangles; those over chosen nodes see them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.triangles import WIDTH

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_ONE, _WIDE = np.uint32(1), np.uint64(WIDTH)


@kernel
def edge_sums(offsets: Longs, edges: Ints, values: Floats) -> Floats:
    """Sum of the values of each node's edges, in the order of its arcs; O(nodes + arcs)."""
    n = len(offsets) - 1
    sums = np.empty(n)
    numbers, bounds = edges.view(np.uint32), offsets.view(np.uint64)
    for node in range(n):
        total = 0.0
        for arc in range(bounds[node], bounds[node + 1]):
            total += values[numbers[arc]]
        sums[node] = total
    return sums


@kernel
def detours(starts: Longs, later: Ints, edges: Ints, values: Floats, shares: Floats) -> Floats:
    """For each edge the products of the two other edges of its triangles, times the share of the corner between them.

    Values are by edge; the rest is by place in the order of degrees, see ``lead_upward``, arcs filled up to a multiple
    of ``WIDTH``. O(edges to the power 1.5).
    """
    n = len(starts) - 1
    sums = np.zeros(len(values))
    marked, edge_to = np.zeros(n + WIDTH, np.uint8), np.empty(n + WIDTH, np.uint32)
    places, bounds, numbers = later.view(np.uint32), starts.view(np.uint64), edges.view(np.uint32)
    for first in range(n):
        begin, end = bounds[first], bounds[first + 1]
        for arc in range(begin, end):
            marked[places[arc]] = 1
            edge_to[places[arc]] = numbers[arc]
        for slot in range(_WIDE):
            marked[np.uint64(n) + slot] = 0
        for arc in range(begin, end):
            second = places[arc]
            if second >= n:
                break
            total, own = 0.0, numbers[arc]
            for chunk in range(bounds[second], bounds[second + _ONE], _WIDE):
                hit = np.uint8(0)
                for slot in range(_WIDE):
                    hit |= marked[places[chunk + slot]]
                if not hit:
                    continue
                for onward in range(chunk, chunk + _WIDE):
                    third = places[onward]
                    if marked[third]:
                        closing, across = edge_to[third], numbers[onward]
                        total += values[closing] * values[across] * shares[third]
                        sums[closing] += values[own] * values[across] * shares[second]
                        sums[across] += values[own] * values[closing] * shares[first]
            sums[own] += total
        for arc in range(begin, end):
            marked[places[arc]] = 0
    return sums


@kernel
def overlaps(starts: Longs, later: Ints, values: Floats, shares: Floats) -> Floats:
    """At each place, over ordered pairs of its neighbours that are tied: value to one, times tie, times other's share.

    O(edges to the power 1.5).
    """
    n = len(starts) - 1
    sums = np.zeros(n)
    arc_to = np.full(n, -1, np.int64)
    places, bounds = later.view(np.uint32), starts.view(np.uint64)
    for first in range(n):
        begin = starts[first]
        for arc in range(bounds[first], bounds[first + 1]):
            arc_to[places[arc]] = arc
        for arc in range(bounds[first], bounds[first + 1]):
            second, near = places[arc], values[arc]
            for onward in range(bounds[second], bounds[second + _ONE]):
                third = places[onward]
                closing = arc_to[third]
                if closing >= begin:
                    across, far = values[onward], values[closing]
                    sums[first] += across * (near * shares[third] + far * shares[second])
                    sums[second] += far * (near * shares[third] + across * shares[first])
                    sums[third] += near * (across * shares[first] + far * shares[second])
    return sums


@kernel
def constraint_of(offsets: Longs, ends: Ints, values: Floats, strength: Floats, nodes: Longs) -> Floats:
    """Constraint of some nodes alone, by Burt's definition; O(arcs of the neighbours)."""
    results = np.zeros(len(nodes))
    is_near = np.zeros(len(offsets) - 1, np.bool_)
    invested = np.zeros(len(offsets) - 1)
    for i in range(len(nodes)):
        node = nodes[i]
        for arc in range(offsets[node], offsets[node + 1]):
            is_near[ends[arc]] = True
            invested[ends[arc]] += values[arc]
        for arc in range(offsets[node], offsets[node + 1]):
            between = ends[arc]
            share = values[arc] / strength[between]
            for onward in range(offsets[between], offsets[between + 1]):
                if is_near[ends[onward]]:
                    invested[ends[onward]] += share * values[onward]
        for arc in range(offsets[node], offsets[node + 1]):
            results[i] += (invested[ends[arc]] / strength[node]) ** 2
            is_near[ends[arc]] = False
            invested[ends[arc]] = 0.0
    return results


@kernel
def overlap_of(offsets: Longs, ends: Ints, values: Floats, shares: Floats, nodes: Longs) -> Floats:
    """As ``overlaps`` for some nodes alone, loops included; O(arcs of the neighbours)."""
    sums = np.zeros(len(nodes))
    to = np.zeros(len(offsets) - 1)
    for i in range(len(nodes)):
        node = nodes[i]
        for arc in range(offsets[node], offsets[node + 1]):
            to[ends[arc]] = values[arc]
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            for onward in range(offsets[other], offsets[other + 1]):
                sums[i] += to[ends[onward]] * values[onward] * shares[other]
        for arc in range(offsets[node], offsets[node + 1]):
            to[ends[arc]] = 0.0
    return sums


@kernel
def ties_among(offsets: Longs, ends: Ints, nodes: Longs) -> Longs:
    """Twice the number of edges among each node's other neighbours, their loops included; O(arcs of the neighbours)."""
    ties = np.zeros(len(nodes), np.int64)
    is_near = np.zeros(len(offsets) - 1, np.bool_)
    for i in range(len(nodes)):
        node = nodes[i]
        for arc in range(offsets[node], offsets[node + 1]):
            is_near[ends[arc]] = ends[arc] != node
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            if other != node:
                for onward in range(offsets[other], offsets[other + 1]):
                    if is_near[ends[onward]]:
                        ties[i] += 2 if ends[onward] == other else 1
        for arc in range(offsets[node], offsets[node + 1]):
            is_near[ends[arc]] = False
    return ties
