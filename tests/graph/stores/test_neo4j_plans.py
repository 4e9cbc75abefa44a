"""How a real server plans the statements of a sync: once for all sizes, and never by a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase, Session

from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.sync import sync
from jejak.graph.stores.sync_plan import plan
from jejak.graph.stores.sync_state import wanted_state
from jejak.graph.stores.sync_steps import steps

pytestmark = pytest.mark.neo4j


@pytest.fixture
def session(neo4j_target: Neo4jTarget) -> Iterator[Session]:
    auth = (neo4j_target.user, neo4j_target.password)
    with GraphDatabase.driver(neo4j_target.uri, auth=auth) as driver, driver.session() as session:
        yield session


def plans_since_last(session: Session) -> int:
    """Statements that the server keeps a plan for; it forgets them."""
    said = session.run("CALL db.clearQueryCaches() YIELD value RETURN value").single(strict=True)[0]
    return int(re.findall(r"\d+", said)[0])


def test_rows_of_any_number_and_length_share_their_plans(
    draft: Any, neo4j_target: Neo4jTarget, session: Session, tmp_path: Path
) -> None:
    draft.node("first")
    sync(draft.snapshot(1), neo4j_target, state_folder=tmp_path)
    plans_since_last(session)
    draft.node("second")
    sync(draft.snapshot(2), neo4j_target, state_folder=tmp_path)
    once = plans_since_last(session)
    draft.node("long", caption="x" * 3000)
    sync(draft.snapshot(3), neo4j_target, state_folder=tmp_path)
    for number in range(150):
        draft.node(f"many {number}")
    sync(draft.snapshot(4), neo4j_target, state_folder=tmp_path)
    assert plans_since_last(session) == once


def operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from operators(child)


def test_no_statement_scans(random_graph: Any, neo4j_target: Neo4jTarget, session: Session, tmp_path: Path) -> None:
    """Not even while the server still believes that its indexes are empty, as it does for seconds after they filled."""
    before, after = random_graph(21, n_links=4000), random_graph(22, n_links=4000)
    before.node("x", "person"), after.node("x", "organisation")
    base, snapshot = before.snapshot(1), after.snapshot(2)
    sync(base, neo4j_target, state_folder=tmp_path / "first")
    session.run("MATCH (n:Entity) DETACH DELETE n").consume()
    session.run("CALL db.prepareForReplanning(60)").consume()
    sync(base, neo4j_target, state_folder=tmp_path / "second")
    wanted = wanted_state(snapshot)
    todo = plan(wanted_state(base), wanted)
    assert all(len(part) for part in (todo.gone_links, todo.relabelled, todo.changed_nodes, todo.new_links))
    for chunk in steps(todo, snapshot, wanted, size=10_000):
        for step in chunk:
            told = session.run(f"EXPLAIN {step.text}", dict(step.params)).consume().plan
            assert told is not None
            assert not [name for name in operators(told) if "Scan" in name]
