"""One step of PageRank's power iteration in pull form: every node is written once, so nothing is added up in a race."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@kernel
def row_sums(offsets: Longs, values: Floats) -> Floats:
    """Sum of each node's arc values, in order; O(nodes + arcs)."""
    sums = np.zeros(len(offsets) - 1)
    for node in range(len(sums)):
        for arc in range(offsets[node], offsets[node + 1]):
            sums[node] += values[arc]
    return sums


@kernel
def give(rank: Floats, strength: Floats, alpha: float, given: Floats) -> float:
    """Write what each node gives per unit of arc weight, and return the rank of nodes without a way out."""
    stuck = 0.0
    for node in range(len(rank)):
        if strength[node] == 0.0:
            given[node] = 0.0
            stuck += rank[node]
        else:
            given[node] = alpha * rank[node] / strength[node]
    return stuck


@kernel
def pull(offsets: Longs, starts: Ints, given: Floats, rank: Floats, following: Floats) -> float:
    """Add to ``following`` what the arcs into each node bring, all of weight 1; return the change from ``rank``."""
    change = 0.0
    for node in range(len(rank)):
        total = 0.0
        for arc in range(offsets[node], offsets[node + 1]):
            total += given[starts[arc]]
        following[node] += total
        change += abs(following[node] - rank[node])
    return change


@kernel
def pull_weighted(
    offsets: Longs, starts: Ints, weights: Floats, given: Floats, rank: Floats, following: Floats
) -> float:
    """As ``pull``, with a weight for every arc."""
    change = 0.0
    for node in range(len(rank)):
        total = 0.0
        for arc in range(offsets[node], offsets[node + 1]):
            total += weights[arc] * given[starts[arc]]
        following[node] += total
        change += abs(following[node] - rank[node])
    return change
