"""Montagna: the engine's removal orders and curves give all 24 published curves, no point of them different.

The procedure of Cavallaro et al. (PLOS ONE 2020): score the people who are left, remove the best one (sequential) or
the best five (block), among equals the one who comes last in the graph; while more than five are left, note the share
of the first largest component that is still joined.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Mapping

import networkx as nx
import pytest

from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.csr import Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.removal import degree_order, removal_curve, sequential_order

from .conftest import Data, Real, ties

#: What the tables of curves call the networks.
PUBLISHED = {"meetings": "meeting", "phonecalls": "phone_calls"}
#: The last five are not removed.
LEFT = 5
Scores = Callable[[nx.Graph, str | None], Mapping[Hashable, float]]


def _betweenness(graph: nx.Graph, weight: str | None) -> Mapping[Hashable, float]:
    return nx.betweenness_centrality(graph, weight=weight)


def _degree(graph: nx.Graph, weight: str | None) -> Mapping[Hashable, float]:
    return dict(graph.degree(weight=weight))


def _katz(graph: nx.Graph, weight: str | None) -> Mapping[Hashable, float]:
    return nx.katz_centrality_numpy(graph, weight=weight)


@pytest.mark.parametrize("network", PUBLISHED)
@pytest.mark.parametrize("kind", ["sequential", "block"])
@pytest.mark.parametrize("weighting", ["unweighted", "weighted"])
@pytest.mark.parametrize(("measure", "scores"), [("Betweenness", _betweenness), ("Degree", _degree), ("Katz", _katz)])
def test_curves_as_published(
    real: Real, shared_data: Data, *, network: str, kind: str, weighting: str, measure: str, scores: Scores
) -> None:
    path = shared_data(f"montagna/removal_curves/{kind}_{PUBLISHED[network]}_{weighting}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        published = [float(row[measure]) for row in csv.DictReader(lines)]
    graph = convert_from_nx(ties(real(f"montagna-{network}").snapshot(), "weight"))
    weight, block = "weight" if weighting == "weighted" else None, 5 if kind == "block" else 1

    def score(left: EngineGraph) -> Mapping[Hashable, float]:
        return scores(left.to_networkx(), weight)

    order = sequential_order(graph, score, block=block, leave=LEFT, ties="last", weights=["weight"])
    _agree(graph, order, published, block)
    if (measure, weight, block) == ("Degree", None, 1):
        _agree(graph, degree_order(graph, sequential=True, ties="last"), published, block)


def _agree(graph: EngineGraph, order: Longs | Ints, published: list[float], block: int) -> None:
    """The same people are left at every point; the published shares are whole people but for the last digit."""
    largest = removal_curve(graph, order).largest
    people = [share * int(largest[0]) for share in published]
    assert people == pytest.approx([round(count) for count in people], abs=1e-11)
    assert largest[: len(graph) - LEFT : block].tolist() == [round(count) for count in people]
