"""Who may be listed: actors, never victims, children, witnesses, masked or unknown parties (they stay in the sums)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from jejak.analysis.declaration import RANKED, Cell, Outcome
from jejak.analysis.parameters import Parameters
from jejak.schemas.grading import PROTECTED
from jejak.schemas.names import is_description

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

UNKNOWN_PARTY = "unknown_party"
#: Role codes that protect. A person who holds one is not ranked, whatever other roles are claimed (`domain.md` 5.5).
PROTECTED_ROLES = frozenset({"victim", "potential_victim", "witness", "informant", "victim_turned_recruiter"})


def column(snapshot: Snapshot, name: str) -> list[object]:
    """One column of the node table as Python values, by node code."""
    values: list[object] = snapshot.nodes.column(name).to_pylist()
    return values


def actor_types(snapshot: Snapshot) -> list[str]:
    """The entity type of every node, by code; an organisation that is only described is an unknown party.

    "The factory", said by two victims, need not be one factory: it ties nobody and is not listed. One with a number in
    a register is somebody, whatever it is called.
    """
    rows = zip(*(column(snapshot, name) for name in ("etype", "caption", "id_value")), strict=True)
    return [
        UNKNOWN_PARTY if etype == "organisation" and not number and is_description(str(caption or "")) else str(etype)
        for etype, caption, number in rows
    ]


def protected_codes(snapshot: Snapshot) -> frozenset[int]:
    """Codes of nodes whose name is hidden: by protection class, by mask, or by a role that protects."""
    rows = zip(column(snapshot, "protection"), column(snapshot, "masked"), column(snapshot, "roles"), strict=True)
    return frozenset(
        code
        for code, (protection, masked, roles) in enumerate(rows)
        if masked or protection in PROTECTED or (isinstance(roles, list) and not PROTECTED_ROLES.isdisjoint(roles))
    )


def listable_codes(snapshot: Snapshot, etypes: Collection[str]) -> frozenset[int]:
    """Codes of nodes of these types that a result may list."""
    hidden = protected_codes(snapshot)
    return frozenset(
        code
        for code, etype in enumerate(actor_types(snapshot))
        if etype in etypes and etype != UNKNOWN_PARTY and code not in hidden
    )


def ranking(
    snapshot: Snapshot,
    parameters: Parameters,
    measures: Sequence[str],
    *,
    scores: Mapping[int, Sequence[Cell]],
    summary: Mapping[str, Cell],
) -> Outcome:
    """Turn scores per node code into a ranked table, highest first value first, ties by id.

    Args:
        snapshot: Where ids and captions come from.
        parameters: Which types to list and how many rows.
        measures: Names of the values in ``scores``; the first one ranks.
        scores: Values of every node of the graph; nodes that may not be listed are left out here.
        summary: Single figures that belong to the table.
    """
    keep = listable_codes(snapshot, parameters.listed)
    ordered = sorted(
        ((code, values) for code, values in scores.items() if code in keep),
        key=lambda item: (-_number(item[1][0]), snapshot.id_of(item[0])),
    )
    total = len(ordered)
    shown = ordered[: parameters.top] if parameters.top else ordered
    rows: list[tuple[Cell, ...]] = []
    rank, last = 0, None
    for place, (code, values) in enumerate(shown, start=1):
        if values[0] != last:  # equal values share a rank: nobody is "second" by the accident of an id
            rank, last = place, values[0]
        node = snapshot.node(code)
        rows.append((rank, node.id, node.caption, node.etype, *values))
    counted = {"nodes": len(scores), "listable": total, **summary}
    return Outcome((*RANKED, *measures), tuple(rows), counted)


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
