"""Triangles and clustering equal NetworkX's, for all nodes, one node and some nodes."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs

SIMPLE = (nx.Graph, nx.DiGraph)
DENSE = {"most_edges": 90, "largest": 12}
SIGNED = (1, 2, -3, 0, 0.5, -1)


def some(graph: nx.Graph) -> st.SearchStrategy[list]:
    """Nodes to ask for: some twice, some that are not there."""
    return st.lists(st.sampled_from([*graph, "nobody", 99]), max_size=8)


@given(graphs(kinds=(nx.Graph, nx.MultiGraph), **DENSE), st.data())
@settings(deadline=None)
def test_triangles(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    counts = nx.triangles(engine)
    assert list(counts.items()) == list(nx.triangles(graph).items())
    assert all(type(count) is int for count in counts.values())
    if not graph.is_multigraph():
        nodes = data.draw(some(graph))
        assert list(nx.triangles(engine, nodes).items()) == list(nx.triangles(graph, nodes).items())
        assert nx.triangles(engine, iter(nodes)) == nx.triangles(graph, nodes)
        for node in graph:
            assert nx.triangles(engine, nodes=node) == nx.triangles(graph, node)


@given(graphs(kinds=SIMPLE, weights=SIGNED, **DENSE), st.data())
@settings(deadline=None)
def test_clustering(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    nodes = data.draw(some(graph))
    weights = [weight for _, _, weight in graph.edges(data="weight", default=1)]
    for weight in (None, "no such weight", "weight"):
        if weight == "weight" and weights and max(weights) == 0:
            with pytest.raises(NotImplementedError, match="nothing to compare"):
                offer_of("clustering")(engine, weight=weight)
            continue
        ours = nx.clustering(engine, weight=weight)
        assert list(ours) == list(graph)
        assert ours == pytest.approx(nx.clustering(graph, weight=weight), abs=1e-9)
        assert nx.clustering(engine, nodes, weight) == pytest.approx(nx.clustering(graph, nodes, weight), abs=1e-9)
        for node in graph:
            assert nx.clustering(engine, node, weight) == pytest.approx(nx.clustering(graph, node, weight), abs=1e-9)
    assert nx.transitivity(engine) == pytest.approx(nx.transitivity(graph), abs=1e-9)


@given(graphs(kinds=SIMPLE, **DENSE), st.data())
@settings(deadline=None)
def test_average_clustering(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    for call in (
        {},
        {"weight": "weight"},
        {"count_zeros": False},
        {"nodes": data.draw(some(graph)), "count_zeros": data.draw(st.booleans())},
    ):
        try:
            theirs = nx.average_clustering(graph, **call)
        except ZeroDivisionError:
            with pytest.raises(ZeroDivisionError):
                nx.average_clustering(engine, **call)
        else:
            assert nx.average_clustering(engine, **call) == pytest.approx(theirs, abs=1e-9)


def test_a_larger_graph() -> None:
    graph = nx.powerlaw_cluster_graph(400, 6, 0.5, seed=4)
    engine = convert_from_nx(graph)
    assert nx.triangles(engine) == nx.triangles(graph)
    assert nx.clustering(engine) == pytest.approx(nx.clustering(graph), abs=1e-12)
    assert nx.transitivity(engine) == pytest.approx(nx.transitivity(graph), abs=1e-12)


@pytest.mark.parametrize("nodes", [5.5, [[1]]])
def test_nodes_that_cannot_be_nodes(nodes: object) -> None:
    for graph in (nx.path_graph(3), convert_from_nx(nx.path_graph(3))):
        with pytest.raises(nx.NetworkXError):
            nx.triangles(graph, nodes)
        with pytest.raises(nx.NetworkXError):
            nx.clustering(graph, nodes)


def test_refusals() -> None:
    parallel = nx.MultiGraph([(1, 2), (1, 2), (2, 3), (3, 1)])
    for call in (
        lambda: nx.triangles(parallel, [1], backend="jejak"),
        lambda: nx.clustering(parallel, backend="jejak"),
        lambda: nx.transitivity(parallel, backend="jejak"),
        lambda: nx.average_clustering(parallel, backend="jejak"),
        lambda: nx.average_clustering(nx.path_graph(3), 1, backend="jejak"),
        lambda: nx.clustering(nx.path_graph(3), weight=len, backend="jejak"),
    ):
        with pytest.raises(NotImplementedError, match="not implemented by 'jejak' backend for the given arguments"):
            call()
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.triangles(convert_from_nx(nx.DiGraph([(1, 2)])))
