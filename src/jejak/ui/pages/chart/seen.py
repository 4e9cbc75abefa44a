"""The chart as it is seen, told to ``evidence``: the browser sends ids, places and choices, the case knows the rest.

Invariant: names, values, parts and texts come from the case; what the browser sends are ids, numbers and fixed words.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jejak.case.charting import NodeStanding
from jejak.case.dated_parts import DatedPart
from jejak.evidence import Boxed, Chart, Closed, Line, Measure, NamedView, Part, Place, Pointer, Remark
from jejak.schemas.errors import ExportError, JejakError
from jejak.schemas.i18n import _
from jejak.ui.asked import is_id
from jejak.ui.feed import MAX_NODES
from jejak.ui.pages.chart.facts import called
from jejak.ui.pages.chart.seen_words import Looked, concluded_words, filter_codes, told_words
from jejak.ui.reasons import part_word
from jejak.ui.session import case

#: Farther from the middle nothing stands.
_FARTHEST = 1e7
_SAME, _IN_CASE, _ON_CHART = "same", "degree", "chart"
View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser tells of its chart.

    Attributes:
        shown: Entities on the canvas.
        lines: Links on it, those at closed groups by the entities inside.
        view: Places, groups, drawings, filter and so on; see ``tell`` in controller.ts.
        opened: The saved view that is open.
    """

    shown: tuple[str, ...]
    lines: frozenset[Line]
    view: View
    opened: Mapping[str, Any]

    @classmethod
    def of(
        cls, shown: Collection[str] | None, drawn: Collection[str] | None, view: View | None, opened: View | None
    ) -> Seen:
        """Take what is an id of an entity or a line, and nothing else."""
        known = view or {}
        lines = (_line(one) for one in (*(drawn or ()), *known.get("within", ())))
        return cls(_ids(shown), frozenset(filter(None, lines)), known, opened or {})

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The members that are drawn in each closed group on the canvas."""
        return {str(group): _ids(members) for group, members in self.view.get("closed", ())}

    @property
    def ids(self) -> list[str]:
        """Every entity that is seen, or stands behind a closed group."""
        return [*self.shown, *(one for members in self.groups.values() for one in members)]


def _ids(given: Collection[object] | None) -> tuple[str, ...]:
    return tuple(one for one in given or () if isinstance(one, str) and is_id(one))


def _line(text: object) -> Line | None:
    """The ends and type of a bundle of links by its id; None where it is that of anything else."""
    if not isinstance(text, str):
        return None
    source, _one, rest = text.partition("~")
    target, _two, ltype = rest.partition("~")
    return (source, target, ltype) if is_id(source) and is_id(target) and ltype else None


def chart_of(seen: Seen, *, with_remarks: bool) -> Chart:
    """Everything that a chart shows, as the case knows it; O(its entities and links).

    Raises:
        ExportError: The browser sent what is no chart.
    """
    view = seen.view
    look, chosen = view.get("look") or {}, view.get("filter") or {}
    communities = case().charting.groups.communities(seen.shown) if look.get("communities") else {}
    measure, parts = _measure(seen, str(look.get("size") or _SAME)), _parts(seen.shown, chosen.get("to"))
    looked = Looked(look, chosen, shown=len(seen.ids), there=sum(map(is_id, view.get("pos") or ())))
    return Chart(
        places=dict(_places(seen)), groups=tuple(_closed(seen)), pale=_flags(view.get("pale")),
        marked=_flags(view.get("marked")), measure=measure, by_amount=look.get("width") == "amount", parts=parts,
        communities={one: number for one, number in communities.items() if number is not None},
        cards=dict(_cards(seen)), remarks=tuple(_remarks(view.get("drawings") or {})), with_remarks=with_remarks,
        told=told_words(looked), concluded=concluded_words(looked, parts=bool(parts)), view=_named(seen.opened),
        state=_state(seen), filters=filter_codes(chosen),
    )  # fmt: skip


def _flags(given: Collection[str] | None) -> frozenset[str | Line]:
    return frozenset(_line(one) or one for one in given or ())


def _place(given: object) -> Place:
    if isinstance(given, list | tuple) and len(given) == 2:
        x, y = given
        if all(isinstance(one, int | float) and math.isfinite(one) and abs(one) <= _FARTHEST for one in (x, y)):
            return float(x), float(y)
    raise ExportError(_("this is no place on a chart"), hint=_("load the page anew and export again"))


def _places(seen: Seen) -> Iterator[tuple[str, Place]]:
    stand, groups = seen.view.get("pos") or {}, seen.view.get("groups") or {}
    yield from ((one, _place(stand[one])) for one in seen.shown if one in stand)
    yield from ((one, _place(groups[one]["at"])) for one in seen.groups if one in groups)


def _closed(seen: Seen) -> Iterator[Closed]:
    """Closed groups with what their members have in common: a community by its number, an entity by its id."""
    groups = seen.view.get("groups") or {}
    shared = {one: str((groups.get(one, {}).get("of") or {}).get("id") or "") for one in seen.groups}
    words = called([of for of in shared.values() if of and not is_id(of)])
    for one, members in seen.groups.items():
        of = shared[one]
        yield Closed(one, members, called=words.get(of, ""), holder=of if is_id(of) else "")


def _measure(seen: Seen, size: str) -> Measure | None:
    """How large entities are drawn, by the rules of style.ts, and what that tells of them."""
    charting = case().charting
    if size == _SAME:
        return None
    if size in {_IN_CASE, _ON_CHART}:
        counts = _around(seen) if size == _ON_CHART else None
        near = {one: counts[one] if counts else charting.standing(one).neighbours for one in seen.shown}
        across = {one: 24 + 54 * min(1.0, math.log2(1 + count) / 7) for one, count in near.items()}
        name = "neighbours_on_chart" if counts else "neighbours_in_case"
        return Measure(name, across, {one: str(count) for one, count in near.items()})
    below = {one: share for one, share in charting.standings.below(size, seen.shown).items() if share is not None}
    places = {one: place for one in below if (place := charting.standings.place(size, one))}
    across = {one: 34 + 50 * share * share for one, share in below.items()}
    return Measure(size, across, {one: str(place.value) for one, place in places.items()}, below)


def _around(seen: Seen) -> Counter[str]:
    """How many neighbours each has among all that is on the chart, seen or not."""
    there = [one for one in seen.view.get("pos") or () if is_id(one)][:MAX_NODES]
    with case().store() as store:
        links = store.subgraph(there).links
    pairs = {frozenset((link.source, link.target)) for link in links if link.source != link.target}
    return Counter(one for pair in pairs for one in pair)


def _parts(ids: Collection[str], until: object) -> dict[str, Part]:
    """The part of each at the last moment of the period, by the rule of roles.ts."""
    at = int(until) - 1 if isinstance(until, int | float) else None
    found = {one: part_at(case().charting.standing(one), at) for one in ids}
    return {one: Part(part.part, part_word(part.part), part.stage) for one, part in found.items() if part}


def part_at(standing: NodeStanding, at: int | None) -> DatedPart | None:
    """What goes first of the parts that hold at a moment: a stage of the chain; without one, of all that are stated."""
    if at is None or not any(part.dated for part in standing.parts):
        first = next((part for part in standing.parts if part.part == standing.part), None)
        return first or (DatedPart(standing.part) if standing.part else None)
    now = [part for part in standing.parts if _holds(part, at)]
    return next((part for part in now if part.stage is not None), now[0] if now else None)


def _holds(part: DatedPart, at: int) -> bool:
    return (part.since_ms is None or part.since_ms <= at) and (part.until_ms is None or at < part.until_ms)


def _cards(seen: Seen) -> Iterator[tuple[str | Line, int]]:
    there: frozenset[str | Line] = frozenset(seen.ids) | seen.lines
    counted = ((_line(one) or one, count) for one, count in case().notes.counts().items())
    yield from ((one, count) for one, count in counted if one in there)


def _remarks(drawings: Mapping[str, View]) -> Iterator[Remark]:
    """What is drawn by hand, with its texts as they may be read now."""
    numbers = {int(one.get("text") or 0) for one in drawings.values()} - {0}
    texts = {number: written.text for number, written in case().notes.chart_texts.told(numbers).items()}
    for _ident, one in sorted(drawings.items()):
        text = texts.get(int(one.get("text") or 0), "")
        kind = one.get("kind")
        if kind == "arrow":
            yield Pointer(_end(one.get("from")), _end(one.get("to")), text)
        elif kind in {"text", "frame"}:
            yield Boxed("text" if kind == "text" else "frame", _place(one.get("at")), _place(one.get("size")), text)


def _end(given: object) -> str | Place:
    return given if isinstance(given, str) else _place(given)


def _named(opened: View) -> NamedView | None:
    ident = str(opened.get("id") or "")
    if not ident:
        return None
    try:
        name = case().chart_views.one(ident).name
    except JejakError:  # of another case, served at the same address before
        return None
    return NamedView(ident, name, int(opened.get("version") or 0), changed=bool(opened.get("changed")))


def _state(seen: Seen) -> str:
    """A digest of the state of a chart: the same for the same one, whoever exports it and when."""
    parts = ("groups", "drawings", "filter", "look", "pale", "marked", "closed")
    stand = seen.view.get("pos") or {}
    state = {name: seen.view.get(name) for name in parts}
    state |= {
        "shown": sorted(seen.shown),
        "lines": sorted(seen.lines),
        "pos": {one: stand.get(one) for one in seen.ids},
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
