"""PageRank equals NetworkX's where both are driven to the end, and never fails where NetworkX's does not."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine import control
from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from random_graphs import graphs


@st.composite
def shares(draw: st.DrawFn, graph: nx.Graph) -> dict | None:
    """Values for some of the nodes that add up to something, or None."""
    if not graph or draw(st.booleans()):
        return None
    names = draw(st.lists(st.sampled_from(list(graph)), min_size=1, unique=True))
    return {name: draw(st.sampled_from((1, 2.5, 0, 7))) for name in names} | {names[0]: 1}


@given(graphs(), st.data())
@settings(deadline=None)
def test_ranks(graph: nx.Graph, data: st.DataObject) -> None:
    call = {
        "alpha": data.draw(st.sampled_from((0.85, 0.5, 0.0, 0.95))),
        "personalization": data.draw(shares(graph)),
        "nstart": data.draw(shares(graph)),
        "dangling": data.draw(shares(graph)),
        "weight": data.draw(st.sampled_from(("weight", None, "no such weight"))),
        "max_iter": 2_000,
    }
    ours = nx.pagerank(convert_from_nx(graph), tol=1e-12, **call)
    theirs = nx.pagerank(graph, tol=1e-14, **call)
    assert list(ours) == list(graph)
    assert ours == pytest.approx(theirs, abs=1e-9)
    # After a single step the start still tells.
    assert nx.pagerank(convert_from_nx(graph), tol=9, **call) == pytest.approx(nx.pagerank(graph, tol=9, **call))


@given(graphs(kinds=(nx.DiGraph,), least=1))
@settings(deadline=None)
def test_a_turned_graph_keeps_the_weights_of_its_edges(graph: nx.DiGraph) -> None:
    engine = convert_from_nx(graph)
    turned = EngineGraph(engine.csr.turned, engine.names, weights={"weight": engine.arc_weights("weight")})
    ours = nx.pagerank(turned, tol=1e-12, max_iter=1_000)
    assert ours == pytest.approx(nx.pagerank(graph.reverse(), tol=1e-14, max_iter=1_000), abs=1e-9)


@given(graphs(least=1), st.integers(0, 60), st.sampled_from((1e-3, 1e-6, 1e-9)))
@settings(deadline=None)
def test_whatever_networkx_answers_is_answered(graph: nx.Graph, max_iter: int, tol: float) -> None:
    engine = convert_from_nx(graph)
    for alpha in (0.85, 1.0):
        try:
            theirs = nx.pagerank(graph, alpha=alpha, max_iter=max_iter, tol=tol)
        except nx.PowerIterationFailedConvergence:
            with pytest.raises(nx.PowerIterationFailedConvergence):
                nx.pagerank(engine, alpha=alpha, max_iter=max_iter, tol=tol)
        else:
            ours = nx.pagerank(engine, alpha=alpha, max_iter=max_iter, tol=tol)
            if alpha < 1:
                # Either is as far from the answer as its last change by 1 / (1 - alpha).
                assert sum(abs(ours[name] - theirs[name]) for name in graph) <= 2 * len(graph) * tol / (1 - alpha)


def test_the_tolerance_does_not_grow_with_the_graph() -> None:
    graph = nx.gnp_random_graph(300, 0.01, seed=1, directed=True)
    exact = nx.pagerank(graph, tol=1e-15, max_iter=500)
    loose = nx.pagerank(graph, tol=1e-5, max_iter=500)
    engine = convert_from_nx(graph)
    ours = nx.pagerank(engine, tol=1e-5, max_iter=500)
    allowed = 1e-5 / (1 - 0.85)
    assert sum(abs(loose[name] - exact[name]) for name in graph) > allowed
    assert sum(abs(ours[name] - exact[name]) for name in graph) <= allowed
    # NetworkX is content after so few steps that ours must go on beyond them.
    assert nx.pagerank(engine, tol=1e-5, max_iter=15) == pytest.approx(ours, abs=1e-12)


def test_wrong_arguments_raise_what_networkx_raises() -> None:
    engine = convert_from_nx(nx.path_graph(3))
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(engine, personalization={0: 0})
    with pytest.raises(TypeError):
        nx.pagerank(engine, max_iter=3.5)
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.pagerank(engine, max_iter=0)


def test_a_weight_that_is_no_number_is_left_to_networkx() -> None:
    graph = nx.Graph()
    graph.add_edge(1, 2, weight="heavy")
    with pytest.raises(NotImplementedError, match="no number"):
        offer_of("pagerank")(convert_from_nx(graph))


def test_the_iteration_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jejak.analysis.engine.functions.link_analysis.WORK", 30)
    steps = []

    def stop(done: int, of: int) -> None:
        steps.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    engine = convert_from_nx(nx.path_graph(9))
    with control.running(tick=stop), pytest.raises(KeyboardInterrupt):
        nx.pagerank(engine)
    assert steps == [(1, 100), (2, 100)]
