"""Indices of missing links equal NetworkX's, pair by pair and in order; the best pairs are those of a full ranking."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from itertools import combinations
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.missing_links import common_neighbours, missing_links
from random_graphs import KINDS, NAMES, graphs

INDICES = ("adamic_adar_index", "jaccard_coefficient", "resource_allocation_index")


def until_it_fails(scored: Iterator[tuple[Hashable, Hashable, float]]) -> list[tuple[Hashable, Hashable, object]]:
    """All triples; a division by zero ends the list, and is told in it."""
    found: list[tuple[Hashable, Hashable, object]] = []
    try:
        for u, v, score in scored:
            assert type(score) in {int, float}
            found.append((u, v, pytest.approx(score, abs=1e-9)))
    except ZeroDivisionError:
        found.append(("", "", "division by zero"))
    return found


def plain(scored: Iterator[tuple[Hashable, Hashable, float]]) -> list[tuple[Hashable, Hashable, object]]:
    found: list[tuple[Hashable, Hashable, object]] = []
    try:
        found.extend(scored)
    except ZeroDivisionError:
        found.append(("", "", "division by zero"))
    return found


@pytest.mark.parametrize("name", INDICES)
@given(graph=graphs(kinds=[nx.Graph]))
@settings(deadline=None)
def test_all_non_edges_in_the_same_order(name: str, graph: nx.Graph) -> None:
    index = getattr(nx, name)
    assert plain(index(convert_from_nx(graph))) == until_it_fails(index(graph))


@pytest.mark.parametrize("name", INDICES)
@given(graph=graphs(kinds=[nx.Graph], least=1), data=st.data())
@settings(deadline=None)
def test_given_pairs(name: str, graph: nx.Graph, data: st.DataObject) -> None:
    """Pairs that are tied, that stand twice, of a node with itself, and of a node that is not there."""
    node = st.sampled_from(list(graph) if data.draw(st.booleans()) else NAMES)
    pairs = data.draw(st.lists(st.tuples(node, node), max_size=12))
    index, engine = getattr(nx, name), convert_from_nx(graph)
    stranger = next((name for pair in pairs for name in pair if name not in graph), None)
    if stranger is not None:
        for asked in (graph, engine):
            with pytest.raises(nx.NodeNotFound, match=f"^{re.escape(f'Node {stranger} not in G.')}$"):
                index(asked, pairs)
        return
    assert plain(index(engine, ebunch=pairs)) == until_it_fails(index(graph, pairs))


def test_a_neighbour_with_one_tie_divides_by_zero_as_in_networkx() -> None:
    graph = nx.path_graph(2)
    for given_graph in (graph, convert_from_nx(graph)):
        with pytest.raises(ZeroDivisionError):
            list(nx.adamic_adar_index(given_graph, [(0, 0)]))


@pytest.mark.parametrize("name", INDICES)
def test_what_is_refused(name: str) -> None:
    index, graph = getattr(nx, name), nx.path_graph(3)
    with pytest.raises(NotImplementedError, match="jejak"):
        index(graph, iter([(0, 2)]), backend="jejak")
    for kind in KINDS[1:]:
        with pytest.raises(nx.NetworkXNotImplemented):
            index(convert_from_nx(kind([(0, 1)])))
    assert list(index(graph, backend="jejak")) == list(index(graph))


def full_ranking(graph: nx.Graph, engine: EngineGraph, cap: int | None) -> list[tuple[int, int, float, int]]:
    degree = dict(graph.degree)
    found: list[tuple[int, int, float, int]] = []
    for u, v in combinations(graph, 2):
        shared = nx.common_neighbors(graph, u, v)
        counted = [degree[w] for w in shared if cap is None or degree[w] <= cap]
        if counted and not graph.has_edge(u, v):
            score = sum(1 / log(d) for d in counted)
            found.append((engine.codes[u], engine.codes[v], score, len(shared)))
    return sorted(found, key=lambda row: (-round(row[2], 9), row[0], row[1]))


@given(graphs(), st.integers(1, 30), st.sampled_from([None, 2, 3, 5]), st.integers(1, 2))
@settings(deadline=None, max_examples=200)
def test_best_pairs(graph: nx.Graph, top: int, cap: int | None, threads: int) -> None:
    engine = convert_from_nx(graph)
    with running(threads=threads):
        found = missing_links(engine, top=top, hub_cap=cap)
    undirected = nx.Graph(graph.to_undirected())
    expected = full_ranking(undirected, engine, cap)
    assert found.pairs == len(expected)
    columns = (found.first, found.second, found.score, found.common)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert rows == [(a, b, pytest.approx(score, abs=1e-9), common) for a, b, score, common in expected[:top]]
    assert found.hubs == sum(cap is not None and degree > cap for _, degree in undirected.degree)
    for a, b, _, common in rows:
        reasons = {engine.names[code] for code in common_neighbours(engine, a, b).tolist()}
        assert reasons == nx.common_neighbors(undirected, engine.names[a], engine.names[b])
        assert len(reasons) == common


def test_the_order_of_edges_and_the_number_of_threads_change_nothing() -> None:
    random = np.random.default_rng(5)
    src, dst = random.integers(0, 400, (2, 1_500))
    turned = EngineGraph.from_rows(dst[::-1], src[::-1], 400)
    found = missing_links(EngineGraph.from_rows(src, dst, 400), top=300)
    with running(threads=3):
        again = missing_links(turned, top=300)
    for name in ("first", "second", "score", "common"):
        assert np.array_equal(getattr(found, name), getattr(again, name))


@pytest.mark.parametrize("wrong", [{"top": 0}, {"hub_cap": 1}])
def test_a_wrong_wish_is_told(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        missing_links(EngineGraph.from_rows(np.array([0]), np.array([1]), 2), **wrong)
