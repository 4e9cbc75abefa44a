"""PageRank's power iteration over a graph whose arcs are grouped by their ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.cores import sort_by_degree

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Arcs(NamedTuple):
    """Where the arcs into each node come from, and how much each weighs; nothing where all weigh the same."""

    offsets: Longs
    starts: Ints
    weights: Floats


class Odds(NamedTuple):
    """Of every node: what it gives per unit of weight, and what it gets at a restart and of those who are stuck."""

    share: Floats
    restart: Floats
    stuck: Floats


@kernel
def row_sums(offsets: Longs, values: Floats) -> Floats:
    """Sum of each node's arc values, in order; O(nodes + arcs)."""
    sums = np.zeros(len(offsets) - 1)
    for node in range(len(sums)):
        for arc in range(offsets[node], offsets[node + 1]):
            sums[node] += values[arc]
    return sums


@kernel
def by_degree(offsets: Longs, starts: Ints, weights: Floats) -> tuple[Ints, Longs, Ints, Floats]:
    """Renumber nodes by ascending number of arcs; O(nodes + arcs).

    Loops over arcs then end where the processor expects it, and hubs lie side by side in memory.

    Returns:
        The nodes in their new order; then offsets, starts and weights (none where there are none) of the arcs.
    """
    order, place, _ = sort_by_degree(offsets)
    moved = np.empty(len(offsets), np.int64)
    near, heavy = np.empty(len(starts), np.int32), np.empty(len(weights))
    before, bounds = starts.view(np.uint32), offsets.view(np.uint64)
    moved[0] = 0
    count = np.uint64(0)
    for here in range(len(order)):
        node = order[here]
        for arc in range(bounds[node], bounds[node + 1]):
            near[count] = place[before[arc]]
            if len(weights):
                heavy[count] = weights[arc]
            count += np.uint64(1)
        moved[here + 1] = count
    return order, moved, near, heavy


@kernel
def walk(arcs: Arcs, odds: Odds, rank: Floats, steps: int, tol: float) -> tuple[Floats, Floats]:
    """Take up to ``steps`` steps of the power iteration, none after the changes add up to less than ``tol``.

    Every node is written once and pulls what it gets, so that nothing is added up in a race; O(arcs) for each step.

    Returns:
        The rank after the last step, and the sum of absolute changes of each step.
    """
    n = len(rank)
    near, bounds, weights = arcs.starts.view(np.uint32), arcs.offsets.view(np.uint64), arcs.weights
    changes = np.empty(steps)
    given, following = np.empty(n), np.empty(n)
    rank = rank.copy()
    for step in range(steps):
        stuck = 0.0
        for node in range(n):
            given[node] = rank[node] * odds.share[node]
            stuck += rank[node] if odds.share[node] == 0.0 else 0.0
        change = 0.0
        for node in range(n):
            total = 0.0
            if len(weights):
                for arc in range(bounds[node], bounds[node + 1]):
                    total += weights[arc] * given[near[arc]]
            else:
                for arc in range(bounds[node], bounds[node + 1]):
                    total += given[near[arc]]
            following[node] = odds.restart[node] + stuck * odds.stuck[node] + total
            change += abs(following[node] - rank[node])
        rank, following = following, rank
        changes[step] = change
        if change < tol:
            return rank, changes[: step + 1]
    return rank, changes
