"""A user's own Cypher: guarded, read-only, with time limit and row cap, the same on Neo4j and in process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from jejak.graph.stores.guard import check_query


class QueryStore(Protocol):
    """A store that understands Cypher."""

    def columns(
        self, text: str, params: Mapping[str, object], *, timeout: float, max_rows: int
    ) -> tuple[list[str], list[list[object]]]:
        """Column names and at most ``max_rows`` rows of plain values."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A table of plain values; ``truncated`` tells that the row cap cut it."""

    columns: list[str]
    rows: list[list[object]]
    truncated: bool


def query(
    store: QueryStore, text: str, params: Mapping[str, object] | None = None, *, timeout: float = 30.0,
    max_rows: int = 1000,
) -> QueryResult:  # fmt: skip
    """Run one reading statement.

    Args:
        store: A Neo4j or Cypher store.
        text: Cypher; values belong into ``params``.
        params: Values of the statement's ``$names``.
        timeout: Seconds after which it is ended.
        max_rows: Rows to return at most.

    Raises:
        StoreError: The statement is refused, faulty or took too long.
    """
    check_query(text)
    columns, rows = store.columns(text, params or {}, timeout=timeout, max_rows=max_rows + 1)
    return QueryResult(columns, rows[:max_rows], truncated=len(rows) > max_rows)
