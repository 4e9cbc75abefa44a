"""Communities of workable size: Louvain on the weighted projection, and again inside groups too large to be one."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from jejak.analysis.partition import louvain

#: Resolution grows by this factor at each split of a group that is still too large.
FINER = 2.0
DEPTH = 5


def communities(graph: nx.Graph[int], *, resolution: float, seed: int, largest: int) -> list[list[int]]:
    """Partition a weighted graph into sorted groups; those above ``largest`` are split locally while that is possible.

    Isolated nodes are left out. Groups come in the order of their lowest node.
    """
    tied = sorted(node for node, degree in graph.degree() if degree)
    # The first pass sees the whole graph: seen alone, a ring of four would be cut into two pairs.
    return sorted(_split(graph, tied, resolution, seed=seed, largest=largest, depth=DEPTH))


def _split(
    graph: nx.Graph[int], members: list[int], resolution: float, *, seed: int, largest: int, depth: int
) -> list[list[int]]:
    # A fresh graph in sorted order: a view would hand Louvain its nodes in the order of a set.
    part: nx.Graph[int] = nx.Graph()
    part.add_nodes_from(members)
    inside = set(members)
    part.add_weighted_edges_from(
        (u, v, graph[u][v]["weight"]) for u in members for v in sorted(graph[u]) if v in inside and u < v
    )
    if not part.number_of_edges():
        return [[member] for member in members]
    groups = _sorted(louvain(part, weight="weight", resolution=resolution, seed=seed))
    settled: list[list[int]] = []
    for group in groups:
        if len(group) <= largest or depth == 0:
            settled.append(group)
        else:
            settled.extend(_split(graph, group, resolution * FINER, seed=seed, largest=largest, depth=depth - 1))
    return settled


def _sorted(groups: Iterable[set[int]]) -> list[list[int]]:
    return sorted(sorted(group) for group in groups)
