"""The graph that an analysis runs on: the whole snapshot or its actors, without self-loops, in code order.

Analyses are written against NetworkX's functions. A small graph is NetworkX's own; a large one is the engine's, which
the same functions answer compiled: it is made of the snapshot's arrays, and no `networkx.Graph` is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.engine.offers import LINEAR
from jejak.analysis.parameters import Parameters
from jejak.analysis.projection import ProjectionParameters, project
from jejak.analysis.selection import chosen_ltypes
from jejak.analysis.ties import ties_of

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def working_graph(snapshot: Snapshot, parameters: Parameters, *, directed: bool = False) -> nx.Graph[int]:
    """Build the graph that ``parameters`` name; nodes are snapshot codes, edges carry ``weight``.

    In the whole graph ``weight`` is the number of links; in the actor projection it is the weight of the tie, and both
    directions of a tie count. What comes back has the counting methods of a NetworkX graph (nodes, edges, degrees), and
    NetworkX's functions take it; ``graph[node]`` works on small ones alone.
    """
    if parameters.graph == "whole" and snapshot.n_nodes >= LINEAR:
        return cast("nx.Graph[int]", ties_of(snapshot, parameters).graph(directed=directed))
    ltypes = chosen_ltypes(snapshot, parameters)
    if parameters.graph == "actors":
        tied = project(snapshot, ProjectionParameters(), ltypes=ltypes).graph
        return tied.to_directed() if directed else tied
    graph = snapshot.to_networkx(ltypes=ltypes or None, directed=directed, multi=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph
