"""Modularity equals NetworkX's for every kind of graph, weight and resolution; what is no partition is refused."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from random_graphs import graphs


@st.composite
def parted(draw: st.DrawFn) -> tuple[nx.Graph, list[set[object]]]:
    """A graph and a partition of its nodes, empty groups included."""
    graph = draw(graphs())
    parts: list[set[object]] = [set() for _ in range(draw(st.integers(1, 4)))]
    for node in graph:
        draw(st.sampled_from(parts)).add(node)
    return graph, parts


@given(parted(), st.sampled_from(["weight", None, "absent"]), st.sampled_from([1, 0.5, 0, 2.5, -1]))
@settings(deadline=None)
def test_equals_networkx(case: tuple[nx.Graph, list[set[object]]], weight: str | None, resolution: float) -> None:
    graph, parts = case
    if not graph.size():
        for answer in (nx.community.modularity, offer_of("modularity")):
            with pytest.raises(ZeroDivisionError):
                answer(graph if answer is nx.community.modularity else convert_from_nx(graph), parts)
        return
    expected = nx.community.modularity(graph, parts, weight=weight, resolution=resolution)
    found = nx.community.modularity(convert_from_nx(graph), parts, weight=weight, resolution=resolution)
    assert type(found) is float
    assert found == pytest.approx(expected, abs=1e-9)
    # Any iterable of iterables will do.
    again = nx.community.modularity(graph, iter(parts), weight, resolution, backend="jejak")
    assert again == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("parts", [[], [{0, 1}], [{0, 1, 2}, {2, 3}], [{0, 1, 2, 3}, {"x"}], [[0, 1, 2, 3, 3]]])
def test_what_is_no_partition(parts: list[set[object]]) -> None:
    with pytest.raises(nx.community.quality.NotAPartition, match="is not a valid partition of the graph Graph"):
        nx.community.modularity(nx.path_graph(4), parts, backend="jejak")


def test_rows_of_our_own() -> None:
    graph = nx.karate_club_graph()
    rows = [(a, b, data["weight"]) for a, b, data in graph.edges(data=True)]
    src, dst, weights = zip(*rows, strict=True)
    engine = EngineGraph.from_rows(src, dst, 34, weights={"weight": weights})
    parts = [set(range(20)), set(range(20, 34))]
    assert nx.community.modularity(engine, parts) == pytest.approx(nx.community.modularity(graph, parts), abs=1e-12)


def test_what_is_left_to_networkx() -> None:
    graph = nx.path_graph(4)
    parts = [{0, 1}, {2, 3}]
    for resolution in (Fraction(1, 2), "1"):
        with pytest.raises(NotImplementedError):
            nx.community.modularity(graph, parts, resolution=resolution, backend="jejak")
    graph[0][1]["weight"] = Fraction(1, 2)
    fresh = graph.copy()
    with nx.config(backend_priority=["jejak"]):
        # The iterator is still unread when NetworkX takes over.
        assert nx.community.modularity(fresh, iter(parts)) == Fraction(2, 25)
