"""Closeness and harmonic centrality equal NetworkX's over every parameter, in hops and in lengths of edges."""

from __future__ import annotations

from decimal import Decimal

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs

LENGTHS = (0, 1, 2, 3, 0.1, 0.2, 0.3, 0.5, True)
DISTANCES = st.sampled_from([None, "weight", "absent"])


@given(graphs(weights=LENGTHS), st.data(), st.booleans(), DISTANCES)
@settings(deadline=None)
def test_closeness(graph: nx.Graph, data: st.DataObject, wf_improved: bool, distance: str | None) -> None:
    engine = convert_from_nx(graph)
    ours = nx.closeness_centrality(engine, distance=distance, wf_improved=wf_improved)
    theirs = nx.closeness_centrality(graph, distance=distance, wf_improved=wf_improved)
    assert ours == pytest.approx(theirs, abs=1e-12)
    assert list(ours) == list(graph)
    assert {type(value) for value in ours.values()} <= {float}
    if graph:
        node = data.draw(st.sampled_from(list(graph)))
        one = nx.closeness_centrality(engine, node, distance=distance, wf_improved=wf_improved)
        assert one == pytest.approx(ours[node], abs=1e-12)


@given(graphs(weights=LENGTHS), st.data(), DISTANCES)
@settings(deadline=None)
def test_harmonic(graph: nx.Graph, data: st.DataObject, distance: str | None) -> None:
    names = [*graph, "nobody"]
    some = st.one_of(st.none(), st.sampled_from(list(graph) or [[]]), st.lists(st.sampled_from(names), unique=True))
    nbunch, sources = data.draw(some), data.draw(some)
    ours = nx.harmonic_centrality(convert_from_nx(graph), nbunch=nbunch, distance=distance, sources=sources)
    theirs = nx.harmonic_centrality(graph, nbunch=nbunch, distance=distance, sources=sources)
    assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("distance", [None, "metres"])
def test_more_sources_than_a_word_has_bits(directed: bool, distance: str | None) -> None:
    graph = nx.gnp_random_graph(200, 0.02, seed=4, directed=directed)
    nx.set_edge_attributes(graph, {edge: 1 + number % 5 for number, edge in enumerate(graph.edges)}, "metres")
    for function in (nx.closeness_centrality, nx.harmonic_centrality):
        ours = function(convert_from_nx(graph), distance=distance)
        assert ours == pytest.approx(function(graph, distance=distance), abs=1e-9)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_a_long_chain_with_side_branches(kind: type[nx.Graph]) -> None:
    """Narrow fronts are searched in another way than wide ones."""
    graph = nx.path_graph(400, create_using=kind)
    graph.add_edges_from((code, ("branch", code)) for code in range(0, 400, 9))
    graph.add_edges_from((("branch", code), code + 5) for code in range(0, 390, 18))
    engine = convert_from_nx(graph)
    assert nx.closeness_centrality(engine) == pytest.approx(nx.closeness_centrality(graph), abs=1e-12)
    assert nx.closeness_centrality(engine, 399) == pytest.approx(nx.closeness_centrality(graph, 399), abs=1e-12)
    some = {"nbunch": [0, 200, 399], "sources": range(0, 400, 3)}
    assert nx.harmonic_centrality(engine, **some) == pytest.approx(nx.harmonic_centrality(graph, **some), abs=1e-12)


@pytest.mark.parametrize("function", [nx.closeness_centrality, nx.harmonic_centrality])
@pytest.mark.parametrize("length", [-1, None, 2**53, Decimal(1), np.float32(0.1)])
def test_lengths_that_would_be_added_otherwise_are_left_to_networkx(function: object, length: object) -> None:
    graph = nx.path_graph(5)
    graph.add_edge(0, 1, weight=length)
    with pytest.raises(NotImplementedError):
        function(convert_from_nx(graph), distance="weight")  # type: ignore[operator]
    with pytest.raises(NotImplementedError):
        function(graph, distance=lambda *_: 1, backend="jejak")  # type: ignore[operator]


def test_who_is_not_there_is_told_as_networkx_tells_it() -> None:
    with pytest.raises(nx.NodeNotFound):
        nx.closeness_centrality(convert_from_nx(nx.path_graph(3)), 9)
