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
    """Core number of every node of a graph without loops (Batagelj and Zaversnik 2003); O(nodes + arcs)."""
    order, place, first = sort_by_degree(offsets)
    core = (offsets[1:] - offsets[:-1]).astype(np.int32)
    for i in range(len(order)):
        node = order[i]
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            if core[other] > core[node]:
                # The other node swaps places with the first of its degree and so moves one degree down.
                here = place[other]
                start = max(first[core[other]], i + 1)
                swapped = order[start]
                order[start], order[here] = other, swapped
                place[other], place[swapped] = start, here
                first[core[other]] = start + 1
                core[other] -= 1
    return core
