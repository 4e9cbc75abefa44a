"""The NetworkX graph that an analysis runs on: the whole snapshot or its actors, without self-loops, in code order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.parameters import Parameters
from jejak.analysis.projection import ProjectionParameters, project
from jejak.analysis.selection import chosen_ltypes

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def working_graph(snapshot: Snapshot, parameters: Parameters, *, directed: bool = False) -> nx.Graph[int]:
    """Build the graph that ``parameters`` name; nodes are snapshot codes, edges carry ``weight``.

    In the whole graph ``weight`` is the number of links; in the actor projection it is the weight of the tie.
    """
    ltypes = chosen_ltypes(snapshot, parameters)
    if parameters.graph == "actors":
        tied = project(snapshot, ProjectionParameters(), ltypes=ltypes).graph
        return tied.to_directed() if directed else tied
    graph = snapshot.to_networkx(ltypes=ltypes or None, directed=directed, multi=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph
