"""Degree: how many others a node is tied to, and by how many links; visible activity, not leadership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.listing import ranking
from jejak.analysis.parameters import Weighed
from jejak.analysis.working_graph import weighed_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def compute(snapshot: Snapshot, parameters: Weighed) -> Outcome:
    """Count neighbours of every node and add up the weight of its ties, usually its links; O(n + m)."""
    graph, told = weighed_graph(snapshot, parameters)
    weighted = dict(graph.degree(weight="weight"))
    scores = {node: (count, weighted[node]) for node, count in graph.degree()}
    summary = {"edges": graph.number_of_edges(), **told}
    return ranking(snapshot, parameters, ("degree", "links"), scores=scores, summary=summary)


ANALYSIS = Analysis("degree", 3, "Degree: number of direct ties", Weighed, compute)
