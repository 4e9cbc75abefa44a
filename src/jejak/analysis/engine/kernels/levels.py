"""Graphs that shrink level by level: a node of a level stands for connected nodes of the level below.

No level holds loops or arcs without weight; what lies inside a node is kept in its strength, so the sum of strengths
stays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Node codes and group labels without a sign: an index that cannot be negative needs no check in the hot loops.
Codes = npt.NDArray[np.uint32]
_ONE = np.uint32(1)


class Level(NamedTuple):
    """An undirected graph without loops whose arcs all weigh more than nothing.

    Attributes:
        offsets: Start of every node's arcs.
        ends: The node that each arc leads to.
        weights: Weight of every arc.
        strengths: Weighted degree of every node, everything included that it has swallowed (loops twice).
    """

    offsets: Longs
    ends: Codes
    weights: Floats
    strengths: Floats


@kernel
def ground_level(offsets: Longs, ends: Ints, weights: Floats) -> Level:
    """Take loops and weightless arcs out of a graph; a loop stays in its node's strength, twice; O(nodes + arcs)."""
    n = len(offsets) - 1
    kept_offsets = np.zeros(n + 1, np.int64)
    kept_ends = np.empty(len(ends), np.uint32)
    kept_weights = np.empty(len(ends))
    strengths = np.zeros(n)
    kept = 0
    for node in range(n):
        for arc in range(offsets[node], offsets[node + 1]):
            weight = weights[arc]
            strengths[node] += 2 * weight if ends[arc] == node else weight
            if ends[arc] != node and weight > 0:
                kept_ends[kept] = ends[arc]
                kept_weights[kept] = weight
                kept += 1
        kept_offsets[node + 1] = kept
    return Level(kept_offsets, kept_ends[:kept].copy(), kept_weights[:kept].copy(), strengths)


@kernel
def totals(values: Floats, group: Codes, size: int) -> Floats:
    """Add up values by group."""
    sums = np.zeros(size)
    for node in range(len(group)):
        sums[group[node]] += values[node]
    return sums


@kernel
def by_group(group: Codes, order: Ints) -> tuple[Longs, Ints]:
    """Gather nodes by group, within a group as they stand in ``order``; returns the start of each group, and nodes."""
    n = len(group)
    starts = np.zeros(n + 1, np.int64)
    for node in range(n):
        starts[group[node] + 1] += 1
    for place in range(n):
        starts[place + 1] += starts[place]
    following = starts[:-1].copy()
    nodes = np.empty(n, np.int32)
    for place in range(n):
        node = order[place]
        nodes[following[group[node]]] = node
        following[group[node]] += 1
    return starts, nodes


@kernel
def renumber(labels: Codes, order: Ints, size: int) -> int:
    """Number labels in the order in which nodes of ``order`` show them; ``labels`` is changed, the count returned."""
    number = np.full(size, -1, np.int32)
    count = 0
    for place in range(len(order)):
        label = labels[order[place]]
        if number[label] < 0:
            number[label] = count
            count += 1
    for node in range(len(labels)):
        labels[node] = number[labels[node]]
    return count


@kernel
def shrink(level: Level, part: Codes, count: int) -> Level:
    """Make each part one node; arcs between two parts are added up, arcs inside are left out; O(nodes + arcs)."""
    n = len(part)
    starts, nodes = by_group(part, np.arange(n).astype(np.int32))
    offsets = np.zeros(count + 1, np.int64)
    # One place more than arcs: an arc is written first and counted afterwards; those inside a part are never new.
    ends = np.empty(len(level.ends) + 1, np.uint32)
    weights = np.empty(len(level.ends))
    near = np.zeros(count)
    before = level.offsets.view(np.uint64)
    filled = np.uint64(0)
    for which in range(count):
        first = filled
        near[which] = 1.0
        for place in range(starts[which], starts[which + 1]):
            node = np.uint32(nodes[place])
            for arc in range(before[node], before[node + _ONE]):
                other = part[level.ends[arc]]
                sum_so_far = near[other]
                ends[filled] = other
                filled += np.uint64(sum_so_far == 0.0)
                near[other] = sum_so_far + level.weights[arc]
        near[which] = 0.0
        for arc in range(first, filled):
            weights[arc] = near[ends[arc]]
            near[ends[arc]] = 0.0
        offsets[which + 1] = filled
    return Level(offsets, ends[:filled].copy(), weights[:filled].copy(), totals(level.strengths, part, count))


@kernel
def connected_groups(level: Level, group: Codes) -> Codes:
    """Split groups into their connected pieces, numbered by first node; O(nodes + arcs)."""
    n = len(group)
    unseen = np.uint32(n)
    piece = np.full(n, unseen, np.uint32)
    # One place more than nodes: a node is written first and counted afterwards.
    stack = np.empty(n + 1, np.uint32)
    bounds = level.offsets.view(np.uint64)
    count = np.uint32(0)
    for root in range(n):
        if piece[root] != unseen:
            continue
        piece[root] = count
        stack[0] = root
        own = group[root]
        held = np.uint64(1)
        while held:
            held -= np.uint64(1)
            node = stack[held]
            for arc in range(bounds[node], bounds[node + _ONE]):
                other = level.ends[arc]
                before = piece[other]
                takes = (before == unseen) & (group[other] == own)
                stack[held] = other
                held += np.uint64(takes)
                piece[other] = count if takes else before
        count += _ONE
    return piece


@kernel
def reordered(level: Level, order: Ints) -> Level:
    """The same graph with its nodes numbered as they stand in ``order``, so that near nodes lie near in memory."""
    n = len(order)
    number = np.empty(n, np.uint32)
    for place in range(n):
        number[order[place]] = place
    offsets = np.zeros(n + 1, np.int64)
    ends = np.empty(len(level.ends), np.uint32)
    weights = np.empty(len(level.ends))
    filled = 0
    for place in range(n):
        node = order[place]
        for arc in range(level.offsets[node], level.offsets[node + 1]):
            ends[filled] = number[level.ends[arc]]
            weights[filled] = level.weights[arc]
            filled += 1
        offsets[place + 1] = filled
    return Level(offsets, ends, weights, level.strengths[order])
