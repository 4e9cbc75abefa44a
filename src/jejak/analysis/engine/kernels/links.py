"""What pairs of nodes have in common: given pairs, one node against all, and the best pairs of the whole graph."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Offsets and ends.
Adjacency = tuple[Longs, Ints]
#: A score and two codes, and many of them.
Pair = tuple[int, int, int]
Heap = tuple[Longs, Ints, Ints]


@kernel
def pairs_in_common(
    offsets: Longs, ends: Ints, firsts: Ints, seconds: Ints, values: Floats
) -> tuple[Floats, Longs, Longs]:
    """For each pair the sum of its common neighbours' values, their number, and how many nodes are around both.

    The two nodes themselves are no common neighbours; with loops they can be around both. O(degrees of the pairs).
    """
    marked = np.full(len(offsets) - 1, -1, np.int32)
    sums = np.zeros(len(firsts))
    common = np.zeros(len(firsts), np.int64)
    around_both = np.zeros(len(firsts), np.int64)
    for pair in range(len(firsts)):
        a, b = firsts[pair], seconds[pair]
        if pair == 0 or firsts[pair - 1] != a:
            for arc in range(offsets[a], offsets[a + 1]):
                marked[ends[arc]] = a
        for arc in range(offsets[b], offsets[b + 1]):
            node = ends[arc]
            if marked[node] != a:
                continue
            around_both[pair] += 1
            own = node == a
            if not own and node != b:
                common[pair] += 1
                sums[pair] += values[node]
    return sums, common, around_both


@kernel
def one_in_common(offsets: Longs, ends: Ints, first: int, values: Floats) -> tuple[Floats, Longs, Longs]:
    """The same for one node and every other; O(degrees of its neighbours)."""
    n = len(offsets) - 1
    sums = np.zeros(n)
    common = np.zeros(n, np.int64)
    around_both = np.zeros(n, np.int64)
    for arc in range(offsets[first], offsets[first + 1]):
        node = ends[arc]
        own = node == first
        for out in range(offsets[node], offsets[node + 1]):
            other = ends[out]
            around_both[other] += 1
            if not own and node != other:
                common[other] += 1
                sums[other] += values[node]
    return sums, common, around_both


@kernel
def comes_before(pair: Pair, other: Pair) -> bool:
    """Whether a pair ranks before another: by score, then by smaller codes."""
    score, a, b = pair
    other_score, other_a, other_b = other
    if score != other_score:
        return score > other_score
    if a != other_a:
        return a < other_a
    return b < other_b


@kernel
def replace_worst(heap: Heap, pair: Pair) -> None:
    """Put a pair in the place of the worst, which stands at the top of a heap."""
    scores, firsts, seconds = heap
    size = len(scores)
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        right = below + 1
        if right < size and comes_before(
            (scores[below], firsts[below], seconds[below]), (scores[right], firsts[right], seconds[right])
        ):
            below = right
        if not comes_before(pair, (scores[below], firsts[below], seconds[below])):
            break
        scores[at], firsts[at], seconds[at] = scores[below], firsts[below], seconds[below]
        at = below
    scores[at], firsts[at], seconds[at] = pair


@kernel
def best_pairs(adjacency: Adjacency, values: Longs, span: tuple[int, int], top: int) -> tuple[Longs, Ints, Ints, int]:
    """The ``top`` pairs with the greatest sum of common neighbours' values, first node within ``span``.

    Neighbours must stand in ascending order; nodes with value 0 are passed over; pairs that are tied already do not
    count. The last number tells how many pairs were looked at; places that stay empty have score 0.
    """
    offsets, ends = adjacency
    n = len(offsets) - 1
    sums = np.zeros(n, np.int64)
    touched = np.empty(n, np.int32)
    scores = np.zeros(top, np.int64)
    firsts = np.full(top, n, np.int32)
    seconds = np.full(top, n, np.int32)
    looked_at = 0
    for first in range(span[0], span[1]):
        count = gather(adjacency, values, first, (sums, touched))
        for arc in range(offsets[first], offsets[first + 1]):
            sums[ends[arc]] = 0
        for i in range(count):
            second = touched[i]
            score = sums[second]
            sums[second] = 0
            if score == 0:
                continue
            looked_at += 1
            if comes_before((score, first, second), (scores[0], firsts[0], seconds[0])):
                replace_worst((scores, firsts, seconds), (score, first, second))
    return scores, firsts, seconds, looked_at


@kernel
def gather(adjacency: Adjacency, values: Longs, first: int, found: tuple[Longs, Ints]) -> int:
    """Add up common neighbours' values for every later node at distance two; tell how many were touched."""
    offsets, ends = adjacency
    sums, touched = found
    count = 0
    for arc in range(offsets[first], offsets[first + 1]):
        node = ends[arc]
        value = values[node]
        if value == 0 or node == first:
            continue
        out = offsets[node + 1] - 1
        while out >= offsets[node] and ends[out] > first:
            other = ends[out]
            out -= 1
            if other == node:
                continue
            if sums[other] == 0:
                touched[count] = other
                count += 1
            sums[other] += value
    return count
