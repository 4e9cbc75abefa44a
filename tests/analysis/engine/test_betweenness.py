"""Betweenness equals NetworkX's over every parameter, whatever the number of threads and the depth of the graph."""

from __future__ import annotations

from decimal import Decimal

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.kernels.betweenness import DEEPEST
from random_graphs import graphs

SIMPLE = (nx.Graph, nx.DiGraph)


#: Lengths that often add up to the same number, by another way or by rounding; 0 too, and one below it.
LENGTHS = (0, -1, 1, 2, 3, 0.1, 0.2, 0.3, 0.5, True)


@given(graphs(weights=LENGTHS), st.data(), st.booleans(), st.booleans(), st.sampled_from([None, "weight", "absent"]))
@settings(deadline=None)
def test_nodes(graph: nx.Graph, data: st.DataObject, normalized: bool, endpoints: bool, weight: str | None) -> None:
    k = data.draw(st.one_of(st.none(), st.integers(min(1, len(graph)), len(graph))))
    given = {"k": k, "normalized": normalized, "endpoints": endpoints, "weight": weight, "seed": 5}
    ours = nx.betweenness_centrality(convert_from_nx(graph), **given)
    theirs = nx.betweenness_centrality(graph, **given)
    assert list(ours) == list(theirs)
    assert {type(value) for value in ours.values()} <= {float}
    assert ours == pytest.approx(theirs, abs=1e-9, nan_ok=True)


@given(graphs(weights=LENGTHS), st.data(), st.booleans(), st.sampled_from([None, "weight", "absent"]))
@settings(deadline=None)
def test_edges(graph: nx.Graph, data: st.DataObject, normalized: bool, weight: str | None) -> None:
    k = data.draw(st.one_of(st.none(), st.integers(min(1, len(graph)), len(graph))))
    given = {"k": k, "normalized": normalized, "weight": weight, "seed": 5}
    ours = nx.edge_betweenness_centrality(convert_from_nx(graph), **given)
    theirs = nx.edge_betweenness_centrality(graph, **given)
    assert list(ours) == list(theirs)
    assert {type(value) for value in ours.values()} <= {float}
    assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_lengths_on_a_larger_graph_of_several_parts(kind: type[nx.Graph]) -> None:
    graph = nx.gnp_random_graph(140, 0.05, seed=3, directed=kind is nx.DiGraph)
    for number, (a, b) in enumerate(graph.edges):
        graph[a][b]["metres"] = 1 + number % 7
    for function in (nx.betweenness_centrality, nx.edge_betweenness_centrality):
        ours = function(convert_from_nx(graph), weight="metres")
        assert ours == pytest.approx(function(graph, weight="metres"), abs=1e-9)


@pytest.mark.parametrize("length", [None, "near", 2**53, Decimal(1), np.float32(0.1), float("inf")])
def test_lengths_that_would_be_added_otherwise_are_left_to_networkx(length: object) -> None:
    graph = nx.path_graph(4)
    graph.add_edge(0, 1, weight=length)
    for function in (nx.betweenness_centrality, nx.edge_betweenness_centrality):
        with pytest.raises(NotImplementedError):
            function(convert_from_nx(graph), weight="weight")


def test_the_longer_of_parallel_edges_carries_nothing() -> None:
    graph = nx.MultiGraph([(0, 1, {"km": 1}), (0, 1, {"km": 5}), (0, 1, {"km": 1}), (1, 2, {"km": 2})])
    found = nx.edge_betweenness_centrality(convert_from_nx(graph), weight="km", normalized=False)
    assert found == {(0, 1, 0): 1.0, (0, 1, 1): 0.0, (0, 1, 2): 1.0, (1, 2, 0): 2.0}


@pytest.mark.parametrize("kind", SIMPLE)
@pytest.mark.parametrize("endpoints", [False, True])
def test_larger_graphs_of_several_sweeps_and_parts(kind: type[nx.Graph], endpoints: bool) -> None:
    graph = nx.gnp_random_graph(150, 0.03, seed=3, directed=kind is nx.DiGraph)
    ours = nx.betweenness_centrality(graph, endpoints=endpoints, backend="jejak")
    assert ours == pytest.approx(nx.betweenness_centrality(graph, endpoints=endpoints), abs=1e-9)


@pytest.mark.parametrize("length", [DEEPEST - 2, DEEPEST - 1, DEEPEST, DEEPEST + 1, 700])
@pytest.mark.parametrize("endpoints", [False, True])
def test_a_long_chain_is_no_trouble(length: int, endpoints: bool) -> None:
    graph = nx.path_graph(length + 1)
    graph.add_edges_from([(0, "x"), ("x", 2)])
    ours = nx.betweenness_centrality(convert_from_nx(graph), k=20, seed=1, endpoints=endpoints)
    theirs = nx.betweenness_centrality(graph, k=20, seed=1, endpoints=endpoints)
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_many_equal_ways_are_counted_without_loss() -> None:
    """A ladder of 40 diamonds has 2^40 shortest ways from end to end: more than a short float could count."""
    graph = nx.Graph()
    for step in range(40):
        graph.add_edges_from([((step, 0), (step, 1)), ((step, 0), (step, 2))])
        graph.add_edges_from([((step, 1), (step + 1, 0)), ((step, 2), (step + 1, 0))])
    ours = nx.betweenness_centrality(convert_from_nx(graph))
    assert ours == pytest.approx(nx.betweenness_centrality(graph), rel=1e-12, abs=1e-12)


def test_the_number_of_threads_changes_no_bit() -> None:
    graph = convert_from_nx(nx.gnp_random_graph(400, 0.02, seed=8))
    found = []
    for threads in (1, 2, 5):
        with running(threads=threads):
            found.append(list(nx.betweenness_centrality(graph).values()))
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])


@pytest.mark.parametrize("threads", [1, 2])
def test_it_tells_how_far_it_is_and_can_be_stopped(threads: int) -> None:
    graph = convert_from_nx(nx.gnp_random_graph(400, 0.02, seed=8))
    told: list[tuple[int, int]] = []

    def stop_at_three(done: int, of: int) -> None:
        told.append((done, of))
        if done == 3:
            raise KeyboardInterrupt

    with running(threads=threads, tick=stop_at_three), pytest.raises(KeyboardInterrupt):
        nx.betweenness_centrality(graph)
    assert told == [(1, 7), (2, 7), (3, 7)]


@pytest.mark.parametrize("given", [{"weight": lambda *_: 1}, {"k": 99}, {"k": -1}, {"k": 0}, {"k": 1.5}])
def test_what_is_not_answered_is_left_to_networkx(given: dict[str, object]) -> None:
    graph = nx.path_graph(5)
    for function in (nx.betweenness_centrality, nx.edge_betweenness_centrality):
        with pytest.raises(NotImplementedError):
            function(graph, backend="jejak", **given)
