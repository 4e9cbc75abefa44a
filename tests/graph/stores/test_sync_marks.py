"""Marks of kept findings on a server's nodes: any become any others, a second sync writes nothing, answers stay."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j import GraphDatabase

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.marks import Mark, Marks
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_store import Neo4jStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import SyncReport, sync

NAMES = ("found_a", "found_a_rank", "found_a_score", "found_b", "found_b_group")
ONE = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), min_size=1)


def random_marks(snapshot: Snapshot, seed: int) -> Marks:
    chance = random.Random(seed)
    values: dict[int, dict[str, Mark]] = {}
    for code in range(snapshot.n_nodes):
        names = [name for name in NAMES if chance.random() < 0.3]
        told = {name: chance.random() * 1e-7 if name.endswith("_score") else chance.randrange(9) for name in names}
        if told:
            values[code] = told
    return Marks(values)


def shown(target: Neo4jTarget) -> dict[str, dict[str, object]]:
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        nodes = [dict(row[0]) for row in driver.execute_query("MATCH (n:Entity) RETURN properties(n)").records]
    marks = {node["id"]: {name: value for name, value in node.items() if name.startswith("found_")} for node in nodes}
    return {ident: one for ident, one in marks.items() if one}


@pytest.mark.neo4j
@pytest.mark.parametrize("remembered", [True, False])
def test_any_marks_become_any_others(
    random_graph: Callable[..., Any], neo4j_target: Neo4jTarget, tmp_path: Path, *, remembered: bool
) -> None:
    def follow(snapshot: Snapshot, marks: Marks) -> SyncReport:
        for path in [] if remembered else [*tmp_path.glob("neo4j-*")]:
            path.unlink()
        return sync(snapshot, neo4j_target, state_folder=tmp_path, marks=marks)

    for sequence, seed in enumerate((1, 2, 3, 3, 4), start=1):
        snapshot = random_graph(seed, n_nodes=20 + seed, n_links=40).snapshot(sequence)
        marks = random_marks(snapshot, sequence)
        report = follow(snapshot, marks)
        assert shown(neo4j_target) == {snapshot.id_of(code): one for code, one in marks.values.items()}
        assert sum(report.marked.values()) == sum(map(len, marks.values.values())) > 0
        assert follow(snapshot, marks).changed == 0
        store, truth = Neo4jStore(neo4j_target), SnapshotStore(snapshot)
        ids = [snapshot.id_of(code) for code in range(snapshot.n_nodes)]
        assert store.subgraph(ids) == truth.subgraph(ids), "answers are those without marks"
        store.close()


@given(st.dictionaries(st.integers(0, 5), ONE), st.dictionaries(st.integers(0, 5), ONE))
def test_revisions_differ_where_marks_do_and_nowhere_else(one: dict[int, Any], other: dict[int, Any]) -> None:
    plain = np.arange(6, dtype=np.int64) * 1_000_003
    first, second = Marks(one).revised(plain), Marks(other).revised(plain)
    assert [code for code in range(6) if first[code] != second[code]] == [
        code for code in range(6) if one.get(code) != other.get(code)
    ]
    assert all(first[code] == plain[code] for code in range(6) if code not in one)
    assert (first >= 0).all()
