"""Betweenness of a large graph from ever more sampled sources, until the top is settled or a budget is spent.

The sources are dealt into eight groups of like size. Any four of them are half of the sample: of a settled top, every
member is at the top in nearly every such half. The result is the same for a seed whatever the number of threads.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Floats, Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.betweenness import sweep

#: Groups that the sources are dealt into; the least batch and the least budget, so that no group is empty.
GROUPS: Final = 8
#: Every half of the groups.
_HALVES: Final = np.array([[g in half for g in range(GROUPS)] for half in combinations(range(GROUPS), GROUPS // 2)])


@dataclass(frozen=True, slots=True)
class _Plan:
    """The wishes of a caller; see ``progressive_betweenness``."""

    top: int
    batch: int
    budget: int
    keep: float
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """What is known after a batch.

    Attributes:
        scores: Estimated betweenness by code, scaled as NetworkX's normalised one.
        sources: Sources used so far.
        nodes: Sources there are.
        top: Names of the best nodes, best first; only nodes with a score above 0.
        kept: For each of ``top``, in which share of the halves it is at the top too, 0 to 1.
        settled: How many of ``top`` are kept in so many halves as was wished.
        stable: Whether the same nodes were at the top one batch before and all of them are kept, or all is exact.
    """

    scores: Floats
    sources: int
    nodes: int
    top: tuple[Hashable, ...]
    kept: tuple[float, ...]
    settled: int
    stable: bool

    @property
    def exact(self) -> bool:
        """Whether every node was a source."""
        return self.sources == self.nodes

    @property
    def verdict(self) -> str:
        """One sentence that must stand beside every ranking of these scores."""
        basis = "exact" if self.exact else f"sampled from {self.sources} of {self.nodes} sources"
        if self.stable:
            return f"top {len(self.top)} stable, {basis}"
        return f"top {len(self.top)} not stable ({self.settled} of them settled), {basis}"


def progressive_betweenness(
    graph: EngineGraph,
    *,
    top: int = 20,
    batch: int = 64,
    budget: int | None = None,
    keep: float = 0.95,
    seed: int = 0,
) -> Iterator[Sampled]:
    """Yield what is known after every batch; the last one is stable or has spent the budget.

    Sampling of sources without replacement after Brandes and Pich (2007); O(m) a source, n doubles for each group.
    Progress is told within a batch.

    Args:
        graph: Directed or not; all edges are equally long.
        top: How many of the best nodes are to be settled.
        batch: Sources of a batch.
        budget: Most sources; all nodes when it is None.
        keep: In which share of the halves a node must be at the top to count as kept, above 0.5 to 1.
        seed: Seed of the sample.

    Raises:
        ValueError: when a number is out of its range.
    """
    if top < 1 or not 0.5 < keep <= 1:
        raise ValueError("top must be at least 1, and keep must be above 0.5 and at most 1")
    if batch < GROUPS or (budget is not None and budget < GROUPS):
        raise ValueError(f"batch and budget must be at least {GROUPS} sources")
    most = len(graph) if budget is None else min(budget, len(graph))
    return _batches(graph, _Plan(top, batch, most, keep, seed))


def _batches(graph: EngineGraph, plan: _Plan) -> Iterator[Sampled]:
    n = len(graph)
    order = np.random.default_rng(plan.seed).permutation(n).astype(np.int32)
    sums, group_of = np.zeros((GROUPS, n)), np.full(n, -1, np.int8)
    before: frozenset[int] | None = None
    for start in range(0, plan.budget, plan.batch):
        used = min(start + plan.batch, plan.budget)
        _add(graph, order[start:used], sums, group_of)
        sizes = np.bincount(group_of[order[:used]], minlength=GROUPS)
        scores = _estimate(sums.sum(axis=0), group_of >= 0, used, exact=used == n)
        if n > 2:
            scores /= n - 2
        best = _best(scores, plan.top)
        kept = np.ones(best.size) if used == n else _kept(sums, group_of, sizes, best, plan.top)
        same = before == frozenset(best.tolist())
        settled = int(np.count_nonzero(kept >= plan.keep))
        stable = used == n or (same and settled == best.size > 0)
        names = tuple(graph.names[code] for code in best.tolist())
        yield Sampled(scores, used, n, names, tuple(kept.tolist()), settled, stable)
        if stable:
            return
        before = frozenset(best.tolist())


def _add(graph: EngineGraph, sources: Ints, sums: Floats, group_of: npt.NDArray[np.int8]) -> None:
    """Deal the sources of a batch into the groups and add what they give."""
    csr, turned = graph.csr, graph.csr.turned
    pieces = np.array_split(sources, GROUPS)

    def part(of: Ints) -> Floats:
        return sweep(csr.offsets, csr.ends, turned.offsets, turned.ends, of, False)

    for group, values in enumerate(in_parts(part, pieces, GROUPS)):
        sums[group] += values
        group_of[pieces[group]] = group


def _estimate(sums: Floats, is_source: npt.NDArray[np.bool_], used: int, *, exact: bool) -> Floats:
    """Mean over the sources that can tell of a node: it is no inner node of ways from itself."""
    if exact:
        return sums / max(used - 1, 1)
    return np.where(is_source, sums / max(used - 1, 1), sums / used)


def _best(scores: Floats, top: int) -> Longs:
    """Codes of the best nodes with a score, best first; of equal ones those of smaller codes."""
    some = np.flatnonzero(scores > 0)
    if some.size > top:
        least = np.partition(scores[some], some.size - top)[some.size - top]
        some = some[scores[some] >= least]
    best: Longs = some[np.argsort(-scores[some], kind="stable")][:top]
    return best


def _kept(sums: Floats, group_of: npt.NDArray[np.int8], sizes: Longs, best: Longs, top: int) -> Floats:
    """In which share of the halves each of the best nodes is among the best."""
    if not best.size:
        return np.zeros(0)
    used = _HALVES @ sizes
    # No half gives a node more than all sources do, so that nodes below this bound are at the top of no half.
    bound = min(sums[half][:, best].sum(axis=0).min() for half in _HALVES) / used.max()
    few = best.size < top
    ahead = np.flatnonzero(np.ones(len(group_of)) if few else sums.sum(axis=0) >= bound * (used.min() - 1))
    some = sums[:, ahead]
    place, groups = np.searchsorted(ahead, best), group_of[ahead]
    times = np.zeros(ahead.size)
    for half, size in zip(_HALVES, used.tolist(), strict=True):
        is_source = (groups >= 0) & half[groups]
        times[_best(_estimate(some[half].sum(axis=0), is_source, size, exact=False), top)] += 1
    kept: Floats = times[place] / len(_HALVES)
    return kept
