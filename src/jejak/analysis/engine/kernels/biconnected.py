"""Cut nodes, bridges and blocks by one depth-first search that keeps its own stack.

Neighbours are visited in the order of the arcs, so that results come in a fixed order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@kernel
def low_points(offsets: Longs, ends: Ints) -> tuple[Ints, Ints, Longs, Ints]:
    """Search an undirected graph depth first (Hopcroft and Tarjan 1973); O(nodes + arcs).

    Returns:
        When each node was met, the earliest node that it or a node under it leads back to, the arc of the search tree
        that leads to it (-1 for a root), and the nodes in the order in which they were left.
    """
    n = len(offsets) - 1
    met = np.zeros(n, np.int32)
    low = np.empty(n, np.int32)
    entered = np.full(n, -1, np.int64)
    left = np.empty(n, np.int32)
    path, lows, following = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int64)
    near = ends.view(np.uint32)
    time, n_left = np.int32(0), 0
    for root in range(n):
        if met[root]:
            continue
        depth = 0
        time += np.int32(1)
        met[root] = lowest = time
        node, above, arc = np.int32(root), np.int32(-1), offsets[root]
        while True:
            stop, down = offsets[node + 1], np.int32(-1)
            while arc < stop:
                other = near[np.uint64(arc)]
                when = met[other]
                if when == 0:
                    down = np.int32(other)
                    break
                # The way back to the node above lowers nothing.
                lowest = min(lowest, time if np.int32(other) == above else when)
                arc += 1
            if down >= 0:
                path[depth], lows[depth], following[depth] = above, lowest, arc + 1
                depth += 1
                entered[down] = arc
                time += np.int32(1)
                met[down] = lowest = time
                above, node, arc = node, down, offsets[down]
                continue
            low[node] = lowest
            left[n_left] = node
            n_left += 1
            if depth == 0:
                break
            depth -= 1
            node, above, arc = above, path[depth], following[depth]
            lowest = min(lowest, lows[depth])
    return met, low, entered, left


@kernel
def cut_nodes(starts: Ints, met: Ints, low: Ints, entered: Longs, left: Ints) -> Ints:
    """Nodes whose removal parts their component, in the order in which the search finds out."""
    n = len(met)
    found = np.zeros(n, np.bool_)
    below_root = np.zeros(n, np.int32)
    cuts = np.empty(n, np.int32)
    count = 0
    for node in left:
        if entered[node] < 0:
            cut, is_cut = node, below_root[node] > 1
        else:
            cut = starts[entered[node]]
            is_cut = low[node] >= met[cut]
            if entered[cut] < 0:
                below_root[cut] += 1
                is_cut = False
        if is_cut and not found[cut]:
            found[cut] = True
            cuts[count] = cut
            count += 1
    return cuts[:count].copy()


@kernel
def blocks(offsets: Longs, ends: Ints) -> tuple[Ints, Longs]:
    """Edges block by block, in the order in which blocks are closed (Hopcroft and Tarjan 1973); O(nodes + arcs).

    A loop stands in the block that is open when the search meets it; a loop at a root stands in none.

    Returns:
        The two ends of each edge as the search walks it, and where each block starts.
    """
    n = len(offsets) - 1
    met = np.zeros(n, np.int32)
    low = np.empty(n, np.int32)
    following = offsets[:-1].copy()
    path = np.empty(n, np.int32)
    opened = np.empty(n, np.int64)
    held = np.empty((len(ends) + 1, 2), np.int32)
    walked = np.empty((len(ends), 2), np.int32)
    bounds = np.zeros(n + 1, np.int64)
    time, count, done = 0, 0, 0
    for root in range(n):
        if met[root]:
            continue
        time += 1
        met[root] = low[root] = time
        path[0] = root
        depth, n_held = 1, 0
        while depth:
            node = path[depth - 1]
            if following[node] < offsets[node + 1]:
                other = ends[following[node]]
                following[node] += 1
                if met[other] > met[node] or other == path[max(depth - 2, 0)]:
                    continue
                held[n_held] = node, other
                n_held += 1
                if met[other]:
                    low[node] = min(low[node], met[other])
                else:
                    time += 1
                    met[other] = low[other] = time
                    opened[other] = n_held - 1
                    path[depth] = other
                    depth += 1
                continue
            depth -= 1
            if not depth:
                break
            above = path[depth - 1]
            # All that hangs under a root parts there, as the root was met first.
            if low[node] >= met[above]:
                closed = n_held - opened[node]
                n_held -= closed
                walked[done : done + closed] = held[n_held : n_held + closed]
                done += closed
                count += 1
                bounds[count] = done
            low[above] = min(low[above], low[node])
    return walked[:done].copy(), bounds[: count + 1].copy()
