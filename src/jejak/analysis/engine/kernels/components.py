"""Connected parts of a graph, weak and strong: a number for every node, numbered by the first node of each part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@kernel
def connected(offsets: Longs, ends: Ints) -> tuple[Ints, int]:
    """Number the parts of an undirected graph by breadth-first search; O(nodes + arcs)."""
    n = len(offsets) - 1
    part = np.full(n, -1, np.int32)
    queue = np.empty(n, np.int32)
    count = 0
    for root in range(n):
        if part[root] >= 0:
            continue
        part[root] = count
        queue[0] = root
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for arc in range(offsets[node], offsets[node + 1]):
                other = ends[arc]
                if part[other] < 0:
                    part[other] = count
                    queue[tail] = other
                    tail += 1
        count += 1
    return part, count


@kernel
def strong(offsets: Longs, ends: Ints) -> tuple[Ints, int]:
    """Number the strongly connected parts in the order they are closed (Tarjan 1972, without recursion); O(n + m)."""
    n = len(offsets) - 1
    part = np.full(n, -1, np.int32)
    seen = np.zeros(n, np.int32)
    low = np.empty(n, np.int32)
    following = offsets[:-1].copy()
    path = np.empty(n, np.int32)
    held = np.empty(n, np.int32)
    n_held = 0
    time = 0
    count = 0
    for root in range(n):
        if seen[root]:
            continue
        time += 1
        seen[root] = low[root] = time
        path[0] = root
        depth = 1
        held[n_held] = root
        n_held += 1
        while depth:
            node = path[depth - 1]
            if following[node] < offsets[node + 1]:
                other = ends[following[node]]
                following[node] += 1
                if not seen[other]:
                    time += 1
                    seen[other] = low[other] = time
                    path[depth] = other
                    depth += 1
                    held[n_held] = other
                    n_held += 1
                elif part[other] < 0:
                    low[node] = min(low[node], seen[other])
                continue
            depth -= 1
            if depth:
                low[path[depth - 1]] = min(low[path[depth - 1]], low[node])
            if low[node] == seen[node]:
                while True:
                    n_held -= 1
                    part[held[n_held]] = count
                    if held[n_held] == node:
                        break
                count += 1
    return part, count
