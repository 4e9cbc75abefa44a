"""Connected parts of a graph, weak and strong: a number for every node, numbered by the first node of each part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
# Codes without a sign: an index that cannot be negative needs no check in a loop.
_ONE, _STEP = np.uint32(1), np.uint64(1)


@kernel
def connected(offsets: Longs, ends: Ints) -> tuple[Ints, int]:
    """Number the parts of an undirected graph by breadth-first search; O(nodes + arcs)."""
    n = len(offsets) - 1
    part = np.full(n, -1, np.int32)
    # One place more than nodes: a node is written first and counted afterwards.
    queue = np.empty(n + 1, np.uint32)
    near, bounds = ends.view(np.uint32), offsets.view(np.uint64)
    count = np.int32(0)
    for root in range(n):
        if part[root] >= 0:
            continue
        part[root] = count
        queue[0] = root
        head, tail = np.uint64(0), np.uint64(1)
        while head < tail:
            node = queue[head]
            head += _STEP
            for arc in range(bounds[node], bounds[node + _ONE]):
                other = near[arc]
                queue[tail] = other
                tail += np.uint64(part[other] < 0)
                part[other] = count
        count += np.int32(1)
    return part, int(count)


@kernel
def strong(offsets: Longs, ends: Ints) -> tuple[Ints, int]:
    """Number the strongly connected parts in the order they are closed (Tarjan 1972, without recursion); O(n + m)."""
    n = len(offsets) - 1
    part = np.empty(n, np.int32)
    # When each node was met; a node of a closed part is one that is met later than all, so that it lowers nothing.
    seen, closed = np.zeros(n, np.int32), np.int32(n + 1)
    held = np.empty(n, np.int32)
    path, low, following = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int64)
    near = ends.view(np.uint32)
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
                other = near[np.uint64(arc)]
                arc += 1
                when = seen[other]
                if when == 0:
                    down = np.int32(other)
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
