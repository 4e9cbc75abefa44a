"""Betweenness: who stands on the shortest ways between others; exact on small graphs, else a seeded sample.

A sample tells besides whether its top is settled: halves of it are compared (`engine/progressive.py`).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.declaration import Analysis, Cell, Outcome
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.progressive import GROUPS, progressive_betweenness
from jejak.analysis.listing import ranking
from jejak.analysis.parameters import Parameters, parameter
from jejak.analysis.working_graph import working_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


#: How many of the best a sample must settle to be called stable.
_TOP = 20


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
    summary: dict[str, Cell] = {"edges": graph.number_of_edges(), "exact": used == size, "sources": used}
    if used == size:
        values = nx.betweenness_centrality(graph)
    else:
        values, told = _sampled(convert_from_nx(cast("nx.Graph[Hashable]", graph)), used, parameters.seed)
        summary |= told
    scores = {node: (value,) for node, value in values.items()}
    return ranking(snapshot, parameters, ("betweenness",), scores=scores, summary=summary)


def _sources(graph: nx.Graph[int], parameters: BetweennessParameters) -> int:
    affordable = parameters.work // max(1, graph.number_of_edges())
    return max(GROUPS, min(parameters.sources, max(16, affordable), graph.number_of_nodes()))


def _sampled(graph: EngineGraph, sources: int, seed: int) -> tuple[dict[int, float], dict[str, Cell]]:
    """Betweenness from so many sources in four batches, and how far its top is settled."""
    batch = max(GROUPS, sources // 4)
    *_, last = progressive_betweenness(graph, top=_TOP, batch=batch, budget=sources, seed=seed)
    told: dict[str, Cell] = {"sources": last.sources, "top": len(last.top), "settled": last.settled}
    names = cast("list[int]", list(graph.names))
    return dict(zip(names, last.scores.tolist(), strict=True)), {**told, "stable": last.stable}


ANALYSIS = Analysis(
    "betweenness", 3, "Betweenness: who connects groups that are otherwise apart", BetweennessParameters, compute
)
