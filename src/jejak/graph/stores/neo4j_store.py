"""The server graph: answers the store contract by Cypher on Neo4j, always in read mode."""

from __future__ import annotations

from collections.abc import Mapping

from jejak.graph.stores.neo4j_connection import Neo4jConnection, Neo4jTarget
from jejak.graph.stores.neo4j_marker import Marker, read_marker
from jejak.graph.stores.statement_store import Record, StatementStore
from jejak.schemas.errors import StoreError

_SECONDS = 60.0


class Neo4jStore(StatementStore):
    """Graph store on a Neo4j server that ``sync`` has filled."""

    def __init__(self, target: Neo4jTarget, *, timeout: float = _SECONDS) -> None:
        """Connect; fails within seconds.

        Args:
            target: Server, user, password and database.
            timeout: Seconds that the server may spend on one statement.

        Raises:
            StoreError: No server answers or it refuses the password.
        """
        self._connection = Neo4jConnection(target)
        self._timeout = timeout

    @property
    def name(self) -> str:
        """What answers, for people."""
        return f"Neo4j {self._connection.version} at {self._connection.target.place}"

    @property
    def sequence(self) -> int:
        """The ledger's sequence that this store shows.

        Raises:
            StoreError: Nothing was synchronised yet, or a sync is under way or was stopped.
        """
        return self._marker().sequence

    def check_case(self, ledger_id: str) -> None:
        """Refuse to answer for a case whose copy this is not.

        Raises:
            StoreError: The server shows another case, or does not hold a complete copy.
        """
        if self._marker().ledger_id != ledger_id:
            where, hint = self._connection.target.place, "name this case's own server in JEJAK_NEO4J_URI"
            raise StoreError("the server holds another case", where=where, hint=hint)

    def rows(self, text: str, params: Mapping[str, object]) -> list[Record]:
        """Run one reading statement and return its records."""
        return list(self._connection.read(text, params, timeout=self._timeout))

    def columns(
        self, text: str, params: Mapping[str, object], *, timeout: float, max_rows: int
    ) -> tuple[list[str], list[list[object]]]:
        """Column names and at most ``max_rows`` rows of one reading statement of the user's own."""
        return self._connection.columns(text, params, timeout=timeout, max_rows=max_rows)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _marker(self) -> Marker:
        marker = read_marker(self._connection)
        if marker is None or not marker.complete:
            what = "the server does not hold a complete copy of the case"
            raise StoreError(what, where=self._connection.target.place, hint="run `jejak sync` (again)")
        return marker
