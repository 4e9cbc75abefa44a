"""Hop distances, closeness and harmonic centrality equal NetworkX's over every parameter."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.conversion import convert_from_nx
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
        assert ours == theirs
        assert list(ours.values()) == list(theirs.values())
    everywhere = dict(nx.all_pairs_shortest_path_length(engine, cutoff=cutoff))
    assert everywhere == dict(nx.all_pairs_shortest_path_length(graph, cutoff=cutoff))


@given(graphs(), st.data(), st.booleans())
@settings(deadline=None)
def test_closeness(graph: nx.Graph, data: st.DataObject, wf_improved: bool) -> None:
    engine = convert_from_nx(graph)
    ours = nx.closeness_centrality(engine, wf_improved=wf_improved)
    assert ours == pytest.approx(nx.closeness_centrality(graph, wf_improved=wf_improved), abs=1e-12)
    assert list(ours) == list(graph)
    if graph:
        node = data.draw(st.sampled_from(list(graph)))
        assert nx.closeness_centrality(engine, node, wf_improved=wf_improved) == pytest.approx(ours[node])


@given(graphs(), st.data())
@settings(deadline=None)
def test_harmonic(graph: nx.Graph, data: st.DataObject) -> None:
    names = [*graph, "nobody"]
    some = st.one_of(st.none(), st.lists(st.sampled_from(names), unique=True))
    nbunch, sources = data.draw(some), data.draw(some)
    ours = nx.harmonic_centrality(convert_from_nx(graph), nbunch=nbunch, sources=sources)
    theirs = nx.harmonic_centrality(graph, nbunch=nbunch, sources=sources)
    assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
def test_more_sources_than_a_word_has_bits(directed: bool) -> None:
    graph = nx.gnp_random_graph(200, 0.02, seed=4, directed=directed)
    assert nx.closeness_centrality(graph, backend="jejak") == pytest.approx(nx.closeness_centrality(graph), abs=1e-12)
    assert nx.harmonic_centrality(graph, backend="jejak") == pytest.approx(nx.harmonic_centrality(graph), abs=1e-9)


def test_who_is_not_there_is_told_as_networkx_tells_it() -> None:
    engine = convert_from_nx(nx.path_graph(3))
    for function in (nx.single_source_shortest_path_length, nx.single_target_shortest_path_length):
        with pytest.raises(nx.NodeNotFound):
            function(engine, 9)
    with pytest.raises(nx.NodeNotFound):
        nx.closeness_centrality(engine, 9)


@pytest.mark.parametrize("function", [nx.closeness_centrality, nx.harmonic_centrality])
def test_lengths_of_edges_are_left_to_networkx(function: object) -> None:
    with pytest.raises(NotImplementedError):
        function(nx.path_graph(5), distance="weight", backend="jejak")  # type: ignore[operator]
