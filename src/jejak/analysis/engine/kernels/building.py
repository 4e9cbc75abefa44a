"""Adjacency arrays from edge tables: group by node, merge parallel edges, number edges, turn directions round."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
# Codes without a sign: an index that cannot be negative needs no check in a loop.
_ONE, _STEP = np.uint32(1), np.uint64(1)


@kernel
def group_rows(src: Ints, dst: Ints, n: int, both: bool) -> tuple[Longs, Ints, Ints]:
    """Offsets, other ends and rows of every node's edges, in row order; ``both`` enters an edge at both its ends."""
    m = len(src)
    offsets = np.zeros(n + 1, np.int64)
    for row in range(m):
        offsets[src[row] + 1] += 1
        if both and src[row] != dst[row]:
            offsets[dst[row] + 1] += 1
    for node in range(n):
        offsets[node + 1] += offsets[node]
    place = offsets[:-1].copy()
    ends = np.empty(offsets[n], np.int32)
    rows = np.empty(offsets[n], np.int32)
    for row in range(m):
        a, b = src[row], dst[row]
        ends[place[a]] = b
        rows[place[a]] = row
        place[a] += 1
        if both and a != b:
            ends[place[b]] = a
            rows[place[b]] = row
            place[b] += 1
    return offsets, ends, rows


@kernel
def pair_rows(src: Ints, dst: Ints, n: int) -> tuple[Longs, Ints, Ints, Ints]:
    """Offsets and other ends of every node's edges, in row order, and where each row's arc stands at either end."""
    m = len(src)
    one, other = src.view(np.uint32), dst.view(np.uint32)
    offsets = np.zeros(n + 1, np.int64)
    for row in range(m):
        offsets[one[row] + _ONE] += 1
        offsets[other[row] + _ONE] += one[row] != other[row]
    for node in range(n):
        offsets[node + 1] += offsets[node]
    place = offsets[:-1].astype(np.uint64)
    ends = np.empty(offsets[n], np.int32)
    at_src, at_dst = np.empty(m, np.int32), np.empty(m, np.int32)
    for row in range(m):
        a, b = one[row], other[row]
        here = place[a]
        place[a] = here + _STEP
        # A loop has one arc: it is written twice at one place.
        there = here if a == b else place[b]
        place[b] = there + _STEP
        ends[here], ends[there] = b, a
        at_src[row], at_dst[row] = here, there
    return offsets, ends, at_src, at_dst


@kernel
def number_pairs(
    offsets: Longs, ends: Ints, src: Ints, dst: Ints, at_src: Ints, at_dst: Ints, into: Ints
) -> tuple[Ints, int, Ints]:
    """As ``number_edges``, for a graph whose rows tell where their arcs stood before each went ``into`` another.

    Returns:
        The number of every arc's edge, how many edges there are, and the number of every row's edge.
    """
    edges = np.empty(len(ends), np.int32)
    count = np.int32(0)
    for node in range(len(offsets) - 1):
        for arc in range(offsets[node], offsets[node + 1]):
            edges[arc] = count
            count += np.int32(ends[arc] >= node)
    of_row = np.empty(len(src), np.int32)
    for row in range(len(src)):
        first, second = into[np.uint32(at_src[row])], into[np.uint32(at_dst[row])]
        leading, facing = (first, second) if src[row] <= dst[row] else (second, first)
        number = edges[np.uint32(leading)]
        edges[np.uint32(facing)] = number
        of_row[row] = number
    return edges, int(count), of_row


@kernel
def merge_parallel(offsets: Longs, ends: Ints) -> tuple[Longs, Ints, Ints]:
    """Keep the first of parallel arcs; the third array tells for every old arc which new one it went into."""
    n = len(offsets) - 1
    near, bounds = ends.view(np.uint32), offsets.view(np.uint64)
    kept_at = np.full(n, -1, np.int32)
    merged_offsets = np.zeros(n + 1, np.int64)
    merged_ends = np.empty(len(ends) + 1, np.int32)
    into = np.empty(len(ends), np.int32)
    kept = np.int32(0)
    for node in range(n):
        start = kept
        for arc in range(bounds[node], bounds[node + 1]):
            other = near[arc]
            before = kept_at[other]
            is_new = before < start
            at = kept if is_new else before
            merged_ends[np.uint32(kept)] = other
            kept_at[other] = into[arc] = at
            kept += np.int32(is_new)
        merged_offsets[node + 1] = kept
    if kept == len(ends):
        return merged_offsets, ends, into
    return merged_offsets, merged_ends[:kept].copy(), into


@kernel
def transpose(offsets: Longs, ends: Ints) -> tuple[Longs, Ints, Ints]:
    """The same arcs grouped by their end; the third array holds each one's place in the given arrays."""
    n = len(offsets) - 1
    turned = np.zeros(n + 1, np.int64)
    for end in ends:
        turned[end + 1] += 1
    for node in range(n):
        turned[node + 1] += turned[node]
    place = turned[:-1].copy()
    starts = np.empty(len(ends), np.int32)
    arcs = np.empty(len(ends), np.int32)
    for node in range(n):
        for arc in range(offsets[node], offsets[node + 1]):
            end = ends[arc]
            starts[place[end]] = node
            arcs[place[end]] = arc
            place[end] += 1
    return turned, starts, arcs


@kernel
def number_edges(offsets: Longs, ends: Ints) -> tuple[Ints, int]:
    """Number undirected edges as ``Graph.edges`` lists them: by the node that stands first, then by its neighbours."""
    n = len(offsets) - 1
    edges = np.empty(len(ends), np.int32)
    turned, starts, arcs = transpose(offsets, ends)
    number = np.empty(n, np.int32)
    count = 0
    for node in range(n):
        for place in range(turned[node], turned[node + 1]):
            if starts[place] < node:
                number[starts[place]] = edges[arcs[place]]
        for arc in range(offsets[node], offsets[node + 1]):
            if ends[arc] >= node:
                edges[arc] = count
                count += 1
            else:
                edges[arc] = number[ends[arc]]
    return edges, count


@kernel
def gather(part: Ints, count: int) -> tuple[Ints, Longs]:
    """Nodes by the number of their part, ascending within it, and where each part starts; O(nodes + parts)."""
    starts = np.zeros(count + 1, np.int64)
    for number in part:
        starts[number + 1] += 1
    for number in range(count):
        starts[number + 1] += starts[number]
    place = starts[:-1].copy()
    order = np.empty(len(part), np.int32)
    for node in range(len(part)):
        order[place[part[node]]] = node
        place[part[node]] += 1
    return order, starts


@kernel
def sum_into(places: Ints, values: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Add up values by place, in order."""
    sums = np.zeros(size)
    for i in range(len(places)):
        sums[places[i]] += values[i]
    return sums
