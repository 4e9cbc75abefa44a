"""Connections to ``case.db``: WAL, every commit on disk, and no database exception ever leaves this module."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy import event as hooks
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from jejak.graph.ledger import tables
from jejak.schemas.errors import LedgerError

BUSY_MS = 10_000
_FAULTS = (
    (
        "locked",
        "another process is writing to this case",
        "wait until it has finished, then try again",
    ),
    ("disk is full", "disk full: the ledger could not be written", "free some space and try again; nothing was lost"),
    ("disk i/o", "the disk refused to read or write the ledger", "check space, quota and the disk, then try again"),
    (
        "readonly",
        "the ledger cannot be written here, and a case must be writable even to be read",
        "check the rights of the case folder, or copy it to a disk of this computer",
    ),
    ("append-only", "the ledger refuses to change a past event", "write a new event instead"),
    ("constraint", "the ledger refuses this write: it contradicts what is there", "run verify on the case"),
    (
        "unable to open",
        "the ledger's database cannot be opened here, and a case must be writable even to be read",
        "check the rights of case.db and of its folder, or copy the case to a disk of this computer",
    ),
)
_DAMAGED = "the ledger's database is damaged"
_RESTORE = "leave the folder as it is, restore case.db from a backup beside it, then run `jejak verify`"


class DamageError(LedgerError):
    """The database holds what SQLite cannot read, or what nobody wrote."""


def ledger_error(error: Exception, where: Path) -> LedgerError:
    """Translate a database exception into a sentence that says what to do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    reason = str(cause).lower()
    for mark, what, hint in _FAULTS:
        if mark in reason:
            return LedgerError(what, where=str(where), hint=hint)
    return DamageError(_DAMAGED, where=str(where), hint=_RESTORE)


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set what SQLite forgets between connections; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at the start, so that a writer never fails half-way through."""
    writes = connection.get_execution_options().get("jejak_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """The SQLite file of one case. Readers see one consistent state and never wait for a writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        hooks.listen(self._engine, "connect", _prepare)
        hooks.listen(self._engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read transaction: all statements in it see the same sequence."""
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (DBAPIError, sqlite3.Error) as error:
            raise ledger_error(error, self.path) from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction: all of it is on disk when the block ends, or nothing."""
        try:
            with self._engine.connect().execution_options(jejak_write=True) as connection, connection.begin():
                yield connection
        except (DBAPIError, sqlite3.Error) as error:
            raise ledger_error(error, self.path) from error

    def create_schema(self) -> None:
        """Write tables, triggers and the marks that tell a case file from any other SQLite file."""
        with self.write() as connection:
            tables.metadata.create_all(connection)
            for statement in tables.APPEND_ONLY:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA application_id={tables.APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={tables.SCHEMA_VERSION}")

    def integrity(self) -> list[str]:
        """What SQLite's own check finds wrong; empty when the file is whole."""
        with self.read() as connection:
            rows = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        return [row for row in rows if row != "ok"]

    def refuse_damage(self) -> None:
        """Refuse a file with a page that is not as SQLite wrote it, before anybody believes what it says. O(size).

        Raises:
            DamageError: Such a page was found.
        """
        with self.read() as connection:
            if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise DamageError(_DAMAGED, where=str(self.path), hint=_RESTORE)

    def loose_references(self) -> list[str]:
        """Rows that refer to a row that is gone."""
        with self.read() as connection:
            rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
            return sorted({f"a {row[0]} refers to a missing {row[2]}" for row in rows})

    def dispose(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        self._engine.dispose()


def check_marks(path: Path) -> None:
    """Refuse a file that is no ledger, or one written by a newer Jejak, before anything else touches it."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise ledger_error(error, path) from error
    if application != tables.APPLICATION_ID:
        raise LedgerError(
            "this SQLite file is no Jejak ledger", where=str(path), hint="name a folder made by `jejak new`"
        )
    if version > tables.SCHEMA_VERSION:
        raise LedgerError(
            f"this case was written by a newer Jejak (ledger version {version})",
            where=str(path),
            hint=f"update Jejak: this one reads up to version {tables.SCHEMA_VERSION}",
        )
