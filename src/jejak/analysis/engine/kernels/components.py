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
    part = np.empty(n, np.int32)
    # When each node was met; a node of a closed part is one that is met later than all, so that it lowers nothing.
    seen, closed = np.zeros(n, np.int32), np.int32(n + 1)
    held = np.empty(n, np.int32)
    path, low, following = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int64)
    n_held, time, count = 0, np.int32(0), 0
    for root in range(n):
        if seen[root]:
            continue
        depth = -1
        down, node, lowest, arc = np.int32(root), np.int32(root), np.int32(0), np.int64(0)
        while True:
            if down >= 0:
                depth += 1
                if depth:
                    path[depth], low[depth], following[depth] = node, lowest, arc
                node = down
                time += np.int32(1)
                seen[node] = lowest = time
                held[n_held] = node
                n_held += 1
                arc = offsets[node]
            down, stop = np.int32(-1), offsets[node + 1]
            while arc < stop:
                other = ends[arc]
                arc += 1
                when = seen[other]
                if when == 0:
                    down = other
                    break
                lowest = min(lowest, when)
            if down >= 0:
                continue
            if lowest == seen[node]:
                last = np.int32(-1)
                while last != node:
                    n_held -= 1
                    last = held[n_held]
                    part[last] = count
                    seen[last] = closed
                count += 1
            if depth == 0:
                break
            node, lowest, arc = path[depth], min(lowest, low[depth]), following[depth]
            depth -= 1
    return part, count
