"""PageRank under its NetworkX name; the stopping rule does not loosen as the graph grows."""

from __future__ import annotations

import operator
from collections.abc import Hashable, Mapping
from typing import Final

import networkx as nx
import numpy as np

from jejak.analysis.engine import control
from jejak.analysis.engine.csr import Floats
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.pagerank import Arcs, Odds, by_degree, row_sums, walk
from jejak.analysis.engine.offers import offered

#: How many times ``max_iter`` the iteration may take where NetworkX's looser rule was met within ``max_iter``.
PATIENCE: Final = 10
#: Arcs and nodes that are visited between two looks at whether somebody wants to stop.
WORK: Final = 2_000_000


def _vector(graph: EngineGraph, values: Mapping[Hashable, float]) -> Floats:
    """Values by node code that add up to one; nodes that are not named get nothing."""
    vector: Floats = np.array([values.get(name, 0) for name in graph.names], float)
    vector /= vector.sum()
    return vector


class _Iteration:
    """The power iteration over the turned graph, its nodes by degree; it holds the arrays that every step needs."""

    def __init__(self, graph: EngineGraph, weight: str | None, alpha: float, restart: Floats, dangling: Floats) -> None:
        csr, into, weights = graph.csr, graph.csr.turned, _uneven(graph, weight)
        if weights is None:
            strength, weights = csr.degrees.astype(np.float64), np.empty(0)
        else:
            strength = row_sums(csr.offsets, weights)
            by_edge = np.empty(csr.n_edges)
            by_edge[csr.edges] = weights
            weights = by_edge[into.edges]
        share = np.divide(alpha, strength, out=np.zeros(csr.n_nodes), where=strength != 0)
        self.order, offsets, starts, weights = by_degree(into.offsets, into.ends, weights)
        self.arcs = Arcs(offsets, starts, weights)
        self.odds = Odds(share[self.order], (1 - alpha) * restart[self.order], alpha * dangling[self.order])
        self.steps = max(1, WORK // (csr.ends.size + csr.n_nodes))

    def run(self, rank: Floats, max_iter: int, tol: float) -> Floats:
        """Step until the change is under ``tol``; see ``pagerank`` for what happens at ``max_iter``."""
        rank = rank[self.order]
        done, loosely, last = 0, False, np.inf
        while done < PATIENCE * max_iter:
            # Beyond max_iter each step is looked at.
            rank, changes = walk(self.arcs, self.odds, rank, max(1, min(self.steps, max_iter - done)), tol)
            loosely |= done < max_iter and bool((changes < rank.size * tol).any())
            done += changes.size
            control.current().tick(done, max(done, max_iter))
            before, change = [last, *changes.tolist()][-2:]
            if change < tol:
                return self._at_home(rank)
            if done >= max_iter and (not loosely or not change < before):
                break
            last = change
        if loosely:
            return self._at_home(rank)
        raise nx.PowerIterationFailedConvergence(max_iter)

    def _at_home(self, rank: Floats) -> Floats:
        """Ranks by the codes of the nodes."""
        found = np.empty(rank.size)
        found[self.order] = rank
        return found


def _uneven(graph: EngineGraph, weight: str | None) -> Floats | None:
    """Weights of arcs; None where all weigh the same, which cancels out unless it is 0: then no arc leads anywhere."""
    if graph.weighs_alike(weight):
        return None
    weights = graph.arc_weights(weight)
    return None if weights.size and weights[0] and (weights == weights[0]).all() else weights


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
    steps = operator.index(max_iter)
    even = np.full(n, 1.0 / n)
    rank = even if nstart is None else _vector(G, nstart)
    restart = even
    if personalization is not None:
        if sum(personalization.get(name, 0) for name in G.names) == 0:
            raise ZeroDivisionError("the personalization adds up to nothing")
        restart = _vector(G, personalization)
    leaving = restart if dangling is None else _vector(G, dangling)
    iteration = _Iteration(G, weight, alpha, restart, leaving)
    return G.by_name(iteration.run(rank, steps, tol))
