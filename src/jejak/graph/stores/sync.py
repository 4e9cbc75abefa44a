"""Brings a Neo4j server to a snapshot's state by differences; killed anywhere, the next run completes it.

Invariant: nothing counts as done until the server's counts by type equal the snapshot's and the marker says complete.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from jejak.graph.model import Counts
from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.marks import NO_MARKS, Marks, counted, held_names
from jejak.graph.stores.neo4j_connection import Neo4jConnection, Neo4jTarget, RowsRefusedError, Writer
from jejak.graph.stores.neo4j_marker import NO_CASE, Marker, move_marker, read_marker, take_over
from jejak.graph.stores.neo4j_schema import Schema
from jejak.graph.stores.rows import checked_name, label_of
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.sync_plan import plan
from jejak.graph.stores.sync_state import kinds, remember, remembered_state, server_state, wanted_state
from jejak.graph.stores.sync_steps import Step, steps
from jejak.schemas.errors import StoreError

log = logging.getLogger(__name__)

CHUNK = 10_000
#: Called with rows written so far and rows in all.
SyncProgress = Callable[[int, int], None]
#: Marks that another hand changed show in no revision: after this, the next run writes all nodes anew.
_OTHER_MARKS = "the kept findings on the nodes differ from those that were chosen"
_WIPE = "MATCH (n) WHERE NOT n:_Sync CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did: the sequence reached, rows written or removed, and the totals now on the server.

    ``marked`` tells how many nodes carry each property of a kept finding.
    """

    sequence: int
    changed: int
    counts: Counts
    marked: Mapping[str, int] = field(default_factory=dict)


def sync(
    snapshot: Snapshot, target: Neo4jTarget, *, state_folder: Path, progress: SyncProgress | None = None,
    replace: bool = False, marks: Marks = NO_MARKS,
) -> SyncReport:  # fmt: skip
    """Make the server hold exactly the snapshot.

    Args:
        snapshot: What the server shall show.
        target: Server, user, password and database.
        state_folder: Where the state of the last completed sync is kept (rebuildable).
        progress: Told about rows written and rows in all.
        replace: Also replace another case's copy, or a newer one of this case.
        marks: Kept findings that the nodes show; all others go.

    Raises:
        StoreError: The server is not to be had, holds another case, or does not hold what was sent to it.
    """
    with Neo4jConnection(target) as connection:
        found = _accepted(connection, snapshot, replace)
        shown = changed(marks, held=held_names(connection))
        wanted, schema = wanted_state(snapshot, shown), Schema(connection)
        schema.before(())
        run = Marker(snapshot.ledger_id, snapshot.sequence, snapshot.digest, uuid4().hex)
        if found is None or found.ledger_id != snapshot.ledger_id:
            held = _emptied(connection, schema, found, run)
            found = None
        else:
            held = take_over(connection, found, run)
        if found and found.stopped == _OTHER_MARKS:
            connection.run(shown.forgotten(), write=True)
        base = remembered_state(state_folder, found) if found else None
        follower = _Follower(connection, held)
        base = base or server_state(connection, wanted)
        schema.before(kinds(base.links))
        todo = plan(base, wanted)
        if progress:
            progress(0, todo.size)
        done = 0
        for chunk in steps(todo, snapshot, wanted, marks=shown, size=CHUNK):
            done += follower.apply(chunk)
            if progress:
                progress(done, todo.size)
        schema.after(kinds(wanted.links))
        counts = SnapshotStore(snapshot).counts()
        finished = follower.finish(counts, shown.counts())
        remember(state_folder, finished, wanted)
    log.info("synchronised sequence %d: %d rows changed", snapshot.sequence, done)
    return SyncReport(snapshot.sequence, done, counts, shown.counts())


def _emptied(connection: Neo4jConnection, schema: Schema, found: Marker | None, run: Marker) -> Marker:
    """Empty a server that holds nothing yet, or whose content is replaced on purpose.

    Until it is empty, the marker names no case: what a run leaves that is killed meanwhile, the next one empties.
    """
    held = take_over(connection, found, run.moved(ledger_id=NO_CASE))
    schema.clear()
    connection.run(_WIPE, write=True)
    with connection.transaction() as writer:
        return move_marker(writer, held, run)


def _accepted(connection: Neo4jConnection, snapshot: Snapshot, replace: bool) -> Marker | None:
    """The server's marker, if the snapshot may be written over what it stands for."""
    found = read_marker(connection)
    where = connection.target.place
    if replace:
        return found
    if found is None:
        if any(connection.read("MATCH (n) RETURN 1 AS there LIMIT 1")):
            hint = "use an empty server, or replace its content on purpose"
            raise StoreError("the server holds data that is not from Jejak", where=where, hint=hint)
        return None
    if found.ledger_id not in {snapshot.ledger_id, NO_CASE}:
        hint = "use this case's own server, or replace its content on purpose"
        raise StoreError("the server holds another case", where=where, hint=hint)
    if found.ledger_id and found.sequence > snapshot.sequence:
        hint = "open the newest state of the case, or replace the server's content on purpose"
        raise StoreError("the server shows a newer state of this case", where=where, hint=hint)
    return found


def _write(writer: Writer, step: Step) -> None:
    if writer.number(step.text, step.params) != step.size:
        raise RowsRefusedError("the server did not take all rows")


class _Follower:
    """One run that holds the marker; every chunk moves it on or changes nothing."""

    def __init__(self, connection: Neo4jConnection, held: Marker) -> None:
        self._connection = connection
        self._held = held

    def apply(self, chunk: list[Step]) -> int:
        """Apply one chunk in one transaction and return its number of rows."""
        after = self._held.moved(chunk=self._held.chunk + 1)
        try:
            with self._connection.transaction() as writer:
                move_marker(writer, self._held, after)
                for step in chunk:
                    _write(writer, step)
        except RowsRefusedError:  # the transaction is rolled back by now
            self._stop(f"chunk {after.chunk}: the server did not take all rows")
        self._held = after
        return sum(step.size for step in chunk)

    def finish(self, wanted: Counts, marked: Mapping[str, int]) -> Marker:
        """Compare the totals by type, and those of kept findings, and declare the copy complete."""
        if _totals(self._connection, wanted) != wanted:
            self._stop("the totals by type differ from the case")
        if counted(self._connection, held_names(self._connection)) != marked:
            self._stop(_OTHER_MARKS)
        after = self._held.moved(chunk=self._held.chunk + 1, complete=True)
        with self._connection.transaction() as writer:
            return move_marker(writer, self._held, after)

    def _stop(self, why: str) -> NoReturn:
        """Leave the reason on the server, where the next look at it finds it, and give up.

        Raises:
            StoreError: Always.
        """
        with self._connection.transaction() as writer:
            move_marker(writer, self._held, self._held.moved(stopped=why))
        hint = "run `jejak sync` again: it compares everything with the server first"
        raise StoreError(f"sync stopped: {why}", where=self._connection.target.place, hint=hint)


def _totals(connection: Neo4jConnection, wanted: Counts) -> Counts:
    """Totals of the server by one statement, each part answered from its count store, without a scan."""
    patterns = {("all", "nodes"): "(:Entity)", ("all", "links"): "()-[]->()"}
    patterns |= {("etype", name): f"(:{label_of(name)})" for name in wanted.by_etype}
    patterns |= {("ltype", name): f"()-[:{checked_name(name)}]->()" for name in wanted.by_ltype}
    parts = [f"MATCH {pattern} WITH count(*) AS n RETURN {at} AS at, n" for at, pattern in enumerate(patterns.values())]
    told = {int(str(row["at"])): int(str(row["n"])) for row in connection.read(" UNION ALL ".join(parts))}
    number = {key: told[at] for at, key in enumerate(patterns)}
    by_etype = {name: number["etype", name] for name in wanted.by_etype}
    by_ltype = {name: number["ltype", name] for name in wanted.by_ltype}
    return Counts(number["all", "nodes"], number["all", "links"], by_etype, by_ltype)
