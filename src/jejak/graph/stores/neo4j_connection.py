"""One connection to a Neo4j server; every failure becomes a StoreError within seconds, never a silent retry."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, NotificationMinimumSeverity, Query, Transaction
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    TransientError,
)
from neo4j.graph import Node, Path, Relationship

from jejak.graph.stores.contract import STATEMENT_HINT
from jejak.schemas.errors import StoreError

PASSWORD_VARIABLE = "JEJAK_NEO4J_PASSWORD"  # noqa: S105 the variable's name, not a password
_CONNECT_SECONDS = 5.0
_IDLE_SECONDS = 1.0  # a socket that rested longer is tried before it is used: the server may have started anew
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_START_HINT = "check that the server runs and that address and port are right, then try again"
_LOCKED_HINT = f"check the user and {PASSWORD_VARIABLE}, wait ten seconds, then try again"


@dataclass(frozen=True, slots=True)
class Neo4jTarget:
    """Where a server is and who logs in; the password never appears in ``repr``, logs or messages."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    @classmethod
    def named(cls, uri: str, *, user: str = "neo4j", database: str = "neo4j") -> Neo4jTarget:
        """A target whose password comes from the environment.

        Raises:
            StoreError: The variable is not set.
        """
        password = os.environ.get(PASSWORD_VARIABLE, "")
        if not password:
            raise StoreError("no password for Neo4j", where=PASSWORD_VARIABLE, hint="set this environment variable")
        return cls(uri, user, password, database)

    @property
    def place(self) -> str:
        """Host and port for messages, without user or password."""
        parts = urlsplit(self.uri)
        try:
            return f"{parts.hostname or '?'}:{parts.port or 7687}"
        except ValueError:  # the port is no number
            return f"{parts.hostname or '?'}:?"


class RowsRefusedError(StoreError):
    """A statement did not write all rows that it was sent."""


class Neo4jConnection:
    """An open, verified connection. Use as a context manager or call ``close``."""

    def __init__(self, target: Neo4jTarget) -> None:
        """Connect and verify.

        Raises:
            StoreError: No server answers, it refuses the password, or the address is malformed.
        """
        self.target = target
        if urlsplit(target.uri).scheme not in _SCHEMES or target.place.startswith("?") or target.place.endswith("?"):
            raise StoreError("not an address of a Neo4j server", where=target.place, hint="write neo4j://host:7687")
        with store_errors(target):
            self._driver = _driver(target)
        try:
            with store_errors(target):
                self._driver.verify_connectivity()
                self.version = str(self._driver.get_server_info().agent).removeprefix("Neo4j/")
        except StoreError:
            self._driver.close()
            raise

    def __enter__(self) -> Neo4jConnection:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all sockets; a second call does nothing."""
        self._driver.close()

    def run(self, text: str, params: Mapping[str, object] | None = None, *, write: bool = False) -> None:
        """Run one statement for its effect (a constraint, an index) in its own transaction."""
        with (
            store_errors(self.target),
            self._driver.session(
                database=self.target.database, default_access_mode=WRITE_ACCESS if write else READ_ACCESS
            ) as session,
        ):
            session.run(_query(text), dict(params or {})).consume()

    def read(
        self, text: str, params: Mapping[str, object] | None = None, *, timeout: float | None = None
    ) -> Iterator[dict[str, object]]:
        """Stream the records of one reading statement; the server refuses writes in this mode."""
        with (
            store_errors(self.target),
            self._driver.session(
                database=self.target.database, default_access_mode=READ_ACCESS, fetch_size=5000
            ) as session,
        ):
            for record in session.run(_query(text, timeout), dict(params or {})):
                yield dict(record)

    def columns(
        self, text: str, params: Mapping[str, object], *, timeout: float, max_rows: int
    ) -> tuple[list[str], list[list[object]]]:
        """Column names and at most ``max_rows`` rows of one reading statement, as plain values."""
        with (
            store_errors(self.target),
            self._driver.session(
                database=self.target.database, default_access_mode=READ_ACCESS, fetch_size=max(1, min(max_rows, 1000))
            ) as session,
        ):
            result = session.run(_query(text, timeout), dict(params))
            rows = [[plain(value) for value in record.values()] for record in result.fetch(max_rows)]
            return list(result.keys()), rows

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        """One writing transaction: committed at the end, rolled back by any exception."""
        with (
            store_errors(self.target),
            self._driver.session(database=self.target.database, default_access_mode=WRITE_ACCESS) as session,
            session.begin_transaction() as transaction,
        ):
            yield Writer(transaction)
            transaction.commit()


class Writer:
    """One open writing transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def number(self, text: str, params: Mapping[str, object]) -> int:
        """Run one statement and return the number in its only record."""
        record = self._transaction.run(text, dict(params)).single(strict=True)
        return int(record[0])


def plain(value: object) -> object:
    """A value of a record as JSON knows it: nodes and links become maps, times ISO text."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), **{key: plain(item) for key, item in value.items()}}
    if isinstance(value, Relationship):
        return {"type": value.type, **{key: plain(item) for key, item in value.items()}}
    if isinstance(value, Path):
        return {"nodes": [plain(node) for node in value.nodes], "links": [plain(link) for link in value.relationships]}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


@contextmanager
def store_errors(target: Neo4jTarget) -> Iterator[None]:
    """Turn the driver's exceptions into a StoreError that says what to do; no value of a record is repeated."""
    try:
        yield
    except AuthError as error:
        hint = f"check the user and {PASSWORD_VARIABLE}"
        raise StoreError("the Neo4j server refused user or password", where=target.place, hint=hint) from error
    except TransientError as error:
        hint = "narrow the statement or raise the time limit; if the server is busy, try again later"
        raise StoreError(f"the server ended the transaction ({error.code})", where=target.place, hint=hint) from error
    except (ConfigurationError, ValueError) as error:
        raise StoreError(
            "not an address of a Neo4j server", where=target.place, hint="write neo4j://host:7687"
        ) from error
    except ConstraintError as error:
        hint = "run `jejak sync` again: it compares everything with the server first"
        raise RowsRefusedError("the server holds an id that was to be new", where=target.place, hint=hint) from error
    except Neo4jError as error:
        raise _refused(error, target) from error
    except (DriverError, OSError) as error:
        raise StoreError("no answer from the Neo4j server", where=target.place, hint=_START_HINT) from error


def _refused(error: Neo4jError, target: Neo4jTarget) -> StoreError:
    code = str(error.code)
    if "AuthenticationRateLimit" in code:
        what = "the Neo4j server lets this user wait after several wrong passwords"
        return StoreError(what, where=target.place, hint=_LOCKED_HINT)
    if "TransactionTimedOut" in code:
        return StoreError("the statement took too long and was ended", where=target.place, hint="narrow it")
    if "DatabaseNotFound" in code:
        return StoreError("the server has no such database", where=target.database, hint="name an existing one")
    if isinstance(error, ClientError) and ".Statement." in code:
        lines = str(error.message).splitlines()
        what = f"the server refused the statement: {lines[0] if lines else code}"
        return StoreError(what, where=target.place, hint=STATEMENT_HINT)
    return StoreError(f"the server refused the statement ({code})", where=target.place, hint=_START_HINT)


def _driver(target: Neo4jTarget) -> Driver:
    return GraphDatabase.driver(
        target.uri,
        auth=(target.user, target.password),
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=2 * _CONNECT_SECONDS,
        max_transaction_retry_time=0,
        liveness_check_timeout=_IDLE_SECONDS,
        telemetry_disabled=True,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        user_agent="jejak",
    )


def _query(text: str, timeout: float | None = None) -> Query:
    return Query(text, timeout=timeout)
