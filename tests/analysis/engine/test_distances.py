"""Hop distances and eccentricity equal NetworkX's over every parameter, in its order."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from random_graphs import graphs

CUTOFFS = st.one_of(st.none(), st.integers(-1, 6), st.sampled_from([0.5, 1.5, float("inf")]))


@given(graphs(least=1), st.data(), CUTOFFS)
@settings(deadline=None)
def test_from_to_and_between_nodes(graph: nx.Graph, data: st.DataObject, cutoff: float | None) -> None:
    engine = convert_from_nx(graph)
    node = data.draw(st.sampled_from(list(graph)))
    for function in (nx.single_source_shortest_path_length, nx.single_target_shortest_path_length):
        ours = function(engine, node, cutoff=cutoff)
        theirs = function(graph, node, cutoff=cutoff)
        assert list(ours.items()) == list(theirs.items())
    everywhere = [(name, list(found.items())) for name, found in nx.all_pairs_shortest_path_length(engine, cutoff)]
    theirs = nx.all_pairs_shortest_path_length(graph, cutoff)
    assert everywhere == [(name, list(found.items())) for name, found in theirs]


def test_who_is_not_there_is_told_as_networkx_tells_it() -> None:
    engine = convert_from_nx(nx.path_graph(3))
    for function in (nx.single_source_shortest_path_length, nx.single_target_shortest_path_length):
        with pytest.raises(nx.NodeNotFound):
            function(engine, 9)


@given(graphs(), st.data(), st.booleans())
@settings(deadline=None)
def test_eccentricity(graph: nx.Graph, data: st.DataObject, usebounds: bool) -> None:
    engine = convert_from_nx(graph)
    connected = nx.is_strongly_connected if graph.is_directed() else nx.is_connected
    if graph and not connected(graph):
        for function in (nx.eccentricity, nx.diameter, nx.radius):
            with pytest.raises(nx.NetworkXError):
                function(engine)
        return
    ours = nx.eccentricity(engine)
    assert list(ours.items()) == list(nx.eccentricity(graph).items())
    if graph:
        assert nx.diameter(engine, usebounds=usebounds) == nx.diameter(graph, usebounds=usebounds)
        assert nx.radius(engine, usebounds=usebounds) == nx.radius(graph, usebounds=usebounds)
        node = data.draw(st.sampled_from(list(graph)))
        assert nx.eccentricity(engine, v=node) == nx.eccentricity(graph, v=node)
    some = data.draw(st.lists(st.sampled_from([*graph, "nobody"])))
    assert list(nx.eccentricity(engine, v=some).items()) == list(nx.eccentricity(graph, v=some).items())


@pytest.mark.parametrize(
    "graph", [nx.path_graph(700), nx.path_graph(150), nx.cycle_graph(130, create_using=nx.DiGraph)]
)
def test_eccentricity_of_more_nodes_than_a_word_has_bits(graph: nx.Graph) -> None:
    assert nx.eccentricity(convert_from_nx(graph)) == nx.eccentricity(graph)


@pytest.mark.parametrize("given", [{"sp": {}}, {"weight": "weight"}, {"v": [[1]]}])
def test_eccentricity_refuses(given: dict[str, object]) -> None:
    with pytest.raises(NotImplementedError):
        nx.eccentricity(nx.path_graph(3), backend="jejak", **given)


@given(graphs(kinds=(nx.DiGraph, nx.MultiDiGraph), least=1), st.data())
@settings(deadline=None)
def test_own_graphs_have_the_order_of_their_networkx_graph(graph: nx.DiGraph, data: st.DataObject) -> None:
    codes = {name: code for code, name in enumerate(graph)}
    rows = np.array([(codes[a], codes[b]) for a, b in graph.edges()], np.int32).reshape(-1, 2)
    engine = EngineGraph.from_rows(rows[:, 0], rows[:, 1], len(graph), directed=True)
    node = data.draw(st.sampled_from(range(len(graph))))
    for function in (nx.single_source_shortest_path_length, nx.single_target_shortest_path_length):
        ours, theirs = function(engine, node), function(engine.to_networkx(), node)
        assert list(ours.items()) == list(theirs.items())


@pytest.mark.parametrize("function", [nx.diameter, nx.radius])
def test_extremes_refuse(function: object) -> None:
    for graph, wishes in ((nx.Graph(), {}), (nx.path_graph(3), {"e": {0: 1}}), (nx.path_graph(3), {"weight": "w"})):
        with pytest.raises(NotImplementedError):
            function(graph, backend="jejak", **wishes)  # type: ignore[operator]
