"""Components: the parts of the graph between which there is no way at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.groups import grouping
from jejak.analysis.parameters import Parameters
from jejak.analysis.working_graph import working_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def compute(snapshot: Snapshot, parameters: Parameters) -> Outcome:
    """Find the (weak) components, largest first; O(n + m)."""
    graph = working_graph(snapshot, parameters)
    found = list(nx.connected_components(graph))
    summary = {"edges": graph.number_of_edges()}
    return grouping(snapshot, parameters, found, summary=summary)


ANALYSIS = Analysis("components", 2, "Components: separate parts of the graph", Parameters, compute, ranks=False)
