"""Removal curves and orders equal NetworkX's, step by step."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.removal import Ties, degree_order, ranked, removal_curve, sequential_order, without
from random_graphs import graphs

TIES: tuple[Ties, ...] = ("first", "last")


def best_of(scores: Mapping[Hashable, float], codes: Mapping[Hashable, int], ties: Ties, count: int) -> list[Hashable]:
    """The best by plain sorting: score first, then the code, small ones or large ones first."""
    sign = 1 if ties == "first" else -1
    return sorted(scores, key=lambda name: (-scores[name], sign * codes[name]))[:count]


@given(graphs(), st.data())
@settings(deadline=None)
def test_curves(graph: nx.Graph, data: st.DataObject) -> None:
    names = data.draw(st.permutations(list(graph)))
    names = names[: data.draw(st.integers(0, len(names)))]
    engine = convert_from_nx(graph)
    curve = removal_curve(engine, [engine.codes[name] for name in names])
    left = nx.Graph(graph.to_undirected())
    for step in range(len(names) + 1):
        sizes = [len(part) for part in nx.connected_components(left)]
        found = (curve.largest[step], curve.parts[step], curve.squares[step])
        assert found == (max(sizes, default=0), len(sizes), sum(size * size for size in sizes))
        left.remove_nodes_from(names[step : step + 1])
    assert curve.largest.size == curve.parts.size == curve.squares.size == len(names) + 1


@pytest.mark.parametrize("order", [[3], [-1], [0, 0]])
def test_a_wrong_order_is_told(order: list[int]) -> None:
    graph = EngineGraph.from_rows(np.array([0, 1]), np.array([1, 2]), 3)
    with pytest.raises(ValueError, match="node"):
        removal_curve(graph, order)


@given(st.lists(st.integers(0, 4)))
@settings(deadline=None)
def test_ranking(scores: list[int]) -> None:
    codes = range(len(scores))
    assert ranked(scores).tolist() == sorted(codes, key=lambda code: (-scores[code], code))
    assert ranked(scores, "last").tolist() == sorted(codes, key=lambda code: (-scores[code], -code))


@given(graphs(), st.sampled_from(TIES))
@settings(deadline=None)
def test_degree_orders(graph: nx.Graph, ties: Ties) -> None:
    engine = convert_from_nx(graph)
    plain = nx.Graph(graph.to_undirected())
    static = best_of(dict(plain.degree), engine.codes, ties, len(plain))
    assert degree_order(engine, sequential=False, ties=ties).tolist() == [engine.codes[name] for name in static]
    expected: list[int] = []
    while plain:
        [name] = best_of(dict(plain.degree), engine.codes, ties, 1)
        expected.append(engine.codes[name])
        plain.remove_node(name)
    assert degree_order(engine, sequential=True, ties=ties).tolist() == expected


def _weighted_degree(graph: EngineGraph) -> dict[Hashable, float]:
    return dict(graph.to_networkx().degree(weight="weight"))


@given(graphs(kinds=(nx.Graph, nx.DiGraph)), st.integers(1, 4), st.integers(0, 3), st.sampled_from(TIES))
@settings(deadline=None)
def test_sequential_orders_by_a_score_that_reads_weights(graph: nx.Graph, block: int, leave: int, ties: Ties) -> None:
    engine, left = convert_from_nx(graph), graph.copy()
    expected: list[int] = []
    while len(left) > leave:
        best = best_of(dict(left.degree(weight="weight")), engine.codes, ties, block)
        expected += [engine.codes[name] for name in best]
        left.remove_nodes_from(best)
    found = sequential_order(engine, _weighted_degree, block=block, leave=leave, ties=ties, weights=["weight"])
    assert found.tolist() == expected


def test_sequential_betweenness_is_recomputed() -> None:
    """On a path the middle goes first; what is best in the rest is not the second of the first ranking."""
    path = convert_from_nx(nx.path_graph(9))

    def score(graph: EngineGraph) -> dict[Hashable, float]:
        return nx.betweenness_centrality(graph.to_networkx())

    block = ranked(list(score(path).values()))
    assert block[:3].tolist() == [4, 3, 5]
    assert sequential_order(path, score)[:3].tolist() == [4, 1, 6]
    assert removal_curve(path, block[:3]).largest.tolist() == [9, 4, 4, 3]


def test_a_block_has_a_node_and_a_run_can_be_stopped() -> None:
    path = convert_from_nx(nx.path_graph(9))
    with pytest.raises(ValueError, match="at least one"):
        sequential_order(path, _weighted_degree, block=0)
    told: list[tuple[int, int]] = []

    def stop_at(done: int, of: int) -> None:
        told.append((done, of))
        if done >= 4:
            raise KeyboardInterrupt

    with running(threads=1, tick=stop_at), pytest.raises(KeyboardInterrupt):
        sequential_order(path, _weighted_degree, block=2)
    assert told == [(2, 9), (4, 9)]


@given(graphs(kinds=(nx.Graph, nx.DiGraph)), st.data())
@settings(deadline=None)
def test_what_is_left_keeps_names_and_weights(graph: nx.Graph, data: st.DataObject) -> None:
    keep = np.array([data.draw(st.booleans()) for _ in graph], np.bool_)
    left = without(convert_from_nx(graph), keep, ["weight"]).to_networkx()
    expected = graph.copy()
    expected.remove_nodes_from([name for name, stays in zip(graph, keep, strict=True) if not stays])
    for *_, attributes in expected.edges(data=True):
        attributes["weight"] = float(attributes.get("weight", 1))
    assert list(left) == list(expected)
    assert list(left.edges(data=True)) == list(expected.edges(data=True))
