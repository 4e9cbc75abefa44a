"""A real Neo4j server for the tests: started once, emptied for each test; its absence is a failure, never a skip."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from neo4j import GraphDatabase

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_connection import Neo4jTarget


def _server_module() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "tools" / "neo4j" / "server.py"
    spec = importlib.util.spec_from_file_location("jejak_tools_neo4j_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


neo4j_tool = _server_module()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j_tool.Neo4jServer]:
    """The server of this test run: own folder, random port, random password (one that looks like an option)."""
    server = neo4j_tool.Neo4jServer(tmp_path_factory.mktemp("neo4j"), f"-{neo4j_tool.new_password()}")
    try:
        server.start()
    except neo4j_tool.ServerError as error:
        pytest.fail(f"these tests need a real Neo4j: {error}", pytrace=False)
    yield server
    server.stop()


@pytest.fixture
def neo4j_target(neo4j_server: neo4j_tool.Neo4jServer) -> Neo4jTarget:
    """The running server without any node; constraints and indexes of earlier tests may be there."""
    from jejak.graph.stores.neo4j_connection import Neo4jTarget  # noqa: PLC0415 after coverage has started

    target = Neo4jTarget(neo4j_server.uri, password=neo4j_server.password)
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
    return target
