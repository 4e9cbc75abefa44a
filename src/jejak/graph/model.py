"""What a graph store answers with: nodes, links and references to the claims behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from jejak.schemas.role_times import RoleTime


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as the case team may see it; a masked one carries a pseudonym and no identifier.

    ``id`` is the canonical id (32 hex digits). ``protection`` is V1, V2, W1, S, N or '' (not yet classed).
    ``role_times`` says when those roles hold that all who state them date; the others hold at all times.
    """

    id: str
    etype: str
    caption: str
    protection: str = ""
    masked: bool = False
    country: str | None = None
    roles: tuple[str, ...] = ()
    n_claims: int = 0
    n_sources: int = 0
    best_grade: str | None = None
    props: dict[str, str | list[str]] = field(default_factory=dict)
    role_times: tuple[RoleTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two entities. ``id`` is ``<batch, 16 hex>:<row>`` of its earliest claim.

    ``ts_ms``/``te_ms`` are milliseconds since 1970 UTC. ``amount`` is exact; ``currency`` ISO 4217.
    """

    id: str
    ltype: str
    source: str
    target: str
    ts_ms: int | None = None
    te_ms: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    channel: str | None = None
    role: str | None = None
    n_claims: int = 0
    best_grade: str | None = None
    props: dict[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and the links among them, both sorted by id. ``truncated`` tells that a limit cut the answer."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """One shortest path: node ids from start to end, and for each step the links that join the two."""

    nodes: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals of a store, by entity type and by link type."""

    nodes: int
    links: int
    by_etype: dict[str, int]
    by_ltype: dict[str, int]


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """Who says so: one claim with the file, sha256, table and record that states it."""

    kind: str  # "entity" or "link"
    batch_id: str
    row: int
    source_sha: str
    file: str
    table: str
    mapping: str
    locator: int
    grade: str | None
    handling: str | None
