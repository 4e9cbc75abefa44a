"""What is left of a graph while its nodes are taken away one after another; every loop is close to linear in arcs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@kernel
def root_of(parents: Ints, node: int) -> int:
    """The root of a node's tree; the way to it is halved on the go."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@kernel
def curves(offsets: Longs, ends: Ints, order: Ints) -> tuple[Longs, Longs, Longs]:
    """Largest component, number of components and sum of squared sizes after 0, 1, 2 … removals, in one pass.

    The removals are played backwards: nodes come back and join what they touch (union-find, Tarjan 1975).
    """
    n, steps = len(offsets) - 1, len(order)
    parents = np.arange(n).astype(np.int32)
    sizes = np.ones(n, np.int64)
    # The nodes that never go come back first, below the first entry of `order`.
    coming = np.empty(n, np.int32)
    goes = np.zeros(n, np.bool_)
    for step in range(steps):
        goes[order[step]] = True
        coming[n - 1 - step] = order[step]
    place = 0
    for node in range(n):
        if not goes[node]:
            coming[place] = node
            place += 1
    there = np.zeros(n, np.bool_)
    largest, parts, squares = (
        np.zeros(steps + 1, np.int64),
        np.zeros(steps + 1, np.int64),
        np.zeros(steps + 1, np.int64),
    )
    best, count, square = np.int64(0), np.int64(0), np.int64(0)
    for back in range(n):
        if n - back <= steps:
            at = n - back
            largest[at], parts[at], squares[at] = best, count, square
        node = coming[back]
        there[node] = True
        count += 1
        square += 1
        best = max(best, np.int64(1))
        own = root_of(parents, node)
        for arc in range(offsets[node], offsets[node + 1]):
            if not there[ends[arc]]:
                continue
            other = root_of(parents, ends[arc])
            if other == own:
                continue
            if sizes[own] < sizes[other]:
                own, other = other, own
            square += 2 * sizes[own] * sizes[other]
            parents[other] = own
            sizes[own] += sizes[other]
            count -= 1
            best = max(best, sizes[own])
    largest[0], parts[0], squares[0] = best, count, square
    return largest, parts, squares


@kernel
def winner(tree: Longs, leaves: int, leaf: int, key: int) -> None:
    """Give a leaf of a tournament tree its new key; every inner place holds the greatest key below it."""
    at = leaves + leaf
    tree[at] = key
    while at > 1:
        at //= 2
        greatest = max(tree[2 * at], tree[2 * at + 1])
        if tree[at] == greatest:
            return
        tree[at] = greatest


@kernel
def highest_degree_first(offsets: Longs, ends: Ints, later_first: bool) -> Ints:
    """Always take the node with the most ties left; among equals that of the smallest code.

    With ``later_first`` it is that of the largest. A loop counts twice. O(arcs log nodes).
    """
    n = len(offsets) - 1
    leaves = 1
    while leaves < n:
        leaves *= 2
    tree = np.full(2 * leaves, -1, np.int64)
    degrees = np.zeros(n, np.int64)
    for node in range(n):
        degrees[node] = offsets[node + 1] - offsets[node]
        for arc in range(offsets[node], offsets[node + 1]):
            if ends[arc] == node:
                degrees[node] += 1
        tree[leaves + node] = degrees[node] * n + (node if later_first else n - 1 - node)
    for at in range(leaves - 1, 0, -1):
        tree[at] = max(tree[2 * at], tree[2 * at + 1])
    order = np.empty(n, np.int32)
    gone = np.zeros(n, np.bool_)
    for step in range(n):
        tie = tree[1] % n
        node = tie if later_first else n - 1 - tie
        order[step] = node
        gone[node] = True
        winner(tree, leaves, node, -1)
        for arc in range(offsets[node], offsets[node + 1]):
            other = ends[arc]
            if not gone[other]:
                degrees[other] -= 1
                winner(tree, leaves, other, tree[leaves + other] - n)
    return order
