"""Shortest ways over edges that have lengths (Dijkstra 1959), from one source at a time.

Nodes are settled by their distance, and at equal distance in the order in which they were first put forward, so that
lengths which add up to the same number are found equal exactly where NetworkX finds them equal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@kernel
def _before(a: int, b: int, keys: Floats) -> bool:
    """Whether offer ``a`` is settled before offer ``b``: the nearer one, else the earlier one."""
    return keys[a] < keys[b] or (keys[a] == keys[b] and a < b)


@kernel
def _push(heap: Longs, size: int, offer: int, keys: Floats) -> None:
    """Put an offer into a heap of ``size`` offers."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if not _before(offer, heap[above], keys):
            break
        heap[place] = heap[above]
        place = above
    heap[place] = offer


@kernel
def _pop(heap: Longs, size: int, keys: Floats) -> int:
    """Take the first offer out of a heap of ``size`` offers."""
    first, last = heap[0], heap[size - 1]
    size -= 1
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _before(heap[below + 1], heap[below], keys):
            below += 1
        if not _before(heap[below], last, keys):
            break
        heap[place] = heap[below]
        place = below
    heap[place] = last
    return int(first)


@kernel
def _distances(
    offsets: Longs,
    ends: Ints,
    lengths: Floats,
    source: int,
    distance: Floats,
    heap: Longs,
    keys: Floats,
    reaches: Ints,
) -> None:
    """Fill ``distance`` with the lengths of the shortest ways from ``source``; infinite where there is none."""
    distance[:] = np.inf
    distance[source] = 0.0
    keys[0], reaches[0] = 0.0, source
    heap[0] = 0
    size, offers = 1, 1
    while size:
        offer = _pop(heap, size, keys)
        size -= 1
        node = reaches[offer]
        if keys[offer] > distance[node]:
            continue
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            length = keys[offer] + lengths[arc]
            if length < distance[other]:
                distance[other] = length
                keys[offers], reaches[offers] = length, other
                _push(heap, size, offers, keys)
                size += 1
                offers += 1


@kernel
def sums_of_lengths(
    offsets: Longs, ends: Ints, lengths: Floats, sources: Ints, counted: npt.NDArray[np.bool_]
) -> tuple[Longs, Floats, Floats]:
    """For each source: how many counted nodes it reaches, the sum of their distances and of the inverses.

    The source is not among the nodes; a distance of 0 has no inverse. No length is negative.
    O(sources × arcs × log arcs).
    """
    n = len(offsets) - 1
    most = len(ends) + 1
    reached, total, inverse = np.zeros(len(sources), np.int64), np.zeros(len(sources)), np.zeros(len(sources))
    distance, heap = np.empty(n), np.empty(most, np.int64)
    keys, reaches = np.empty(most), np.empty(most, np.int32)
    for i in range(len(sources)):
        _distances(offsets, ends, lengths, sources[i], distance, heap, keys, reaches)
        for node in range(n):
            if node != sources[i] and counted[node] and distance[node] < np.inf:
                reached[i] += 1
                total[i] += distance[node]
                if distance[node] > 0.0:
                    inverse[i] += 1.0 / distance[node]
    return reached, total, inverse


@kernel
def _ways(
    offsets: Longs,
    ends: Ints,
    lengths: Floats,
    source: int,
    seen: Floats,
    done: npt.NDArray[np.bool_],
    ways: Floats,
    last: Longs,
    before: Longs,
    queue: Ints,
    heap: Longs,
    keys: Floats,
    over: Longs,
    starts: Ints,
) -> int:
    """Settle nodes and count ways; returns how many nodes are settled, which stand in ``queue``.

    The arcs by which shortest ways come into a node are a chain: ``last[node]``, then ``before[arc]``, until -1.
    """
    seen[source] = 0.0
    ways[source] = 1.0
    heap[0], keys[0], over[0] = 0, 0.0, -1
    size, offers, count = 1, 1, 0
    while size:
        offer = _pop(heap, size, keys)
        size -= 1
        by = over[offer]
        node = source if by < 0 else ends[by]
        if done[node]:
            continue
        if by >= 0:
            ways[node] += ways[starts[by]]
        done[node] = True
        queue[count] = node
        count += 1
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            length = keys[offer] + lengths[arc]
            if not done[other] and length < seen[other]:
                seen[other] = length
                ways[other] = 0.0
                last[other], before[arc] = arc, -1
                keys[offers], over[offers] = length, arc
                _push(heap, size, offers, keys)
                size += 1
                offers += 1
            elif length == seen[other]:
                ways[other] += ways[node]
                before[arc] = last[other]
                last[other] = arc
    return count


@kernel
def passing(
    offsets: Longs,
    ends: Ints,
    starts: Ints,
    lengths: Floats,
    edges: Ints,
    n_edges: int,
    sources: Ints,
    endpoints: bool,
) -> tuple[Floats, Floats]:
    """What of the shortest ways from ``sources`` passes each node, and each edge (Brandes 2001).

    Args:
        offsets: Start of every node's arcs.
        ends: Where each arc leads.
        starts: Where each arc comes from.
        lengths: Length of each arc.
        edges: Number of each arc's edge.
        n_edges: How many edges there are.
        sources: Codes of the sources.
        endpoints: Count the two ends of a way too, at the nodes.

    O(sources × arcs × log arcs).
    """
    n, most = len(offsets) - 1, len(ends) + 1
    nodes, links = np.zeros(n), np.zeros(n_edges)
    seen, done, ways, passed = np.full(n, np.inf), np.zeros(n, np.bool_), np.zeros(n), np.zeros(n)
    last, before = np.full(n, -1, np.int64), np.empty(most, np.int64)
    queue, heap, keys = np.empty(n, np.int32), np.empty(most, np.int64), np.empty(most)
    over = np.empty(most, np.int64)
    for source in sources:
        count = _ways(offsets, ends, lengths, source, seen, done, ways, last, before, queue, heap, keys, over, starts)
        for place in range(count - 1, -1, -1):
            node = queue[place]
            share = (1.0 + passed[node]) / ways[node]
            arc = last[node]
            while arc >= 0:
                part = ways[starts[arc]] * share
                links[edges[arc]] += part
                passed[starts[arc]] += part
                arc = before[arc]
            if node != source:
                nodes[node] += passed[node] + (1.0 if endpoints else 0.0)
        if endpoints:
            nodes[source] += count - 1
        for place in range(count):
            node = queue[place]
            seen[node], done[node], last[node] = np.inf, False, -1
            ways[node] = passed[node] = 0.0
    return nodes, links
