"""What a saved view may hold, part by part: ids, numbers and fixed words.

Invariant: what is no declared part, or too much of one, is refused as a whole. A new part of the chart is saved by a
row more in `parts_of`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NoReturn, TypeAlias, cast

from jejak.analysis.registry import ANALYSES
from jejak.analysis.role_hints import PARTS
from jejak.case.chart_groups import COMMUNITY, FACTS
from jejak.graph.ledger.records import JsonValue
from jejak.schemas.errors import LedgerError
from jejak.schemas.world import World

State: TypeAlias = Mapping[str, JsonValue]
#: Gives a value as it is stored, or refuses it.
Check: TypeAlias = Callable[[object], JsonValue]

#: A saved view holds at most so many entities, and marks each part of so many things.
MOST_ENTITIES, MOST_MARKS, MOST_DRAWINGS = 2_000, 20_000, 1_000
#: How far from the middle of the canvas something may stand, and how near it is looked at.
FARTHEST, CLOSEST = 1e7, 1e3
_AWAY = FARTHEST * CLOSEST
#: A moment in milliseconds lies so far from 1970 at most, and no sum is larger.
_MOMENT, _LARGEST = 1e16, 1e30
_ENTITY = re.compile(r"[0-9a-f]{32}")
_GROUP = re.compile(r"g[0-9a-z]{1,31}")
#: What a group has in common: an entity, or the number of a community and the sequence that it was found at.
_SHARED = re.compile(r"[0-9a-f]{32}|[0-9]{1,9}\.[0-9]{1,15}")
_DRAWING = re.compile(r"d[0-9a-z]{1,31}")
_CURRENCY = re.compile(r"[A-Z?]{0,8}")
_GRADE = re.compile(r"([A-F][1-6])?")


def parts_of(world: World) -> Mapping[str, Check]:
    """The parts of a saved view and what each may hold."""
    links = frozenset(world.link_types)
    marks = several(lambda value: _mark(value, links))
    of_links = frozenset({"", *(link.layer for link in world.link_types.values())})
    filters: dict[str, Check] = {
        "mode": word({"dim", "remove"}),
        "kinds": several(word({"", *world.entity_types})),
        "parts": several(word({"", *PARTS})),
        "layers": several(word(of_links)),
        "degree": number(0, _MOMENT),
        "amount": number(0, _LARGEST),
        "currency": like(_CURRENCY),
        "from": maybe(number(-_MOMENT, _MOMENT)),
        "to": maybe(number(-_MOMENT, _MOMENT)),
        "undated": flag,
        "grade": like(_GRADE),
    }
    ranking = {name for name, analysis in ANALYSES.items() if analysis.ranks}
    look: dict[str, Check] = {
        "size": word({"same", "degree", "chart", *ranking}), "width": word({"count", "amount"}), "communities": flag,
    }  # fmt: skip
    place, shift, side = (number(-FARTHEST, FARTHEST), number(-_AWAY, _AWAY), number(0, FARTHEST))
    end = either(_member, row(place, place))
    drawn = row(word({"text", "frame", "arrow"}), like(_DRAWING), end, end, number(0, _MOMENT))
    seen: dict[str, Check] = {
        "zoom": number(1 / _AWAY, CLOSEST), "x": shift, "y": shift, "width": side, "height": side,
    }  # fmt: skip
    return {
        "ids": several(like(_ENTITY), most=MOST_ENTITIES),
        "pos": several(row(place, place), most=MOST_ENTITIES),
        "hidden": marks,
        "pinned": marks,
        "marked": marks,
        "focus": maybe(marks),
        "groups": several(row(like(_GROUP), several(_member), row(place, place)), most=MOST_ENTITIES),
        "shared": several(row(like(_GROUP), word({COMMUNITY, *FACTS}), like(_SHARED)), most=MOST_ENTITIES),
        "drawings": several(drawn, most=MOST_DRAWINGS),
        "filter": record(filters),
        "look": record(look),
        "viewport": maybe(record(seen)),
    }


def checked_state(given: object, parts: Mapping[str, Check]) -> State:
    """A saved view as it is stored.

    Args:
        given: What a browser sent.
        parts: What may be in it; see `parts_of`.

    Raises:
        LedgerError: It holds something else, too much, or names what is not on it.
    """
    state = cast("dict[str, JsonValue]", record(parts)(given))
    ids, places = strings(state.get("ids")), cast("list[JsonValue]", state.get("pos") or [])
    if not ids:
        hint = "put something on it first"
        raise LedgerError("there is nothing on this chart to save", hint=hint)
    if len(set(ids)) != len(ids) or len(places) != len(ids):
        _refuse("ids")
    _check_ties(state, set(ids))
    return state


def strings(value: JsonValue) -> list[str]:
    """A list of ids or words of a state; empty where it is not told."""
    return [str(one) for one in value] if isinstance(value, list) else []


def groups_of(state: State) -> list[tuple[str, list[str], JsonValue]]:
    """The groups of a state: id, members, place."""
    rows = cast("list[tuple[str, JsonValue, JsonValue]]", state.get("groups") or [])
    return [(str(ident), strings(members), at) for ident, members, at in rows]


def shared_of(state: State) -> list[tuple[str, str, str]]:
    """What the members of groups have in common: group, kind, id."""
    rows = cast("list[tuple[str, str, str]]", state.get("shared") or [])
    return [(group, kind, ident) for group, kind, ident in rows]


def drawings_of(state: State) -> list[tuple[str, str, JsonValue, JsonValue, JsonValue]]:
    """What is drawn by hand: kind, id, two places (or the ids of an arrow's ends), number of its text."""
    return cast("list[tuple[str, str, JsonValue, JsonValue, JsonValue]]", state.get("drawings") or [])


def ends_of(mark: str) -> tuple[str, str, str] | None:
    """Source, target and type of a bundle of links; None where the mark is of an entity or a group."""
    parts = mark.split("~")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _check_ties(state: State, ids: Collection[str]) -> None:
    """Everything lies in one group at most, no group in itself; every mark and arrow is of what is there."""
    groups = groups_of(state)
    known = {ident for ident, _members, _at in groups}
    held = [member for _ident, members, _at in groups for member in members]
    holder = {member: ident for ident, members, _at in groups for member in members}
    if len(known) != len(groups) or len(set(held)) != len(held) or not set(held) <= {*ids, *known}:
        _refuse("groups")
    for ident in known:
        above, steps = holder.get(ident), 0
        while above is not None:
            above, steps = holder.get(above), steps + 1
            if steps > len(known):
                _refuse("groups")
    for part in ("hidden", "pinned", "marked", "focus"):
        marks = strings(state.get(part))
        named = {end for mark in marks for end in (ends_of(mark) or (mark,))[:2]}
        if not named <= {*ids, *known}:
            _refuse(part)
    if not {group for group, _kind, _ident in shared_of(state)} <= known:
        _refuse("shared")
    _check_drawings(state, {*ids, *known})


def _check_drawings(state: State, there: Collection[str]) -> None:
    """Each has a name of its own; arrows alone are tied to something, and to what is there."""
    drawings = drawings_of(state)
    tied = [(kind, end) for kind, _id, *ends, _text in drawings for end in ends if isinstance(end, str)]
    names = {ident for _kind, ident, *_rest in drawings}
    if len(names) != len(drawings) or any(kind != "arrow" or end not in there for kind, end in tied):
        _refuse("drawings")


# What a part may hold


def word(known: Iterable[str]) -> Check:
    """One of some fixed words."""
    words = frozenset(known)
    return lambda value: value if isinstance(value, str) and value in words else _refuse("word")


def like(pattern: re.Pattern[str]) -> Check:
    """A text of one form."""
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else _refuse("text")


def number(low: float, high: float) -> Check:
    """A finite number between two others."""

    def check(value: object) -> JsonValue:
        if isinstance(value, bool) or not isinstance(value, int | float):
            _refuse("number")
        return value if low <= value <= high and math.isfinite(value) else _refuse("number")

    return check


def flag(value: object) -> JsonValue:
    """Yes or no."""
    return value if isinstance(value, bool) else _refuse("flag")


def maybe(check: Check) -> Check:
    """Nothing, or what the check lets through."""
    return lambda value: None if value is None else check(value)


def either(one: Check, other: Check) -> Check:
    """A text that one check lets through, or anything else that the other does."""
    return lambda value: one(value) if isinstance(value, str) else other(value)


def several(check: Check, *, most: int = MOST_MARKS) -> Check:
    """A list of such values, at most so many."""

    def every(value: object) -> JsonValue:
        if not isinstance(value, list) or len(value) > most:
            _refuse("list")
        return [check(one) for one in value]

    return every


def row(*checks: Check) -> Check:
    """A list with one value for each check."""

    def every(value: object) -> JsonValue:
        if not isinstance(value, list) or len(value) != len(checks):
            _refuse("row")
        return [check(one) for check, one in zip(checks, value, strict=True)]

    return every


def record(fields: Mapping[str, Check]) -> Check:
    """Named values, none that is not declared; what is not told is left out."""

    def every(value: object) -> JsonValue:
        if not isinstance(value, dict) or not set(value) <= set(fields):
            _refuse("record")
        return {name: check(value[name]) for name, check in fields.items() if name in value}

    return every


def _mark(value: object, links: Collection[str]) -> JsonValue:
    """An entity, a group, or the links of one type from one entity to another."""
    ends = ends_of(value) if isinstance(value, str) else None
    if ends is None:
        return _member(value)
    whole = all(map(_ENTITY.fullmatch, ends[:2])) and ends[2] in links
    return value if isinstance(value, str) and whole else _refuse("mark")


def _member(value: object) -> JsonValue:
    known = isinstance(value, str) and (_ENTITY.fullmatch(value) or _GROUP.fullmatch(value))
    return value if isinstance(value, str) and known else _refuse("mark")


def _refuse(what: str) -> NoReturn:
    hint = "load the page anew and save again; nothing was written"
    raise LedgerError("this is no chart as the screen saves it", where=what, hint=hint)
