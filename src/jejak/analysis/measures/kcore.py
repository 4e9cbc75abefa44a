"""K-core: how deep a node sits in the densely tied middle of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.listing import ranking
from jejak.analysis.parameters import Parameters
from jejak.analysis.working_graph import working_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def compute(snapshot: Snapshot, parameters: Parameters) -> Outcome:
    """Compute the core number of every node (Batagelj and Zaversnik 2003), then by degree; O(n + m)."""
    graph = working_graph(snapshot, parameters)
    cores = nx.core_number(graph)
    scores = {node: (cores[node], graph.degree(node)) for node in graph}
    summary = {"edges": graph.number_of_edges(), "largest_core": max(cores.values(), default=0)}
    return ranking(snapshot, parameters, ("core", "degree"), scores=scores, summary=summary)


ANALYSIS = Analysis("kcore", 2, "K-core: the densely tied middle", Parameters, compute)
