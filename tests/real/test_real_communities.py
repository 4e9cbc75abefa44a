"""Community detection on graphs whose groups are known, from an edge list through mapping and snapshot to Louvain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from math import log
from pathlib import Path

import networkx as nx
import pytest

from jejak.analysis.declaration import Result
from jejak.analysis.registry import run
from jejak.case import Case

from .conftest import EXAMPLES

#: Mixing: mean agreement (normalised mutual information) of seeds 10-12, recomputed with NetworkX's own Louvain.
LFR = {0.1: 1.000, 0.2: 0.998, 0.3: 0.992, 0.4: 0.922, 0.5: 0.551, 0.6: 0.197}
SEEDS = (10, 11, 12)


def louvain(edges: Iterable[tuple[int, int]], folder: Path, *, seeds: int) -> Result:
    """Write an edge list and run it through the chain, with the mapping of an unweighted network."""
    folder.mkdir()
    file = folder / "edges.txt"
    file.write_text("".join(f"{u}\t{v}\n" for u, v in edges), encoding="utf-8")
    with Case.create(folder / "graph.case", analyst="tester") as case:
        case.import_file(file, EXAMPLES / "montagna" / "meetings.yaml")
        return run("louvain", case.snapshot(), seeds=seeds, top=0)


def agreement(left: Mapping[str, Hashable], right: Mapping[str, Hashable]) -> float:
    """Normalised mutual information of two partitions: 2 I / (H + H)."""
    one, other, both = Counter(left.values()), Counter(right.values()), Counter((left[k], right[k]) for k in left)
    size = len(left)
    shared = sum(n / size * log(n * size / (one[a] * other[b])) for (a, b), n in both.items())
    spread = [-sum(n / size * log(n / size) for n in counts.values()) for counts in (one, other)]
    return 2 * shared / sum(spread)


def test_karate(tmp_path: Path) -> None:
    """Zachary's karate club, unweighted: the known optimum of modularity, .4198 with 4 groups."""
    summary = louvain(nx.karate_club_graph().edges(), tmp_path / "karate", seeds=20).summary
    assert (round(float(summary["modularity"] or 0), 4), summary["groups"]) == (0.4198, 4)


def mean_agreement(mixing: float, folder: Path) -> float:
    found = []
    for seed in SEEDS:
        graph = nx.LFR_benchmark_graph(
            1000, 3, 1.5, mixing, average_degree=20, max_degree=50, min_community=20, max_community=100, seed=seed
        )
        truth = {str(node): frozenset(graph.nodes[node]["community"]) for node in graph}
        edges = [(u, v) for u, v in graph.edges() if u != v]
        rows = louvain(edges, folder / f"{mixing}-{seed}", seeds=1).records()
        groups = {str(row["caption"]): row["group"] for row in rows}
        assert groups.keys() == truth.keys()
        found.append(agreement(groups, truth))
    return sum(found) / len(found)


@pytest.mark.slow
def test_lfr_has_the_expected_shape(tmp_path: Path) -> None:
    """Louvain finds planted groups up to a mixing of .4 and loses them beyond.

    Louvain depends on the order of nodes, which is ours here, so each mean may differ a little from the table's.
    """
    means = {mixing: mean_agreement(mixing, tmp_path) for mixing in LFR}
    assert means == pytest.approx(LFR, abs=0.04)
    assert all(easier >= harder for easier, harder in pairwise(means.values()))
