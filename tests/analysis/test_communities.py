"""Communities: the known optimum of the karate club, planted groups, and members who sit between two groups."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot


def snapshot_of(tiny: ModuleType, folder: Path, graph: nx.Graph) -> Snapshot:
    return tiny.from_edges((f"K{u}", f"K{v}", 1) for u, v in graph.edges()).snapshot(folder)  # type: ignore[no-any-return]


def test_karate_reaches_the_known_optimum(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("communities", snapshot_of(tiny, tmp_path, nx.karate_club_graph()), graph="whole", top=0)
    assert result.summary["modularity"] == pytest.approx(0.4198, abs=5e-5)
    assert result.summary["groups"] == 4


def test_planted_groups_are_found_and_sure(tiny: ModuleType, tmp_path: Path) -> None:
    graph = nx.planted_partition_graph(5, 20, 0.5, 0.01, seed=3)
    result = run("communities", snapshot_of(tiny, tmp_path, graph), graph="whole", top=0)
    found: dict[object, set[int]] = {}
    for row in result.records():
        found.setdefault(row["group"], set()).add(int(str(row["caption"])[1:]) // 20)
    assert sorted(map(sorted, found.values())) == [[0], [1], [2], [3], [4]]
    assert all(float(row["stability"] or 0) > 0.9 for row in result.records())
    assert result.summary["second_opinion_nmi"] > 0.9


def test_who_sits_between_two_groups_is_less_sure(tiny: ModuleType, tmp_path: Path) -> None:
    graph = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))
    graph.add_edges_from([(16, 0), (16, 1), (16, 8), (16, 9)])
    result = run("communities", snapshot_of(tiny, tmp_path, graph), graph="whole", seeds=60, top=0)
    sure = {str(row["caption"]): float(row["stability"] or 0) for row in result.records()}
    between = sure.pop("K16")
    assert between < min(sure.values())


def test_it_is_the_same_again(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = snapshot_of(tiny, tmp_path, nx.gnm_random_graph(60, 150, seed=2))
    assert run("communities", snapshot, graph="whole").digest == run("communities", snapshot, graph="whole").digest


def test_a_graph_without_ties_has_no_groups(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("communities", tiny.TinyCase().snapshot(tmp_path))
    assert result.rows == ()
    assert result.summary["groups"] == 0
