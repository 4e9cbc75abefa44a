"""Core numbers under their NetworkX name."""

from __future__ import annotations

from collections.abc import Hashable

import networkx as nx

from jejak.analysis.engine.csr import Csr, Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.building import group_rows
from jejak.analysis.engine.kernels.cores import core_numbers
from jejak.analysis.engine.offers import offered


def _arcs_both_ways(csr: Csr) -> tuple[Longs, Ints]:
    """Adjacency in which an arc counts at both its ends, and two arcs that face each other count twice."""
    if not csr.directed:
        return csr.offsets, csr.ends
    offsets, ends, _ = group_rows(csr.starts, csr.ends, csr.n_nodes, both=True)
    return offsets, ends


@offered()
def core_number(G: EngineGraph) -> dict[Hashable, int]:
    """Largest k for which each node is in a k-core; arcs in and out both count (Batagelj and Zaversnik 2003); O(n + m).

    Raises:
        NetworkXNotImplemented: when a node has an edge to itself.
    """
    if G.csr.loops:
        raise nx.NetworkXNotImplemented("Input graph has self loops, for which there are no core numbers: remove them")
    return G.by_name(core_numbers(*_arcs_both_ways(G.csr)))
