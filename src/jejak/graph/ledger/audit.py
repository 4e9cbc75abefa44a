"""Verification: recompute everything that can be recomputed and name each difference; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from jejak.graph.ledger import batches, chain, files, repair, segments, sources, tables
from jejak.graph.ledger.records import Batch, BatchStatus, Event, EventKind, Fault
from jejak.graph.ledger.store import Store
from jejak.schemas.errors import LedgerError

_STATUS = {
    EventKind.BATCH_ADOPTED: BatchStatus.LIVE,
    EventKind.BATCH_RESTORED: BatchStatus.LIVE,
    EventKind.BATCH_REVERSED: BatchStatus.REVERSED,
}


def verify(store: Store, head: str | None, tell: Callable[[int, int], None]) -> Iterator[Fault]:
    """Yield every fault of a case, database first, since a damaged one makes the rest unreadable.

    Args:
        store: The case.
        head: A chain head that must be in the chain.
        tell: Told how many sources and segments are checked, and how many there are.
    """
    try:
        damage = store.db.integrity()
    except LedgerError as error:
        yield Fault("case.db", error.what)
        return
    for what in damage:
        yield Fault("case.db", what)
    if damage:
        return
    for what in store.db.loose_references():
        yield Fault("case.db", what)
    with store.db.read() as connection:
        broken = [Fault(*fault) for fault in chain.faults(connection, head)]
        yield from broken
        if not broken:  # a chain that was tampered with proves nothing about the rows
            yield from _row_faults(connection)
        received = sources.registered(connection)
        kept = batches.all_batches(connection, live_only=False)
    whole = [batch for batch in kept if batch.status is not BatchStatus.CLAIMED]
    total = len(received) + len(whole)
    for done, source in enumerate(received):
        tell(done, total)
        yield from _source_faults(store.folder.sources / source.sha, source.sha)
    for done, batch in enumerate(whole, len(received)):
        tell(done, total)
        yield from _segment_faults(store.folder.segments / batch.batch_id, batch)
    tell(total, total)
    yield from _orphans(store)


def _row_faults(connection: Connection) -> Iterator[Fault]:
    """Replay the chain and compare the control tables with what it says."""
    statuses: dict[str, BatchStatus] = {}
    adopted: dict[str, Event] = {}
    received: dict[str, Event] = {}
    for row in connection.execute(chain.SELECT_EVENTS).mappings():
        event = chain.to_event(row)
        if event.kind == EventKind.SOURCE_RECEIVED:
            received[event.subject] = event
        elif event.kind in _STATUS:
            statuses[event.subject] = _STATUS[EventKind(event.kind)]
            old = event.detail.get("supersedes")
            if old:
                statuses[str(old)] = BatchStatus.SUPERSEDED
            if event.kind == EventKind.BATCH_ADOPTED:
                adopted.setdefault(event.subject, event)
    yield from _batch_row_faults(connection, statuses, adopted)
    yield from _source_row_faults(connection, received)


def _batch_row_faults(
    connection: Connection, statuses: dict[str, BatchStatus], adopted: dict[str, Event]
) -> Iterator[Fault]:
    rows = {batch.batch_id: batch for batch in batches.all_batches(connection, live_only=False)}
    for batch_id in sorted(adopted.keys() - rows.keys()):
        yield Fault(f"batch {batch_id[:16]}", "is in the chain but its row is gone")
    for batch_id, batch in rows.items():
        if batch.status is BatchStatus.CLAIMED:
            continue
        where = f"batch {batch_id[:16]}"
        event = adopted.get(batch_id)
        if event is None:
            yield Fault(where, "has a row but no event")
        elif batch.seq != event.seq or any(event.detail.get(k) != v for k, v in batches.sealed_detail(batch).items()):
            yield Fault(where, "its row differs from its event")
        elif batch.status is not statuses[batch_id]:
            yield Fault(where, f"is marked {batch.status} but the chain says {statuses[batch_id]}")
        elif _mapping_sha(connection, batch) != event.detail.get("mapping_text"):
            yield Fault(where, "the text of its mapping was changed")


def _mapping_sha(connection: Connection, batch: Batch) -> str:
    query = select(tables.mapping.c.text).where(tables.mapping.c.sha == batch.mapping_sha)
    return chain.text_sha(connection.execute(query).scalar() or "")


def _source_row_faults(connection: Connection, received: dict[str, Event]) -> Iterator[Fault]:
    rows = {source.sha: source for source in sources.registered(connection)}
    for sha in sorted(received.keys() - rows.keys()):
        yield Fault(f"source {sha[:16]}", "is in the chain but its row is gone")
    for sha, row in rows.items():
        event = received.get(sha)
        said = {"size": row.size, "name": chain.text_sha(row.name), "origin": chain.text_sha(row.origin)}
        if event is None or said != dict(event.detail) or row.seq != event.seq:
            yield Fault(f"source {sha[:16]}", "its row differs from its event")


def _source_faults(path: Path, sha: str) -> Iterator[Fault]:
    where = f"sources/{sha}"
    try:
        if files.file_sha(path) != sha:
            yield Fault(where, "its bytes were changed (sha256 differs)")
    except FileNotFoundError:
        yield Fault(where, "is missing")
    except OSError as error:
        yield Fault(where, f"cannot be read: {error.strerror}")


def _segment_faults(folder: Path, batch: Batch) -> Iterator[Fault]:
    where = f"segments/{batch.batch_id}"
    try:
        manifest = segments.read_manifest(folder)
        if manifest.sha != batch.manifest_sha:
            yield Fault(f"{where}/{segments.MANIFEST}", "is not the manifest that the ledger knows (sha256 differs)")
            return
        for name, what in segments.segment_faults(folder, manifest):
            yield Fault(f"{where}/{name}", what)
    except LedgerError as error:
        yield Fault(where, error.what)
    except OSError as error:
        yield Fault(where, f"cannot be read: {error.strerror}")


def _orphans(store: Store) -> Iterator[Fault]:
    for path in repair.strays(store):
        yield Fault(f"{path.parent.name}/{path.name}", "no row of the ledger knows it")
    if store.folder.lost.is_dir():
        for path in sorted(store.folder.lost.iterdir()):
            yield Fault(f"lost/{path.name}", "was set aside as unknown or damaged: look at it, then remove it")
