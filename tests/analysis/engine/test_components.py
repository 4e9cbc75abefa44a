"""Components equal NetworkX's, in sets and (where NetworkX has one) in order."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs


@given(graphs(kinds=(nx.Graph, nx.MultiGraph)), st.data())
@settings(deadline=None)
def test_connected(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    assert list(nx.connected_components(engine)) == list(nx.connected_components(graph))
    assert nx.number_connected_components(engine) == nx.number_connected_components(graph)
    if graph:
        assert nx.is_connected(engine) is nx.is_connected(graph)
        node = data.draw(st.sampled_from(list(graph)))
        assert nx.node_connected_component(engine, node) == nx.node_connected_component(graph, node)


@given(graphs(kinds=(nx.DiGraph, nx.MultiDiGraph)))
@settings(deadline=None)
def test_weak_and_strong(graph: nx.DiGraph) -> None:
    engine = convert_from_nx(graph)
    assert list(nx.weakly_connected_components(engine)) == list(nx.weakly_connected_components(graph))
    assert nx.number_weakly_connected_components(engine) == nx.number_weakly_connected_components(graph)
    strong = {frozenset(part) for part in nx.strongly_connected_components(engine)}
    assert strong == {frozenset(part) for part in nx.strongly_connected_components(graph)}
    assert nx.number_strongly_connected_components(engine) == len(strong)
    if graph:
        assert nx.is_weakly_connected(engine) is nx.is_weakly_connected(graph)
        assert nx.is_strongly_connected(engine) is nx.is_strongly_connected(graph)


@pytest.mark.parametrize("name", ["is_connected", "is_weakly_connected", "is_strongly_connected"])
def test_an_empty_graph_is_left_to_networkx(name: str) -> None:
    graph = nx.Graph() if name == "is_connected" else nx.DiGraph()
    with pytest.raises(NotImplementedError, match="not implemented by 'jejak' backend for the given arguments"):
        getattr(nx, name)(graph, backend="jejak")
    with nx.config(backend_priority=["jejak"]), pytest.raises(nx.NetworkXPointlessConcept):
        getattr(nx, name)(graph)
