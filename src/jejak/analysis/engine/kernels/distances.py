"""Hop distances: breadth-first search from one node, and from 64 at once with a bit for each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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
def sums_to(offsets: Longs, ends: Ints, sources: Ints, counted: npt.NDArray[np.bool_]) -> tuple[Longs, Longs, Floats]:
    """For up to 64 sources: how many counted nodes reach it, the sum of their distances and of the inverses.

    Bit-parallel search (Then et al. 2014), pulled along the arcs given: those that leave each node, so that the
    distances are those *to* the sources. O(levels × arcs).
    """
    n = len(offsets) - 1
    size = len(sources)
    reached, total, inverse = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size)
    seen, front, following = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    every = np.uint64(0)
    for i in range(size):
        bit = np.uint64(1) << np.uint64(i)
        every |= bit
        seen[sources[i]] |= bit
        front[sources[i]] |= bit
    distance = 0
    found = True
    while found:
        distance += 1
        found = False
        for node in range(n):
            known = seen[node]
            new = np.uint64(0)
            if known != every:
                for arc in range(offsets[node], offsets[node + 1]):
                    new |= front[ends[arc]]
                new &= ~known
            following[node] = new
            if new:
                found = True
                seen[node] = known | new
                while counted[node] and new:
                    bit = new & (~new + np.uint64(1))
                    i = _place_of_bit(bit)
                    reached[i] += 1
                    total[i] += distance
                    inverse[i] += 1.0 / distance
                    new ^= bit
        front, following = following, front
    return reached, total, inverse


@kernel
def farthest(offsets: Longs, ends: Ints, sources: Ints) -> tuple[Longs, npt.NDArray[np.bool_]]:
    """For up to 64 sources: how far the farthest node is that reaches it along the arcs given, and whether all do.

    Bit-parallel search as in ``sums_to``; O(levels × arcs).
    """
    n = len(offsets) - 1
    size = len(sources)
    hops, by_all = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    seen, front, following = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    every = np.uint64(0)
    for i in range(size):
        bit = np.uint64(1) << np.uint64(i)
        every |= bit
        seen[sources[i]] |= bit
        front[sources[i]] |= bit
    distance = 0
    found = every
    while found:
        distance += 1
        found = np.uint64(0)
        for node in range(n):
            known = seen[node]
            new = np.uint64(0)
            if known != every:
                for arc in range(offsets[node], offsets[node + 1]):
                    new |= front[ends[arc]]
                new &= ~known
                seen[node] = known | new
                found |= new
            following[node] = new
        front, following = following, front
        for i in range(size):
            if (found >> np.uint64(i)) & np.uint64(1):
                hops[i] = distance
    common = every
    for node in range(n):
        common &= seen[node]
    for i in range(size):
        by_all[i] = ((common >> np.uint64(i)) & np.uint64(1)) != np.uint64(0)
    return hops, by_all
