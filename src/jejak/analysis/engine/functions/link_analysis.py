"""PageRank under its NetworkX name; the stopping rule does not loosen as the graph grows."""

from __future__ import annotations

import operator
from collections.abc import Hashable, Mapping
from typing import Final

import networkx as nx
import numpy as np

from jejak.analysis.engine import control
from jejak.analysis.engine.csr import Csr, Floats
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.pagerank import give, pull, pull_weighted, row_sums
from jejak.analysis.engine.offers import offered

#: How many times ``max_iter`` the iteration may take where NetworkX's looser rule was met within ``max_iter``.
PATIENCE: Final = 10


def _vector(graph: EngineGraph, values: Mapping[Hashable, float]) -> Floats:
    """Values by node code that add up to one; nodes that are not named get nothing."""
    vector: Floats = np.array([values.get(name, 0) for name in graph.names], float)
    vector /= vector.sum()
    return vector


def _even(values: Floats) -> bool:
    return bool(values.size == 0 or (values == values[0]).all())


class _Iteration:
    """The power iteration over the turned graph; it holds the arrays that every step needs."""

    def __init__(self, csr: Csr, weights: Floats, alpha: float, restart: Floats, dangling: Floats) -> None:
        self.into = csr.turned
        self.alpha, self.restart, self.dangling = alpha, restart, dangling
        self.even = _even(weights)
        if self.even:
            # One weight for all cancels out, unless it is 0: then no arc leads anywhere.
            self.strength = csr.degrees.astype(np.float64) * bool(weights.size and weights[0])
        else:
            self.strength = row_sums(csr.offsets, weights)
            by_edge = np.empty(csr.n_edges)
            by_edge[csr.edges] = weights
            self.weights = by_edge[self.into.edges]
        self.given = np.empty(csr.n_nodes)

    def step(self, rank: Floats) -> tuple[Floats, float]:
        """The rank after one more step, and the sum of absolute changes."""
        stuck = give(rank, self.strength, self.alpha, self.given)
        following = (1 - self.alpha) * self.restart + self.alpha * stuck * self.dangling
        into = self.into
        if self.even:
            return following, pull(into.offsets, into.ends, self.given, rank, following)
        return following, pull_weighted(into.offsets, into.ends, self.weights, self.given, rank, following)


def _iterate(iteration: _Iteration, rank: Floats, max_iter: int, tol: float) -> Floats:
    """Step until the change is under ``tol``; see ``pagerank`` for what happens at ``max_iter``."""
    loosely, last = False, np.inf
    for done in range(1, PATIENCE * max_iter + 1):
        rank, change = iteration.step(rank)
        control.current().tick(done, max(done, max_iter))
        if change < tol:
            return rank
        loosely |= done <= max_iter and change < rank.size * tol
        if done >= max_iter and (not loosely or not change < last):
            break
        last = change
    if loosely:
        return rank
    raise nx.PowerIterationFailedConvergence(max_iter)


@offered()
def pagerank(
    G: EngineGraph,
    alpha: float = 0.85,
    personalization: Mapping[Hashable, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Hashable, float] | None = None,
) -> dict[Hashable, float]:
    """Rank nodes by where a walker is found who now and then starts anew (Brin and Page 1998); O(iterations · arcs).

    The iteration stops when the absolute changes of all ranks add up to less than ``tol``; NetworkX allows ``tol`` for
    every node, which is one tenth off at a million links. No call that NetworkX answers fails for that: where its rule
    was met within ``max_iter`` steps and ours was not, the iteration goes on while the change still shrinks, at most
    to ten times ``max_iter``, and then returns what it has.

    Raises:
        ZeroDivisionError: when the personalization adds up to nothing.
        PowerIterationFailedConvergence: when not even NetworkX's rule is met within ``max_iter`` steps.
    """
    n = G.number_of_nodes()
    if n == 0:
        return {}
    weights = G.arc_weights(weight)
    steps = operator.index(max_iter)
    even = np.full(n, 1.0 / n)
    rank = even if nstart is None else _vector(G, nstart)
    restart = even
    if personalization is not None:
        if sum(personalization.get(name, 0) for name in G.names) == 0:
            raise ZeroDivisionError("the personalization adds up to nothing")
        restart = _vector(G, personalization)
    leaving = restart if dangling is None else _vector(G, dangling)
    rank = _iterate(_Iteration(G.csr, weights, alpha, restart, leaving), rank, steps, tol)
    return G.by_name(rank)
