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
Codes = npt.NDArray[np.uint32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]

_UNSEEN = -1.0
_ONE, _STEP = np.uint32(1), np.uint64(1)


class Arcs(NamedTuple):
    """Adjacency with the weight of every arc; without signs: an index that cannot be negative needs no check."""

    offsets: npt.NDArray[np.uint64]
    ends: Codes
    weights: Floats


class Line(NamedTuple):
    """Nodes that wait in a ring; for every node whether it waits; and in ``window`` the ring's head and its count."""

    queue: Codes
    waiting: Flags
    window: Longs


class Tally(NamedTuple):
    """Room for counting labels: ``seen`` is ``_UNSEEN`` between uses, ``touched`` (a place longer) lists labels."""

    seen: Floats
    touched: Codes


@kernel
def greedy_colours(offsets: Longs, ends: Ints, order: Ints) -> Ints:
    """Give every node of ``order`` in turn the first colour that no neighbour has; loops do not count; O(n + arcs)."""
    n = len(offsets) - 1
    near, bounds = ends.view(np.uint32), offsets.view(np.uint64)
    none = np.uint32(n)
    colour = np.full(n, none, np.uint32)
    taken_by = np.full(n + 1, -1, np.int32)
    for node in order:
        for arc in range(bounds[node], bounds[node + 1]):
            taken_by[colour[near[arc]]] = node
        first = np.uint32(0)
        while taken_by[first] == node:
            first += _ONE
        colour[node] = first
    return colour.view(np.int32)


@kernel
def _tally(size: int) -> Tally:
    """Room for counting so many labels."""
    return Tally(np.full(size, _UNSEEN), np.empty(size + 1, np.uint32))


@kernel
def _count_labels(arcs: Arcs, node: np.uint32, labels: Codes, tally: Tally) -> tuple[np.uint64, float]:
    """Add up the weights of the labels of a node's neighbours; returns how many labels, and the greatest sum."""
    ends, weights = arcs.ends, arcs.weights
    seen, touched = tally.seen, tally.touched
    count = np.uint64(0)
    most = 0.0
    # What may be new is written first and counted afterwards: a loop that asks is slower.
    for arc in range(arcs.offsets[node], arcs.offsets[node + _ONE]):
        label = labels[ends[arc]]
        before = seen[label]
        touched[count] = label
        count += np.uint64(before < 0)
        after = max(before, 0.0) + weights[arc]
        seen[label] = after
        most = max(most, after)
    return count, most


@kernel
def _most_frequent(arcs: Arcs, node: np.uint32, labels: Codes, tally: Tally) -> np.uint64:
    """Put the labels that a node's neighbours show most into ``touched``; returns how many, none without neighbours."""
    seen, touched = tally.seen, tally.touched
    count, most = _count_labels(arcs, node, labels, tally)
    kept = np.uint64(0)
    for place in range(count):
        label = touched[place]
        touched[kept] = label
        kept += np.uint64(seen[label] == most)
        seen[label] = _UNSEEN
    return kept


@kernel
def _highest(arcs: Arcs, node: np.uint32, labels: Codes, tally: Tally) -> np.uint32:
    """The highest of the labels that a node's neighbours show most; its own where that is one, or it has none."""
    seen, touched = tally.seen, tally.touched
    count, most = _count_labels(arcs, node, labels, tally)
    own, highest = labels[node], np.uint32(0)
    stays = count == np.uint64(0)
    for place in range(count):
        label = touched[place]
        is_best = seen[label] == most
        stays |= is_best & (label == own)
        highest = max(highest, label if is_best else np.uint32(0))
        seen[label] = _UNSEEN
    return own if stays else highest


@kernel
def _stands_in(label: np.uint32, touched: Codes, count: np.uint64) -> bool:
    """Whether a label is among the first of ``touched``."""
    place = np.uint64(0)
    while place < count and touched[place] != label:
        place += np.uint64(1)
    return bool(place < count)


@kernel
def round_by_colour(arcs: Arcs, order: Codes, labels: Codes, waiting: Flags) -> bool:
    """Update every node once in the given order; a tie keeps the label, else the highest wins (Cordasco, Gargano 2010).

    Nodes of one colour are no neighbours of each other, so their order does not matter. A node whose neighbours have
    kept their labels since it was updated does not wait: it would keep its own. Returns whether a label changed.
    """
    tally = _tally(len(labels))
    changed = False
    for node in order:
        if not waiting[node]:
            continue
        waiting[node] = 0
        label = _highest(arcs, node, labels, tally)
        if label != labels[node]:
            labels[node] = label
            changed = True
            for arc in range(arcs.offsets[node], arcs.offsets[node + _ONE]):
                waiting[arcs.ends[arc]] = 1
    return changed


@kernel
def round_at_random(arcs: Arcs, labels: Codes, state: State) -> bool:
    """Update every node once in random order; a tie keeps the label, else one of the most frequent is drawn.

    Returns whether a label changed (Raghavan, Albert, Kumara 2007); O(nodes + arcs).
    """
    n = len(labels)
    tally = _tally(n)
    touched = tally.touched
    changed = False
    for node in visiting_order(n, state).view(np.uint32):
        count = _most_frequent(arcs, node, labels, tally)
        if count and not _stands_in(labels[node], touched, count):
            labels[node] = touched[below(state, int(count))]
            changed = True
    return changed


@kernel
def update_waiting(arcs: Arcs, labels: Codes, line: Line, visits: int, state: State) -> int:
    """Update nodes of the line until it is empty or so many were visited; returns how many still wait.

    A label is always drawn among the most frequent; neighbours with another label then wait (Traag, Šubelj 2023).
    """
    n = np.uint64(len(labels))
    tally = _tally(len(labels))
    queue, waiting = line.queue, line.waiting
    head, count = np.uint64(line.window[0]), np.uint64(line.window[1])
    tail = head + count if head + count < n else head + count - n
    while count and visits:
        node = queue[head]
        head = head + _STEP if head + _STEP < n else np.uint64(0)
        count -= _STEP
        visits -= 1
        waiting[node] = 0
        n_best = _most_frequent(arcs, node, labels, tally)
        if not n_best:
            continue
        label = tally.touched[below(state, int(n_best))]
        if label == labels[node]:
            continue
        labels[node] = label
        # The node itself does not wait, so there is always a place to write to before it is known whether it counts.
        for arc in range(arcs.offsets[node], arcs.offsets[node + _ONE]):
            other = arcs.ends[arc]
            joins = (labels[other] != label) & (waiting[other] == 0)
            queue[tail] = other
            waiting[other] |= joins
            count += np.uint64(joins)
            tail += np.uint64(joins)
            if tail == n:
                tail = np.uint64(0)
    line.window[0], line.window[1] = head, count
    return int(count)


@kernel
def joined(first: Arcs, second: Arcs) -> Arcs:
    """Put a second set of arcs behind the first, node by node; O(nodes + arcs)."""
    n = len(first.offsets) - 1
    offsets = first.offsets + second.offsets
    ends = np.empty(len(first.ends) + len(second.ends), np.uint32)
    weights = np.empty(len(ends))
    for node in range(n):
        place = offsets[node]
        for arc in range(first.offsets[node], first.offsets[node + 1]):
            ends[place], weights[place] = first.ends[arc], first.weights[arc]
            place += _STEP
        for arc in range(second.offsets[node], second.offsets[node + 1]):
            ends[place], weights[place] = second.ends[arc], second.weights[arc]
            place += _STEP
    return Arcs(offsets, ends, weights)
