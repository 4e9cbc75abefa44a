"""Two phases of Leiden: move nodes between communities, refine communities; the third, shrinking, is in ``levels``.

Moves never let modularity fall; a part that refinement builds is connected.
Source of all: Traag, Waltman, van Eck, "From Louvain to Leiden", Scientific Reports 9, 2019.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.levels import Codes, Floats, Ints, Level, Longs
from jejak.analysis.engine.kernels.random_numbers import State, visiting_order

Flags = npt.NDArray[np.uint8]

_NONE, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)
#: A move must gain more than this share of what is compared, so that rounding cannot move a node for ever.
SLACK = 1e-10


class Pull(NamedTuple):
    """How strongly the null model pushes nodes apart.

    Attributes:
        resolution: The parameter gamma of modularity.
        whole: The sum of all strengths, twice the weight of all edges.
    """

    resolution: float
    whole: float


class Pile(NamedTuple):
    """Room for adding up by group: ``sums`` is nothing between two uses, ``touched`` lists the groups in use."""

    sums: Floats
    touched: Codes


class Line(NamedTuple):
    """Nodes that wait in a ring, and for every node whether it waits."""

    queue: Ints
    waiting: Flags


class Parts(NamedTuple):
    """Refinement so far: the part of every node, and of every part its strength and its ties inside its group."""

    part: Codes
    total: Floats
    ties: Floats


class Bound(NamedTuple):
    """What a part is held against: strength of its whole group, and the push for each product of two strengths."""

    whole: float
    density: float


@kernel
def _around(level: Level, node: np.uint32, group: Codes, pile: Pile) -> np.uint64:
    """Add the weights of a node's arcs by group, at even places; returns how many groups are touched."""
    books, touched = pile.sums, pile.touched
    count = np.uint64(0)
    for arc in range(np.uint64(level.offsets[node]), np.uint64(level.offsets[node + 1])):
        other = group[level.ends[arc]]
        near = books[np.uint64(other) * _TWO]
        touched[count] = other
        count += _ONE if near == 0.0 else _NONE
        books[np.uint64(other) * _TWO] = near + level.weights[arc]
    return count


@kernel
def _best_group(pile: Pile, count: np.uint64, here: np.uint32, stay: float, push: float) -> tuple[np.uint32, float]:
    """The group beside ``here`` that offers most, and its offer; at least ``stay``; the pile is cleaned."""
    books, touched = pile.sums, pile.touched
    best, to = stay, here
    for place in range(count):
        other = touched[place]
        near = np.uint64(other) * _TWO
        offer = books[near] - push * books[near + _ONE]
        books[near] = 0.0
        if offer > best and other != here:
            best, to = offer, other
    return to, best


@kernel
def _requeue(level: Level, node: np.uint32, group: Codes, line: Line, tail: int) -> int:
    """Put a moved node's neighbours of other groups at the end of the line; returns how many were put."""
    queue, waiting = line.queue, line.waiting
    n = len(queue)
    put = 0
    for arc in range(np.uint64(level.offsets[node]), np.uint64(level.offsets[node + 1])):
        other = level.ends[arc]
        if waiting[other] == 0 and group[other] != group[node]:
            waiting[other] = 1
            queue[tail] = other
            tail = tail + 1 if tail + 1 < n else 0
            put += 1
    return put


@kernel
def _books(level: Level, group: Codes) -> tuple[Floats, Ints]:
    """For every group a pair that lies together in memory: nothing yet, and its strength; and its number of nodes."""
    n = len(group)
    books = np.zeros(2 * n)
    sizes = np.zeros(n, np.int32)
    for node in range(n):
        books[2 * group[node] + 1] += level.strengths[node]
        sizes[group[node]] += 1
    return books, sizes


@kernel
def _free_groups(sizes: Ints) -> tuple[Codes, int]:
    """A stack of the groups that have no node, and how many there are."""
    free = np.empty(len(sizes), np.uint32)
    count = 0
    for group in range(len(sizes) - 1, -1, -1):
        if sizes[group] == 0:
            free[count] = group
            count += 1
    return free, count


@kernel
def move_nodes(level: Level, group: Codes, pull: Pull, state: State) -> float:
    """Move single nodes where modularity rises most until none wants to move; ``group`` is changed.

    Nodes wait in a queue, at first all in random order, later those whose neighbour has left them.
    A node may also start a group of its own. Returns the rise of modularity; O(arcs) for each round of the queue.
    """
    n = len(group)
    line = Line(visiting_order(n, state), np.ones(n, np.uint8))
    books, sizes = _books(level, group)
    free, n_free = _free_groups(sizes)
    # One place more than groups: what is touched is written first and counted afterwards.
    pile = Pile(books, np.empty(n + 1, np.uint32))
    density = pull.resolution / pull.whole
    gained = 0.0
    head, count = 0, n
    while count > 0:
        node = np.uint32(line.queue[head])
        head = head + 1 if head + 1 < n else 0
        count -= 1
        line.waiting[node] = 0
        n_touched = _around(level, node, group, pile)
        here = group[node]
        old = np.uint64(here) * _TWO
        strength = level.strengths[node]
        slack = SLACK * (1.0 + pull.resolution) * strength
        stay = books[old] - density * strength * (books[old + _ONE] - strength)
        books[old] = 0.0
        to, best = _best_group(pile, n_touched, here, stay + slack, density * strength)
        if best < 0.0 and sizes[here] > 1:
            n_free -= 1
            to, best = free[n_free], 0.0
        if to == here:
            continue
        gained += 2.0 * (best - stay)
        group[node] = to
        books[old + _ONE] -= strength
        books[np.uint64(to) * _TWO + _ONE] += strength
        sizes[here] -= 1
        sizes[to] += 1
        if sizes[here] == 0:
            free[n_free] = here
            n_free += 1
            books[old + _ONE] = 0.0
        tail = head + count
        count += _requeue(level, node, group, line, tail if tail < n else tail - n)
    return gained / pull.whole


@kernel
def _outward(level: Level, node: int, group: Codes) -> float:
    """Weight of a node's arcs inside its group."""
    weight, own = 0.0, group[node]
    for arc in range(np.uint64(level.offsets[node]), np.uint64(level.offsets[node + 1])):
        weight += level.weights[arc] if group[level.ends[arc]] == own else 0.0
    return weight


@kernel
def refine(level: Level, group: Codes, starts: Longs, nodes: Ints, pull: Pull) -> Codes:
    """Build every group up again from single nodes, so that its parts are connected and well tied to it.

    A node that is still alone joins the part of its group that raises modularity most. Both must be well connected
    to the rest of the group (section "Refinement" of the paper); the paper draws among the rising joins, this takes
    the best. Returns the part of every node; O(nodes + arcs).
    """
    n = len(group)
    parts = Parts(np.arange(n).astype(np.uint32), level.strengths.copy(), np.zeros(n))
    pile = Pile(np.zeros(n + 1), np.empty(n + 1, np.uint32))
    density = pull.resolution / pull.whole
    alone = np.ones(n, np.uint8)
    for which in range(n):
        whole = 0.0
        for place in range(starts[which], starts[which + 1]):
            node = nodes[place]
            parts.ties[node] = _outward(level, node, group)
            whole += level.strengths[node]
        bound = Bound(whole, density)
        for place in range(starts[which], starts[which + 1]):
            node = nodes[place]
            if not alone[node] or not _well_connected(parts, node, bound):
                continue
            to, weight = _best_part(level, node, group, parts, pile, bound)
            if to != node:
                parts.part[node] = to
                alone[node] = alone[to] = 0
                parts.total[to] += level.strengths[node]
                parts.ties[to] += parts.ties[node] - 2.0 * weight
    return parts.part


@kernel
def _well_connected(parts: Parts, part: int, bound: Bound) -> bool:
    """Whether a part is tied to the rest of its group by no less than the null model expects."""
    total = parts.total[part]
    return bool(parts.ties[part] >= bound.density * total * (bound.whole - total))


@kernel
def _best_part(level: Level, node: int, group: Codes, parts: Parts, pile: Pile, bound: Bound) -> tuple[int, float]:
    """The part of a node's group that it should join, or itself, and the weight that ties it there."""
    near, touched, own = pile.sums, pile.touched, group[node]
    # What lies outside the group goes to a place behind all parts, which is never new.
    outside = np.uint32(len(group))
    near[outside] = 1.0
    count = np.uint64(0)
    for arc in range(np.uint64(level.offsets[node]), np.uint64(level.offsets[node + 1])):
        other = level.ends[arc]
        part = parts.part[other] if group[other] == own else outside
        before = near[part]
        touched[count] = part
        count += np.uint64(before == 0.0)
        near[part] = before + level.weights[arc]
    push = bound.density * level.strengths[node]
    best, to, weight = 0.0, np.int64(node), 0.0
    for place in range(count):
        part = touched[place]
        offer = near[part] - push * parts.total[part]
        if offer > best and _well_connected(parts, part, bound):
            best, to, weight = offer, np.int64(part), near[part]
        near[part] = 0.0
    return int(to), weight
