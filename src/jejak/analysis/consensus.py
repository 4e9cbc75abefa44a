"""What many seeds of Leiden agree on: one partition, its groups numbered by their first node.

A tie counts as often as its ends fall into one community, ties of less than half are dropped, and Leiden runs on that
again until all seeds say the same (Lancichinetti and Fortunato, "Consensus clustering in complex networks", 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import cast

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.control import current, running
from jejak.analysis.engine.graph import EngineGraph

Ints = npt.NDArray[np.int32]
Finder = Callable[..., Iterable[set[Hashable]]]
#: Ties whose ends are together in less than this share of the runs bind nobody in the consensus.
_HALF = 0.5
#: Rounds after which the seeds are taken as they are; on graphs with any structure two or three are enough.
_MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search by Leiden: its resolution, how many runs, and the seed of the first."""

    resolution: float
    seeds: int
    seed: int


def found(how: Finder, graph: EngineGraph, **given: float) -> list[set[Hashable]]:
    """The groups that a community search of NetworkX finds by weight."""
    return list(how(cast("nx.Graph[Hashable]", graph), weight="weight", **given))


def labels(graph: EngineGraph, groups: list[set[Hashable]]) -> Ints:
    """The number of its group for every node, by code."""
    codes = np.zeros(len(graph), np.int32)
    for number, group in enumerate(groups):
        codes[[graph.codes[name] for name in group]] = number
    return _numbered(codes)


def partitions(graph: EngineGraph, search: Search) -> list[Ints]:
    """One partition for each seed."""
    tick, runs = current().tick, []
    for run in range(search.seeds):
        with running(threads=current().threads):  # a run is one step, whatever happens inside
            groups = found(nx.community.leiden_communities, graph, resolution=search.resolution, seed=search.seed + run)
        runs.append(labels(graph, groups))
        tick(run + 1, search.seeds)
    return runs


def consensus(graph: EngineGraph, runs: list[Ints], search: Search) -> Ints:
    """The partition that the runs agree on."""
    left, right = graph.csr.edge_ends
    for _ in range(_MOST_ROUNDS):
        if all(np.array_equal(run, runs[0]) for run in runs[1:]):
            break
        together = np.mean([run[left] == run[right] for run in runs], axis=0)
        kept = np.flatnonzero(together >= _HALF)
        weights = {"weight": together[kept]}
        agreed = EngineGraph.from_rows(left[kept], right[kept], len(graph), weights=weights, names=graph.names)
        runs = partitions(agreed, search)
    return runs[0]


def pieces(graph: EngineGraph, groups: Ints, search: Search, *, finer: float) -> Ints:
    """The groups searched again, each inside itself, at ``finer`` times the resolution; no piece is in two groups.

    Resolution is measured as in the whole graph: inside a group alone, where every tie is a larger share of all, the
    same figure would tear apart whatever is dense. So one search over the ties inside the groups serves all of them.
    """
    left, right = graph.csr.edge_ends
    weight = graph.edge_weights("weight")
    kept = np.flatnonzero(groups[left] == groups[right])
    if not kept.size:
        return groups
    inside = EngineGraph.from_rows(
        left[kept], right[kept], len(graph), weights={"weight": weight[kept]}, names=graph.names
    )
    share = float(weight[kept].sum() / weight.sum())
    closer = replace(search, resolution=search.resolution * finer * share)
    return consensus(inside, partitions(inside, closer), closer)


def _numbered(labels: Ints) -> Ints:
    """Labels numbered by the first node of each group, so that equal partitions are equal arrays."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(first.size, np.int32)
    order[np.argsort(first)] = np.arange(first.size, dtype=np.int32)
    numbered: Ints = order[inverse]
    return numbered
