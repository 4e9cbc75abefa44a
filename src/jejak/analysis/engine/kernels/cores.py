"""Core numbers by peeling nodes in order of their degree; parallel arcs count as often as they are there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
_ONE = np.uint32(1)


@kernel
def sort_by_degree(offsets: Longs) -> tuple[Ints, Ints, Longs]:
    """Nodes by ascending degree (equal degrees by code), the place of each, and where each degree starts."""
    n = len(offsets) - 1
    most = 0
    for node in range(n):
        most = max(most, offsets[node + 1] - offsets[node])
    first = np.zeros(most + 2, np.int64)
    for node in range(n):
        first[offsets[node + 1] - offsets[node] + 1] += 1
    for degree in range(most + 1):
        first[degree + 1] += first[degree]
    free = first.copy()
    order = np.empty(n, np.int32)
    place = np.empty(n, np.int32)
    for node in range(n):
        degree = offsets[node + 1] - offsets[node]
        place[node] = free[degree]
        order[place[node]] = node
        free[degree] += 1
    return order, place, first


@kernel
def core_numbers(offsets: Longs, ends: Ints) -> Ints:
    """Core number of every node of a graph without loops (Batagelj and Zaversnik 2003); O(nodes + arcs).

    Level by level: what has no more ties left than the level goes, and takes along whom that leaves with as few. Nodes
    that are left are listed anew at each level, and each of them has at least as many ties as there were levels.
    """
    n = len(offsets) - 1
    core = (offsets[1:] - offsets[:-1]).astype(np.int32)
    left = np.arange(n).astype(np.int32)
    # One place more than nodes: what may go is written first and counted afterwards.
    going = np.empty(n + 1, np.uint32)
    near, bounds = ends.view(np.uint32), offsets.view(np.uint64)
    level = np.int32(0)
    while len(left):
        tail = np.uint64(0)
        for node in left:
            going[tail] = node
            tail += np.uint64(core[node] <= level)
        head = np.uint64(0)
        while head < tail:
            node = going[head]
            head += np.uint64(1)
            for arc in range(bounds[node], bounds[node + _ONE]):
                other = near[arc]
                ties = core[other]
                going[tail] = other
                tail += np.uint64(ties == level + 1)
                core[other] = ties - np.int32(ties > level)
        kept = 0
        for node in left:
            left[kept] = node
            kept += core[node] > level
        left = left[:kept]
        level += np.int32(1)
    return core
