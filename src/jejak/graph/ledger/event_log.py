"""The event chain as the rest of the program sees it: what may be written into it, read out of it and proved of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select

from jejak.graph.ledger import chain, tables
from jejak.graph.ledger.records import GRAPH_KINDS, Detail, Event, EventKind, Fault
from jejak.graph.ledger.store import Store, checked_analyst
from jejak.schemas.errors import LedgerError

_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are asked for; what is empty does not narrow.

    Attributes:
        kinds: Of these kinds.
        analyst: By this analyst.
        since: At this time or later, ISO 8601 in UTC, a day alone will do.
        until: Before this time.
        subject: About this one, or with it in the detail: an id or a sha256.
        before: With a smaller number.
        holding: With this word, such as a search text under its key, in the detail.
    """

    kinds: tuple[str, ...] = ()
    analyst: str = ""
    since: str = ""
    until: str = ""
    subject: str = ""
    holding: str = ""
    before: int = 0

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        columns = tables.event.c
        asked: list[tuple[object, ColumnElement[bool]]] = [
            (self.kinds, columns.kind.in_(self.kinds)),
            (self.analyst, columns.analyst == self.analyst),
            (self.since, columns.at >= self.since),
            (self.until, columns.at < self.until),
            (
                self.subject,
                or_(columns.subject == self.subject, columns.detail.contains(self.subject, autoescape=True)),
            ),
            (self.holding, columns.detail.contains(self.holding, autoescape=True)),
        ]
        asked.append((self.before, columns.seq < self.before))
        return [condition for wanted, condition in asked if wanted]


class EventLog:
    """The events of one opened case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def sequence(self) -> int:
        """Number of the last event."""
        with self._store.db.read() as connection:
            return chain.tip(connection)[0]

    @property
    def head(self) -> str:
        """Hash of the last event: print it, so that a rewritten chain is noticed later."""
        with self._store.db.read() as connection:
            return chain.tip(connection)[1]

    @property
    def graph_sequence(self) -> int:
        """Number of the last event that can change the graph; a snapshot of this sequence is still right."""
        with self._store.db.read() as connection:
            return chain.last_of(connection, GRAPH_KINDS)

    def record(self, kind: str, subject: str, detail: Detail, analyst: str, *, note: str = "") -> Event:
        """Write any other event (export, name_opened, finding, …); names of people belong into ``note`` only."""
        return self.record_together([chain.Entry(analyst, kind, subject, detail, note)])[0]

    def record_together(self, entries: Sequence[chain.Entry]) -> list[Event]:
        """Write several such events in one transaction, all or none, in their order."""
        checked = [_checked(entry) for entry in entries]
        with self._store.db.write() as connection:
            return [chain.append(connection, entry) for entry in checked]

    def record_next(self, entry: chain.Entry, last: int) -> Event | None:
        """Write an event unless another one came first: the last of this kind about this subject is not ``last``.

        Compared and written in one transaction, whoever else writes; None where somebody was faster.
        """
        checked, columns = _checked(entry), tables.event.c
        newest = select(func.max(columns.seq)).where(columns.kind == entry.kind, columns.subject == entry.subject)
        with self._store.db.write() as connection:
            if (connection.execute(newest).scalar() or 0) != last:
                return None
            return chain.append(connection, checked)

    def event(self, seq: int) -> Event | None:
        """The event of a number."""
        query = chain.SELECT_EVENTS.where(tables.event.c.seq == seq)
        with self._store.db.read() as connection:
            row = connection.execute(query).mappings().first()
            return chain.to_event(row) if row else None

    def events(self, since: int = 0, kinds: Collection[str] = ()) -> list[Event]:
        """Events after a sequence number, in order; of some kinds alone where they are named."""
        query = chain.SELECT_EVENTS.where(tables.event.c.seq > since)
        if kinds:
            query = query.where(tables.event.c.kind.in_(sorted(kinds)))
        with self._store.db.read() as connection:
            return [chain.to_event(row) for row in connection.execute(query).mappings()]

    def page(self, sought: Sought, *, first: int, limit: int) -> tuple[list[Event], int]:
        """Some of the events that are sought, newest first, and how many there are in all.

        Args:
            sought: Which.
            first: How many to leave out.
            limit: How many to give.
        """
        asked = sought.conditions()
        query = chain.SELECT_EVENTS.where(*asked).order_by(None).order_by(tables.event.c.seq.desc())
        with self._store.db.read() as connection:
            rows = connection.execute(query.limit(limit).offset(first)).mappings()
            found = [chain.to_event(row) for row in rows]
            return found, _count(connection, asked)

    def place(self, seq: int, sought: Sought) -> int:
        """How many of the events that are sought are newer than one."""
        with self._store.db.read() as connection:
            return _count(connection, [*sought.conditions(), tables.event.c.seq > seq])

    def kinds(self) -> dict[str, int]:
        """The kinds of events that there are, with their numbers."""
        column = tables.event.c.kind
        with self._store.db.read() as connection:
            rows = connection.execute(select(column, func.count()).group_by(column).order_by(column))
            return {str(kind): int(number) for kind, number in rows}

    def analysts(self) -> list[str]:
        """Everybody who wrote an event."""
        column = tables.event.c.analyst
        with self._store.db.read() as connection:
            return list(connection.execute(select(column).distinct().order_by(column)).scalars())

    def check_chain(self) -> tuple[int, str, list[Fault]]:
        """Recompute the chain alone: number and hash of its last event, and every break. O(events)."""
        with self._store.db.read() as connection:
            return *chain.tip(connection), [Fault(*fault) for fault in chain.faults(connection, None)]


def _checked(entry: chain.Entry) -> chain.Entry:
    if not _KIND.fullmatch(entry.kind) or entry.kind in set(EventKind):
        raise LedgerError("this kind of event cannot be recorded by hand", where=f"kind {entry.kind[:64]}")
    return chain.Entry(checked_analyst(entry.analyst), entry.kind, entry.subject, entry.detail, entry.note)


def _count(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
    return connection.execute(select(func.count()).select_from(tables.event).where(*conditions)).scalar_one()
