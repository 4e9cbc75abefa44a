"""Hop distances: breadth-first search from one node, and from 64 at once with a bit for each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]
#: Words of a node where many sources are searched from at once: a line of cache.
WIDE = 8
_ONE = np.uint32(1)


class Arcs(NamedTuple):
    """Arcs as they are and turned round, without signs: an index that cannot be negative needs no check."""

    offsets: Words
    ends: Codes
    turned: Words
    starts: Codes


class Wave(NamedTuple):
    """Of every node the bits that it has seen, has got last and gets next; nodes that have got some, and that get."""

    seen: Words
    front: Words
    following: Words
    active: Codes
    upcoming: Codes


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
def _count_bits(words: Words) -> int:
    """How many bits are set in a row of words (Warren, "Hacker's Delight", 5-1)."""
    count = np.uint64(0)
    for i in range(WIDE):
        word = words[np.uint64(i)]
        word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
        word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
        word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        count += (word * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return int(count)


@kernel
def _spread(arcs: Arcs, wave: Wave, every: Words, count: int) -> int:
    """As ``_step`` for ``WIDE`` words a node, along the arcs; returns how many nodes get new bits."""
    n = len(arcs.offsets) - 1
    seen, front, following, active, upcoming = wave
    got = np.uint64(0)
    if count * 16 < n:
        for place in range(count):
            node = active[place]
            for arc in range(arcs.offsets[node], arcs.offsets[node + _ONE]):
                other = arcs.ends[arc]
                new, old = np.uint64(0), np.uint64(0)
                for i in range(WIDE):
                    old |= following[other, np.uint64(i)]
                    here = front[node, np.uint64(i)] & ~seen[other, np.uint64(i)]
                    following[other, np.uint64(i)] |= here
                    new |= here
                upcoming[got] = other
                got += np.uint64(new != 0 and old == 0)
    else:
        reached = np.empty(WIDE, np.uint64)
        for node in range(n):
            row = seen[node]
            lacks = np.uint64(0)
            for i in range(WIDE):
                lacks |= every[np.uint64(i)] & ~row[np.uint64(i)]
            if not lacks:
                continue
            reached[:] = 0
            for arc in range(arcs.turned[node], arcs.turned[node + 1]):
                other = arcs.starts[arc]
                for i in range(WIDE):
                    reached[np.uint64(i)] |= front[other, np.uint64(i)]
            new = np.uint64(0)
            for i in range(WIDE):
                here = reached[np.uint64(i)] & ~row[np.uint64(i)]
                following[node, np.uint64(i)] = here
                new |= here
            upcoming[got] = node
            got += np.uint64(new != 0)
    for place in range(count):
        front[active[place]] = 0
    for place in range(got):
        node = upcoming[place]
        for i in range(WIDE):
            seen[node, np.uint64(i)] |= following[node, np.uint64(i)]
    return int(got)


@kernel
def sums_from(arcs: Arcs, sources: Ints) -> tuple[Longs, Longs, Floats]:
    """For every node: how many of the sources reach it, the sum of their distances and of the inverses.

    Up to ``64 * WIDE`` sources, each a bit in the words of a node (Then et al. 2014): bits that arrive are counted word
    by word, so that no pair of nodes is looked at. O(levels × arcs) in shallow graphs, O(sources × arcs) in deep ones.
    """
    n = len(arcs.offsets) - 1
    reached, total, inverse = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    seen, front, following = (
        np.zeros((n, WIDE), np.uint64),
        np.zeros((n, WIDE), np.uint64),
        np.zeros((n, WIDE), np.uint64),
    )
    # One place more than nodes: a node is written first and counted afterwards.
    active, upcoming = np.empty(n + 1, np.uint32), np.empty(n + 1, np.uint32)
    every = np.zeros(WIDE, np.uint64)
    for i in range(len(sources)):
        bit = np.uint64(1) << np.uint64(i % 64)
        every[i // 64] |= bit
        seen[sources[i], i // 64] |= bit
        front[sources[i], i // 64] |= bit
        active[i] = sources[i]
    count, distance = len(sources), 0
    while count:
        distance += 1
        count = _spread(arcs, Wave(seen, front, following, active, upcoming), every, count)
        for place in range(count):
            node = upcoming[place]
            new = _count_bits(following[node])
            reached[node] += new
            total[node] += distance * new
            inverse[node] += new / distance
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
