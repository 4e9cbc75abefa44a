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

from jejak.analysis.journeys import DAY_MS, Repeated
from jejak.analysis.link_rows import ends_of, rows_of
from jejak.analysis.listing import column
from jejak.analysis.payments import holders

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


def pass_throughs(snapshot: Snapshot) -> Mapping[int, Repeated]:
    """People whose accounts pass on what several others pay in, by node code; O(transfers log transfers)."""
    owner = _owners(snapshot)
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
    known = links.column("ts_ms").is_valid().to_numpy() & links.column("amount").is_valid().to_numpy()
    moved = owner[snapshot.src[rows]] != owner[snapshot.dst[rows]]
    keep = np.flatnonzero(known & (moved | (owner[snapshot.dst[rows]] < 0)))
    links, rows = links.take(keep), rows[keep]
    currency = links.column("currency").combine_chunks().dictionary_encode()
    kinds = currency.indices.fill_null(len(currency.dictionary)).to_numpy(zero_copy_only=False).astype(np.int64)
    second = links.column("ts_ms").to_numpy() // _SECOND
    amount = links.column("amount").cast("double").to_numpy()
    sides = []
    for end in (snapshot.dst[rows].astype(np.int64), snapshot.src[rows].astype(np.int64)):
        key = end * (len(currency.dictionary) + 1) + kinds
        order = np.lexsort((rows, second, key))
        order = order[owner[end[order]] >= 0]
        sides.append(_Side(rows[order], key[order], second[order].astype(np.int64), amount[order]))
    return sides[0], sides[1]


def fan_ins(snapshot: Snapshot) -> Mapping[int, Repeated]:
    """People to whom many who are no family send remittances in a short time; O(transfers log transfers)."""
    owner = _owners(snapshot)
    kin = {frozenset((one, other)) for _, one, other in ends_of(snapshot, "FAMILY_OF")}
    rows = rows_of(snapshot, "TRANSFERRED")
    links = snapshot.links.select(["ts_ms", "channel"]).take(rows)
    sent: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row, ms, channel in zip(rows.tolist(), *(one.to_pylist() for one in links.columns), strict=True):
        payee = int(owner[snapshot.dst[row]])
        if channel != "remittance" or ms is None or payee < 0:
            continue
        sender = int(snapshot.src[row])
        sender = int(owner[sender]) if owner[sender] >= 0 else sender
        if sender != payee and frozenset((sender, payee)) not in kin:
            sent[payee].append((ms, sender, row))
    return {payee: most for payee, told in sorted(sent.items()) if (most := _most_sent(sorted(told))).count >= SENDERS}


def _most_sent(sent: Sequence[tuple[int, int, int]]) -> Repeated:
    best, first = Repeated(0, ()), 0
    for last, (ms, _, _) in enumerate(sent):
        while ms - sent[first][0] > SENDING_DAYS * DAY_MS:
            first += 1
        window = sent[first : last + 1]
        senders = len({sender for _, sender, _ in window})
        if senders > best.count:
            best = Repeated(senders, tuple(sorted(row for _, _, row in window)))
    return best


def _owners(snapshot: Snapshot) -> Ints:
    """Which person an account or the like belongs to, itself for a person, -1 where it is not one person alone."""
    etypes = column(snapshot, "etype")
    owner = np.full(snapshot.n_nodes, -1, np.int64)
    for thing, held_by in holders(snapshot).items():
        if len(held_by) == 1:
            (owner[thing],) = held_by
    people = np.array([etype == "person" for etype in etypes], np.bool_)
    owner[people] = np.flatnonzero(people)
    owner[(owner >= 0) & ~people[owner]] = -1
    return owner
