"""Betweenness: who stands on the shortest ways between others; exact on small graphs, else a seeded sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.listing import ranking
from jejak.analysis.parameters import Parameters, parameter
from jejak.analysis.working_graph import working_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweennessParameters(Parameters):
    """How far to compute exactly."""

    exact_up_to: int = parameter(1000, "Nodes up to which every source is used.", least=0, unit="nodes")
    sources: int = parameter(128, "Sampled sources above that size.", least=1, unit="nodes")
    work: int = parameter(
        10_000_000, "Most edge visits of a sampled run; it bounds the time on large graphs.", least=1, unit="visits"
    )
    seed: int = parameter(0, "Seed of the sample.", least=0)


def compute(snapshot: Snapshot, parameters: BetweennessParameters) -> Outcome:
    """Compute normalised, unweighted betweenness (Brandes 2001; sampling as in Brandes and Pich 2007); O(k m)."""
    graph = working_graph(snapshot, parameters)
    size = graph.number_of_nodes()
    used = size if size <= parameters.exact_up_to else _sources(graph, parameters)
    values = nx.betweenness_centrality(graph, k=None if used == size else used, seed=parameters.seed)
    summary = {"edges": graph.number_of_edges(), "exact": used == size, "sources": used}
    scores = {node: (value,) for node, value in values.items()}
    return ranking(snapshot, parameters, ("betweenness",), scores=scores, summary=summary)


def _sources(graph: nx.Graph[int], parameters: BetweennessParameters) -> int:
    affordable = parameters.work // max(1, graph.number_of_edges())
    return max(1, min(parameters.sources, max(16, affordable), graph.number_of_nodes()))


ANALYSIS = Analysis(
    "betweenness", 1, "Betweenness: who connects groups that are otherwise apart", BetweennessParameters, compute
)
