"""The hash chain of events: each entry seals the one before, so no past entry changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from jejak.graph.ledger import tables
from jejak.graph.ledger.records import Detail, Event

GENESIS = "0" * 64
_JOINED = tables.event.outerjoin(tables.remark, tables.event.c.seq == tables.remark.c.seq)
SELECT_EVENTS = (
    select(tables.event, tables.remark.c.text.label("note")).select_from(_JOINED).order_by(tables.event.c.seq)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written as the next event. ``detail`` holds references only; free text goes into ``note``."""

    analyst: str
    kind: str
    subject: str
    detail: Detail = field(default_factory=dict)
    note: str = ""


def now() -> str:
    """The present in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text_sha(text: str) -> str:
    """Hex sha256 of a text; stands in the chain for a text that must not be in it."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(detail: Detail) -> str:
    """JSON with one spelling only: sorted keys, no spaces, no NaN."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal(prev: str, body: tuple[int, str, str, str, str, str]) -> str:
    """Hash of an event from its predecessor's hash and (seq, at, analyst, kind, subject, detail)."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{prev}{text}".encode()).hexdigest()


def tip(connection: Connection) -> tuple[int, str]:
    """Sequence and hash of the last event."""
    row = connection.execute(
        select(tables.event.c.seq, tables.event.c.hash).order_by(tables.event.c.seq.desc()).limit(1)
    ).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def append(connection: Connection, entry: Entry) -> Event:
    """Write the next event in the caller's transaction."""
    last, prev = tip(connection)
    detail = dict(entry.detail)
    if entry.note:
        detail["note"] = text_sha(entry.note)
    seq, at, text = last + 1, now(), canonical(detail)
    digest = seal(prev, (seq, at, entry.analyst, entry.kind, entry.subject, text))
    values = {"seq": seq, "at": at, "analyst": entry.analyst, "kind": entry.kind, "subject": entry.subject}
    connection.execute(insert(tables.event).values(**values, detail=text, prev=prev, hash=digest))
    if entry.note:
        connection.execute(insert(tables.remark).values(seq=seq, text=entry.note))
    return Event(seq, at, entry.analyst, entry.kind, entry.subject, detail, entry.note, prev, digest)


def to_event(row: RowMapping) -> Event:
    """Read one row of :data:`SELECT_EVENTS`."""
    plain = {key: row[key] for key in ("seq", "at", "analyst", "kind", "subject", "prev", "hash")}
    return Event(**plain, detail=json.loads(row["detail"]), note=row["note"] or "")


def last_of(connection: Connection, kinds: frozenset[str]) -> int:
    """Sequence of the last event of some kinds; 0 when there is none."""
    query = select(func.max(tables.event.c.seq)).where(tables.event.c.kind.in_(sorted(kinds)))
    return connection.execute(query).scalar() or 0


def faults(connection: Connection, head: str | None) -> Iterator[tuple[str, str]]:
    """Recompute the whole chain; yields (where, what) for every break, and for a head that is not in it. O(events)."""
    prev, expected, met = GENESIS, 1, head is None
    for row in connection.execute(SELECT_EVENTS):
        where = f"event {row.seq}"
        if row.seq != expected:
            yield where, f"event {expected} is missing"
        if row.prev != prev:
            yield where, "does not follow the event before it"
        if row.hash != seal(row.prev, (row.seq, row.at, row.analyst, row.kind, row.subject, row.detail)):
            yield where, "was changed after it was written"
        elif json.loads(row.detail).get("note") != (text_sha(row.note) if row.note else None):
            yield where, "its note was changed after it was written"
        prev, expected, met = row.hash, row.seq + 1, met or row.hash == head
    if expected == 1:
        yield "event 1", "the chain is empty"
    if not met:
        yield "chain", "the given head is not in this chain: events were removed or rewritten since it was printed"
