"""The sync marker on a server: whose copy it holds, at which sequence, and which run may write the next chunk.

Invariant: every writing transaction first compares the marker with what its run expects and moves it on, under the
marker's own lock; so two followers cannot interleave, and a chunk is applied exactly once or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jejak.schemas.errors import StoreError

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_connection import Neo4jConnection, Writer

MARKER_CONSTRAINT = "CREATE CONSTRAINT jejak_sync IF NOT EXISTS FOR (s:_Sync) REQUIRE s.id IS UNIQUE"
_READ = "MATCH (s:_Sync {id: 'jejak'}) RETURN properties(s) AS marker"
_CREATE = "MERGE (s:_Sync {id: 'jejak'}) ON CREATE SET s.run = '', s.chunk = 0 RETURN count(*)"
#: Writing ``touched`` takes the marker's lock before its run and chunk are read.
_MOVE = (
    "MATCH (s:_Sync {id: 'jejak'}) SET s.touched = timestamp() WITH s WHERE s.run = $run AND s.chunk = $chunk "
    "SET s += $changes RETURN count(*)"
)


NO_CASE = ""  # of a server that is being emptied


@dataclass(frozen=True, slots=True)
class Marker:
    """State of a server's copy. ``stopped`` says why the last sync gave up, '' if it did not."""

    ledger_id: str = ""
    sequence: int = 0
    digest: str = ""
    run: str = ""
    chunk: int = 0
    complete: bool = False
    stopped: str = ""

    def moved(self, **changes: str | int | bool) -> Marker:
        """The same marker with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read_marker(connection: Neo4jConnection) -> Marker | None:
    """The marker on the server, or None when nothing was ever synchronised to it."""
    for record in connection.read(_READ):
        found = record["marker"]
        return _marker(found) if isinstance(found, Mapping) else None
    return None


def move_marker(writer: Writer, held: Marker, changed: Marker) -> Marker:
    """Compare-and-set: the first statement of every writing transaction.

    Raises:
        StoreError: The marker is not as this run left it: another sync took over.
    """
    changes = {name: getattr(changed, name) for name in Marker.__slots__}
    if writer.number(_MOVE, {"run": held.run, "chunk": held.chunk, "changes": changes}) != 1:
        raise StoreError("another sync took over this server", hint="let it finish, then run `jejak sync` again")
    return changed


def take_over(connection: Neo4jConnection, found: Marker | None, wanted: Marker) -> Marker:
    """Start a run: from here on an older run's next chunk is refused."""
    with connection.transaction() as writer:
        if found is None:
            writer.number(_CREATE, {})
        return move_marker(writer, found or Marker(), wanted)


def _marker(found: Mapping[str, object]) -> Marker:
    return Marker(
        ledger_id=str(found.get("ledger_id") or ""),
        sequence=int(str(found.get("sequence") or 0)),
        digest=str(found.get("digest") or ""),
        run=str(found.get("run") or ""),
        chunk=int(str(found.get("chunk") or 0)),
        complete=found.get("complete") is True,
        stopped=str(found.get("stopped") or ""),
    )
