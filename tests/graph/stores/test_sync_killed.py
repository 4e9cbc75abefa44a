"""A sync killed at any moment loses and doubles nothing once it runs again; a lost server is one clear message."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores import sync as sync_module
from jejak.graph.stores.neo4j_connection import Neo4jConnection, Neo4jTarget
from jejak.graph.stores.neo4j_marker import Marker, read_marker
from jejak.graph.stores.neo4j_store import Neo4jStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import sync
from jejak.schemas.errors import StoreError

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]


@pytest.fixture(scope="module")
def large(random_graph: Any) -> Snapshot:
    return random_graph(99, n_nodes=2000, n_links=8000).snapshot()


def wait_for_chunks(path: Path, number: int, child: subprocess.Popen[bytes]) -> None:
    """Return when the child has written so many chunks, however fast the machine is, or when it has ended."""
    end = time.monotonic() + 120
    while child.poll() is None and time.monotonic() < end:
        if path.exists() and path.stat().st_size >= number:
            return
        time.sleep(0.002)


def test_five_kills_then_a_complete_copy(
    large: Snapshot, random_graph: Any, neo4j_target: Neo4jTarget, tmp_path: Path
) -> None:
    other = random_graph(98, n_nodes=2000, n_links=8000).snapshot(2)
    (tmp_path / "snapshots.pickle").write_bytes(pickle.dumps([large, other]))
    command = [sys.executable, str(Path(__file__).with_name("sync_forever.py")), neo4j_target.uri, str(tmp_path)]
    environment = os.environ | {"JEJAK_NEO4J_PASSWORD": neo4j_target.password, "PYTHONPATH": os.pathsep.join(sys.path)}
    dice, incomplete = random.Random(5), 0
    for _ in range(5):
        (tmp_path / "chunks").unlink(missing_ok=True)
        child = subprocess.Popen(command, env=environment)
        wait_for_chunks(tmp_path / "chunks", dice.randint(1, 60), child)
        time.sleep(dice.uniform(0, 0.05))
        child.kill()
        assert child.wait() == -9
        incomplete += not marker_on(neo4j_target).complete
    assert incomplete >= 3  # most kills fell into the writing of a sync, not between two
    sync(large, neo4j_target, state_folder=tmp_path / "state", replace=True)
    assert marker_on(neo4j_target).complete
    store, truth = Neo4jStore(neo4j_target), SnapshotStore(large)
    assert store.counts() == truth.counts()
    ids = [large.id_of(code) for code in range(large.n_nodes)]
    assert store.subgraph(ids) == truth.subgraph(ids)
    store.close()


def marker_on(target: Neo4jTarget) -> Marker:
    with Neo4jConnection(target) as connection:
        marker = read_marker(connection)
    assert marker is not None
    return marker


@pytest.fixture
def own_server(neo4j_server: Any, tmp_path: Path) -> Iterator[object]:
    """A second server that a test may stop."""
    server = type(neo4j_server)(tmp_path / "second", neo4j_server.password).start()
    yield server
    server.stop()


def test_server_killed_in_mid_sync_and_started_again(
    large: Snapshot, own_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Neo4jTarget(own_server.uri, password=own_server.password)
    monkeypatch.setattr(sync_module, "CHUNK", 500)

    def cut(done: int, _total: int) -> None:
        if 4000 <= done < 4500:
            own_server.kill()

    started = time.monotonic()
    with pytest.raises(StoreError, match="no answer") as lost:
        sync(large, target, state_folder=tmp_path / "state", progress=cut)
    assert target.place in str(lost.value)
    with pytest.raises(StoreError, match="no answer"):
        Neo4jConnection(target)
    assert time.monotonic() - started < 90
    own_server.start()
    report = sync(large, target, state_folder=tmp_path / "state")
    assert report.changed < large.n_nodes + large.n_links  # what was committed is not sent again
    store = Neo4jStore(target)
    assert store.counts() == SnapshotStore(large).counts()
    own_server.stop()
    with pytest.raises(StoreError, match="no answer"):
        store.counts()
    store.close()


def test_wrong_password_is_one_message_without_it(neo4j_target: Neo4jTarget) -> None:
    wrong = Neo4jTarget(neo4j_target.uri, password="not-the-password")  # noqa: S106
    with pytest.raises(StoreError, match="refused user or password") as fault:
        Neo4jConnection(wrong)
    assert "not-the-password" not in str(fault.value) + repr(wrong)


@pytest.mark.parametrize("uri", ["", "http://127.0.0.1:1", "neo4j://", "bolt://127.0.0.1:notaport", "nonsense"])
def test_malformed_address_is_one_message(uri: str) -> None:
    with pytest.raises(StoreError):
        Neo4jConnection(Neo4jTarget(uri, password="x"))  # noqa: S106


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_nobody_listening_is_one_message(scheme: str) -> None:
    with pytest.raises(StoreError, match="no answer"):
        Neo4jConnection(Neo4jTarget(f"{scheme}://127.0.0.1:1", password="x"))  # noqa: S106


def test_unknown_database_is_named(neo4j_target: Neo4jTarget) -> None:
    wrong = Neo4jTarget(neo4j_target.uri, password=neo4j_target.password, database="nothere")
    with pytest.raises(StoreError, match="no such database"), Neo4jConnection(wrong) as connection:
        list(connection.read("RETURN 1"))


def test_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_NEO4J_PASSWORD", "from-the-environment")
    assert Neo4jTarget.named("bolt://h").password == "from-the-environment"  # noqa: S105
    monkeypatch.delenv("JEJAK_NEO4J_PASSWORD")
    with pytest.raises(StoreError, match="no password"):
        Neo4jTarget.named("bolt://h")
