"""Core numbers equal NetworkX's."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings

from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs


@given(graphs(kinds=(nx.Graph, nx.DiGraph), loops=False, most_edges=90))
@settings(deadline=None)
def test_core_numbers(graph: nx.Graph) -> None:
    cores = nx.core_number(convert_from_nx(graph))
    assert list(cores.items()) == list(nx.core_number(graph).items())
    assert all(type(value) is int for value in cores.values())


def test_a_larger_graph_has_many_shells() -> None:
    graph = nx.barabasi_albert_graph(400, 6, seed=2)
    graph.add_edges_from(nx.complete_graph(25).edges)
    assert nx.core_number(graph, backend="jejak") == nx.core_number(graph)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_loops_are_told(kind: type[nx.Graph]) -> None:
    with pytest.raises(nx.NetworkXNotImplemented, match="Input graph has self loops"):
        nx.core_number(kind([(1, 1), (1, 2)]), backend="jejak")


@pytest.mark.parametrize("kind", [nx.MultiGraph, nx.MultiDiGraph])
def test_multigraphs_are_told(kind: type[nx.Graph]) -> None:
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.core_number(convert_from_nx(kind([(1, 2), (1, 2)])))
