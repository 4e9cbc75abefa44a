"""Roles of one entity: who states them and for when, an analyst's own statements, and their withdrawal.

Invariant: whether somebody becomes protected, or stops being so, is read from the graph itself and told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.case.history import current_node, ekeys_of
from jejak.graph.ledger import Ledger
from jejak.graph.model import ClaimRef
from jejak.graph.snapshot.values import stated_roles
from jejak.schemas.errors import LedgerError, ResolutionError, SchemaError
from jejak.schemas.role_times import RoleTime

if TYPE_CHECKING:
    from jejak.case.facade import Case
    from jejak.graph.ledger.records import Judgement, Role
    from jejak.graph.snapshot import Snapshot

ROLE_CODES = "role"


@dataclass(frozen=True, slots=True)
class StatedRole:
    """One statement of a role; dates are partial ISO dates, '' where open.

    Attributes:
        number: Of the event with which an analyst stated it; None where a source's record does.
        role: Its code.
        t_from: Since when.
        t_to: Until when.
        by: The analyst, or the file.
        record: Number of the record in that file.
        grade: Of the record.
        at: When it was stated or imported, UTC.
        stands: Whether it was not withdrawn.
        note: Why, in the analyst's words.
    """

    number: int | None
    role: str
    t_from: str
    t_to: str
    by: str
    record: int | None
    grade: str
    at: str
    stands: bool
    note: str


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What stating or withdrawing a role did: whose name is hidden now, or not any more.

    ``with_it`` counts the other entities whose class changed alike, such as phones and accounts of a victim.
    """

    role: Role
    was_masked: bool
    masked: bool
    with_it: int


def roles_of(case: Case, ident: str) -> tuple[StatedRole, ...]:
    """Every statement of a role of an entity and of those joined to it: records first, then analysts, in order.

    Raises:
        ResolutionError: No entity has or had this id.
    """
    snapshot = case.snapshot()
    claims = snapshot.node_claims(current_node(snapshot, case.ledger.judgements(live_only=False), ident))
    ekeys = frozenset(ekeys_of(case.ledger, claims))
    asserted = [one for one in case.ledger.roles(live_only=False) if one.ekey in ekeys]
    return (*_of_records(case.ledger, claims), *map(_of_analyst, asserted))


def state_role(
    case: Case, ident: str, role: str, *, period: tuple[str, str], protection: str = "", note: str
) -> RoleChange:
    """State that an entity has a role, from and to partial ISO dates of ``period`` ('' is open).

    Raises:
        ResolutionError: No entity has or had this id.
        SchemaError: There is no such role.
        LedgerError: Entities of this kind have no roles, a date or the protection class is none, or it ends before it
            begins.
    """
    known = case.world.code_lists[ROLE_CODES].codes
    if role not in known:
        near = " or ".join(get_close_matches(role.lower(), known, n=2))
        hint = f"Did you mean {near}?" if near else f"Known: {', '.join(known)}."
        raise SchemaError("there is no such role", where=role[:40], hint=hint)
    snapshot = case.snapshot()
    code = current_node(snapshot, case.ledger.judgements(live_only=False), ident)
    etype = snapshot.node(code).etype
    if "roles" not in case.world.entity_types[etype].properties:
        raise LedgerError("only people and organisations have roles", where=f"{ident}, a {etype}")
    said = case.ledger.assert_role(
        ident, role, analyst=case.analyst, reason=note, protection=protection, period=period
    )  # fmt: skip
    return _changed(case, said, snapshot)


def withdraw_role(case: Case, number: int, *, note: str = "") -> RoleChange:
    """Take back what an analyst stated.

    Raises:
        LedgerError: The event states no role, or it was withdrawn already.
    """
    snapshot = case.snapshot()
    return _changed(case, case.ledger.withdraw_role(number, analyst=case.analyst, reason=note), snapshot)


def _changed(case: Case, role: Role, before: Snapshot) -> RoleChange:
    after, judged = case.snapshot(), case.ledger.judgements(live_only=False)
    was, now = (_is_masked(one, judged, role.ekey) for one in (before, after))
    hidden = [int(pc.sum(one.nodes.column("masked")).as_py() or 0) for one in (before, after)]
    return RoleChange(role, was, now, abs(hidden[1] - hidden[0]) - (was != now))


def _is_masked(snapshot: Snapshot, judged: Sequence[Judgement], ekey: str) -> bool:
    try:
        return snapshot.node(current_node(snapshot, judged, ekey)).masked
    except ResolutionError:  # its import was reversed: nobody is shown
        return False


def _of_records(ledger: Ledger, claims: Sequence[ClaimRef]) -> Iterator[StatedRole]:
    times = {batch.batch_id: batch.at for batch in ledger.batches()}
    by_batch: dict[str, list[ClaimRef]] = {}
    for ref in claims:
        by_batch.setdefault(ref.batch_id, []).append(ref)
    for batch_id, refs in by_batch.items():
        column = pq.read_table(ledger.segment_path(batch_id) / "entities.parquet", columns=["props"]).column("props")
        for ref, text in zip(refs, column.take([ref.row for ref in refs]).to_pylist(), strict=True):
            for one in sorted(map(RoleTime.parse, stated_roles(json.loads(text) if text else {}))):
                yield StatedRole(
                    None, one.role, one.t_from, one.t_to, ref.file, ref.locator, ref.grade or "", times[batch_id],
                    True, "",
                )  # fmt: skip


def _of_analyst(one: Role) -> StatedRole:
    return StatedRole(one.seq, one.role, one.t_from, one.t_to, one.analyst, None, "", one.at, one.live, one.reason)
