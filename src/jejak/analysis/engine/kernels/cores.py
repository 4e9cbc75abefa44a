"""Core numbers by peeling nodes in order of their degree; parallel arcs count as often as they are there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


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
    going = np.empty(n + 1, np.int32)
    level = np.int32(0)
    while len(left):
        kept, tail = 0, 0
        for node in left:
            goes = core[node] <= level
            going[tail] = node
            tail += goes
            left[kept] = node
            kept += not goes
        head = 0
        while head < tail:
            node = going[head]
            head += 1
            for arc in range(offsets[node], offsets[node + 1]):
                other = ends[arc]
                ties = core[other]
                going[tail] = other
                tail += ties == level + 1
                core[other] = ties - (ties > level)
        kept_after = 0
        for place in range(kept):
            left[kept_after] = left[place]
            kept_after += core[left[place]] > level
        left = left[:kept_after]
        level += np.int32(1)
    return core
