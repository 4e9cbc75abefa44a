"""A sync makes the server hold exactly the snapshot, whatever it held before; foreign data and faults stop it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from neo4j import GraphDatabase

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores import sync as sync_module
from jejak.graph.stores.neo4j_connection import Neo4jConnection, Neo4jTarget
from jejak.graph.stores.neo4j_marker import read_marker
from jejak.graph.stores.neo4j_store import Neo4jStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import SyncReport, sync
from jejak.schemas.errors import StoreError

pytestmark = pytest.mark.neo4j
Sync = Callable[[Snapshot], SyncReport]


@pytest.fixture
def follow(neo4j_target: Neo4jTarget, tmp_path: Path) -> Sync:
    return lambda snapshot: sync(snapshot, neo4j_target, state_folder=tmp_path / "state")


def assert_equal(target: Neo4jTarget, snapshot: Snapshot) -> None:
    """The server holds every node and link of the snapshot, field by field, and nothing else."""
    ids = [snapshot.id_of(code) for code in range(snapshot.n_nodes)]
    store, truth = Neo4jStore(target), SnapshotStore(snapshot)
    try:
        assert store.sequence == snapshot.sequence
        assert store.counts() == truth.counts()
        assert store.subgraph(ids) == truth.subgraph(ids)
    finally:
        store.close()


def ask(target: Neo4jTarget, text: str) -> list[object]:
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver, driver.session() as session:
        return [record[0] for record in session.run(text)]


def test_same_snapshot_again_changes_nothing(follow: Sync, random_graph: Any, neo4j_target: Neo4jTarget) -> None:
    snapshot = random_graph(1).snapshot()
    assert follow(snapshot).changed == snapshot.n_nodes + snapshot.n_links
    assert follow(snapshot).changed == 0
    assert_equal(neo4j_target, snapshot)


@pytest.mark.parametrize("remembered", [True, False])
def test_any_graph_becomes_any_other(
    follow: Sync, random_graph: Any, neo4j_target: Neo4jTarget, tmp_path: Path, *, remembered: bool
) -> None:
    """Reversal, supersede and merge are all of this kind: nodes and links go, come and change their ends."""
    for sequence, seed in enumerate((1, 2, 3), start=1):
        snapshot = random_graph(seed, n_nodes=20 + seed, n_links=50 - seed).snapshot(sequence)
        follow(snapshot)
        assert_equal(neo4j_target, snapshot)
        if not remembered:
            for path in (tmp_path / "state").iterdir():
                path.unlink()


def test_merge_moves_links_and_keeps_parallel_ones(follow: Sync, draft: Any, neo4j_target: Neo4jTarget) -> None:
    draft.node("a"), draft.node("b"), draft.node("c")
    for key in ("a", "b", "a", "b"):
        draft.link(key, "c", ts_ms=5, amount=Decimal(1), currency="IDR")
    follow(draft.snapshot(1))
    del draft.nodes["b"]
    for row in draft.links.values():
        row["source"] = "a"
    merged = draft.snapshot(2)
    report = follow(merged)
    assert report.changed == 2 + 1 + 2  # two links deleted, one node deleted, two links created
    assert_equal(neo4j_target, merged)
    assert ask(neo4j_target, "MATCH (:Entity)-[r:TRANSFERRED]->(:Entity) RETURN count(r)") == [4]


def test_protection_change_removes_the_name_from_the_server(
    follow: Sync, draft: Any, neo4j_target: Neo4jTarget
) -> None:
    draft.node(
        "x", caption="Rahasia Sekali", search="rahasia sekali 081234", props='{"alias":["Rahasia"]}', country="ID"
    )
    follow(draft.snapshot(1))
    draft.node("x", caption="Victim 3F2A9C1B", protection="V1", masked=True)
    follow(draft.snapshot(2))
    assert_equal(neo4j_target, draft.snapshot(2))
    everything = ask(neo4j_target, "MATCH (n) RETURN toString(properties(n).search) + properties(n).caption + n.props")
    assert "ahasia" not in str(everything)
    assert "0812" not in str(everything)


def test_changed_type_changes_the_readable_label(follow: Sync, draft: Any, neo4j_target: Neo4jTarget) -> None:
    draft.node("x", "person")
    draft.node("y", "person")
    draft.link("x", "y")
    follow(draft.snapshot(1))
    draft.node("x", "identity_document")
    follow(draft.snapshot(2))
    labels = ask(neo4j_target, "MATCH (n:Entity) RETURN labels(n) ORDER BY n.etype")
    assert labels == [["Entity", "IdentityDocument"], ["Entity", "Person"]]


def test_properties_added_on_the_server_stay(follow: Sync, draft: Any, neo4j_target: Neo4jTarget) -> None:
    draft.node("x")
    follow(draft.snapshot(1))
    ask(neo4j_target, "MATCH (n:Entity) SET n.finding = 'seen'")
    draft.node("x", n_claims=2)
    follow(draft.snapshot(2))
    assert ask(neo4j_target, "MATCH (n:Entity) RETURN n.finding + n.n_claims") == ["seen2"]


def test_many_chunks(
    follow: Sync, random_graph: Any, neo4j_target: Neo4jTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_module, "CHUNK", 7)
    for sequence, seed in enumerate((4, 5), start=1):
        snapshot = random_graph(seed).snapshot(sequence)
        follow(snapshot)
        assert_equal(neo4j_target, snapshot)


def test_foreign_content_is_refused_unless_replaced(
    follow: Sync, draft: Any, neo4j_target: Neo4jTarget, tmp_path: Path
) -> None:
    draft.node("x")
    ask(neo4j_target, "CREATE (:Film {title: 'a'})-[:SEEN]->(:Entity {id: 'b'})")
    with pytest.raises(StoreError, match="not from Jejak"):
        follow(draft.snapshot())
    sync(draft.snapshot(), neo4j_target, state_folder=tmp_path, replace=True)
    assert_equal(neo4j_target, draft.snapshot())
    draft.ledger_id = "another"
    with pytest.raises(StoreError, match="another case"):
        follow(draft.snapshot(9))
    assert_equal(neo4j_target, draft.snapshot(1))
    sync(draft.snapshot(9), neo4j_target, state_folder=tmp_path, replace=True)
    assert_equal(neo4j_target, draft.snapshot(9))


def test_an_older_state_is_refused(follow: Sync, draft: Any) -> None:
    draft.node("x")
    follow(draft.snapshot(5))
    with pytest.raises(StoreError, match="newer state"):
        follow(draft.snapshot(4))


def test_what_somebody_deleted_on_the_server_is_noticed_and_mended(
    follow: Sync, random_graph: Any, neo4j_target: Neo4jTarget
) -> None:
    snapshot = random_graph(6).snapshot()
    follow(snapshot)
    ask(neo4j_target, "MATCH ()-[r:TRANSFERRED]->() WITH r LIMIT 3 DELETE r")
    with pytest.raises(StoreError, match="totals by type differ"):
        follow(snapshot)
    with Neo4jConnection(neo4j_target) as connection:
        marker = read_marker(connection)
        assert marker is not None
        assert (marker.complete, "differ" in marker.stopped) == (False, True)
    store = Neo4jStore(neo4j_target)
    with pytest.raises(StoreError, match="complete copy"):
        _ = store.sequence
    store.close()
    follow(snapshot)
    assert_equal(neo4j_target, snapshot)


def test_a_link_whose_end_is_missing_stops_the_sync(follow: Sync, draft: Any, neo4j_target: Neo4jTarget) -> None:
    """The server drops such a link silently; the number of rows it returns gives it away."""
    draft.node("a"), draft.node("b")
    follow(draft.snapshot(1))
    ask(neo4j_target, f"MATCH (n:Entity {{id: '{draft.id_of('b')}'}}) DELETE n")
    draft.link("a", "b")
    with pytest.raises(StoreError, match="all rows"):
        follow(draft.snapshot(2))
    assert ask(neo4j_target, "MATCH ()-[r]->() RETURN count(r)") == [0]
    follow(draft.snapshot(2))
    assert_equal(neo4j_target, draft.snapshot(2))


def test_a_node_that_the_server_holds_already_stops_the_sync(
    follow: Sync, draft: Any, neo4j_target: Neo4jTarget
) -> None:
    draft.node("a")
    follow(draft.snapshot(1))
    ask(neo4j_target, f"CREATE (:Entity {{id: '{draft.id_of('b')}', etype: 'person'}})")
    draft.node("b")
    with pytest.raises(StoreError, match="all rows"):
        follow(draft.snapshot(2))
    follow(draft.snapshot(2))
    assert_equal(neo4j_target, draft.snapshot(2))


def test_a_server_that_was_half_emptied_is_emptied_by_the_next_run(
    follow: Sync, draft: Any, neo4j_target: Neo4jTarget, tmp_path: Path
) -> None:
    draft.node("x")
    ask(neo4j_target, "UNWIND range(1, 50) AS n CREATE (:Film {n: n})-[:SEEN]->(:Film {n: -n})")
    killed = patch.object(sync_module, "move_marker", side_effect=KeyboardInterrupt)
    partly = patch.object(sync_module, "_WIPE", "MATCH (n:Film {n: 50}) DETACH DELETE n")
    with killed, partly, pytest.raises(KeyboardInterrupt):
        sync(draft.snapshot(), neo4j_target, state_folder=tmp_path, replace=True)
    assert ask(neo4j_target, "MATCH (f:Film) RETURN count(*)") == [99]
    follow(draft.snapshot())
    assert ask(neo4j_target, "MATCH (f:Film) RETURN count(*)") == [0]
    assert_equal(neo4j_target, draft.snapshot())


def test_a_replaced_copy_has_its_own_indexes(draft: Any, neo4j_target: Neo4jTarget, tmp_path: Path) -> None:
    """Those of links and names go with the old content, and come back for the new one."""
    names = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'jejak' AND state = 'ONLINE' RETURN name"
    draft.node("a")
    draft.link("a", "a", "TRANSFERRED")
    sync(draft.snapshot(1), neo4j_target, state_folder=tmp_path, replace=True)
    draft.ledger_id, draft.links = "another", {}
    draft.link("a", "a", "CONTACTED")
    sync(draft.snapshot(1), neo4j_target, state_folder=tmp_path, replace=True)
    wanted = {"jejak_sync", "jejak_entity", "jejak_search", "jejak_link_contacted"}
    assert set(ask(neo4j_target, names)) == wanted
    assert_equal(neo4j_target, draft.snapshot(1))


def test_a_second_sync_takes_over_and_the_first_one_gives_up(
    follow: Sync, random_graph: Any, neo4j_target: Neo4jTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = random_graph(7).snapshot()
    monkeypatch.setattr(sync_module, "CHUNK", 20)
    started: list[int] = []

    def interrupt(done: int, _total: int) -> None:
        if done and not started:
            started.append(done)
            follow(snapshot)

    with pytest.raises(StoreError, match="took over"):
        sync(snapshot, neo4j_target, state_folder=tmp_path / "first", progress=interrupt)
    assert_equal(neo4j_target, snapshot)


def test_progress_ends_at_the_total(random_graph: Any, neo4j_target: Neo4jTarget, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    snapshot = random_graph(8).snapshot()
    sync(snapshot, neo4j_target, state_folder=tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, snapshot.n_nodes + snapshot.n_links)
    assert seen[-1] == (seen[0][1], seen[0][1])
