"""Cut nodes, bridges and blocks equal NetworkX's, in NetworkX's order where it has one."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs

UNDIRECTED = (nx.Graph, nx.MultiGraph)


@given(graphs(kinds=UNDIRECTED, most_edges=22))
@settings(deadline=None, max_examples=200)
def test_blocks_and_cut_nodes(graph: nx.Graph) -> None:
    engine = convert_from_nx(graph)
    assert list(nx.articulation_points(engine)) == list(nx.articulation_points(graph))
    assert list(nx.biconnected_components(engine)) == list(nx.biconnected_components(graph))
    assert list(nx.biconnected_component_edges(engine)) == list(nx.biconnected_component_edges(graph))
    assert nx.is_biconnected(engine) is nx.is_biconnected(graph)


@given(graphs(kinds=UNDIRECTED, most_edges=22), st.data())
@settings(deadline=None, max_examples=200)
def test_bridges(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    assert list(nx.bridges(engine)) == list(nx.bridges(graph))
    assert nx.has_bridges(engine) is nx.has_bridges(graph)
    if graph:
        root = data.draw(st.sampled_from(list(graph)))
        # With a root NetworkX lists nodes as a set does, so the ends of a bridge stand in any order.
        ours = [frozenset(edge) for edge in nx.bridges(engine, root)]
        assert len(set(ours)) == len(ours)
        assert set(ours) == {frozenset(edge) for edge in nx.bridges(graph, root=root)}
        assert nx.has_bridges(engine, root=root) is nx.has_bridges(graph, root)


def test_biconnected_graphs() -> None:
    for graph in (nx.cycle_graph(5), nx.path_graph(2), nx.path_graph(3), nx.path_graph(1), nx.Graph([(1, 1)])):
        assert nx.is_biconnected(graph, backend="jejak") is nx.is_biconnected(graph)


def test_a_long_path_needs_no_recursion() -> None:
    graph = nx.path_graph(5_000)
    engine = convert_from_nx(graph)
    assert list(nx.articulation_points(engine)) == list(nx.articulation_points(graph))
    assert list(nx.bridges(engine)) == [(node, node + 1) for node in range(4_999)]
    assert len(list(nx.biconnected_components(engine))) == 4_999


def test_an_edge_that_is_there_twice_is_no_bridge() -> None:
    graph = nx.MultiGraph([(1, 2), (2, 3), (1, 2)])
    assert list(nx.bridges(graph, backend="jejak")) == [(2, 3)]
    assert not nx.has_bridges(nx.MultiGraph([(1, 2), (2, 1)]), backend="jejak")


@pytest.mark.parametrize("root", ["nobody", [1]])
def test_a_root_that_is_not_there(root: object) -> None:
    engine = convert_from_nx(nx.path_graph(3))
    with pytest.raises(nx.NodeNotFound):
        list(nx.bridges(engine, root=root))
    with pytest.raises(nx.NodeNotFound):
        nx.has_bridges(engine, root=root)


@pytest.mark.parametrize(
    "name",
    ["articulation_points", "bridges", "has_bridges", "is_biconnected", "biconnected_components"],
)
def test_directed_graphs_are_told(name: str) -> None:
    with pytest.raises(nx.NetworkXNotImplemented):
        getattr(nx, name)(convert_from_nx(nx.DiGraph([(1, 2)])))
