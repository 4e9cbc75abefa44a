"""Closeness: how few steps a node is from all others; above a size only a shortlist is computed, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.listing import listable_codes, ranking
from jejak.analysis.parameters import Parameters, parameter
from jejak.analysis.working_graph import working_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosenessParameters(Parameters):
    """How far to compute for everybody."""

    exact_up_to: int = parameter(2000, "Nodes up to which every listable node is computed.", least=0, unit="nodes")
    work: int = parameter(10_000_000, "Most edge visits above that size.", least=1, unit="visits")
    shortlist: int = parameter(
        256, "Most nodes of the shortlist above that size: those with the highest degree.", least=1, unit="nodes"
    )


def compute(snapshot: Snapshot, parameters: ClosenessParameters) -> Outcome:
    """Compute closeness with the Wasserman-Faust factor for split graphs; exact for every node it names; O(k m)."""
    graph = working_graph(snapshot, parameters)
    keep = listable_codes(snapshot, parameters.listed)
    candidates = [node for node in graph if node in keep]
    chosen = candidates
    if graph.number_of_nodes() > parameters.exact_up_to:
        affordable = max(16, parameters.work // max(1, graph.number_of_edges()))
        ordered = sorted(candidates, key=lambda node: (-graph.degree(node), node))
        chosen = ordered[: min(parameters.shortlist, affordable)]
    values = _values(graph, chosen)
    scores = {node: (values[node],) for node in chosen}
    summary = {"edges": graph.number_of_edges(), "exact": len(chosen) == len(candidates), "computed": len(chosen)}
    return ranking(snapshot, parameters, ("closeness",), scores=scores, summary=summary)


def _values(graph: nx.Graph[int], chosen: list[int]) -> Mapping[int, float]:
    """Closeness of the chosen nodes; of all in one go when they are many, for one by one every arc is read anew."""
    if 64 * len(chosen) >= graph.number_of_nodes():
        return cast("Mapping[int, float]", nx.closeness_centrality(graph))
    return {node: cast("float", nx.closeness_centrality(graph, u=node)) for node in chosen}


ANALYSIS = Analysis("closeness", 2, "Closeness: who reaches everybody in few steps", ClosenessParameters, compute)
