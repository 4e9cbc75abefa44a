"""Betweenness equals NetworkX's over every parameter, whatever the number of threads and the depth of the graph."""

from __future__ import annotations

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


@given(graphs(), st.data(), st.booleans(), st.booleans())
@settings(deadline=None)
def test_nodes(graph: nx.Graph, data: st.DataObject, normalized: bool, endpoints: bool) -> None:
    k = data.draw(st.one_of(st.none(), st.integers(1, len(graph)))) if graph else None
    given = {"k": k, "normalized": normalized, "endpoints": endpoints, "seed": 5}
    ours = nx.betweenness_centrality(convert_from_nx(graph), **given)
    theirs = nx.betweenness_centrality(graph, **given)
    assert list(ours) == list(theirs)
    assert ours == pytest.approx(theirs, abs=1e-9, nan_ok=True)


@given(graphs(kinds=SIMPLE), st.data(), st.booleans())
@settings(deadline=None)
def test_edges(graph: nx.Graph, data: st.DataObject, normalized: bool) -> None:
    k = data.draw(st.one_of(st.none(), st.integers(1, len(graph)))) if graph else None
    ours = nx.edge_betweenness_centrality(convert_from_nx(graph), k=k, normalized=normalized, seed=5)
    theirs = nx.edge_betweenness_centrality(graph, k=k, normalized=normalized, seed=5)
    assert list(ours) == list(theirs)
    assert ours == pytest.approx(theirs, abs=1e-9)


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


@pytest.mark.parametrize("given", [{"weight": "weight"}, {"k": 99}, {"k": 0}, {"k": -1}])
def test_what_is_not_answered_is_left_to_networkx(given: dict[str, object]) -> None:
    graph = nx.path_graph(5)
    for function in (nx.betweenness_centrality, nx.edge_betweenness_centrality):
        with pytest.raises(NotImplementedError):
            function(graph, backend="jejak", **given)
    with pytest.raises(NotImplementedError):
        nx.edge_betweenness_centrality(nx.MultiGraph(graph), backend="jejak")
