"""One connection pool for a server and process: shared by threads, refused for another case, alive after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_shared import close_shared, shared_store
from jejak.graph.stores.sync import sync
from jejak.schemas.errors import StoreError

pytestmark = pytest.mark.neo4j


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_shared()


def test_threads_share_one_store(random_graph: Any, neo4j_target: Neo4jTarget, tmp_path: Path) -> None:
    snapshot = random_graph(1).snapshot()
    sync(snapshot, neo4j_target, state_folder=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: shared_store(neo4j_target), range(16)))
        assert len({id(store) for store in stores}) == 1
        counts = list(pool.map(lambda store: store.counts(), stores))
    assert all(found == counts[0] for found in counts)
    stores[0].close()
    assert stores[1].counts().nodes == snapshot.n_nodes


def test_another_case_and_an_incomplete_copy_are_refused(draft: Any, neo4j_target: Neo4jTarget, tmp_path: Path) -> None:
    store = shared_store(neo4j_target)
    with pytest.raises(StoreError, match="complete copy"):
        store.check_case("ledger-1")
    draft.node("a")
    sync(draft.snapshot(), neo4j_target, state_folder=tmp_path)
    store.check_case("ledger-1")
    with pytest.raises(StoreError, match="another case"):
        store.check_case("ledger-2")


@pytest.mark.slow
def test_a_server_that_started_anew_is_answered_by_the_same_store(
    draft: Any, neo4j_server: Any, tmp_path: Path
) -> None:
    server = type(neo4j_server)(tmp_path / "home", neo4j_server.password).start()
    try:
        target = Neo4jTarget(server.uri, password=server.password)
        draft.node("a")
        sync(draft.snapshot(), target, state_folder=tmp_path / "state")
        store = shared_store(target)
        store.check_case("ledger-1")
        server.stop()
        with pytest.raises(StoreError, match="no answer"):
            store.check_case("ledger-1")
        server.start()
        store.check_case("ledger-1")
    finally:
        server.stop()
