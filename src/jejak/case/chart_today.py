"""A saved view as of the present graph: every id as what it stands for now, and what is not there any more counted.

Invariant: whoever was joined with others stands at one place; nothing leaves the chart without being counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jejak.case.chart_state import State, drawings_of, ends_of, groups_of, shared_of, strings
from jejak.graph.ledger.records import JsonValue

#: Parts that mark things; something is hidden only where all that was joined into it was.
_MARKS = ("pinned", "marked", "focus")


@dataclass(frozen=True, slots=True)
class Today:
    """A saved view with the ids of today.

    Attributes:
        state: The chart.
        joined: How many of its entities are one with others, or called otherwise, since it was saved.
        gone: How many are not in the graph.
    """

    state: State
    joined: int
    gone: int


def as_of_today(state: State, current: Mapping[str, str | None]) -> Today:
    """Tell a saved view by what its ids stand for now.

    Args:
        state: As it was saved.
        current: What each of its entities stands for now, by saved id; None for who is not in the graph.
    """
    saved = strings(state["ids"])
    at: dict[str, str] = {}  # whose place somebody takes: the own one, else that of the first who was joined
    for ident in saved:
        here = current[ident]
        if here is not None and (here not in at or here == ident):
            at[here] = ident
    places = dict(zip(saved, _rows(state["pos"]), strict=True))
    groups = _groups(state, {ident: here for here, ident in at.items()})
    known = {ident for ident, _members, _at in groups}
    now = {**current, **{ident: ident for ident in known}}
    hidden = strings(state.get("hidden"))
    seen = {current[ident] for ident in set(saved) - set(hidden)}
    told: dict[str, JsonValue] = {
        **state, "ids": [*at], "pos": [places[ident] for ident in at.values()],
        "groups": [[ident, [*members], place] for ident, members, place in groups],
        "shared": [[group, kind, now.get(one) or one] for group, kind, one in shared_of(state) if group in known],
        "drawings": [*_drawings(state, now)],
        "hidden": [one for one in _marked(hidden, now) if one not in seen],
    }  # fmt: skip
    told |= {part: [*_marked(strings(state[part]), now)] for part in _MARKS if state.get(part) is not None}
    told["focus"] = told.get("focus") or None  # nobody of them is left: everything is looked at
    joined = sum(here not in {None, ident} for ident, here in current.items())
    return Today(told, joined, sum(here is None for here in current.values()))


def _rows(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _marked(marks: Iterable[str], now: Mapping[str, str | None]) -> dict[str, None]:
    """The marks of what is there, each once."""
    found: dict[str, None] = {}
    for mark in marks:
        source, target, ltype = ends_of(mark) or (mark, mark, "")
        here, there = now.get(source), now.get(target)
        if here and there:
            found[f"{here}~{there}~{ltype}" if ltype else here] = None
    return found


def _drawings(state: State, now: Mapping[str, str | None]) -> Iterator[JsonValue]:
    """What is drawn by hand; an arrow follows its ends, and is not drawn where one of them is not there."""
    for kind, ident, one, other, text in drawings_of(state):
        ends = [now.get(end) if isinstance(end, str) else end for end in (one, other)]
        if None not in ends:
            yield [kind, ident, *ends, text]


def _groups(state: State, now: Mapping[str, str]) -> list[tuple[str, list[str], JsonValue]]:
    """The groups with who is in them now; one in which nobody is left is gone, and so is one of such groups alone."""
    groups = groups_of(state)
    while True:
        known = {ident: ident for ident, _members, _at in groups} | dict(now)
        left = [(ident, [known[one] for one in members if one in known], at) for ident, members, at in groups]
        kept = [one for one in left if one[1]]
        if len(kept) == len(groups):
            return kept
        names = {ident for ident, _members, _at in kept}
        groups = [one for one in groups if one[0] in names]
