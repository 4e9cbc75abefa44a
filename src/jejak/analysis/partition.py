"""Louvain communities that always end: NetworkX's search, given numbers on which its arithmetic is exact.

NetworkX moves a node when that gains more than 0. With rounded fractions the same move can seem to gain a hair both
there and back, and the search never ends. Here weights are whole numbers, their total is a power of two and so are the
fractions of the resolution: every gain is exact, each move raises modularity, and so the moves come to an end.
"""

from __future__ import annotations

from math import ceil, log2

import networkx as nx

#: Weights count in steps of this fraction.
STEPS = 16
#: No node of a snapshot has this code. It ties nobody and only fills the total up.
_FILLER = -1


def louvain(graph: nx.Graph[int], *, weight: str | None, resolution: float, seed: int) -> list[set[int]]:
    """Find communities (Blondel et al. 2008); nodes are taken in the order of the graph.

    Args:
        graph: An undirected graph without self-loops; weights are not negative.
        weight: Name of the weight, or None to count every edge alike.
        resolution: Above 1 gives more and smaller groups.
        seed: Of the order in which nodes are moved.
    """
    exact: nx.Graph[int] = nx.Graph()
    exact.add_nodes_from(graph)
    exact.add_weighted_edges_from(
        (u, v, round(float(data.get(weight, 1.0)) * STEPS) if weight else 1) for u, v, data in graph.edges(data=True)
    )
    total = int(exact.size(weight="weight"))
    if not total:
        return [{node} for node in graph]
    power = ceil(log2(total))
    if (1 << power) > total:
        exact.add_edge(_FILLER, _FILLER, weight=(1 << power) - total)
    found = nx.community.louvain_communities(
        exact, weight="weight", resolution=_as_fraction(resolution * (1 << power) / total, power), seed=seed
    )
    return [group for group in found if _FILLER not in group]


def _as_fraction(resolution: float, power: int) -> float:
    """Round so that resolution × weight² / total² fits into the 53 bits of a float."""
    parts = 1 << max(6, 40 - 2 * power)
    return round(resolution * parts) / parts
