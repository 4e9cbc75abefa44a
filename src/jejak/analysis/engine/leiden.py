"""Leiden over adjacency arrays: from a graph to better and better partitions, each of connected communities.

Modularity rises from one partition to the next; a seed gives the same partitions whatever the number of threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from jejak.analysis.engine.control import current
from jejak.analysis.engine.csr import Csr, Floats, Ints
from jejak.analysis.engine.kernels.leiden import Pull, move_nodes, refine
from jejak.analysis.engine.kernels.levels import (
    Codes,
    Level,
    by_group,
    connected_groups,
    ground_level,
    renumber,
    reordered,
    shrink,
)
from jejak.analysis.engine.kernels.random_numbers import State, seeded, shuffled

#: Passes go on while one raises modularity by more than this; two seeds differ by more on all but tiny graphs.
THRESHOLD: Final = 1e-5


def leiden(csr: Csr, weights: Floats, *, resolution: float = 1.0, seed: int = 0) -> Iterator[Ints]:
    """Yield the community of every node after each step that raises modularity (the first step always).

    A pass starts from the nodes and repeats three phases (move, refine, shrink) until the graph shrinks no more; the
    next pass starts from its communities. The first pass starts from single nodes. Time is O(arcs) for each pass.

    Args:
        csr: An undirected graph.
        weights: Weight of every arc, none below zero; a loop counts twice in its node's degree, as in modularity.
        resolution: Gamma of modularity, not below zero: the higher, the smaller the communities.
        seed: Seed of the random orders, 0 to 2^63 - 1.

    Yields:
        Labels of communities by node code, numbered by nothing in particular.

    References:
        Traag, Waltman, van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", 2019.
    """
    ground = ground_level(csr.offsets, csr.ends, weights)
    group = np.arange(csr.n_nodes, dtype=np.uint32)
    whole = float(ground.strengths.sum())
    if not ground.ends.size:
        yield group.view(np.int32)
        return
    pull, state = Pull(float(resolution), whole), seeded(seed)
    # Nodes of one community lie side by side in memory from the second pass on: that halves its time on large graphs.
    homes: Ints | None = None
    while True:
        risen = 0.0
        for gain, labels in _one_pass(ground, group, pull, state):
            if gain > 0 or homes is None:
                yield _at_home(labels, homes)
            group, risen = labels, risen + gain
        if risen <= THRESHOLD:
            return
        if homes is None:
            _, homes = by_group(group, np.arange(group.size, dtype=np.int32))
            ground, group = reordered(ground, homes), group[homes]


def _at_home(labels: Codes, homes: Ints | None) -> Ints:
    """Labels by the codes of the nodes as they were given."""
    if homes is None:
        return labels.view(np.int32)
    given = np.empty(labels.size, np.int32)
    given[homes] = labels
    return given


def _one_pass(level: Level, group: Codes, pull: Pull, state: State) -> Iterator[tuple[float, Codes]]:
    """Yield the rise of modularity and the labels of all nodes after each level."""
    group, place, steps = group.copy(), None, 0
    while True:
        gain = float(move_nodes(level, group, pull, state))
        starts, nodes = by_group(group, shuffled(group.size, state))
        part = refine(level, group, starts, nodes, pull)
        count = renumber(part, nodes, part.size)
        smaller = shrink(level, part, count)
        around = np.empty(count, np.uint32)
        around[part] = group
        # A part is connected, so a community is connected when its parts are: this splits what moves have left apart.
        group = connected_groups(smaller, around)
        place = part if place is None else part[place]
        yield gain, group[place]
        steps += 1
        current().tick(steps, steps + 1)
        if count == level.strengths.size:
            return
        level = smaller
