"""The money that an entity and the accounts that it holds received and paid.

Invariant: sums are exact, each currency for itself; what went between its own ends is neither received nor paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.model import Node
from jejak.graph.resolution.rules import UNKNOWN_PARTY
from jejak.graph.snapshot import Snapshot
from jejak.graph.surroundings import Ties, links_at, ordered, types_of
from jejak.schemas.model import World

#: Links that tell that money went from one end to the other.
PAYS = "TRANSFERRED"
_ACCOUNT = "account"
_BY_CURRENCY = ["currency", "out"]


@dataclass(frozen=True, slots=True)
class Sum:
    """All that came in, or went out, in one currency: how much, in how many transfers, with how many others."""

    currency: str
    out: bool
    total: Decimal
    count: int
    others: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What went one way between an own end and another one, in one currency; ``ties`` has all their transfers."""

    currency: str
    out: bool
    total: Decimal
    count: int
    own: Node
    ties: Ties


@dataclass(frozen=True, slots=True)
class Money:
    """Sums, the first flows and how many there are, and the accounts that the entity holds."""

    sums: tuple[Sum, ...] = ()
    flows: tuple[Flow, ...] = ()
    all_flows: int = 0
    accounts: tuple[Node, ...] = ()


def _known(snapshot: Snapshot, codes: pa.ChunkedArray) -> pa.ChunkedArray:
    """These nodes without unknown parties: fifty payments in cash are no fifty others."""
    unknown = pc.equal(snapshot.nodes.column("etype").take(codes), UNKNOWN_PARTY)
    return pc.if_else(unknown, pa.scalar(None, codes.type), codes)


def money(snapshot: Snapshot, world: World, code: int, *, limit: int) -> Money:
    """What an entity and its accounts received and paid, the flows of most transfers first; O(their links)."""
    held = _held(snapshot, world, code)
    accounts = tuple(snapshot.nodes_of(held))
    listed = _transfers(snapshot, [code, *held])
    if not listed.num_rows:
        return Money(accounts=accounts)
    known = listed.append_column("known", _known(snapshot, listed.column("other")))
    sums = known.group_by(_BY_CURRENCY).aggregate([("amount", "sum"), ("amount", "count"), ("known", "count_distinct")])
    told = [
        Sum(one["currency"], one["out"], one["amount_sum"], one["amount_count"], one["known_count_distinct"])
        for one in sums.to_pylist()
    ]
    ends = listed.group_by([*_BY_CURRENCY, "own", "other"]).aggregate(
        [("amount", "sum"), ("amount", "count"), ("ts_ms", "min"), ("ts_ms", "max")]
    )
    first = ends.take(pa.array(ordered(ends, snapshot, "amount_count")[:limit]))
    return Money(
        tuple(sorted(told, key=lambda one: (one.currency, one.out))), _flows(snapshot, first), ends.num_rows, accounts
    )


def _held(snapshot: Snapshot, world: World, code: int) -> list[int]:
    """The accounts that an entity holds."""
    around = links_at(snapshot, [code])
    kind, names = types_of(snapshot, around.row)
    holds = np.array([world.link_types[name].holds for name in names], np.bool_)[kind]
    held = np.unique(around.other[holds & around.out])
    etypes = snapshot.nodes.column("etype").take(pa.array(held)).to_pylist()
    return [int(one) for one, etype in zip(held, etypes, strict=True) if etype == _ACCOUNT]


def _transfers(snapshot: Snapshot, own: list[int]) -> pa.Table:
    """Transfers with an amount between some ends and others."""
    around = links_at(snapshot, own)
    kind, names = types_of(snapshot, around.row)
    pays = np.array([name == PAYS for name in names], np.bool_)[kind]
    around = around.at(pays & ~np.isin(around.other, own))
    links = snapshot.links.select(["amount", "ts_ms"]).take(pa.array(around.row))
    currency = snapshot.links.column("currency").take(pa.array(around.row)).cast(pa.string())
    columns = {name: links.column(name) for name in links.column_names}
    listed = pa.table({**around.columns(), **columns, "currency": pc.fill_null(currency, "?")})
    return listed.filter(pc.is_valid(listed.column("amount")))


def _flows(snapshot: Snapshot, ends: pa.Table) -> tuple[Flow, ...]:
    owns, others = (snapshot.nodes_of(ends.column(name).to_numpy()) for name in ("own", "other"))
    found = []
    for end, own, other in zip(ends.to_pylist(), owns, others, strict=True):
        source, target = (own, other) if end["out"] else (other, own)
        ties = Ties(other, PAYS, source.id, target.id, end["amount_count"], end["ts_ms_min"], end["ts_ms_max"])
        found.append(Flow(end["currency"], end["out"], end["amount_sum"], end["amount_count"], own, ties))
    return tuple(found)
