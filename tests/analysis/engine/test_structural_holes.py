"""Constraint and effective size equal NetworkX's, or the definition where NetworkX divides by the wrong node."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs

SIMPLE = (nx.Graph, nx.DiGraph)
DENSE = {"most_edges": 70, "largest": 12}


def near(values: dict) -> object:
    return pytest.approx(values, abs=1e-9, nan_ok=True)


def effective_sizes(graph: nx.Graph, weight: str | None) -> dict:
    """Burt's definition over full matrices."""
    mutual = nx.to_numpy_array(graph, weight=weight)
    mutual = mutual + mutual.T
    with np.errstate(invalid="ignore"):
        share = mutual / mutual.sum(axis=1)[:, None]
        marginal = mutual / mutual.max(axis=1)[:, None]
    sizes = {}
    for i, name in enumerate(graph):
        around = np.flatnonzero(mutual[i])
        if set(around) <= {i}:
            sizes[name] = math.nan
        else:
            sizes[name] = sum(1 - sum(share[i, q] * marginal[j, q] for q in around) for j in around)
    return sizes


@given(graphs(least=1, **DENSE))
@settings(deadline=None)
def test_constraint_of_all_nodes(graph: nx.Graph) -> None:
    engine = convert_from_nx(graph)
    for weight in (None, "weight", "no such weight"):
        ours = nx.constraint(engine, weight=weight)
        assert list(ours) == list(graph)
        assert ours == near(nx.constraint(graph, weight=weight))


@given(graphs(kinds=SIMPLE, **DENSE), st.data())
@settings(deadline=None)
def test_chosen_nodes(graph: nx.Graph, data: st.DataObject) -> None:
    engine = convert_from_nx(graph)
    nodes = data.draw(st.lists(st.sampled_from(list(graph)), max_size=6)) if graph else []
    for weight in (None, "weight"):
        ours = nx.constraint(engine, nodes, weight)
        assert list(ours) == list(dict.fromkeys(nodes))
        assert ours == near(nx.constraint(graph, nodes, weight))
        assert nx.effective_size(engine, nodes, weight) == near(nx.effective_size(graph, nodes, weight))


@given(graphs(least=1, **DENSE))
@settings(deadline=None)
def test_effective_size_of_all_nodes(graph: nx.Graph) -> None:
    engine = convert_from_nx(graph)
    for weight in (None, "weight"):
        assert nx.effective_size(engine, weight=weight) == near(effective_sizes(graph, weight))
    if type(graph) is nx.Graph:
        assert nx.effective_size(engine) == near(nx.effective_size(graph))


def test_a_larger_graph() -> None:
    graph = nx.powerlaw_cluster_graph(300, 6, 0.5, seed=4)
    engine = convert_from_nx(graph)
    assert nx.constraint(engine) == near(nx.constraint(graph))
    assert nx.effective_size(engine) == near(nx.effective_size(graph))


def test_the_nodes_that_networkx_takes_for_isolated() -> None:
    graph = nx.Graph()
    graph.add_edge(1, 1, weight=0.25)
    graph.add_edge(1, 2, weight=0.25)
    graph.add_edge(3, 3, weight=3)
    theirs = nx.constraint(graph, weight="weight")
    assert math.isnan(theirs[1])
    assert not math.isnan(theirs[3])
    assert nx.constraint(convert_from_nx(graph), weight="weight") == near(theirs)


@pytest.mark.parametrize("name", ["constraint", "effective_size"])
def test_refusals_and_unknown_nodes(name: str) -> None:
    measure = getattr(nx, name)
    for graph, call in (
        (nx.Graph(), {}),
        (nx.MultiGraph([(1, 2), (1, 2)]), {"nodes": [1]}),
        (nx.path_graph(3), {"weight": len}),
    ):
        with pytest.raises(NotImplementedError, match="not implemented by 'jejak' backend for the given arguments"):
            measure(graph, **call, backend="jejak")
    light = convert_from_nx(nx.Graph([(1, 2, {"weight": 0}), (2, 3, {"weight": 1})]))
    with pytest.raises(NotImplementedError, match="0 or less"):
        offer_of(name)(light, weight="weight")
    with pytest.raises(KeyError):
        measure(light, nodes=["nobody"])
