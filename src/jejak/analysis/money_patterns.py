"""Money that passes through, and money that many send to one: what a mule's account and a collector's look like.

A shop, a savings group or a labour association can look the same (RF-40, RF-42): neither is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.dealings import Dealings
from jejak.analysis.link_rows import rows_of
from jejak.analysis.listing import column
from jejak.analysis.windows import DAY_MS, Event, Repeated, busiest

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: RF-40: what comes in leaves again within a day but for a tenth, so often, and so many others paid it in (RF-45).
PASSED, KEPT, PAID_IN_BY = 3, 0.1, 3
#: Who pays out more often than this in a day is a till.
_TILL = 20
#: RF-42: so many senders, within so many days.
SENDERS, SENDING_DAYS = 6, 30
_SECOND, _DAY = 1000, DAY_MS // 1000


@dataclass(frozen=True, slots=True)
class _Side:
    """Transfers at one end of them, ordered by account and currency (one ``key`` for each pair), then by second."""

    row: Ints
    key: Ints
    second: Ints
    amount: Floats


def pass_throughs(dealings: Dealings) -> Mapping[int, Repeated]:
    """People whose accounts pass on what several others pay in, by node code; O(transfers log transfers)."""
    snapshot, owner = dealings.snapshot, _people(dealings)
    came, went = _sides(snapshot, owner)
    if not came.row.size or not went.row.size:
        return {}
    span = int(max(came.second.max(), went.second.max())) + _DAY + 1
    place, others = came.key * span + came.second, went.key * span + went.second
    first, last = np.searchsorted(others, place, "left"), np.searchsorted(others, place + _DAY, "right")
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    used: set[int] = set()
    for one in np.flatnonzero((last > first) & (last - first <= _TILL)).tolist():
        amount = came.amount[one]
        for other in range(int(first[one]), int(last[one])):
            if other not in used and (1 - KEPT) * amount <= went.amount[other] <= amount:
                used.add(other)
                pairs[int(came.key[one])].append((int(came.row[one]), int(went.row[other])))
                break
    return _passed(snapshot, owner, pairs, _kept(came, went))


def _passed(
    snapshot: Snapshot, owner: Ints, pairs: Mapping[int, Sequence[tuple[int, int]]], kept: Mapping[int, float]
) -> Mapping[int, Repeated]:
    told: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, found in sorted(pairs.items()):
        if kept[key] <= KEPT:
            told[int(owner[snapshot.dst[found[0][0]]])] += found
    result: dict[int, Repeated] = {}
    for person, found in sorted(told.items()):
        payers = {int(snapshot.src[row]) for row, _ in found}
        if len(found) >= PASSED and len(payers) >= PAID_IN_BY:
            result[person] = Repeated(len(found), tuple(sorted(row for pair in found for row in pair)))
    return result


def _kept(came: _Side, went: _Side) -> Mapping[int, float]:
    """The share of all that came in which never left, by key; below zero where more left than came."""
    n = int(max(came.key.max(), went.key.max())) + 1
    gone, got = (np.bincount(side.key, side.amount, minlength=n) for side in (went, came))
    return {key: 1 - float(gone[key] / got[key]) for key in np.flatnonzero(got > 0).tolist()}


def _sides(snapshot: Snapshot, owner: Ints) -> tuple[_Side, _Side]:
    """Dated transfers into what one person holds, and out of it; what she moves between accounts of hers is neither."""
    rows = rows_of(snapshot, "TRANSFERRED")
    links = snapshot.links.select(["ts_ms", "amount", "currency"]).take(rows)
    amount = links.column("amount").cast("double").fill_null(0.0).to_numpy()
    known = links.column("ts_ms").is_valid().to_numpy() & (amount > 0)
    moved = owner[snapshot.src[rows]] != owner[snapshot.dst[rows]]
    keep = np.flatnonzero(known & (moved | (owner[snapshot.dst[rows]] < 0)))
    links, rows, amount = links.take(keep), rows[keep], amount[keep]
    currency = links.column("currency").combine_chunks().dictionary_encode()
    kinds = currency.indices.fill_null(len(currency.dictionary)).to_numpy(zero_copy_only=False).astype(np.int64)
    second = links.column("ts_ms").to_numpy() // _SECOND
    second -= second.min(initial=0)  # dates before 1970 too count up from zero
    sides = []
    for end in (snapshot.dst[rows].astype(np.int64), snapshot.src[rows].astype(np.int64)):
        key = end * (len(currency.dictionary) + 1) + kinds
        order = np.lexsort((rows, second, key))
        order = order[owner[end[order]] >= 0]
        sides.append(_Side(rows[order], key[order], second[order].astype(np.int64), amount[order]))
    return sides[0], sides[1]


def fan_ins(dealings: Dealings) -> Mapping[int, Repeated]:
    """People to whom many who are no family send remittances in a short time; O(transfers log transfers)."""
    snapshot, owner = dealings.snapshot, _people(dealings)
    rows = rows_of(snapshot, "TRANSFERRED")
    links = snapshot.links.select(["ts_ms", "channel"]).take(rows)
    sent: dict[int, list[Event]] = defaultdict(list)
    for row, ms, channel in zip(rows.tolist(), *(one.to_pylist() for one in links.columns), strict=True):
        source, payee = int(snapshot.src[row]), int(owner[snapshot.dst[row]])
        sender = int(owner[source]) if owner[source] >= 0 else source
        if channel != "remittance" or ms is None or payee < 0 or sender == payee:
            continue
        if frozenset((sender, payee)) not in dealings.kin:
            sent[payee].append(Event(ms, frozenset({sender}), (row,)))
    most = {payee: busiest(events, SENDING_DAYS) for payee, events in sorted(sent.items())}
    return {payee: one for payee, one in most.items() if one.count >= SENDERS}


def _people(dealings: Dealings) -> Ints:
    """Which person each node is, or belongs to alone; -1 where it is not one person."""
    person = np.array([etype == "person" for etype in column(dealings.snapshot, "etype")], np.bool_)
    owner = dealings.owner
    return np.where((owner >= 0) & person[owner], owner, -1)
