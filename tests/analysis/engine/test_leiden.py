"""Leiden: connected communities, rising modularity, known optima, and every parameter at work."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.agreement import normalised_mutual_information
from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.leiden import Pull, move_nodes, refine
from jejak.analysis.engine.kernels.levels import Level, by_group, connected_groups, ground_level
from jejak.analysis.engine.kernels.random_numbers import seeded
from jejak.analysis.engine.leiden import leiden as steps_of
from random_graphs import graphs

UNDIRECTED = (nx.Graph, nx.MultiGraph)
WEIGHTS = (0, 1, 2, 0.5, 7, 1e-3, 1e6)
leiden, modularity = nx.community.leiden_communities, nx.community.modularity


def assert_connected(graph: nx.Graph, parts: list[set[object]], weight: str | None) -> None:
    """Communities hang together by edges that weigh something."""
    held = nx.Graph()
    held.add_nodes_from(graph)
    held.add_edges_from((a, b) for a, b, w in graph.edges(data=weight, default=1) if w)
    for part in parts:
        assert nx.is_connected(held.subgraph(part))


@given(
    graphs(kinds=UNDIRECTED, weights=WEIGHTS, least=1, most_edges=60),
    st.sampled_from(["weight", None]),
    st.sampled_from([1, 0, 0.3, 2.5, 40]),
    st.integers(0, 2**40),
)
@settings(deadline=None, max_examples=200)
def test_laws(graph: nx.Graph, weight: str | None, resolution: float, seed: int) -> None:
    """Each step is a partition into connected communities; modularity rises from step to step, from single nodes on."""
    engine = convert_from_nx(graph)
    steps = list(nx.community.leiden_partitions(engine, weight=weight, resolution=resolution, seed=seed))
    place = {node: number for number, node in enumerate(graph)}
    for parts in steps:
        assert nx.community.is_partition(graph, parts)
        assert_connected(graph, parts, weight)
        firsts = [min(place[node] for node in part) for part in parts]
        assert firsts == sorted(firsts)
    if graph.size(weight):
        start = modularity(graph, [{node} for node in graph], weight=weight, resolution=resolution)
        reached = [modularity(graph, parts, weight=weight, resolution=resolution) for parts in steps]
        assert all(later >= earlier - 1e-9 for earlier, later in pairwise([start, *reached]))
    # The last partition is the answer, and max_level stops at its step.
    for level in (1, 2, None):
        found = leiden(engine, weight=weight, resolution=resolution, max_level=level, seed=seed)
        assert found == steps[: level or len(steps)][-1]


@given(graphs(kinds=UNDIRECTED, least=1, most_edges=60), st.sampled_from([0.5, 1, 2]), st.integers(0, 1000))
@settings(deadline=None)
def test_no_single_node_wants_to_move(graph: nx.Graph, resolution: float, seed: int) -> None:
    """At the end no move of one node to another community or to none raises modularity: also loops and keys count."""
    parts = leiden(graph, resolution=resolution, seed=seed, backend="jejak")
    if not graph.size("weight"):
        return
    reached = modularity(graph, parts, resolution=resolution)
    for node in graph:
        left = [part - {node} for part in parts]
        for other in range(len(parts)):
            moved = [part | {node} if number == other else part for number, part in enumerate(left)]
            assert modularity(graph, moved, resolution=resolution) <= reached + 2e-5
        assert modularity(graph, [*left, {node}], resolution=resolution) <= reached + 2e-5


@pytest.mark.parametrize("seed", range(20))
def test_karate(seed: int) -> None:
    """The known optimum of Zachary's club, unweighted: .4198 with 4 groups."""
    club = nx.karate_club_graph()
    parts = leiden(club, weight=None, seed=seed, backend="jejak")
    assert len(parts) == 4
    assert modularity(club, parts, weight=None) == pytest.approx(0.41978961)


def planted(seed: int) -> nx.Graph:
    """Eight groups of thirty with ties that weigh more inside; names are words."""
    graph = nx.planted_partition_graph(8, 30, 0.3, 0.03, seed=seed)
    for a, b, data in graph.edges(data=True):
        data["amount"] = 3.0 if a // 30 == b // 30 else 1.0
    return nx.relabel_nodes(graph, {node: f"person {node}" for node in graph})


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weight", [None, "amount"])
@pytest.mark.parametrize("resolution", [0.5, 1, 3])
def test_planted_graphs_beside_louvain(seed: int, weight: str | None, resolution: float) -> None:
    graph = planted(seed)
    settled = {"weight": weight, "resolution": resolution}
    ours = modularity(graph, leiden(graph, **settled, seed=seed, backend="jejak"), **settled)
    louvain = modularity(graph, nx.community.louvain_communities(graph, **settled, seed=seed), **settled)
    assert ours >= louvain - 0.003


def test_louvain_is_not_better_on_the_whole() -> None:
    graph = nx.powerlaw_cluster_graph(300, 3, 0.3, seed=1)
    engine = convert_from_nx(graph)
    ours = [modularity(graph, leiden(engine, seed=seed)) for seed in range(10)]
    louvain = [modularity(graph, nx.community.louvain_communities(graph, seed=seed)) for seed in range(10)]
    assert np.mean(ours) >= np.mean(louvain)
    assert max(ours) >= max(louvain)


def test_groups_that_were_planted_are_found() -> None:
    graph = planted(1)
    parts = leiden(graph, weight="amount", seed=1, backend="jejak")
    label = {node: number for number, part in enumerate(parts) for node in part}
    names = list(graph)
    truth = [int(name.removeprefix("person ")) // 30 for name in names]
    assert normalised_mutual_information([label[name] for name in names], truth) > 0.98


def test_a_higher_resolution_gives_more_groups() -> None:
    engine = convert_from_nx(nx.connected_caveman_graph(12, 6))
    counts = [len(leiden(engine, resolution=gamma, seed=4)) for gamma in (0, 0.1, 0.5, 1, 5, 1000)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 72)
    assert len(set(counts)) >= 4


@given(graphs(kinds=UNDIRECTED, least=1), st.integers(0, 1000))
@settings(deadline=None)
def test_a_scale_of_weights_does_not_matter(graph: nx.Graph, seed: int) -> None:
    # A copy lists neighbours in another order than its original, so two copies are compared.
    whole, tiny = graph.copy(), graph.copy()
    for *_, data in tiny.edges(data=True):
        data["weight"] = data.get("weight", 1) * 2.0**-60
    assert leiden(tiny, seed=seed, backend="jejak") == leiden(whole, seed=seed, backend="jejak")


def test_a_seed_decides_whatever_the_threads() -> None:
    """A graph above the size from which nodes are visited in blocks."""
    rng = np.random.default_rng(5)
    src, dst = rng.integers(0, 20_000, (2, 60_000)).astype(np.int32)
    answers = []
    for threads, seed in ((1, 7), (2, 7), (1, 8)):
        graph = EngineGraph.from_rows(src, dst, 20_000)
        with running(threads=threads):
            answers.append(leiden(graph, max_level=6, seed=seed))
    assert answers[0] == answers[1] != answers[2]
    whole = graph.to_networkx()
    assert_connected(whole, answers[0], None)


def test_none_draws_a_seed_and_the_global_state_is_left_alone() -> None:
    engine = convert_from_nx(nx.gnm_random_graph(60, 150, seed=1))
    before = np.random.get_state()[1].copy()
    assert len({str(leiden(engine)) for _ in range(10)}) > 1
    assert (np.random.get_state()[1] == before).all()
    assert leiden(engine, seed=np.random.default_rng(3)) == leiden(engine, seed=np.random.default_rng(3))


def ground(graph: nx.Graph) -> tuple[Level, Pull]:
    engine = convert_from_nx(graph)
    level = ground_level(engine.csr.offsets, engine.csr.ends, engine.arc_weights("weight"))
    return level, Pull(1.0, level.strengths.sum())


def test_a_node_may_leave_for_no_other_community() -> None:
    level, pull = ground(nx.cycle_graph(6))
    group = np.zeros(6, np.uint32)
    gain = move_nodes(level, group, pull._replace(resolution=100.0), seeded(1))
    assert sorted(group) == list(range(6))
    assert gain == pytest.approx(-100 / 6 - (1 - 100))


def test_a_community_that_fell_apart_is_split() -> None:
    """A bridge that leaves cuts its community in two; pieces are numbered by their first nodes."""
    level, _ = ground(nx.path_graph(7))
    pieces = connected_groups(level, np.array([4, 4, 4, 1, 4, 4, 1], np.uint32))
    assert pieces.tolist() == [0, 0, 0, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("drawn", "nodes", "edges", "seed"), [(23, 200, 260, 2), (50, 100, 110, 0), (111, 200, 400, 2)]
)
def test_where_moves_leave_communities_apart(drawn: int, nodes: int, edges: int, seed: int) -> None:
    """On these graphs some step had a disconnected community before communities were split after every step."""
    graph = nx.gnm_random_graph(nodes, edges, seed=drawn)
    engine = convert_from_nx(graph)
    for labels in steps_of(engine.csr, engine.arc_weights(None), seed=seed):
        assert_connected(graph, [set(np.flatnonzero(labels == label)) for label in np.unique(labels)], None)


def refined(graph: nx.Graph, inside: list[object], first: list[object]) -> dict[object, set[object]]:
    """The part of every node when ``inside`` is one community, the rest another; ``first`` are visited first."""
    level, pull = ground(graph)
    names = list(graph)
    group = np.array([name not in inside for name in names], np.uint32)
    order = sorted(range(len(names)), key=lambda code: (names[code] not in first, code))
    for place, name in enumerate(first):
        order[place] = names.index(name)
    starts, nodes = by_group(group, np.array(order, np.int32))
    part = refine(level, group, starts, nodes, pull)
    return {name: {names[code] for code in np.flatnonzero(part == part[at])} for at, name in enumerate(names)}


def test_parts_are_connected_and_stay_in_their_community() -> None:
    graph = nx.relaxed_caveman_graph(6, 6, 0.2, seed=2)
    graph.add_edges_from([(0, "far"), ("far", "farther")])
    parts = refined(graph, [node for node in graph if node not in {"far", "farther"}], [])
    assert parts["far"] == {"far", "farther"}
    assert sum(len(part) > 1 for part in parts.values()) > 20
    assert all(nx.is_connected(graph.subgraph(part)) for part in parts.values())


@pytest.mark.parametrize("first", [["v", "u"], ["u", "v"]])
def test_a_node_hardly_tied_to_its_community_stays_alone(first: list[object]) -> None:
    """``v`` and ``u`` would both gain by joining, but most of ``v`` is outside."""
    graph = nx.complete_graph(10)
    graph.add_weighted_edges_from([(0, "u", 1), ("u", "v", 1.1), ("v", "far", 10)])
    parts = refined(graph, [*range(10), "u", "v"], first)
    assert parts["v"] == {"v"}
    assert parts["u"] != {"u"}


def test_a_part_hardly_tied_to_its_community_takes_nobody_in() -> None:
    """``a`` and ``b`` join; together they hang on ``x`` alone, which gains most there and must go elsewhere."""
    graph = nx.complete_graph(10)
    graph.add_weighted_edges_from([("a", "b", 5), ("a", "x", 1), ("x", 0, 0.9)])
    parts = refined(graph, list(graph), ["a", "b", "x"])
    assert parts["a"] == {"a", "b"}
    assert 0 in parts["x"]


def test_graphs_without_edges() -> None:
    assert leiden(nx.Graph(), backend="jejak") == []
    assert leiden(nx.empty_graph("cab"), backend="jejak") == [{"c"}, {"a"}, {"b"}]
    assert leiden(nx.Graph([(1, 1), (2, 2)]), backend="jejak") == [{1}, {2}]
    assert leiden(nx.Graph([(1, 2, {"weight": 0})]), backend="jejak") == [{1}, {2}]
    assert list(nx.community.leiden_partitions(nx.empty_graph(2), backend="jejak")) == [[{0}, {1}]]


def test_a_stop_between_steps() -> None:
    engine = convert_from_nx(nx.karate_club_graph())

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with running(tick=stop), pytest.raises(KeyboardInterrupt):
        leiden(engine)


def test_what_is_refused() -> None:
    with pytest.raises(nx.NetworkXNotImplemented):
        leiden(nx.DiGraph([(0, 1)]), backend="jejak")
    for name in ("leiden_communities", "leiden_partitions"):
        refuse = offer_of(name).refusal
        assert refuse((convert_from_nx(nx.DiGraph([(0, 1)])),), {}) == "directed graphs are not answered"
        for wrong in (-0.1, float("nan"), float("inf"), "1"):
            assert "resolution" in str(refuse((nx.Graph(),), {"resolution": wrong}))
        assert "attribute" in str(refuse((nx.Graph(),), {"weight": 3}))
        with pytest.raises(NotImplementedError, match="raised NotImplementedError"):
            getattr(nx.community, name)(nx.Graph([(0, 1, {"weight": -1})]), backend="jejak")
    for level in (0, -2):
        with pytest.raises(ValueError, match="max_level argument must be a positive integer"):
            leiden(nx.path_graph(3), max_level=level, backend="jejak")


def test_small_graphs_are_answered_too() -> None:
    """NetworkX has no Leiden of its own to leave them to."""
    with nx.config(backend_priority=["jejak"]):
        assert leiden(nx.path_graph(2)) == [{0, 1}]
