"""Whatever could write, load, call or administer is refused before it reaches an engine; ordinary reading is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.contract import GraphStore
from jejak.graph.stores.guard import check_query
from jejak.graph.stores.query import query
from jejak.schemas.errors import StoreError

REFUSED = [
    "CREATE (n)", "MATCH (n) SET n.a = 1", "match (n) delete n", "MATCH (n) DETACH DELETE n", "MERGE (n:Entity)",
    "MATCH (n) REMOVE n.a", "DROP INDEX x", "MATCH (n) FOREACH (x IN [1] | SET n.a = x)", "SHOW DATABASES",
    "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "MATCH (n) LOAD /* a */ CSV FROM 'x' AS r RETURN r",
    "USE system MATCH (n) RETURN n", "CALL dbms.components()", "CALL apoc.load.json('x')", "CALL `db.labels`()",
    "RETURN apoc.load.json('x')", "RETURN `apoc`.load.json('x')", "RETURN `apoc.load.json`('x')",
    "RETURN apoc . util . x ('x')", "RETURN genai.vector.encode('x', 'y')",
    "MATCH (n) RETURN n; MATCH (m) DELETE m", "MATCH (n) RETURN n;", "", "  // nothing", "/* open MATCH (n) RETURN n",
    "MATCH (n) /* open RETURN n", "MATCH (n) WHERE n.a = 'open RETURN n", "MATCH (n:`open) RETURN n",
    "RETURN 1 // x\rMATCH (n) DELETE n", "RETURN 1 // x\nDELETE n", "RETURN '\\' DELETE n //'",
    "MATCH (n) WHERE n.a = '\\u0027 DELETE n //' RETURN n", "MATCH (n) \\u0044ELETE n", "MATCH (n) RETURN 1. DELETE n",
    "MATCH (n) \u017fET n.a = 1", "EXPLAIN CREATE (n)", "PROFILE MATCH (n) DELETE n", "CALL { CREATE (n) } RETURN 1",
    "MATCH (n) CALL (n) { MATCH (m) RETURN m } IN TRANSACTIONS RETURN n", "INSERT (n)", "GRANT ROLE x TO y",
    "ALTER USER neo4j SET PASSWORD 'x'", "CALL {MATCH (n) DELETE n}", "TERMINATE TRANSACTIONS 'x'",
    "MATCH (n)\u00a0DELETE\u00a0n", "RETURN 1" + " " * 20_000, "STOP DATABASE neo4j", 'RETURN "a" DELETE n',
]  # fmt: skip
ACCEPTED = [
    "MATCH (n:Entity) RETURN n", "MATCH (n) WHERE n.caption = 'DELETE; SET' RETURN n.set", "RETURN 'a''b'",
    "MATCH (n:Create)-[r:SET]->(m) RETURN type(r)", "MATCH (n) /* DELETE */ RETURN n // SET",
    "MATCH (n) WHERE n.id = $set RETURN `delete`", "CALL db.labels()", "CALL db.labels() YIELD label RETURN label",
    "EXPLAIN MATCH (n) RETURN n", "PROFILE MATCH (n) RETURN n", "UNWIND [1, 2.5, 1e3] AS x RETURN x",
    "MATCH (n) CALL (n) { MATCH (n)--(m) RETURN count(m) AS d } RETURN n.id, d", "RETURN date.truncate('day')",
    "OPTIONAL MATCH (start)-[*1..3]-(end) RETURN start", "RETURN \"it's\"", "MATCH p = shortestPath((a)--(b)) RETURN p",
    "WITH {a: {b: 1}} AS m RETURN m.a.b", "MATCH (n) WHERE n.a =~ '\\\\d+' RETURN size(n.roles), n.a",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_plain_reading_is_refused(text: str) -> None:
    with pytest.raises(StoreError):
        check_query(text)


@pytest.mark.parametrize("text", ACCEPTED)
def test_reading_is_accepted(text: str) -> None:
    check_query(text)


Show = Callable[[Snapshot], GraphStore]


@pytest.fixture
def console(random_graph: Any, open_store: Show) -> Any:
    return open_store(random_graph(3).snapshot())


pytestmark = pytest.mark.neo4j
cypher_stores = pytest.mark.parametrize("open_store", ["neo4j", "cypher"], indirect=True)


@cypher_stores
def test_query_returns_plain_rows_and_says_when_it_was_cut(console: Any) -> None:
    found = query(console, "MATCH (n:Entity) WHERE n.n_claims > $least RETURN n.id AS id ORDER BY id", {"least": 9})
    assert (found.columns, len(found.rows), found.truncated) == (["id"], 20, False)
    cut = query(console, "MATCH (n:Entity) RETURN n.id AS id, n.roles AS roles ORDER BY id", max_rows=5)
    assert (len(cut.rows), cut.truncated) == (5, True)
    assert isinstance(cut.rows[0][1], list)
    labels = query(console, "MATCH (n:IdentityDocument) RETURN count(n) AS n")
    assert labels.rows[0][0] == console.counts().by_etype["identity_document"]
    assert query(console, "MATCH (n:Entity) RETURN n.id AS id", max_rows=30).truncated is False


@cypher_stores
def test_guard_runs_first_and_the_engine_reads_only(console: Any) -> None:
    before = console.counts()
    with pytest.raises(StoreError):
        query(console, "MATCH (n) DETACH DELETE n")
    with pytest.raises(StoreError):  # behind the guard the engine itself refuses
        console.columns("CREATE (n:Entity {id: 'x'}) RETURN n", {}, timeout=5, max_rows=1)
    assert console.counts() == before


@cypher_stores
def test_faulty_and_endless_statements_end_with_a_message(console: Any) -> None:
    with pytest.raises(StoreError) as fault:
        query(console, "MATCH (n RETURN n")
    assert "refused" in str(fault.value)
    started = time.monotonic()
    with pytest.raises(StoreError) as late:
        query(console, "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)", timeout=1)
    assert "too long" in str(late.value)
    assert time.monotonic() - started < 60
