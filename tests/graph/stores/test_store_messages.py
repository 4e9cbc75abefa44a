"""What a store refuses is told with place and hint: a faulty statement, and a user who must wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from neo4j import GraphDatabase

from jejak.graph.stores.neo4j_connection import Neo4jConnection, Neo4jTarget
from jejak.graph.stores.query import query
from jejak.schemas.errors import StoreError

PASSWORD = "right-password"  # noqa: S105 of a user that lives as long as one test


@pytest.mark.parametrize("open_store", ["cypher", pytest.param("neo4j", marks=pytest.mark.neo4j)], indirect=True)
@pytest.mark.parametrize("text", ["MATCH (n RETURN n", "RETURN nobody"])
def test_a_faulty_statement_is_told_with_a_hint(draft: Any, open_store: Callable[..., Any], text: str) -> None:
    draft.node("a")
    store = open_store(draft.snapshot())
    with pytest.raises(StoreError, match=r"statement was refused|refused the statement") as fault:
        query(store, text)
    assert fault.value.where
    assert "syntax" in str(fault.value.hint)


@pytest.fixture
def guest(neo4j_target: Neo4jTarget) -> Iterator[Neo4jTarget]:
    """A second user, so that nobody else of this server is locked out."""
    auth = (neo4j_target.user, neo4j_target.password)
    with GraphDatabase.driver(neo4j_target.uri, auth=auth) as driver, driver.session(database="system") as session:
        session.run("CREATE USER guest SET PASSWORD $word CHANGE NOT REQUIRED", word=PASSWORD).consume()
        yield Neo4jTarget(neo4j_target.uri, user="guest", password=PASSWORD)
        session.run("DROP USER guest").consume()


@pytest.mark.neo4j
def test_several_wrong_passwords_are_told_apart_from_one(guest: Neo4jTarget) -> None:
    Neo4jConnection(guest).close()
    wrong = Neo4jTarget(guest.uri, user=guest.user, password="not-the-password")  # noqa: S106
    for _ in range(3):
        with pytest.raises(StoreError, match="refused user or password"):
            Neo4jConnection(wrong)
    for locked in (wrong, guest):
        with pytest.raises(StoreError, match="wait after several wrong passwords") as fault:
            Neo4jConnection(locked)
        assert fault.value.where == guest.place
        assert "wait ten seconds" in str(fault.value.hint)
        assert "JEJAK_NEO4J_PASSWORD" in str(fault.value.hint)
