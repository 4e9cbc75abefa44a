"""Label propagation: the semi-synchronous one equals NetworkX's; the random ones end in what their papers define."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from random_graphs import graphs

Detection = Callable[..., Iterable[set[object]]]
ASYNCHRONOUS, FAST = nx.community.asyn_lpa_communities, nx.community.fast_label_propagation_communities


def shown(graph: nx.Graph, node: object, weight: str | None, *, fast: bool) -> list[tuple[object, float]]:
    """The neighbours whose labels a node counts, and how much each counts, as NetworkX's functions read them."""
    if weight is None and not fast:
        return [(other, 1) for other in graph[node]]
    found = [(other, 1 if weight is None else w) for _, other, w in graph.edges(node, data=weight, default=1)]
    if fast and graph.is_directed():
        found += [(other, 1 if weight is None else w) for other, _, w in graph.in_edges(node, data=weight, default=1)]
    return found


def assert_settled(graph: nx.Graph, parts: list[set[object]], weight: str | None, *, fast: bool) -> None:
    """Every node with neighbours has a label that they show most."""
    label = {node: number for number, part in enumerate(parts) for node in part}
    for node in graph:
        counts: dict[int, float] = defaultdict(float)
        for other, count in shown(graph, node, weight, fast=fast):
            counts[label[other]] += count
        assert not counts or counts[label[node]] == max(counts.values())


def in_order_of_first_nodes(graph: nx.Graph, parts: Iterable[set[object]]) -> bool:
    place = {node: number for number, node in enumerate(graph)}
    firsts = [min(place[node] for node in part) for part in parts]
    return firsts == sorted(firsts)


@given(graphs(kinds=(nx.Graph, nx.MultiGraph)))
@settings(deadline=None)
def test_semi_synchronous(graph: nx.Graph) -> None:
    expected = nx.community.label_propagation_communities(graph)
    found = nx.community.label_propagation_communities(convert_from_nx(graph))
    assert type(found) is type(expected)
    assert list(found) == list(expected)


@given(st.integers(0, 2**32), st.integers(20, 80))
@settings(deadline=None, max_examples=30)
def test_semi_synchronous_on_larger_graphs(seed: int, size: int) -> None:
    graph = nx.gnm_random_graph(size, 3 * size, seed=seed)
    expected = list(nx.community.label_propagation_communities(graph))
    assert list(nx.community.label_propagation_communities(graph, backend="jejak")) == expected


@given(graphs(), st.sampled_from([None, "weight"]), st.integers(0, 1000), st.booleans())
@settings(deadline=None, max_examples=200)
def test_at_random(graph: nx.Graph, weight: str | None, seed: int, fast: bool) -> None:
    """A fixed point, a partition in stable order, the same for a seed; weights of parallel edges count together."""
    function = FAST if fast else ASYNCHRONOUS
    engine = convert_from_nx(graph)
    found = list(function(engine, weight=weight, seed=seed))
    assert nx.community.is_partition(graph, found) or not graph
    assert_settled(graph, found, weight, fast=fast)
    assert in_order_of_first_nodes(graph, found)
    with running(threads=1):
        assert list(function(engine, weight=weight, seed=seed)) == found


@pytest.mark.parametrize("function", [FAST, ASYNCHRONOUS])
def test_weights_decide(function: Detection) -> None:
    graph = nx.path_graph(4, create_using=nx.MultiGraph)
    for _ in range(3):
        graph.add_edge(0, 1, weight=4)
        graph.add_edge(2, 3, weight=4)
    for seed in range(20):
        parts = list(function(graph.copy(), weight="weight", seed=seed, backend="jejak"))
        assert parts == [{0, 1}, {2, 3}]


@pytest.mark.parametrize("function", [FAST, ASYNCHRONOUS])
def test_planted_groups_and_seeds(function: Detection) -> None:
    graph = nx.ring_of_cliques(30, 8)
    planted = {frozenset(range(8 * i, 8 * i + 8)) for i in range(30)}
    engine = convert_from_nx(graph)
    answers = [list(function(engine, seed=seed)) for seed in range(10)]
    assert all({frozenset(part) for part in found} == planted for found in answers)
    club = convert_from_nx(nx.karate_club_graph())
    assert len({str(list(function(club, seed=seed))) for seed in range(10)}) > 1


def test_a_long_queue_is_told_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jejak.analysis.engine.functions.communities.VISITS", 10)
    engine = convert_from_nx(nx.gnm_random_graph(100, 400, seed=1))
    whole = list(FAST(engine, seed=3))
    told: list[int] = []
    with running(tick=lambda done, _of: told.append(done)):
        assert list(FAST(engine, seed=3)) == whole
    assert len(told) > 5

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    for function in (FAST, ASYNCHRONOUS, nx.community.label_propagation_communities):
        with running(tick=stop), pytest.raises(KeyboardInterrupt):
            function(engine)


def test_what_is_left_to_networkx() -> None:
    graph = nx.Graph([(0, 1, {"weight": -1})])
    for function in (FAST, ASYNCHRONOUS):
        with pytest.raises(NotImplementedError, match="raised NotImplementedError"):
            function(graph.copy(), weight="weight", backend="jejak")
        with pytest.raises(NotImplementedError, match="for the given arguments"):
            function(graph.copy(), weight=0, backend="jejak")
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.community.label_propagation_communities(nx.DiGraph([(0, 1)]), backend="jejak")
