"""Neo4j is down, refuses the password, holds something else, or is lost in the middle of a sync."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from neo4j import GraphDatabase

from bad_input.desk import BadInput, Desk, clear_message, unharmed
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from neo4j_fixtures import neo4j_tool

ASKING = ["sync a.case", "stats a.case --store neo4j", "query a.case RETURN+1 --store neo4j"]


class Wire:
    """Passes bytes on to a server until so many came from the client; then the line is dead, as a pulled cable is."""

    def __init__(self, port: int, most: int) -> None:
        self._server, self._left = ("127.0.0.1", port), most
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while self._left > 0:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            self._ends += [client, server]
            threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while piece := source.recv(512):
                self._left -= len(piece) * counted
                if self._left <= 0:
                    break
                target.sendall(piece)
        except OSError:
            pass  # the other direction was cut
        self.cut()

    def cut(self) -> None:
        """End every connection and accept no other."""
        self._left = 0
        for end in [*self._ends, self._listener]:
            _shut(end)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # it was shut before
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def settings(uri: str, password: str) -> dict[str, str]:
    return {"JEJAK_NEO4J_URI": uri, "JEJAK_NEO4J_PASSWORD": password}


def words(command: str) -> list[str]:
    return [word.replace("+", " ") for word in command.split()]


@pytest.mark.parametrize("command", ASKING)
def test_no_server_answers(desk: Desk, command: str) -> None:
    port = neo4j_tool.free_port()
    before = desk.state()
    said = desk.jejak(*words(command), **settings(f"bolt://127.0.0.1:{port}", "x" * 12))
    says = (f"127.0.0.1:{port}: no answer from the Neo4j server", "check that the server runs")
    clear_message(BadInput("down", "", 5, says), said)
    unharmed(desk, before)


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("", ("no Neo4j is named", "JEJAK_NEO4J_URI")),
        ("http://localhost:7474", ("localhost:7474: not an address of a Neo4j server", "neo4j://host:7687")),
        ("neo4j://localhost:port", ("localhost:\\?: not an address of a Neo4j server", "neo4j://host:7687")),
        ("neo4j://", ("not an address of a Neo4j server", "neo4j://host:7687")),
    ],
)
def test_no_address_of_a_server(desk: Desk, uri: str, says: tuple[str, ...]) -> None:
    before = desk.state()
    clear_message(BadInput("address", "", 5, says), desk.jejak("sync", "a.case", **settings(uri, "x")))
    unharmed(desk, before)


@pytest.fixture
def clean_server(neo4j_target: Neo4jTarget) -> Iterator[Neo4jTarget]:
    yield neo4j_target
    with GraphDatabase.driver(neo4j_target.uri, auth=(neo4j_target.user, neo4j_target.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("command", "password"), [*((command, "wrong-password") for command in ASKING), (ASKING[0], "")]
)
def test_the_server_refuses_the_password(desk: Desk, clean_server: Neo4jTarget, command: str, password: str) -> None:
    """One attempt between two good ones: after three bad ones in a row the server would not answer anybody."""
    before = desk.state()
    said = desk.jejak(*words(command), **settings(clean_server.uri, password))
    says = (f"{clean_server.place}: the Neo4j server refused user or password", "JEJAK_NEO4J_PASSWORD")
    clear_message(BadInput("password", "", 5, says), said)
    assert "wrong-password" not in said.stderr
    unharmed(desk, before)


@pytest.mark.neo4j
def test_the_server_holds_something_else(desk: Desk, clean_server: Neo4jTarget) -> None:
    with GraphDatabase.driver(clean_server.uri, auth=(clean_server.user, clean_server.password)) as driver:
        driver.execute_query("CREATE (:Recipe {name: 'soup'})")
    before = desk.state()
    said = desk.jejak("sync", "a.case", **settings(clean_server.uri, clean_server.password))
    clear_message(BadInput("foreign", "", 5, ("the server holds data that is not from Jejak", "empty server")), said)
    unharmed(desk, before)


@pytest.mark.neo4j
@pytest.mark.parametrize("most", [300, 1500, 4000, 7000, 10_000])
def test_the_server_is_lost_in_the_middle_of_a_sync(desk: Desk, clean_server: Neo4jTarget, most: int) -> None:
    before = desk.state()
    wire = Wire(int(clean_server.uri.rpartition(":")[2]), most)
    said = desk.jejak("sync", "a.case", **settings(f"bolt://127.0.0.1:{wire.port}", clean_server.password))
    wire.cut()
    says = (f"127.0.0.1:{wire.port}: no answer from the Neo4j server", "try again")
    clear_message(BadInput("lost", "", 5, says), said)
    unharmed(desk, before)
    direct = settings(clean_server.uri, clean_server.password)
    again = desk.jejak("sync", "a.case", **direct)
    assert again.returncode == 0, again.stderr
    here, there = desk.jejak("stats", "a.case"), desk.jejak("stats", "a.case", "--store", "neo4j", **direct)
    assert here.stdout.partition("Answered")[0] == there.stdout.partition("Answered")[0]
