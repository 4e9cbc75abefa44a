"""Shortest ways counted from many sources (Brandes 2001): eight sources in one sweep, or one after the other.

A sweep keeps what it knows of a node for its eight sources in one line of the processor's cache and pulls whole levels,
so the graph is read once for all of them. Very deep graphs (long chains) are done source by source.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
#: The bytes of every node, level by level.
Layers = npt.NDArray[np.uint8]

#: Sources of a sweep: as many doubles as a line of cache holds.
WIDTH: Final = 8
#: Levels of a sweep; a graph that is deeper from some source is done source by source.
DEEPEST: Final = 96
#: A front of less than one node in so many is pushed from, a wider one pulled.
SPARSE: Final = 32
#: Where more than one node in so many is in the front, neighbours are not asked whether they are.
DENSE: Final = 4


class Arcs(NamedTuple):
    """Arcs as they are and turned round, without signs: an index that cannot be negative needs no check."""

    offsets: npt.NDArray[np.uint64]
    ends: npt.NDArray[np.uint32]
    turned: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.uint32]


@kernel
def _push(arcs: Arcs, front: Bytes, reached: Bytes, seen: Bytes, ways: Floats, flow: Floats) -> None:
    """Carry ways from the few nodes of ``front`` to nodes that have not been seen, which get bits in ``reached``."""
    reached[:] = 0
    for node in range(len(front)):
        here = front[node]
        if not here:
            continue
        for arc in range(arcs.offsets[node], arcs.offsets[node + 1]):
            other = arcs.ends[arc]
            new = here & ~seen[other]
            if new:
                reached[other] |= new
                for i in range(WIDTH):
                    ways[other, np.uint64(i)] += flow[node, np.uint64(i)] if (new >> i) & 1 else 0.0


@kernel
def _pull(
    arcs: Arcs, every: np.uint8, front: Bytes, reached: Bytes, seen: Bytes, ways: Floats, flow: Floats, many: bool
) -> None:
    """The same from a wide front: every node asks who leads to it, whoever is not in the front gives nothing.

    With ``many`` nobody is asked first whether they are.
    """
    sums = np.zeros(WIDTH)
    for node in range(len(front)):
        need = every & ~seen[node]
        got = np.uint8(0)
        if need:
            sums[:] = 0.0
            for arc in range(arcs.turned[node], arcs.turned[node + 1]):
                other = arcs.starts[arc]
                got |= front[other]
                if many or front[other] & need:
                    for i in range(WIDTH):
                        sums[np.uint64(i)] += flow[other, np.uint64(i)]
            got &= need
            for i in range(WIDTH):
                ways[node, np.uint64(i)] = sums[np.uint64(i)] if (got >> i) & 1 else ways[node, np.uint64(i)]
        reached[node] = got


@kernel
def _forward(arcs: Arcs, sources: Ints, levels: Layers, seen: Bytes, ways: Floats, flow: Floats) -> int:
    """Count shortest ways from up to eight sources, level by level; returns the last level, or -1 when it is too deep.

    ``levels[l, v]`` gets a bit for each source that first reaches ``v`` at level ``l``; ``ways[v]`` how many ways lead
    there, and ``flow[v]`` the same of nodes that were reached last.
    """
    n = len(seen)
    every = np.uint8(0)
    for i in range(len(sources)):
        bit = np.uint8(1 << i)
        every |= bit
        source = sources[i]
        ways[source, i] = 1.0
        flow[source, i] = 1.0
        seen[source] |= bit
        levels[0, source] |= bit
    count = len(sources)
    for level in range(DEEPEST - 1):
        front, reached = levels[level], levels[level + 1]
        if count * SPARSE < n:
            _push(arcs, front, reached, seen, ways, flow)
        else:
            _pull(arcs, every, front, reached, seen, ways, flow, count * DENSE > n)
        count = 0
        for node in range(n):
            old, new = front[node], reached[node]
            if old | new:
                count += new != 0
                seen[node] |= new
                for i in range(WIDTH):
                    flow[node, np.uint64(i)] = ways[node, np.uint64(i)] if (new >> i) & 1 else 0.0
        if count == 0:
            return level
    return -1


@kernel
def _backward(arcs: Arcs, last: int, levels: Layers, ways: Floats, flow: Floats, passed: Floats) -> None:
    """Hand back from the last level what of all ways passes each node, into ``passed[v]``, for each source."""
    n = levels.shape[1]
    flow[:] = 0.0
    sums = np.zeros(WIDTH)
    for level in range(last, 0, -1):
        high, low = levels[level], levels[level - 1]
        count = 0
        for node in range(n):
            here = high[node]
            if here:
                count += 1
                for i in range(WIDTH):
                    share = (1.0 + passed[node, np.uint64(i)]) / ways[node, np.uint64(i)]
                    flow[node, np.uint64(i)] = share if (here >> i) & 1 else 0.0
        many = count * DENSE > n
        for node in range(n):
            here = low[node]
            if not here:
                continue
            sums[:] = 0.0
            for arc in range(arcs.offsets[node], arcs.offsets[node + 1]):
                other = arcs.ends[arc]
                if many or high[other] & here:
                    for i in range(WIDTH):
                        sums[np.uint64(i)] += flow[other, np.uint64(i)]
            for i in range(WIDTH):
                through = ways[node, np.uint64(i)] * sums[np.uint64(i)]
                passed[node, np.uint64(i)] = through if (here >> i) & 1 else passed[node, np.uint64(i)]
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
    arcs = Arcs(offsets.view(np.uint64), ends.view(np.uint32), turned.view(np.uint64), starts.view(np.uint32))
    total = np.zeros(n)
    levels, seen = np.zeros((DEEPEST, n), np.uint8), np.empty(n, np.uint8)
    ways, flow, passed = np.zeros((n, WIDTH)), np.zeros((n, WIDTH)), np.zeros((n, WIDTH))
    for start in range(0, len(sources), WIDTH):
        part = sources[start : start + WIDTH]
        ways[:] = 0.0
        flow[:] = 0.0
        passed[:] = 0.0
        levels[0, :] = 0
        seen[:] = 0
        last = _forward(arcs, part, levels, seen, ways, flow)
        if last < 0:
            one_by_one(offsets, ends, part, endpoints, total)
            continue
        _backward(arcs, last, levels, ways, flow, passed)
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
