"""Louvain ends on graphs on which rounding sends NetworkX in circles, and is as good as NetworkX's on others."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.partition import louvain


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(0, 2**16), st.floats(0.2, 4.0))
def test_it_is_a_partition_no_worse_than_everybody_alone(size: int, seed: int, resolution: float) -> None:
    graph = nx.gnp_random_graph(size, 0.15, seed=seed)
    for u, v in graph.edges:
        graph[u][v]["weight"] = ((u * 7 + v * 13) % 40) / 3
    found = louvain(graph, weight="weight", resolution=resolution, seed=seed)
    assert sorted(node for group in found for node in group) == sorted(graph)
    assert found == louvain(graph, weight="weight", resolution=resolution, seed=seed)
    if graph.size(weight="weight"):
        alone = [{node} for node in graph]
        scores = [nx.community.modularity(graph, part, resolution=resolution) for part in (found, alone)]
        assert scores[0] >= scores[1] - 0.05


@pytest.mark.parametrize("weight", [None, "weight"])
def test_as_good_as_networkx_on_known_graphs(weight: str | None) -> None:
    for graph in (nx.karate_club_graph(), nx.les_miserables_graph()):
        named = nx.convert_node_labels_to_integers(graph)
        ours = [louvain(named, weight=weight, resolution=1.0, seed=seed) for seed in range(10)]
        theirs = [nx.community.louvain_communities(named, weight=weight, seed=seed) for seed in range(10)]
        best = [max(nx.community.modularity(named, part, weight=weight) for part in parts) for parts in (ours, theirs)]
        assert best[0] == pytest.approx(best[1], abs=0.005)


def test_groups_that_are_apart_stay_apart() -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(4) for _ in range(5)])
    found = louvain(graph, weight=None, resolution=1.0, seed=0)
    assert sorted(map(sorted, found)) == [[4 * i + j for j in range(4)] for i in range(5)]


def test_a_graph_without_ties_gives_everybody_alone() -> None:
    assert louvain(nx.empty_graph(3), weight="weight", resolution=1.0, seed=0) == [{0}, {1}, {2}]
