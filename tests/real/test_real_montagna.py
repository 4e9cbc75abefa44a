"""Montagna: Cavallaro et al., PLOS ONE 2020: sizes, brokers, communities and all 24 published removal curves."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from itertools import pairwise

import networkx as nx
import pytest

from jejak.analysis.registry import run

from .conftest import Data, Real, captions, ties

NETWORKS = ("meetings", "phonecalls")
#: What the tables of curves call the networks.
PUBLISHED = {"meetings": "meeting", "phonecalls": "phone_calls"}
Scores = Callable[[nx.Graph, str | None], Mapping[int, float]]


@pytest.mark.parametrize(("network", "sizes"), [("meetings", (101, 256, 5, 92)), ("phonecalls", (100, 124, 5, 89))])
def test_sizes(real: Real, network: str, sizes: tuple[int, ...]) -> None:
    """People, ties, components and the largest of them."""
    summary = run("components", real(f"montagna-{network}").snapshot()).summary
    assert tuple(summary[name] for name in ("nodes", "edges", "groups", "largest")) == sizes


@pytest.mark.parametrize(
    ("network", "records", "total", "largest"), [("meetings", 289, 369, 10), ("phonecalls", 150, 210, 7)]
)
def test_weights(real: Real, *, network: str, records: int, total: int, largest: int) -> None:
    """Sum and maximum of the weights as ``data.md`` has them: of a pair that stands twice, the last record counts.

    The file says more: 33 and 26 pairs stand in it once in each direction, mostly with different weights. The graph
    keeps all records as links of their own; over all of them the sums are 456 and 276, and the maximum of the phone
    calls is 8.
    """
    snapshot = real(f"montagna-{network}").snapshot()
    weights = [weight for _, _, weight in ties(snapshot, "weight").edges(data="weight")]
    assert (snapshot.n_links, sum(weights), max(weights)) == (records, total, largest)


@pytest.mark.parametrize(
    ("network", "best"),
    [
        ("meetings", [("18", 0.373), ("47", 0.220), ("27", 0.159), ("68", 0.126), ("12", 0.117)]),
        ("phonecalls", [("18", 0.418), ("61", 0.282), ("47", 0.236), ("29", 0.220), ("75", 0.096)]),
    ],
)
def test_brokers(real: Real, network: str, best: list[tuple[str, float]]) -> None:
    rows = run("betweenness", real(f"montagna-{network}").snapshot(), top=5).records()
    assert [(row["caption"], round(float(row["betweenness"] or 0), 3)) for row in rows] == best


@pytest.mark.parametrize(("network", "modularity", "groups"), [("meetings", 0.612, 14), ("phonecalls", 0.641, 11)])
def test_communities(real: Real, network: str, modularity: float, groups: int) -> None:
    summary = run("louvain", real(f"montagna-{network}").snapshot(), seeds=20).summary
    assert (round(float(summary["modularity"] or 0), 3), summary["groups"]) == (modularity, groups)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    ("analysis", "measure", "oracle"),
    [
        ("closeness", "closeness", nx.closeness_centrality),
        ("degree", "degree", lambda graph: dict(graph.degree())),
        ("kcore", "core", nx.core_number),
    ],
)
def test_other_measures_equal_networkx_on_the_plain_file(
    real: Real,
    shared_data: Data,
    *,
    network: str,
    analysis: str,
    measure: str,
    oracle: Callable[[nx.Graph[str]], Mapping[str, float]],
) -> None:
    plain = nx.read_edgelist(shared_data(f"montagna/Montagna_{network}_edgelist.csv"), data=[("weight", int)])
    rows = run(analysis, real(f"montagna-{network}").snapshot(), top=0).records()
    assert {row["caption"]: row[measure] for row in rows} == pytest.approx(dict(oracle(plain)))


def test_shortest_paths_equal_networkx_on_the_plain_file(real: Real, shared_data: Data) -> None:
    """Between the five brokers of the meetings: every shortest path, and how far everybody is from the first."""
    case = real("montagna-meetings")
    plain = nx.read_edgelist(shared_data("montagna/Montagna_meetings_edgelist.csv"), data=[("weight", int)])
    snapshot = case.snapshot()
    names = {snapshot.id_of(code): name for code, name in enumerate(captions(snapshot))}
    ids = {name: ident for ident, name in names.items()}
    with case.store("snapshot") as store:
        for start, end in pairwise(("18", "47", "27", "68", "12")):
            paths = store.shortest_paths(ids[start], ids[end], max_hops=10, limit=1000)
            found = sorted([names[node] for node in path.nodes] for path in paths)
            assert found == sorted(nx.all_shortest_paths(plain, start, end))
        reached = store.reach([ids["18"]], 10)
        assert {names[node]: hops for node, hops in reached.items()} == nx.single_source_shortest_path_length(
            plain, "18"
        )


def _betweenness(graph: nx.Graph[int], weight: str | None) -> Mapping[int, float]:
    return nx.betweenness_centrality(graph, weight=weight)


def _degree(graph: nx.Graph[int], weight: str | None) -> Mapping[int, float]:
    scale = max(1, len(graph) - 1)
    return {node: degree / scale for node, degree in graph.degree(weight=weight)}


def _katz(graph: nx.Graph[int], weight: str | None) -> Mapping[int, float]:
    return nx.katz_centrality_numpy(graph, weight=weight)


def _largest(graph: nx.Graph[int]) -> int:
    return max(len(part) for part in nx.connected_components(graph))


def _curve(graph: nx.Graph[int], scores: Scores, weight: str | None, *, block: bool) -> list[float]:
    """Share of the largest component that is left before each removal of one node, or of five at once."""
    left, whole = graph.copy(), _largest(graph)
    shares: list[float] = []
    while len(left) > 5:
        shares.append(_largest(left) / whole)
        best_last = sorted(scores(left, weight).items(), key=lambda item: item[1])
        left.remove_nodes_from([node for node, _ in best_last[-(5 if block else 1) :]])
    return shares


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", ["sequential", "block"])
@pytest.mark.parametrize("weighting", ["unweighted", "weighted"])
@pytest.mark.parametrize(("measure", "scores"), [("Betweenness", _betweenness), ("Degree", _degree), ("Katz", _katz)])
def test_removal_curves_as_published(
    real: Real, shared_data: Data, *, network: str, kind: str, weighting: str, measure: str, scores: Scores
) -> None:
    """The graph of the case holds what the paper's authors computed on: no point of a curve differs.

    This repository has no disruption analysis yet: NetworkX removes, on the graph that the chain made.
    """
    path = shared_data(f"montagna/removal_curves/{kind}_{PUBLISHED[network]}_{weighting}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        published = [float(row[measure]) for row in csv.DictReader(lines)]
    graph = ties(real(f"montagna-{network}").snapshot(), "weight")
    weight = "weight" if weighting == "weighted" else None
    assert _curve(graph, scores, weight, block=kind == "block") == pytest.approx(published, abs=1e-12)


@pytest.mark.parametrize(
    ("network", "kind", "beginning"),
    [
        ("meetings", "sequential", [1, 0.9565, 0.7391, 0.7174, 0.5, 0.4239, 0.4130, 0.3913, 0.2609, 0.25, 0.2065]),
        (
            "phonecalls",
            "sequential",
            [1, 0.7640, 0.5730, 0.4270, 0.3933, 0.2472, 0.1348, 0.1236, 0.0562, 0.0562, 0.0449],
        ),
        ("meetings", "block", [1, 0.8370, 0.2609, 0.1196, 0.0870]),
        ("phonecalls", "block", [1, 0.3258, 0.0562, 0.0337, 0.0225]),
    ],
)
def test_removal_by_betweenness_as_printed(real: Real, network: str, kind: str, beginning: list[float]) -> None:
    graph = ties(real(f"montagna-{network}").snapshot(), "weight")
    found = _curve(graph, _betweenness, None, block=kind == "block")
    assert found[: len(beginning)] == pytest.approx(beginning, abs=5.1e-5)
