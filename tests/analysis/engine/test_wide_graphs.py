"""What only larger graphs reach equals NetworkX too: fronts that push and that pull, many words, hubs, large parts."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.functions import link_analysis
from jejak.analysis.engine.graph import EngineGraph

KINDS = (nx.Graph, nx.DiGraph)


def crowd(kind: type[nx.Graph], size: int = 700, *, hubs: int = 6, seed: int = 3) -> nx.Graph:
    """A thin random graph, a few hubs, a chain that hangs on it, a part of its own, lone nodes; names are words."""
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, size, (2 * size, 2)).tolist()
    for hub in range(hubs):
        pairs += [(hub, other) for other in rng.integers(0, size, size // 8).tolist()]
        pairs += [(other, hub) for other in rng.integers(0, size, size // 20).tolist()]
    graph = kind()
    graph.add_nodes_from(rng.permutation(size + 60).tolist())
    graph.add_edges_from((a, b) for a, b in pairs if a != b)
    nx.add_path(graph, [0, *range(size, size + 30)])
    nx.add_cycle(graph, range(size + 30, size + 50))
    return nx.relabel_nodes(graph, {node: f"person {node}" for node in graph})


def parts(found: Iterable[set[object]]) -> set[frozenset[object]]:
    return {frozenset(part) for part in found}


@pytest.mark.parametrize("kind", KINDS)
def test_closeness_from_more_sources_than_a_node_has_bits(kind: type[nx.Graph]) -> None:
    graph = crowd(kind)
    engine = convert_from_nx(graph)
    ours = nx.closeness_centrality(engine)
    assert ours == pytest.approx(nx.closeness_centrality(graph), abs=1e-12)
    for threads in (1, 2):
        with running(threads=threads):
            assert nx.closeness_centrality(engine) == ours
    for sources in (None, list(graph)[:600], list(graph)[:3]):
        assert nx.harmonic_centrality(engine, sources=sources) == pytest.approx(
            nx.harmonic_centrality(graph, sources=sources), abs=1e-9
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("endpoints", [False, True])
def test_betweenness_by_narrow_and_wide_fronts(kind: type[nx.Graph], endpoints: bool) -> None:
    graph = crowd(kind)
    given = {"k": 90, "seed": 1, "endpoints": endpoints, "normalized": False}
    ours = nx.betweenness_centrality(convert_from_nx(graph), **given)
    assert ours == pytest.approx(nx.betweenness_centrality(graph, **given), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_parts(kind: type[nx.Graph]) -> None:
    graph = crowd(kind)
    engine = convert_from_nx(graph)
    if kind is nx.Graph:
        found, theirs = list(nx.connected_components(engine)), list(nx.connected_components(graph))
        assert found == theirs
        assert max(map(len, found)) > len(graph) / 2
        # Answers are the caller's own: what is done to one does not touch the next.
        for part in found:
            part.clear()
        assert list(nx.connected_components(engine)) == theirs
        assert list(nx.articulation_points(engine)) == list(nx.articulation_points(graph))
        assert set(map(frozenset, nx.bridges(engine))) == set(map(frozenset, nx.bridges(graph)))
    else:
        strong = list(nx.strongly_connected_components(engine))
        assert parts(strong) == parts(nx.strongly_connected_components(graph))
        assert max(map(len, strong)) > len(graph) / 2
        # Each part is closed before any that leads to it.
        place = {node: number for number, part in enumerate(strong) for node in part}
        assert all(place[a] >= place[b] for a, b in graph.edges)
    assert nx.core_number(engine) == nx.core_number(graph)


@given(st.integers(30, 120), st.floats(0.02, 0.7), st.integers(0, 2**32))
@settings(deadline=None, max_examples=40)
def test_triangles_of_nodes_with_many_neighbours(size: int, density: float, seed: int) -> None:
    graph = nx.gnp_random_graph(size, density, seed=seed)
    engine = convert_from_nx(graph)
    assert nx.triangles(engine) == nx.triangles(graph)
    assert nx.clustering(engine) == pytest.approx(nx.clustering(graph), abs=1e-12)
    if graph.size():
        ours, theirs = nx.constraint(engine), nx.constraint(graph)
        assert ours == pytest.approx(theirs, abs=1e-9, nan_ok=True)
        assert list(nx.core_number(engine).items()) == list(nx.core_number(graph).items())


@pytest.mark.parametrize("work", [1, 20_000, 10**9])
@pytest.mark.parametrize("kind", KINDS)
def test_how_many_steps_are_taken_at_once_changes_no_rank(
    monkeypatch: pytest.MonkeyPatch, kind: type[nx.Graph], work: int
) -> None:
    engine = convert_from_nx(crowd(kind))
    expected = {call: nx.pagerank(engine, max_iter=call) for call in (60, 100)}
    monkeypatch.setattr(link_analysis, "WORK", work)
    told: list[int] = []
    with running(tick=lambda done, _of: told.append(done)):
        for call, ranks in expected.items():
            assert nx.pagerank(engine, max_iter=call) == ranks
    assert (len(told) == 2) is (work == 10**9)


@given(
    st.integers(1, 12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 9)), max_size=60),
    st.booleans(),
)
@settings(deadline=None)
def test_rows_lead_to_edges_and_back(n: int, rows: list[tuple[int, int, int]], directed: bool) -> None:
    """Edges are numbered as NetworkX lists them, parallel rows and loops included; each row is found at its edge."""
    rows = [(a % n, b % n, weight) for a, b, weight in rows]
    src, dst = (np.array([row[end] for row in rows], np.int32) for end in (0, 1))
    amount = np.array([row[2] for row in rows], float)
    engine = EngineGraph.from_rows(src, dst, n, directed=directed, weights={"amount": amount})
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    for a, b, weight in rows:
        graph.add_edge(a, b, amount=weight + (graph[a][b]["amount"] if graph.has_edge(a, b) else 0))
    assert [tuple(sorted(edge)) if not directed else edge for edge in engine.edges] == [
        tuple(sorted(edge)) if not directed else edge for edge in graph.edges
    ]
    assert {node: set(graph[node]) for node in graph} == {
        node: set(engine.csr.ends[slice(*engine.csr.offsets[node : node + 2])].tolist()) for node in range(n)
    }
    amounts = nx.get_edge_attributes(graph, "amount")
    assert engine.edge_weights("amount").tolist() == [amounts[edge] for edge in graph.edges]
    found = [engine.rows_of(edge).tolist() for edge in range(engine.number_of_edges())]
    assert sorted(row for of_edge in found for row in of_edge) == list(range(len(rows)))
    for edge, of_edge in zip(graph.edges, found, strict=True):
        assert {frozenset(rows[row][:2]) for row in of_edge} == {frozenset(edge)}
