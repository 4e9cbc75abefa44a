"""Who is protected now, and under which pseudonym: the strictest class that any claim, role or tie gives wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.schemas.grading import PROTECTED, Protection

Ranks = npt.NDArray[np.int8]
Ties = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]

_ADULT_AGE = 18

CLASSES = ("", Protection.THIRD_PARTY, Protection.SUSPECT, Protection.WITNESS, Protection.VICTIM, Protection.CHILD)
RANK = {str(name): rank for rank, name in enumerate(CLASSES)}
LOWEST_PROTECTED = min(RANK[p] for p in PROTECTED)

_VICTIM_ROLES = frozenset({"victim", "potential_victim", "victim_turned_recruiter"})
_WITNESS_ROLES = frozenset({"witness", "informant"})
_SUSPECT_ROLES = frozenset(
    {
        "recruiter_calo_sponsor",
        "field_agent",
        "document_forger",
        "document_handler",
        "guarantor_penjamin",
        "transporter",
        "boat_operator_tekong",
        "escort",
        "harbourer",
        "agency_director",
        "agency_staff",
        "nominee_director",
        "broker",
        "exploiter_employer",
        "supervisor_mandor",
        "enforcer",
        "corrupt_official",
        "money_mule",
        "money_collector",
        "financier",
        "organiser",
    }
)
_PERSON_LABELS = {Protection.VICTIM: "Victim", Protection.CHILD: "Child victim", Protection.WITNESS: "Witness"}


def role_class(role: str) -> str:
    """The protection class that a role brings: '' when it brings none."""
    if role in _VICTIM_ROLES:
        return Protection.VICTIM
    if role in _WITNESS_ROLES:
        return Protection.WITNESS
    return Protection.SUSPECT if role in _SUSPECT_ROLES else ""


def is_masked(protection: str) -> bool:
    """Tell whether the graph shows an entity of this class under a pseudonym only."""
    return protection in PROTECTED


def pseudonym(node_id: str, *, protection: str, label: str) -> str:
    """The caption of a masked entity, e.g. ``Victim 3F2A9C1B``; ``label`` is its type's label, used for objects."""
    kind = _PERSON_LABELS.get(Protection(protection), label) if label == "Person" else label
    return f"{kind} {node_id[:8].upper()}"


def claimed_ranks(column: pa.ChunkedArray, node_of: npt.NDArray[np.int32], n_nodes: int) -> Ranks:
    """The strictest class that the claims of each node state, as a place in ``CLASSES``; O(claims)."""
    encoded = column.combine_chunks().dictionary_encode()
    known = np.array([RANK.get(name, 0) for name in encoded.dictionary.to_pylist()] + [0], np.int8)
    codes = encoded.indices.fill_null(known.size - 1).to_numpy(zero_copy_only=False)
    ranks = np.zeros(n_nodes, np.int8)
    np.maximum.at(ranks, node_of, known[codes])
    return ranks


def with_roles(ranks: Ranks, roles: Mapping[int, Iterable[str]]) -> Ranks:
    """Raise each node to the strictest class of its roles; ``roles`` has role codes by node code."""
    raised = ranks.copy()
    for node, codes in roles.items():
        raised[node] = max([int(raised[node]), *(RANK[role_class(code)] for code in codes)])
    return raised


def with_children(ranks: Ranks, births: Mapping[int, Iterable[str]], dates_ms: npt.NDArray[np.float64]) -> Ranks:
    """Raise victims who were under 18 at their date to V2; the latest day that a birth date allows counts.

    Args:
        ranks: Place in ``CLASSES`` by node code.
        births: Known birth dates, partial ones too, by node code.
        dates_ms: The date that matters for every node, milliseconds since 1970, NaN where none is known.
    """
    raised = ranks.copy()
    for node, dates in births.items():
        if raised[node] == RANK[Protection.VICTIM] and any(is_child(d, float(dates_ms[node])) for d in dates):
            raised[node] = RANK[Protection.CHILD]
    return raised


def is_child(birth_date: str, at_ms: float) -> bool:
    """Tell whether somebody was under 18 at a time, by the latest day that a birth date allows; never at no time."""
    if np.isnan(at_ms):
        return False
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    latest = birth_date + "-12-31"[len(birth_date) - 4 :] if len(birth_date) < 10 else birth_date[:10]
    adult_from = f"{int(latest[:4]) + _ADULT_AGE:04d}{latest[4:]}"
    return at.strftime("%Y-%m-%d") < adult_from


def spread(ranks: Ranks, ties: Ties) -> Ranks:
    """Hand protection from the first to the second end of every tie until nothing changes; S and N never spread."""
    raised = ranks.copy()
    giver, taker = ties
    while True:
        given = np.where(raised[giver] >= LOWEST_PROTECTED, raised[giver], 0)
        if not bool(np.any(given > raised[taker])):
            return raised
        np.maximum.at(raised, taker, given.astype(np.int8))
