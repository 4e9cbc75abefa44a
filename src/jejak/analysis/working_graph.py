"""The graph that an analysis runs on: the whole snapshot or its actors, without self-loops, in code order.

Analyses are written against NetworkX's functions. A small graph is NetworkX's own; a large one is the engine's, which
the same functions answer compiled: it is made of the snapshot's arrays, and no `networkx.Graph` is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.declaration import Cell
from jejak.analysis.engine.offers import LINEAR
from jejak.analysis.parameters import Parameters, Weighed
from jejak.analysis.projection import ProjectionParameters, project
from jejak.analysis.selection import chosen_ltypes
from jejak.analysis.ties import ties_of
from jejak.analysis.weighting import weighed

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


def weighed_graph(
    snapshot: Snapshot, parameters: Weighed, *, directed: bool = False
) -> tuple[nx.Graph[int], Mapping[str, Cell]]:
    """The working graph with ``weight`` as ``parameters`` say, and what a reader must know of the weighing.

    Raises:
        AnalysisError: Amounts are asked for, and there are none, or they cannot be added up.
    """
    if parameters.weight == "usual":
        return working_graph(snapshot, parameters, directed=directed), {}
    ties, told = weighed(snapshot, ties_of(snapshot, parameters), parameters)
    graph = ties.graph(directed=directed and parameters.graph == "whole")
    small = len(ties.names) < LINEAR
    made = cast("nx.Graph[int]", graph.to_networkx() if small else graph)
    return made, told
