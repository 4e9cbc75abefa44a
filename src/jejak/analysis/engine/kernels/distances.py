"""Hop distances: breadth-first search from one node, and from 64 at once with a bit for each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]


@kernel
def levels(offsets: Longs, ends: Ints, source: int, most: int) -> tuple[Ints, Longs]:
    """Nodes in the order a search from ``source`` reaches them, up to ``most`` hops, and where each level starts."""
    n = len(offsets) - 1
    seen = np.zeros(n, np.bool_)
    queue = np.empty(n, np.int32)
    starts = np.empty(n + 2, np.int64)
    seen[source] = True
    queue[0] = source
    starts[0] = 0
    first, tail, level = 0, 1, 0
    while first < tail:
        level += 1
        starts[level] = tail
        if level > most:
            break
        last = tail
        for place in range(first, last):
            node = queue[place]
            for arc in range(offsets[node], offsets[node + 1]):
                other = ends[arc]
                if not seen[other]:
                    seen[other] = True
                    queue[tail] = other
                    tail += 1
        first = last
    return queue[:tail].copy(), starts[: level + 1].copy()


@kernel
def _place_of_bit(bit: np.uint64) -> int:
    """Which bit it is, 0 to 63."""
    place = 0
    if bit & np.uint64(0xFFFFFFFF00000000):
        place += 32
    if bit & np.uint64(0xFFFF0000FFFF0000):
        place += 16
    if bit & np.uint64(0xFF00FF00FF00FF00):
        place += 8
    if bit & np.uint64(0xF0F0F0F0F0F0F0F0):
        place += 4
    if bit & np.uint64(0xCCCCCCCCCCCCCCCC):
        place += 2
    if bit & np.uint64(0xAAAAAAAAAAAAAAAA):
        place += 1
    return place


@kernel
def _begin(sources: Ints, seen: Words, front: Words, active: Ints) -> tuple[np.uint64, int]:
    """Give each source a bit of its own; returns all bits, and how many nodes stand in ``active``."""
    every = np.uint64(0)
    count = 0
    for i in range(len(sources)):
        bit = np.uint64(1) << np.uint64(i)
        every |= bit
        node = sources[i]
        if not front[node]:
            active[count] = node
            count += 1
        seen[node] |= bit
        front[node] |= bit
    return every, count


@kernel
def _step(
    offsets: Longs,
    ends: Ints,
    turned: Longs,
    starts: Ints,
    every: np.uint64,
    seen: Words,
    front: Words,
    following: Words,
    active: Ints,
    count: int,
    upcoming: Ints,
) -> int:
    """Carry the bits of ``front`` one hop against the arcs, into ``following``; returns how many nodes get new ones.

    The nodes with bits stand in ``active``, those with new bits then in ``upcoming``; ``front`` is left empty. A wide
    front is pulled by every node, a narrow one (of a deep graph) pushes, so that no level costs more than it reaches.
    """
    n = len(offsets) - 1
    got = 0
    if count * 16 < n:
        for place in range(count):
            node = active[place]
            here = front[node]
            for arc in range(turned[node], turned[node + 1]):
                other = starts[arc]
                new = here & ~seen[other]
                if new:
                    if not following[other]:
                        upcoming[got] = other
                        got += 1
                    following[other] |= new
    else:
        for node in range(n):
            known = seen[node]
            if known != every:
                new = np.uint64(0)
                for arc in range(offsets[node], offsets[node + 1]):
                    new |= front[ends[arc]]
                new &= ~known
                if new:
                    following[node] = new
                    upcoming[got] = node
                    got += 1
    for place in range(count):
        front[active[place]] = np.uint64(0)
    for place in range(got):
        seen[upcoming[place]] |= following[upcoming[place]]
    return got


@kernel
def sums_to(
    offsets: Longs, ends: Ints, turned: Longs, starts: Ints, sources: Ints, counted: npt.NDArray[np.bool_]
) -> tuple[Longs, Longs, Floats]:
    """For up to 64 sources: how many counted nodes reach it, the sum of their distances and of the inverses.

    Bit-parallel search (Then et al. 2014) against the arcs, so that the distances are those *to* the sources; arcs are
    given as they are and turned round. O(levels × arcs) in shallow graphs, O(sources × arcs) in deep ones.
    """
    n = len(offsets) - 1
    size = len(sources)
    reached, total, inverse = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size)
    seen, front, following = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    active, upcoming = np.empty(n, np.int32), np.empty(n, np.int32)
    every, count = _begin(sources, seen, front, active)
    distance = 0
    while count:
        distance += 1
        count = _step(offsets, ends, turned, starts, every, seen, front, following, active, count, upcoming)
        for place in range(count):
            node = upcoming[place]
            new = following[node]
            while counted[node] and new:
                bit = new & (~new + np.uint64(1))
                i = _place_of_bit(bit)
                reached[i] += 1
                total[i] += distance
                inverse[i] += 1.0 / distance
                new ^= bit
        front, following = following, front
        active, upcoming = upcoming, active
    return reached, total, inverse


@kernel
def farthest(
    offsets: Longs, ends: Ints, turned: Longs, starts: Ints, sources: Ints
) -> tuple[Longs, npt.NDArray[np.bool_]]:
    """For up to 64 sources: how far the farthest node is that reaches it, and whether all nodes do.

    Search, arguments and cost are those of ``sums_to``.
    """
    n = len(offsets) - 1
    size = len(sources)
    hops, by_all = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    seen, front, following = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    active, upcoming = np.empty(n, np.int32), np.empty(n, np.int32)
    every, count = _begin(sources, seen, front, active)
    distance = 0
    while count:
        distance += 1
        count = _step(offsets, ends, turned, starts, every, seen, front, following, active, count, upcoming)
        found = np.uint64(0)
        for place in range(count):
            found |= following[upcoming[place]]
        for i in range(size):
            if (found >> np.uint64(i)) & np.uint64(1):
                hops[i] = distance
        front, following = following, front
        active, upcoming = upcoming, active
    common = every
    for node in range(n):
        common &= seen[node]
    for i in range(size):
        by_all[i] = ((common >> np.uint64(i)) & np.uint64(1)) != np.uint64(0)
    return hops, by_all
