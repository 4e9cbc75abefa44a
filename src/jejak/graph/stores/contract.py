"""The one contract that every graph store answers, so that screen and command line need not know which one it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from jejak.graph.model import Counts, Link, Node, Path, Subgraph
from jejak.schemas.errors import StoreError

DIRECTIONS = ("both", "in", "out")
#: What a person can do about Cypher that a store refuses.
STATEMENT_HINT = "check its syntax and the names of labels, link types and properties in it"


def check_direction(direction: str) -> None:
    """Refuse a direction that no store knows.

    Raises:
        StoreError: It is none of ``both``, ``in``, ``out``.
    """
    if direction not in DIRECTIONS:
        raise StoreError("unknown direction", where=direction, hint=f"use one of: {', '.join(DIRECTIONS)}")


class GraphStore(Protocol):
    """Read side of a graph store. Answers are sorted by id, equal on every store, and hold no protected name."""

    @property
    def name(self) -> str:
        """What answers, for people: ``embedded snapshot`` or ``Neo4j 5.26.29 at host:port``."""

    @property
    def sequence(self) -> int:
        """The ledger's sequence that this store shows."""

    def get(self, node_id: str) -> Node | None:
        """Return one node, or None when the store holds no such id."""

    def neighbours(
        self, node_id: str, *, ltypes: Collection[str] | None = None, etypes: Collection[str] | None = None,
        direction: str = "both", limit: int = 200,
    ) -> Subgraph:  # fmt: skip
        """The node, its direct neighbours (at most ``limit``, lowest id first) and all links from it to them.

        ``direction``: ``out``, ``in`` or ``both``. ``ltypes``/``etypes`` keep only links/neighbours of these types.
        """

    def reach(
        self, node_ids: Collection[str], hops: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> dict[str, int]:
        """Hop distance of every node within ``hops`` (starts: 0), direction ignored; nearest, then lowest id, first."""

    def shortest_paths(
        self, start: str, end: str, *, max_hops: int = 6, ltypes: Collection[str] | None = None, limit: int = 20
    ) -> list[Path]:
        """All shortest paths ignoring direction, at most ``limit``, sorted by their node ids.

        Start = end gives one path without steps.
        """

    def subgraph(self, node_ids: Collection[str], *, ltypes: Collection[str] | None = None) -> Subgraph:
        """The named nodes that exist and all links whose two ends are among them."""

    def window(
        self, start_ms: int, end_ms: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> list[Link]:
        """Links with ``start_ms <= ts_ms < end_ms``, sorted by time, then id."""

    def counts(self) -> Counts:
        """Totals by type."""

    def close(self) -> None:
        """Release connections; the store must not be used afterwards."""
