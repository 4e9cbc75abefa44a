"""Stated parts: which part an actor may play by what sources say of it, its roles and its links; never a finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jejak.analysis.listing import PROTECTED_ROLES, column
from jejak.analysis.reasons import Reason
from jejak.schemas.role_times import RoleTime

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Stage of each claimed role code (`domain.md` 2.1).
CLAIMED = {
    "recruiter_calo_sponsor": "recruiter",
    "field_agent": "recruiter",
    "document_forger": "documents",
    "document_handler": "documents",
    "guarantor_penjamin": "guarantor",
    "transporter": "transporter",
    "boat_operator_tekong": "transporter",
    "escort": "transporter",
    "harbourer": "harbourer",
    "agency_director": "agency",
    "agency_staff": "agency",
    "nominee_director": "agency",
    "broker": "broker",
    "exploiter_employer": "exploiter",
    "supervisor_mandor": "exploiter",
    "enforcer": "exploiter",
    "corrupt_official": "official",
    "money_mule": "money",
    "money_collector": "money",
    "financier": "financier",
    "organiser": "organiser",
}


#: Stages of the chain, in its order, and the stage that a part belongs to (`domain.md` 4.5). Who only employs people is
#: no stage: every shop does. Brokers and organisers stand above the stages.
CHAIN = ("recruitment", "documents", "transport", "accommodation", "exploitation", "finance")
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "recruiter": "recruitment",
        "agency": "recruitment",
        "documents": "documents",
        "guarantor": "documents",
        "official": "documents",
        "transporter": "transport",
        "harbourer": "accommodation",
        "exploiter": "exploitation",
        "money": "finance",
        "financier": "finance",
        "creditor": "finance",
    }
)


@dataclass(frozen=True, slots=True)
class LinkRule:
    """An actor at one end of enough links of a type plays a part."""

    ltype: str
    end: str  # "source" or "target"
    least: int
    hint: str
    says: str  # code of the reason; its figure ``n`` counts the others


RULES = (
    LinkRule("RECRUITED_BY", "target", 1, "recruiter", "recruited"),
    LinkRule("REFERRED_BY", "target", 1, "recruiter", "referred_to"),
    LinkRule("POSTED", "source", 1, "recruiter", "posted"),
    LinkRule("PLACED_BY", "target", 2, "agency", "placed"),
    LinkRule("TRANSPORTED_BY", "target", 1, "transporter", "transported"),
    LinkRule("DOCUMENT_HELD_BY", "target", 1, "documents", "holds_documents"),
    LinkRule("GUARANTEED_BY", "target", 2, "guarantor", "guarantees"),
    LinkRule("CONTROLLED_BY", "target", 1, "exploiter", "controls"),
    LinkRule("EXPLOITED_BY", "target", 1, "exploiter", "exploits"),
    LinkRule("SUPERVISED_BY", "target", 1, "exploiter", "supervises"),
    LinkRule("EMPLOYED_BY", "target", 2, "employer", "employs"),
    LinkRule("OWES", "target", 2, "creditor", "is_owed"),
)

#: Every part that somebody may play, sorted.
PARTS = tuple(sorted({*CLAIMED.values(), *(rule.hint for rule in RULES)}))


@dataclass(frozen=True, slots=True)
class RoleHint:
    """One part that an actor may play, why, and the link rows that say so (none for a claimed role).

    ``stated`` is False where no source says it and only a pattern of several links suggests it.
    """

    hint: str
    reason: Reason
    rows: tuple[int, ...] = ()
    stated: bool = True


def stated_hints(snapshot: Snapshot) -> Mapping[int, tuple[RoleHint, ...]]:
    """Find the hints of every node that has any, claimed roles first, then link types; O(nodes + links).

    What only a pattern suggests is not among them: see `role_patterns.role_hints`.
    """
    found: dict[int, list[RoleHint]] = defaultdict(list)
    for code, (roles, times) in enumerate(zip(column(snapshot, "roles"), column(snapshot, "role_times"), strict=True)):
        for role in sorted(roles) if isinstance(roles, list) else ():
            if role in CLAIMED and role not in PROTECTED_ROLES:
                found[code].append(RoleHint(CLAIMED[role], _stated(role, times if isinstance(times, list) else ())))
    for code, hint in [*_by_link_roles(snapshot), *_by_links(snapshot)]:
        found[code].append(hint)
    return {code: tuple(hints) for code, hints in sorted(found.items())}


def _stated(role: str, times: Sequence[str]) -> Reason:
    """That a source states a role; where all sources date it, its code is followed by the two ends of each time."""
    spans = [one for one in map(RoleTime.parse, times) if one.role == role]
    if not spans:
        return Reason("stated_role", codes=(role,))
    return Reason("stated_role_dated", codes=(role, *(end for one in spans for end in (one.t_from, one.t_to))))


def _by_link_roles(snapshot: Snapshot) -> list[tuple[int, RoleHint]]:
    """Roles that a source states on a link: who took part in an event, or went on a trip, as what."""
    rows: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row, (role, source) in enumerate(
        zip(snapshot.links.column("role").to_pylist(), snapshot.src.tolist(), strict=True)
    ):
        if role in CLAIMED and role not in PROTECTED_ROLES:
            rows[source, role].append(row)
    return [
        (code, RoleHint(CLAIMED[role], Reason("takes_part", {"n": len(found)}, (role,)), tuple(found)))
        for (code, role), found in sorted(rows.items())
    ]


def _by_links(snapshot: Snapshot) -> list[tuple[int, RoleHint]]:
    rules: dict[str, list[LinkRule]] = defaultdict(list)
    for rule in RULES:
        rules[rule.ltype].append(rule)
    rows: dict[tuple[int, LinkRule], list[int]] = defaultdict(list)
    others: dict[tuple[int, LinkRule], Counter[int]] = defaultdict(Counter)
    ends = zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), snapshot.dst.tolist(), strict=True)
    for row, (ltype, source, target) in enumerate(ends):
        for rule in rules.get(ltype, ()):
            actor, other = (target, source) if rule.end == "target" else (source, target)
            rows[actor, rule].append(row)
            others[actor, rule][other] += 1
    return [
        (code, RoleHint(rule.hint, Reason(rule.says, {"n": len(others[code, rule])}), tuple(found)))
        for (code, rule), found in sorted(rows.items(), key=lambda item: (item[0][0], RULES.index(item[0][1])))
        if len(others[code, rule]) >= rule.least
    ]
