"""Progressive betweenness: exact at the end, honest on the way, the same for a seed."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.control import running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.progressive import GROUPS, Sampled, progressive_betweenness
from random_graphs import graphs


def chain_of_stars(hubs: int, leaves: int) -> nx.Graph:
    """Hubs in a chain, each with leaves of its own: nobody doubts who the brokers are."""
    graph = nx.path_graph(hubs)
    graph.add_edges_from((hub, (hub, leaf)) for hub in range(hubs) for leaf in range(leaves))
    return graph


@given(graphs(), st.integers(1, 5), st.integers(0, 3))
@settings(deadline=None)
def test_with_every_source_it_is_exact(graph: nx.Graph, top: int, seed: int) -> None:
    found = list(progressive_betweenness(convert_from_nx(graph), top=top, batch=8, keep=1, seed=seed))
    theirs = nx.betweenness_centrality(graph)
    assert [one.sources for one in found] == sorted({one.sources for one in found})
    for one in found[:-1]:
        assert not one.stable
    if found and found[-1].exact:
        assert dict(zip(graph, found[-1].scores.tolist(), strict=True)) == pytest.approx(theirs, abs=1e-9)
        best = sorted((-score, code) for code, score in enumerate(found[-1].scores.tolist()) if score > 0)
        assert found[-1].top == tuple(list(graph)[code] for _, code in best[:top])
        assert set(found[-1].kept) <= {1.0}
        assert found[-1].stable
    assert bool(found) is bool(graph)


class Chosen(Random):
    """A generator that draws the sample it was made for, so that NetworkX computes from our sources."""

    def __init__(self, sources: list[int]) -> None:
        super().__init__()
        self.sources = sources

    def sample(self, population: object, k: int, *, counts: object = None) -> list[int]:  # type: ignore[override]  # noqa: ARG002
        return self.sources


@pytest.mark.parametrize("directed", [False, True])
def test_scores_and_halves_are_what_networkx_makes_of_the_same_sources(directed: bool) -> None:
    graph = nx.gnp_random_graph(90, 0.05 if directed else 0.04, seed=2, directed=directed)
    used = np.random.default_rng(6).permutation(90)[:40]
    one = next(progressive_betweenness(convert_from_nx(graph), top=7, batch=40, seed=6))
    theirs = nx.betweenness_centrality(graph, k=40, seed=Chosen(used.tolist()))
    assert dict(enumerate(one.scores.tolist())) == pytest.approx(theirs, abs=1e-9)
    times = dict.fromkeys(one.top, 0)
    for half in combinations(np.array_split(used, GROUPS), GROUPS // 2):
        sources = np.concatenate(half).tolist()
        scores = nx.betweenness_centrality(graph, k=len(sources), seed=Chosen(sources))
        for name in sorted(graph, key=lambda name: -scores[name])[:7]:
            if name in times:
                times[name] += 1
    assert one.kept == pytest.approx([times[name] / 70 for name in one.top])
    assert 0 < min(one.kept) < 1
    assert one.settled == sum(share >= 0.95 for share in one.kept)


def test_clear_brokers_are_settled_early_and_are_the_true_ones() -> None:
    graph = chain_of_stars(5, 100)
    found = list(progressive_betweenness(convert_from_nx(graph), top=5, batch=128, seed=1))
    assert found[-1].stable
    assert found[-1].sources < len(graph)
    assert not found[0].stable, "one batch alone confirms nothing"
    assert set(found[-1].top) == set(range(5))
    assert [one.settled for one in found] == [5, 5]
    assert found[-1].verdict == f"top 5 stable, sampled from {found[-1].sources} of 505 sources"


def test_nobody_stands_out_so_nothing_is_called_stable() -> None:
    """On a circle all are equal: the top of a sample is chance."""
    found = list(progressive_betweenness(convert_from_nx(nx.cycle_graph(400)), top=10, batch=32, budget=160))
    assert [one.sources for one in found] == [32, 64, 96, 128, 160]
    for one in found:
        assert not one.stable
        assert "not stable" in one.verdict
        assert one.settled < 10


def _parts(one: Sampled) -> tuple[object, ...]:
    return one.scores.tolist(), one.sources, one.top, one.kept, one.settled, one.stable


def test_it_is_the_same_for_a_seed_whatever_the_threads() -> None:
    graph = convert_from_nx(nx.gnp_random_graph(300, 0.02, seed=8))
    runs = []
    for threads in (1, 2, 5):
        with running(threads=threads):
            runs.append([_parts(one) for one in progressive_betweenness(graph, budget=100, batch=24, seed=4)])
    assert all(a == b for a, b in pairwise(runs))
    other = next(progressive_betweenness(graph, budget=100, batch=24, seed=5))
    assert _parts(other) != runs[0][0]


def test_it_can_be_stopped() -> None:
    def stop(done: int, _of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    graph = convert_from_nx(nx.gnp_random_graph(300, 0.02, seed=8))
    with running(threads=2, tick=stop), pytest.raises(KeyboardInterrupt):
        list(progressive_betweenness(graph))


@pytest.mark.parametrize(
    "given", [{"top": 0}, {"batch": GROUPS - 1}, {"budget": GROUPS - 1}, {"keep": 0.5}, {"keep": 1.1}]
)
def test_wrong_numbers_are_told_at_once(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        progressive_betweenness(convert_from_nx(nx.path_graph(3)), **given)  # type: ignore[arg-type]
