"""The batch table: rows in and out, and the one transaction that makes a batch speak or fall silent."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, select, update

from jejak.graph.ledger import chain, tables
from jejak.graph.ledger.records import Batch, BatchStatus, EventKind, JsonValue
from jejak.schemas.errors import LedgerError

_FIELDS = tuple(field for field in Batch.__dataclass_fields__ if field not in {"seq", "status"})
#: What the chain repeats of a batch, so that a changed row is noticed.
SEALED = (
    "source_sha", "table", "mapping", "mapping_sha", "cleaner_version", "manifest_sha", "digest", "rows_in", "rows_ok",
    "rows_rejected", "n_entities", "n_links", "n_rejects", "default_grade", "default_handling",
)  # fmt: skip
_ORDER = (tables.batch.c.seq.is_(None), tables.batch.c.seq, tables.batch.c.batch_id)


def to_batch(row: RowMapping) -> Batch:
    """Read one row of the batch table."""
    fields = {name: row[name] for name in _FIELDS}
    return Batch(seq=row["seq"] or 0, status=BatchStatus(row["status"]), **fields)


def all_batches(connection: Connection, *, live_only: bool) -> list[Batch]:
    """Batches in the order in which they first went live."""
    query = select(tables.batch).order_by(*_ORDER)
    if live_only:
        query = query.where(tables.batch.c.status == BatchStatus.LIVE)
    return [to_batch(row) for row in connection.execute(query).mappings()]


def find(connection: Connection, batch_id: str) -> Batch | None:
    """The batch of exactly this id."""
    row = connection.execute(select(tables.batch).where(tables.batch.c.batch_id == batch_id)).mappings().first()
    return to_batch(row) if row else None


def by_prefix(connection: Connection, prefix: str) -> Batch:
    """The one batch whose id starts with ``prefix`` (at least four hex digits)."""
    if len(prefix) < 4 or not set(prefix) <= set("0123456789abcdef"):
        raise LedgerError("a batch is named by at least four hex digits of its id", hint="see `jejak batches`")
    query = select(tables.batch).where(tables.batch.c.batch_id.startswith(prefix)).limit(2)
    found = [to_batch(row) for row in connection.execute(query).mappings()]
    if len(found) != 1:
        what = "several batches start so" if found else "there is no such batch"
        raise LedgerError(what, where=f"batch {prefix}", hint="see `jejak batches`")
    return found[0]


def rival(connection: Connection, batch: Batch) -> Batch | None:
    """The live batch of the same source table and mapping name, if another one holds that place."""
    columns = tables.batch.c
    query = select(tables.batch).where(
        columns.status == BatchStatus.LIVE,
        columns.source_sha == batch.source_sha,
        columns.table == batch.table,
        columns.mapping == batch.mapping,
        columns.batch_id != batch.batch_id,
    )
    row = connection.execute(query).mappings().first()
    return to_batch(row) if row else None


def make_live(connection: Connection, batch: Batch, entry: chain.Entry) -> Batch:
    """Make a batch live and supersede the one before it, as one event."""
    old = rival(connection, batch)
    detail = {**entry.detail, "supersedes": old.batch_id if old else None}
    event = chain.append(connection, chain.Entry(entry.analyst, entry.kind, batch.batch_id, detail, entry.note))
    if old:
        set_status(connection, old.batch_id, BatchStatus.SUPERSEDED)
    where = tables.batch.c.batch_id == batch.batch_id
    # The first sequence stays for good: taking a batch back must give the very graph that was there before.
    first = {"seq": event.seq, "at": event.at} if batch.seq == 0 else {}
    connection.execute(update(tables.batch).where(where).values(status=BatchStatus.LIVE, **first))
    found = find(connection, batch.batch_id)
    if found is None:
        raise LedgerError("the batch left the ledger while it was adopted", where=f"batch {batch.batch_id[:16]}")
    return found


def set_status(connection: Connection, batch_id: str, status: BatchStatus) -> None:
    """Mark a batch."""
    connection.execute(update(tables.batch).where(tables.batch.c.batch_id == batch_id).values(status=status))


def sealed_detail(batch: Batch) -> dict[str, JsonValue]:
    """What the chain says of a batch; the file's name may hold a person's, so only its hash is there."""
    return {**{name: getattr(batch, name) for name in SEALED}, "file": chain.text_sha(batch.file)}


def reverse(connection: Connection, prefix: str, analyst: str, reason: str) -> Batch:
    """Silence a live batch."""
    batch = by_prefix(connection, prefix)
    if batch.status is not BatchStatus.LIVE:
        raise LedgerError(
            f"only a live batch can be reversed; this one is {batch.status}",
            where=f"batch {prefix}",
            hint="see `jejak batches`",
        )
    chain.append(connection, chain.Entry(analyst, EventKind.BATCH_REVERSED, batch.batch_id, {}, reason))
    set_status(connection, batch.batch_id, BatchStatus.REVERSED)
    return by_prefix(connection, batch.batch_id)


def check_restorable(connection: Connection, prefix: str) -> Batch:
    """The batch to take back, if it is silent and its place is free."""
    batch = by_prefix(connection, prefix)
    if batch.status not in {BatchStatus.REVERSED, BatchStatus.SUPERSEDED}:
        raise LedgerError(
            f"only a reversed or superseded batch can be restored; this one is {batch.status}",
            where=f"batch {prefix}",
            hint="see `jejak batches`",
        )
    other = rival(connection, batch)
    if other:
        raise LedgerError(
            f"batch {other.batch_id[:16]} is live for the same table and mapping",
            where=f"batch {prefix}",
            hint=f"reverse {other.batch_id[:16]} first",
        )
    return batch
