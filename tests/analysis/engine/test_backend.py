"""The engine as NetworkX finds it: a user's own graph, a changed attribute, what is refused, the way back to rows."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Hashable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine import backend
from jejak.analysis.engine.backend_info import FUNCTIONS, NOTES, get_info
from jejak.analysis.engine.conversion import convert_from_nx, convert_to_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.offers import LINEAR
from random_graphs import graphs

SHELL = f"""
import networkx as nx, warnings
warnings.simplefilter("ignore")
graph = nx.gnm_random_graph({LINEAR}, 6000, seed=1)
for number, (u, v) in enumerate(graph.edges):
    graph[u][v]["weight"] = 1 + number % 5
plain = nx.pagerank(graph, tol=1e-15, max_iter=500)  # NetworkX stops at nodes × tol
assert "numba" not in __import__("sys").modules
nx.config.backend_priority = ["jejak"]
ours = nx.pagerank(graph, tol=1e-12, max_iter=500)
assert "numba" in __import__("sys").modules, "the engine answers"
assert max(abs(ours[node] - plain[node]) for node in graph) < 1e-9
u, v = next(iter(graph.edges))
graph[u][v]["weight"] = 5000  # NetworkX keeps the conversion that it has
changed = nx.pagerank(graph, tol=1e-12, max_iter=500)
nx.config.backend_priority = []
again = nx.pagerank(graph, tol=1e-15, max_iter=500)
assert max(abs(changed[node] - again[node]) for node in graph) < 1e-9, "an old weight was used"
assert abs(again[u] - plain[u]) > 1e-6
graph.add_edge(u, "new")
nx.config.backend_priority = ["jejak"]
ours = nx.number_connected_components(graph)
nx.config.backend_priority = []
assert ours == nx.number_connected_components(graph)
"""


def test_a_users_own_graph_in_a_bare_shell_and_an_attribute_that_changes() -> None:
    done = subprocess.run([sys.executable, "-c", SHELL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@given(graphs())
@settings(deadline=None)
def test_a_graph_keeps_its_names_edges_and_degrees(graph: nx.Graph) -> None:
    engine = convert_from_nx(graph)
    assert list(engine) == list(graph)
    assert len(engine) == len(graph)
    simple = graph if not graph.is_multigraph() else (nx.DiGraph if graph.is_directed() else nx.Graph)(graph)
    assert set(map(_pair(graph), engine.edges)) == set(map(_pair(graph), simple.edges))
    assert engine.number_of_edges() == simple.number_of_edges()
    assert dict(engine.degree()) == dict(simple.degree())
    assert convert_to_nx(engine) is graph
    assert engine.is_directed() is graph.is_directed()
    assert engine.is_multigraph() is graph.is_multigraph()


def _pair(graph: nx.Graph) -> type[tuple] | type[frozenset]:
    """Undirected edges are the same either way round."""
    return tuple if graph.is_directed() else frozenset


@given(st.integers(0, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30), st.booleans())
@settings(deadline=None)
def test_every_edge_leads_back_to_its_rows(n: int, rows: list[tuple[int, int]], directed: bool) -> None:
    rows = [(a, b) for a, b in rows if max(a, b) < n]
    ends = np.array(rows, np.int32).reshape(-1, 2)
    weights = {"weight": np.arange(1, len(rows) + 1, dtype=float)}
    engine = EngineGraph.from_rows(ends[:, 0], ends[:, 1], n, directed=directed, weights=weights)
    back = engine.to_networkx()
    expected = nx.DiGraph() if directed else nx.Graph()
    expected.add_nodes_from(range(n))
    for (a, b), weight in zip(rows, weights["weight"].tolist(), strict=True):
        before = expected[a][b]["weight"] if expected.has_edge(a, b) else 0
        expected.add_edge(a, b, weight=before + weight)
    assert nx.utils.graphs_equal(back, expected)
    assert engine.edges == list(expected.edges)
    for number, (a, b) in enumerate(engine.edges):
        told = [rows[row] for row in engine.rows_of(number).tolist()]
        assert told
        assert all(pair == (a, b) or (not directed and pair == (b, a)) for pair in told)
    assert sorted(row for edge in range(engine.number_of_edges()) for row in engine.rows_of(edge).tolist()) == list(
        range(len(rows))
    )
    assert dict(engine.degree(weight="weight")) == pytest.approx(dict(expected.degree(weight="weight")))


def test_a_subclass_is_left_to_networkx_and_a_view_is_read_as_it_shows() -> None:
    class Named(nx.Graph):
        """Might mean something else by adjacency."""

    with pytest.raises(NotImplementedError):
        convert_from_nx(Named([(1, 2)]))
    multi = nx.MultiGraph([(1, 2), (1, 2), (2, 3), (4, 5)])
    view = nx.subgraph_view(multi, filter_node=lambda node: node != 3, filter_edge=lambda u, _v, _k: u != 4)
    with nx.config(backend_priority=["jejak"]):
        ours = list(nx.connected_components(view))
    assert ours == list(nx.connected_components(view))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_what_is_announced_is_there_under_networkx_own_signature(name: str) -> None:
    assert hasattr(backend, name)
    theirs = inspect.signature(nx.utils.backends._registered_algorithms[name].orig_func).parameters
    ours = backend.offer_of(name).signature.parameters
    assert {one: told.default for one, told in ours.items()} == {one: told.default for one, told in theirs.items()}
    assert list(ours) == list(theirs)


def test_the_description_names_what_there_is() -> None:
    info = get_info()
    assert set(info["functions"]) == set(FUNCTIONS)  # type: ignore[call-overload]
    assert set(NOTES) <= set(FUNCTIONS)
    assert not hasattr(backend, "louvain_communities")


def test_small_graphs_are_left_to_networkx_and_the_engines_own_never() -> None:
    small: nx.Graph[Hashable] = nx.path_graph(10)
    assert "fewer than" in str(backend.should_run("core_number", (small,), {}))
    assert backend.should_run("core_number", (), {"G": convert_from_nx(small)}) is True
    assert backend.should_run("core_number", (nx.empty_graph(LINEAR),), {}) is True
    assert "not those of the function" in str(backend.can_run("core_number", (small, 1, 2), {}))
