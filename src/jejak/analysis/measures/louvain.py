"""Louvain communities: groups with more ties inside than chance would give; seed and resolution are on the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.groups import grouping
from jejak.analysis.parameters import Weighed, parameter
from jejak.analysis.partition import louvain
from jejak.analysis.working_graph import weighed_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class LouvainParameters(Weighed):
    """How groups are found."""

    resolution: float = parameter(
        1.0, "Above 1 gives more and smaller groups; at 1 small ones are merged.", least=0.01, most=1000
    )
    weighted: bool = parameter(False, "Count the weight of ties, not only that there is one.")
    seeds: int = parameter(1, "Runs with different seeds; the best one is kept.", least=1, most=1000, unit="runs")
    seed: int = parameter(0, "First seed.", least=0)


def compute(snapshot: Snapshot, parameters: LouvainParameters) -> Outcome:
    """Find communities (Blondel et al. 2008); the best of ``seeds`` runs."""
    graph, told = weighed_graph(snapshot, parameters)
    if not isinstance(graph, nx.Graph):  # the exact arithmetic of this search is NetworkX's
        graph = graph.to_networkx()
    weight = "weight" if parameters.weighted or parameters.weight != "usual" else None
    best: tuple[float, list[set[int]]] = (0.0, [{node} for node in graph])
    if graph.number_of_edges():
        runs = range(parameters.seed, parameters.seed + max(1, parameters.seeds))
        best = max((_partition(graph, parameters, seed, weight) for seed in runs), key=lambda run: run[0])
    modularity, found = best
    summary = {"edges": graph.number_of_edges(), "modularity": modularity, **told}
    return grouping(snapshot, parameters, found, summary=summary)


def _partition(
    graph: nx.Graph[int], parameters: LouvainParameters, seed: int, weight: str | None
) -> tuple[float, list[set[int]]]:
    resolution = parameters.resolution
    found = louvain(graph, weight=weight, resolution=resolution, seed=seed)
    return float(nx.community.modularity(graph, found, weight=weight, resolution=resolution)), found


ANALYSIS = Analysis("louvain", 4, "Communities (Louvain)", LouvainParameters, compute, ranks=False)
