"""Label propagation: a node takes the label that its neighbours show most, in three orders of updating.

Weights are never below zero, so a sum below zero marks a label that no neighbour has shown yet.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.random_numbers import State, below, visiting_order

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]

_UNSEEN = -1.0


class Arcs(NamedTuple):
    """Adjacency with the weight of every arc."""

    offsets: Longs
    ends: Ints
    weights: Floats


class Line(NamedTuple):
    """Nodes that wait in a ring; for every node whether it waits; and in ``window`` the ring's head and its count."""

    queue: Ints
    waiting: Flags
    window: Longs


class Tally(NamedTuple):
    """Room for counting labels: ``seen`` is ``_UNSEEN`` between two uses, ``touched`` lists labels and has one place more."""

    seen: Floats
    touched: Ints


@kernel
def greedy_colours(offsets: Longs, ends: Ints, order: Ints) -> Ints:
    """Give every node of ``order`` in turn the first colour that no neighbour has; loops do not count; O(n + arcs)."""
    n = len(offsets) - 1
    colour = np.full(n, -1, np.int32)
    taken_by = np.full(n + 1, -1, np.int32)
    for node in order:
        for arc in range(offsets[node], offsets[node + 1]):
            if colour[ends[arc]] >= 0:
                taken_by[colour[ends[arc]]] = node
        first = 0
        while taken_by[first] == node:
            first += 1
        colour[node] = first
    return colour


@kernel
def _tally(size: int) -> Tally:
    """Room for counting so many labels."""
    return Tally(np.full(size, _UNSEEN), np.empty(size + 1, np.int32))


@kernel
def _most_frequent(arcs: Arcs, node: int, labels: Ints, tally: Tally) -> int:
    """Put the labels that a node's neighbours show most into ``touched``; returns how many, none without neighbours."""
    near, bounds, weights = arcs.ends.view(np.uint32), arcs.offsets.view(np.uint64), arcs.weights
    shown, seen, touched = labels.view(np.uint32), tally.seen, tally.touched.view(np.uint32)
    count = np.uint64(0)
    most = 0.0
    # What may be new is written first and counted afterwards: a loop that asks is slower.
    for arc in range(bounds[node], bounds[node + 1]):
        label = shown[near[arc]]
        before = seen[label]
        touched[count] = label
        count += np.uint64(before < 0)
        after = max(before, 0.0) + weights[arc]
        seen[label] = after
        most = max(most, after)
    kept = np.uint64(0)
    for place in range(count):
        label = touched[place]
        touched[kept] = label
        kept += np.uint64(seen[label] == most)
        seen[label] = _UNSEEN
    return int(kept)


@kernel
def _stands_in(label: int, touched: Ints, count: int) -> bool:
    """Whether a label is among the first of ``touched``."""
    place = 0
    while place < count and touched[place] != label:
        place += 1
    return place < count


@kernel
def round_by_colour(arcs: Arcs, order: Ints, labels: Ints, waiting: Flags) -> bool:
    """Update every node once in the given order; a tie keeps the label, else the highest wins (Cordasco, Gargano 2010).

    Nodes of one colour are no neighbours of each other, so their order does not matter. A node whose neighbours have
    kept their labels since it was updated does not wait: it would keep its own. Returns whether a label changed.
    """
    tally = _tally(len(labels))
    touched, near = tally.touched, arcs.ends.view(np.uint32)
    changed = False
    for node in order:
        if not waiting[node]:
            continue
        waiting[node] = 0
        count = _most_frequent(arcs, node, labels, tally)
        if count and not _stands_in(labels[node], touched, count):
            highest = touched[0]
            for place in range(count):
                highest = max(highest, touched[place])
            labels[node] = highest
            changed = True
            for arc in range(np.uint64(arcs.offsets[node]), np.uint64(arcs.offsets[node + 1])):
                waiting[near[arc]] = 1
    return changed


@kernel
def round_at_random(arcs: Arcs, labels: Ints, state: State) -> bool:
    """Update every node once in random order; a tie keeps the label, else one of the most frequent is drawn.

    Returns whether a label changed (Raghavan, Albert, Kumara 2007); O(nodes + arcs).
    """
    n = len(labels)
    tally = _tally(n)
    touched = tally.touched
    changed = False
    for node in visiting_order(n, state):
        count = _most_frequent(arcs, node, labels, tally)
        if count and not _stands_in(labels[node], touched, count):
            labels[node] = touched[below(state, count)]
            changed = True
    return changed


@kernel
def update_waiting(arcs: Arcs, labels: Ints, line: Line, visits: int, state: State) -> int:
    """Update nodes of the line until it is empty or so many were visited; returns how many still wait.

    A label is always drawn among the most frequent; neighbours with another label then wait (Traag, Šubelj 2023).
    """
    n = len(labels)
    tally = _tally(n)
    head, count = int(line.window[0]), int(line.window[1])
    while count and visits:
        node = line.queue[head]
        head = (head + 1) % n
        count -= 1
        visits -= 1
        line.waiting[node] = 0
        n_best = _most_frequent(arcs, node, labels, tally)
        if not n_best:
            continue
        label = tally.touched[below(state, n_best)]
        if label == labels[node]:
            continue
        labels[node] = label
        for arc in range(arcs.offsets[node], arcs.offsets[node + 1]):
            other = arcs.ends[arc]
            if labels[other] != label and not line.waiting[other]:
                line.waiting[other] = 1
                line.queue[(head + count) % n] = other
                count += 1
    line.window[0], line.window[1] = head, count
    return count


@kernel
def joined(first: Arcs, second: Arcs) -> Arcs:
    """Put a second set of arcs behind the first, node by node; O(nodes + arcs)."""
    n = len(first.offsets) - 1
    offsets = first.offsets + second.offsets
    ends = np.empty(len(first.ends) + len(second.ends), np.int32)
    weights = np.empty(len(ends))
    for node in range(n):
        place = offsets[node]
        for arc in range(first.offsets[node], first.offsets[node + 1]):
            ends[place], weights[place] = first.ends[arc], first.weights[arc]
            place += 1
        for arc in range(second.offsets[node], second.offsets[node + 1]):
            ends[place], weights[place] = second.ends[arc], second.weights[arc]
            place += 1
    return Arcs(offsets, ends, weights)
