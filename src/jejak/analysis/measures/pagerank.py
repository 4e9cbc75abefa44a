"""PageRank: who receives from those who themselves receive; run along the direction of the links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.declaration import Analysis, Outcome
from jejak.analysis.listing import ranking
from jejak.analysis.parameters import Weighed, parameter
from jejak.analysis.working_graph import weighed_graph

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRankParameters(Weighed):
    """How PageRank runs."""

    damping: float = parameter(0.85, "Chance of following a link.", least=0.01, most=0.99)
    tolerance: float = parameter(
        1e-9, "Largest total change of the last step, over all nodes together.", least=1e-14, most=0.1
    )


def compute(snapshot: Snapshot, parameters: PageRankParameters) -> Outcome:
    """Compute PageRank over weighted links, usually their number; the total error is at most tolerance × d/(1-d)."""
    graph, told = weighed_graph(snapshot, parameters, directed=True)
    # NetworkX stops at n × tol, which loosens as graphs grow: divide, so that the tolerance means the same everywhere.
    tolerance = parameters.tolerance / max(1, graph.number_of_nodes())
    values = nx.pagerank(graph, alpha=parameters.damping, tol=tolerance, max_iter=1000, weight="weight")
    scores = {node: (float(value),) for node, value in values.items()}
    summary = {"edges": graph.number_of_edges(), **told}
    return ranking(snapshot, parameters, ("pagerank",), scores=scores, summary=summary)


ANALYSIS = Analysis("pagerank", 3, "PageRank: where links and money gather", PageRankParameters, compute)
