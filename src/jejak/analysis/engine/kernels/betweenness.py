"""Shortest ways counted from many sources (Brandes 2001): eight sources in one sweep, or one after the other.

A sweep keeps what it knows of a node for its eight sources in one line of the processor's cache and pulls whole levels,
so the graph is read once for all of them. Very deep graphs (long chains) are done source by source.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

#: Sources of a sweep: as many doubles as a line of cache holds.
WIDTH: Final = 8
#: Levels of a sweep; a graph that is deeper from some source is done source by source.
DEEPEST: Final = 96


@kernel
def _forward(
    offsets: Longs, ends: Ints, sources: Ints, levels: npt.NDArray[np.uint8], ways: Floats, flow: Floats
) -> int:
    """Count shortest ways from up to eight sources, level by level; returns the last level, or -1 when it is too deep.

    ``levels[l, v]`` gets a bit for each source that first reaches ``v`` at level ``l``; ``ways[v]`` how many ways lead
    there. ``offsets`` and ``ends`` are those of the arcs turned round: a node asks who leads to it.
    """
    n = len(offsets) - 1
    seen = np.zeros(n, np.uint8)
    every = np.uint8(0)
    sums = np.zeros(WIDTH)
    for i in range(len(sources)):
        bit = np.uint8(1 << i)
        every |= bit
        source = sources[i]
        ways[source, i] = 1.0
        flow[source, i] = 1.0
        seen[source] |= bit
        levels[0, source] |= bit
    for level in range(DEEPEST - 1):
        front, reached = levels[level], levels[level + 1]
        found = False
        for node in range(n):
            need = every & ~seen[node]
            got = np.uint8(0)
            if need:
                for arc in range(offsets[node], offsets[node + 1]):
                    other = ends[arc]
                    here = front[other] & need
                    if here:
                        if not got:
                            sums[:] = 0.0
                        got |= here
                        for i in range(WIDTH):
                            sums[i] += flow[other, i]
            reached[node] = got
            if got:
                found = True
                for i in range(WIDTH):
                    if (got >> i) & 1:
                        ways[node, i] = sums[i]
        if not found:
            return level
        for node in range(n):
            old, new = front[node], reached[node]
            if old | new:
                seen[node] |= new
                for i in range(WIDTH):
                    flow[node, i] = ways[node, i] if (new >> i) & 1 else 0.0
    return -1


@kernel
def _backward(
    offsets: Longs,
    ends: Ints,
    last: int,
    levels: npt.NDArray[np.uint8],
    ways: Floats,
    flow: Floats,
    passed: Floats,
) -> None:
    """Hand back from the last level what of all ways passes each node, into ``passed[v]``, for each source."""
    n = len(offsets) - 1
    flow[:] = 0.0
    sums = np.zeros(WIDTH)
    for level in range(last, 0, -1):
        high, low = levels[level], levels[level - 1]
        for node in range(n):
            if high[node]:
                for i in range(WIDTH):
                    flow[node, i] = (1.0 + passed[node, i]) / ways[node, i] if (high[node] >> i) & 1 else 0.0
        for node in range(n):
            here = low[node]
            if not here:
                continue
            sums[:] = 0.0
            for arc in range(offsets[node], offsets[node + 1]):
                other = ends[arc]
                if high[other] & here:
                    for i in range(WIDTH):
                        sums[i] += flow[other, i]
            for i in range(WIDTH):
                if (here >> i) & 1:
                    passed[node, i] = ways[node, i] * sums[i]
        for node in range(n):
            if high[node]:
                flow[node, :] = 0.0


@kernel
def sweep(offsets: Longs, ends: Ints, turned: Longs, starts: Ints, sources: Ints, endpoints: bool) -> Floats:
    """What of the shortest ways from ``sources`` passes each node; O(sources × arcs).

    Args:
        offsets: Start of every node's arcs.
        ends: Where each arc leads.
        turned: The same for arcs turned round.
        starts: Where each turned arc comes from.
        sources: Codes of the sources.
        endpoints: Count the two ends of a way too.
    """
    n = len(offsets) - 1
    total = np.zeros(n)
    levels = np.zeros((DEEPEST, n), np.uint8)
    ways, flow, passed = np.zeros((n, WIDTH)), np.zeros((n, WIDTH)), np.zeros((n, WIDTH))
    for start in range(0, len(sources), WIDTH):
        part = sources[start : start + WIDTH]
        ways[:] = 0.0
        flow[:] = 0.0
        passed[:] = 0.0
        levels[0, :] = 0
        last = _forward(turned, starts, part, levels, ways, flow)
        if last < 0:
            one_by_one(offsets, ends, part, endpoints, total)
            continue
        _backward(offsets, ends, last, levels, ways, flow, passed)
        for node in range(n):
            own = levels[0, node]
            for i in range(len(part)):
                if not (own >> i) & 1:
                    total[node] += passed[node, i]
        if endpoints:
            _count_ends(levels, last, part, total)
    return total


@kernel
def _count_ends(levels: npt.NDArray[np.uint8], last: int, sources: Ints, total: Floats) -> None:
    """Add the ends of the ways: one for each source that reaches a node, and for a source each node that it reaches."""
    for level in range(1, last + 1):
        for node in range(levels.shape[1]):
            here = levels[level, node]
            if here:
                for i in range(len(sources)):
                    if (here >> i) & 1:
                        total[node] += 1.0
                        total[sources[i]] += 1.0


@kernel
def _search(offsets: Longs, ends: Ints, source: int, distance: Ints, ways: Floats, queue: Ints) -> int:
    """Breadth-first search from one source; returns how many nodes it reaches, which stand in ``queue``."""
    distance[source] = 0
    ways[source] = 1.0
    queue[0] = source
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        further = distance[node] + 1
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            if distance[other] < 0:
                distance[other] = further
                queue[tail] = other
                tail += 1
            if distance[other] == further:
                ways[other] += ways[node]
    return tail


@kernel
def _hand_back(
    offsets: Longs, ends: Ints, found: Ints, distance: Ints, ways: Floats, passed: Floats, edges: Ints, over: Floats
) -> None:
    """Hand back from the farthest of the nodes found what of all ways passes each node, into ``passed``.

    What goes over each edge is added to ``over`` by ``edges``; where that is empty, edges are not counted.
    """
    count_edges = len(edges) > 0
    for place in range(len(found) - 1, -1, -1):
        node = found[place]
        further = distance[node] + 1
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            if distance[other] == further:
                share = ways[node] * ((1.0 + passed[other]) / ways[other])
                passed[node] += share
                if count_edges:
                    over[edges[arc]] += share


@kernel
def _forget(found: Ints, distance: Ints, ways: Floats, passed: Floats) -> None:
    """Make ready for the next source: only what this one found is touched."""
    for node in found:
        distance[node] = -1
        ways[node] = passed[node] = 0.0


@kernel
def one_by_one(offsets: Longs, ends: Ints, sources: Ints, endpoints: bool, total: Floats) -> None:
    """Add to ``total`` what of the shortest ways from each source passes each node; for graphs of any depth."""
    n = len(offsets) - 1
    distance, ways, passed = np.full(n, -1, np.int32), np.zeros(n), np.zeros(n)
    queue, no_edges, nothing = np.empty(n, np.int32), np.empty(0, np.int32), np.empty(0)
    for source in sources:
        found = queue[: _search(offsets, ends, source, distance, ways, queue)]
        _hand_back(offsets, ends, found, distance, ways, passed, no_edges, nothing)
        for node in found:
            if node != source:
                total[node] += passed[node] + (1.0 if endpoints else 0.0)
        if endpoints:
            total[source] += len(found) - 1
        _forget(found, distance, ways, passed)


@kernel
def over_edges(offsets: Longs, ends: Ints, edges: Ints, n_edges: int, sources: Ints) -> Floats:
    """What of the shortest ways from ``sources`` goes over each edge, by edge number; O(sources × arcs)."""
    n = len(offsets) - 1
    total = np.zeros(n_edges)
    distance, ways, passed = np.full(n, -1, np.int32), np.zeros(n), np.zeros(n)
    queue = np.empty(n, np.int32)
    for source in sources:
        found = queue[: _search(offsets, ends, source, distance, ways, queue)]
        _hand_back(offsets, ends, found, distance, ways, passed, edges, total)
        _forget(found, distance, ways, passed)
    return total
