"""Files for neo4j-admin: what the real importer makes of them is the copy that a sync makes; half of it is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_offline import OfflineFiles, write_offline
from jejak.graph.stores.neo4j_store import Neo4jStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync import sync
from jejak.schemas.errors import StoreError

TOOL = Path(__file__).resolve().parents[3] / "tools" / "neo4j" / "server.py"
Load = Callable[[OfflineFiles], subprocess.CompletedProcess[str]]


@pytest.fixture
def odd(random_graph: Any) -> Snapshot:
    """A random graph with every text that a CSV file could break."""
    draft = random_graph(21)
    odd = 'say "no", a\\b; c\nnext\tline\r\n\'x\' ,,""'
    draft.node("odd", caption=odd, search=odd, props="{}", best_grade="B2", country="ID")
    draft.node("empty", caption="", search="", best_grade="", country="", roles=["victim"])
    draft.node("digits", caption="007", search="true", country="null")
    draft.link("odd", "empty", role="", channel=odd, amount=Decimal("0.5"), currency="IDR", props='{"a":"1;2"}')
    draft.link("odd", "odd", "FAMILY_OF", amount=Decimal(1), props=None)
    return draft.snapshot(4)


@pytest.fixture
def own_server(neo4j_server: Any, tmp_path: Path) -> Iterator[Any]:
    """A server of its own whose database does not exist yet."""
    server = type(neo4j_server)(tmp_path / "home", neo4j_server.password)
    yield server
    server.stop()


@pytest.fixture
def load(own_server: Any, tmp_path: Path) -> Load:
    """Run the script as a user would, with the real importer."""
    admin = tmp_path / "neo4j-admin"
    admin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{TOOL}" admin --home "{own_server.home}" "$@"\n')
    admin.chmod(0o755)
    environment = os.environ | {"NEO4J_ADMIN": str(admin)}
    return lambda files: subprocess.run(
        [str(files.script), "--overwrite-destination"], env=environment, capture_output=True, text=True, check=False
    )


def content(target: Neo4jTarget) -> list[str]:
    """Every node and link with all labels and properties, but for the marker."""
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        nodes = driver.execute_query("MATCH (n) WHERE NOT n:_Sync RETURN properties(n) AS p, labels(n) AS l").records
        links = driver.execute_query(
            "MATCH (a)-[r]->(b) RETURN properties(r) AS p, type(r) AS l, a.id AS a, b.id AS b"
        ).records
    return sorted(repr([sorted(record["p"].items()), *record.values()[1:]]) for record in [*nodes, *links])


@pytest.mark.neo4j
@pytest.mark.slow
def test_the_imported_copy_is_the_one_that_a_sync_makes_and_half_of_it_is_completed(
    odd: Snapshot, own_server: Any, load: Load, neo4j_target: Neo4jTarget, tmp_path: Path
) -> None:
    sync(odd, neo4j_target, state_folder=tmp_path / "online")
    wanted = content(neo4j_target)
    target = Neo4jTarget(own_server.uri, password=own_server.password)

    files = write_offline(odd, tmp_path / "whole")
    done = load(files)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    own_server.start()
    store = Neo4jStore(target)
    with pytest.raises(StoreError, match="complete copy"):
        _ = store.sequence
    assert sync(odd, target, state_folder=tmp_path / "state").changed == 0
    assert content(target) == wanted
    assert store.counts() == SnapshotStore(odd).counts()
    assert sync(odd, target, state_folder=tmp_path / "state").changed == 0
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        names = {row["name"] for row in driver.execute_query("SHOW CONSTRAINTS YIELD name").records}
    assert {"jejak_entity", "jejak_sync", "jejak_link_transferred", "jejak_link_family_of"} <= names
    store.close()
    own_server.stop()

    half = write_offline(odd, tmp_path / "half")
    lines = (half.folder / "links.csv").read_text().splitlines(keepends=True)
    (half.folder / "links.csv").write_text("".join(lines[:30]))
    assert load(half).returncode == 0
    own_server.start()
    assert sync(odd, target, state_folder=tmp_path / "state").changed == odd.n_links - 29
    assert content(target) == wanted


@pytest.mark.neo4j
def test_a_damaged_file_fails_the_import(odd: Snapshot, load: Load, tmp_path: Path) -> None:
    files = write_offline(odd, tmp_path / "files")
    nodes = files.folder / "nodes.csv"
    nodes.write_bytes(nodes.read_bytes()[:-400])
    assert load(files).returncode != 0


def test_an_empty_case_has_files_with_headers(draft: Any, tmp_path: Path) -> None:
    files = write_offline(draft.snapshot(), tmp_path / "files")
    assert (files.nodes, files.links) == (0, 0)
    assert [len((files.folder / name).read_text().splitlines()) for name in ("nodes.csv", "links.csv")] == [1, 1]


def test_a_folder_that_holds_something_is_refused(draft: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(StoreError, match="not empty"):
        write_offline(draft.snapshot(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
