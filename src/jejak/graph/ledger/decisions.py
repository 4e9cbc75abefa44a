"""Judgements and roles: decisions are events, taken back by later events, never changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlalchemy import Connection, select

from jejak.graph.ledger import chain, tables
from jejak.graph.ledger.records import Event, EventKind, JsonValue, Judgement, Role, Verdict
from jejak.schemas.errors import LedgerError, ResolutionError
from jejak.schemas.grading import Protection
from jejak.schemas.role_times import RoleTime, is_partial_date

#: Called with the judgements that nobody has taken back and the new one, before it is written; raises
#: ``ResolutionError`` to refuse it. Those that an analyst's later word replaces are among them: they may stand again.
JudgementCheck: TypeAlias = Callable[[Sequence[Judgement], Judgement], None]
#: The same for several new ones that are written together.
GroupCheck: TypeAlias = Callable[[Sequence[Judgement], Sequence[Judgement]], None]

_EKEY = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_SAID = ("role", "protection", "t_from", "t_to")
_OPPOSITE = {Verdict.SAME: Verdict.NOT_SAME, Verdict.NOT_SAME: Verdict.SAME}


@dataclass(frozen=True, slots=True)
class RoleClaim:
    """A role to assert; ``protection`` as in :class:`Protection`, times as partial ISO dates, '' = open."""

    ekey: str
    role: str
    protection: str = ""
    t_from: str = ""
    t_to: str = ""


def judgements(connection: Connection, *, live_only: bool) -> list[Judgement]:
    """All judgements in order; of each analyst the last one on a pair that was not taken back is live."""
    made, undone = _made(connection)
    marked = _marked(made, undone)
    return [one for one in marked if one.live or not live_only]


def _marked(made: Sequence[Judgement], undone: Collection[int]) -> list[Judgement]:
    live = {(one.left, one.right, one.analyst): one.seq for one in made if one.seq not in undone}
    lasting = set(live.values())
    return [replace(one, live=one.seq in lasting) for one in made]


def _made(connection: Connection) -> tuple[list[Judgement], set[int]]:
    """All judgements in order, and the numbers of those that were taken back."""
    undone: set[int] = set()
    made: list[Judgement] = []
    for event in _events(connection, EventKind.JUDGEMENT, EventKind.JUDGEMENT_UNDONE):
        if event.kind == EventKind.JUDGEMENT_UNDONE:
            undone.add(int(event.subject))
        else:
            made.append(_judgement(event))
    return made, undone


def _not_taken_back(connection: Connection) -> list[Judgement]:
    """All judgements that stand, or stand again when a later one is taken back."""
    made, undone = _made(connection)
    return [one for one in _marked(made, undone) if one.seq not in undone]


def judge(connection: Connection, new: Judgement, check: JudgementCheck | None) -> Judgement:
    """Write a judgement unless it contradicts another; an analyst's same decision again returns the one that stands.

    Another analyst's verdict is left standing: where it differs, the pair is disputed, and where it does not, each of
    the two stands without the other.
    """
    new = _ordered(new)
    standing = _unless_opposite(connection, new)
    if standing:
        return standing
    if check:
        check(_not_taken_back(connection), new)
    return _written(connection, new)


def judge_together(connection: Connection, news: Sequence[Judgement], check: GroupCheck) -> list[Judgement]:
    """Write judgements as one step: all of them, or none where one contradicts another or what stands.

    Each has the number of the first one as its group. What the analyst has said already is left as it is.
    """
    judged: dict[str, Judgement] = {}
    for new in map(_ordered, news):
        if judged.setdefault(_pair(new), new).verdict is not new.verdict:
            raise ResolutionError(
                "a pair is judged twice, and differently",
                where=f"{new.left} and {new.right}",
                hint="decide once on each pair",
            )
    fresh = [new for new in judged.values() if not _unless_opposite(connection, new)]
    check(_not_taken_back(connection), fresh)
    group = chain.tip(connection)[0] + 1
    return [_written(connection, replace(new, group=group)) for new in fresh]


def undo_together(connection: Connection, group: int, analyst: str, reason: str) -> list[Judgement]:
    """Take back all judgements of one step that nobody has taken back yet, those too that a later one replaces."""
    made, undone = _made(connection)
    step = [one for one in made if one.group == group and group]  # 0 is the group of those made alone
    if not step:
        hint = "see the list of judgements; --undo takes back a single one"
        raise ResolutionError("no judgements were made together under this number", where=f"event {group}", hint=hint)
    return [undo(connection, one.seq, analyst, reason) for one in step if one.seq not in undone]


def _ordered(new: Judgement) -> Judgement:
    left, right = sorted((_checked_ekey(new.left), _checked_ekey(new.right)))
    if left == right:
        raise ResolutionError("an entity cannot be judged against itself", where=f"ekey {left}", hint="name two")
    return replace(new, left=left, right=right)


def _unless_opposite(connection: Connection, new: Judgement) -> Judgement | None:
    """What the analyst has said already, if it is the same; one's own opposite must be undone first."""
    own = next((one for one in _live(connection, _pair(new)) if one.analyst == new.analyst), None)
    if own and own.verdict is _OPPOSITE.get(new.verdict):
        raise ResolutionError(
            f"this pair stands as {own.verdict} (event {own.seq})",
            where=f"{new.left} and {new.right}",
            hint=f"undo event {own.seq} first",
        )
    return own if own and own.verdict is new.verdict else None


def _written(connection: Connection, new: Judgement) -> Judgement:
    detail: dict[str, JsonValue] = {"left": new.left, "right": new.right, "verdict": str(new.verdict)}
    if new.group:
        detail["group"] = new.group
    event = chain.append(connection, chain.Entry(new.analyst, EventKind.JUDGEMENT, _pair(new), detail, new.reason))
    return _judgement(event)


def undo(connection: Connection, seq: int, analyst: str, reason: str) -> Judgement:
    """Take a judgement back, whatever came after it; what the same analyst had said before it stands again."""
    event = _event(connection, seq, EventKind.JUDGEMENT)
    if event is None:
        raise ResolutionError("this event is no judgement", where=f"event {seq}", hint="see the list of judgements")
    if _is_taken_back(connection, seq, EventKind.JUDGEMENT_UNDONE):
        hint = "see the list of judgements"
        raise ResolutionError("this judgement does not stand any more", where=f"event {seq}", hint=hint)
    chain.append(connection, chain.Entry(analyst, EventKind.JUDGEMENT_UNDONE, str(seq), {}, reason))
    return replace(_judgement(event), live=False)


def _live(connection: Connection, pair: str) -> list[Judgement]:
    """What stands on a pair, one of each analyst: one look-up, however many judgements there are."""
    columns = tables.event.c
    query = chain.SELECT_EVENTS.where(columns.kind == EventKind.JUDGEMENT, columns.subject == pair)
    made = [_judgement(chain.to_event(row)) for row in connection.execute(query).mappings()]
    lasting = [one for one in made if not _is_taken_back(connection, one.seq, EventKind.JUDGEMENT_UNDONE)]
    return list({one.analyst: one for one in lasting}.values())


def _pair(judgement: Judgement) -> str:
    return f"{judgement.left}:{judgement.right}"


def _judgement(event: Event) -> Judgement:
    left, right, verdict = (str(event.detail[key]) for key in ("left", "right", "verdict"))
    group = int(str(event.detail.get("group", 0)))
    return Judgement(event.seq, left, right, Verdict(verdict), event.analyst, event.at, event.note, group=group)


def _event(connection: Connection, seq: int, kind: EventKind) -> Event | None:
    query = chain.SELECT_EVENTS.where(tables.event.c.seq == seq, tables.event.c.kind == kind)
    row = connection.execute(query).mappings().first()
    return chain.to_event(row) if row else None


def _is_taken_back(connection: Connection, seq: int, kind: EventKind) -> bool:
    columns = tables.event.c
    query = select(columns.seq).where(columns.kind == kind, columns.subject == str(seq)).limit(1)
    return connection.execute(query).first() is not None


def roles(connection: Connection, *, live_only: bool) -> list[Role]:
    """All asserted roles in order."""
    withdrawn: set[int] = set()
    made: list[Role] = []
    for event in _events(connection, EventKind.ROLE_ASSERTED, EventKind.ROLE_WITHDRAWN):
        if event.kind == EventKind.ROLE_WITHDRAWN:
            withdrawn.add(int(event.subject))
            continue
        made.append(_to_role(event))
    marked = [replace(one, live=one.seq not in withdrawn) for one in made]
    return [one for one in marked if one.live or not live_only]


def assert_role(connection: Connection, claim: RoleClaim, analyst: str, reason: str) -> Role:
    """Write a role claim."""
    ekey = _checked_ekey(claim.ekey)
    if not _CODE.fullmatch(claim.role):
        raise LedgerError("a role is named by its code, such as recruiter_calo_sponsor", where=f"ekey {ekey}")
    if claim.protection and claim.protection not in set(Protection):
        raise LedgerError("there is no such protection class", hint="use V1, V2, W1, S or N")
    _check_period(claim)
    said = {key: str(getattr(claim, key)) for key in _SAID}
    event = chain.append(connection, chain.Entry(analyst, EventKind.ROLE_ASSERTED, ekey, said, reason))
    return _to_role(event)


def _check_period(claim: RoleClaim) -> None:
    for day in (claim.t_from, claim.t_to):
        if day and not is_partial_date(day):
            hint = "write a year, a month or a day: 2023, 2023-04, 2023-04-05"
            raise LedgerError("this is no date", where=repr(day)[:40], hint=hint)
    if (claim.t_from or claim.t_to) and not RoleTime(claim.role, claim.t_from, claim.t_to).dated:
        where = f"{claim.t_from} to {claim.t_to}"
        raise LedgerError("the role would end before it begins", where=where, hint="turn the dates round")


def withdraw_role(connection: Connection, seq: int, analyst: str, reason: str) -> Role:
    """Take a role claim back."""
    event = _event(connection, seq, EventKind.ROLE_ASSERTED)
    if event is None or _is_taken_back(connection, seq, EventKind.ROLE_WITHDRAWN):
        raise LedgerError("this event is no standing role", where=f"event {seq}", hint="see the list of roles")
    chain.append(connection, chain.Entry(analyst, EventKind.ROLE_WITHDRAWN, str(seq), {}, reason))
    return replace(_to_role(event), live=False)


def _to_role(event: Event) -> Role:
    role, protection, t_from, t_to = (str(event.detail[key]) for key in _SAID)
    return Role(event.seq, event.subject, role, protection, t_from, t_to, event.analyst, event.at, event.note)


def _checked_ekey(ekey: str) -> str:
    if not _EKEY.fullmatch(ekey):
        raise ResolutionError("an entity is named by its ekey of 32 hex digits", hint="find ids with `jejak search`")
    return ekey


def _events(connection: Connection, *kinds: EventKind) -> Iterator[Event]:
    for row in connection.execute(chain.SELECT_EVENTS.where(tables.event.c.kind.in_(kinds))).mappings():
        yield chain.to_event(row)
