"""The look of a chart as a profile lets it leave: what is pale, sizes, communities, parts, and what is drawn by hand.

Invariant: what analyses conclude leaves only where the profile says so, and nothing of it of anybody who is not named;
no text leaves that names whom the package hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from jejak.evidence.chart import Boxed, Chart, End, Line, NamedView, Part, Pointer, Remark
from jejak.evidence.closed import BUNDLE, Folded
from jejak.evidence.profiles import Profile
from jejak.graph.model import Link

T = TypeVar("T")
#: Stands for a text that is not told; the case's own sign for it.
HIDDEN = "▒▒▒▒▒▒"
#: A community of fewer has no outline.
LEAST = 2


@dataclass(frozen=True, slots=True)
class ShownChart:
    """The look of a chart as it leaves, by the ids of the package; what has the name of a field of `Chart` is that.

    Attributes:
        communities: The members of each that are outlined, by its number.
        across: How broad nodes are drawn, where that tells something.
        attributes: What tables and graphs say of the look of a node.
        left_out: What has not left, counted.
    """

    pale: frozenset[str | Line] = frozenset()
    marked: frozenset[str | Line] = frozenset()
    communities: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    across: Mapping[str, float] = field(default_factory=dict)
    by_amount: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)
    cards: Mapping[str | Line, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    told: tuple[str, ...] = ()
    view: NamedView | None = None
    state: str = ""
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def words(self) -> frozenset[str]:
        """What is told of the chart in words of ours."""
        return frozenset((*self.told, *(part.word for part in self.parts.values())))

    def prose(self) -> frozenset[str]:
        """What analysts wrote on it."""
        name = self.view.name if self.view else ""
        return frozenset(text for text in (name, *(one.text for one in self.remarks)) if text)


@dataclass(frozen=True, slots=True)
class Selected:
    """What leaves of a selection.

    Attributes:
        ids: Ids in the package by those of the case; members of a closed group have that of the group.
        folds: The closed groups.
        named: Ids of the case of those who are shown by name.
        links: The links between them.
        names_hidden: Tells whether a text names somebody whom the package hides.
    """

    ids: Mapping[str, str]
    folds: Folded
    named: Collection[str]
    links: Iterable[Link]
    names_hidden: Callable[[str], bool]

    def of(self, one: str) -> str | None:
        """The id in the package of an entity or a group."""
        return self.folds.groups.get(one) or self.ids.get(one)

    def line(self, line: Line) -> Line | None:
        """The line that stands for another in the package; none where an end is not in it, or both are one group."""
        source, target = self.ids.get(line[0]), self.ids.get(line[1])
        if source is None or target is None:
            return None
        if {source, target}.isdisjoint(self.folds.groups.values()):
            return (source, target, line[2])
        return None if source == target else (source, target, BUNDLE)

    def single(self, one: str | Line) -> str | None:
        """The id in the package of what is a node of its own there."""
        return self.of(one) if isinstance(one, str) and one not in self.folds.members else None


def charted(chart: Chart, selected: Selected, profile: Profile) -> ShownChart:
    """Apply a profile to the look of a chart; O(links of the selection, and what is drawn)."""
    seen = chart if profile.conclusions else replace(chart, communities={}, measure=None, parts={}, concluded=())
    spoken = profile.remarks and chart.with_remarks
    remarks = tuple(_remarks(chart.remarks, selected)) if spoken else ()
    pale, marked = _flagged(chart.pale, selected, every=True), _flagged(chart.marked, selected, every=False)
    shown = ShownChart(
        pale=pale, marked=marked, communities=_communities(seen, selected, pale),
        across=_named(seen.measure.across, selected) if seen.measure else {}, by_amount=chart.by_amount,
        parts=_named(seen.parts, selected), cards=_cards(chart, selected) if spoken else {}, remarks=remarks,
        told=seen.told + seen.concluded, view=_view(chart.view, selected, profile), state=chart.state,
        left_out=_left_out(chart, seen, remarks),
    )  # fmt: skip
    return replace(shown, attributes=_attributes(seen, shown, selected))


def _flagged(given: Collection[str | Line], selected: Selected, *, every: bool) -> frozenset[str | Line]:
    """Nodes that have a flag, and lines of which every one, or any one, that they stand for has it."""
    behind: dict[Line, list[bool]] = defaultdict(list)
    for link in selected.links:
        line = selected.line((link.source, link.target, link.ltype))
        if line:
            behind[line].append((link.source, link.target, link.ltype) in given)
    lines = {line for line, flags in behind.items() if (all(flags) if every else any(flags))}
    return frozenset({ident for one in given if (ident := selected.single(one))} | lines)


def _named(given: Mapping[str, T], selected: Selected) -> Mapping[str, T]:
    """What is told of those who stand there by their own names, by their ids in the package."""
    return {ident: value for one, value in given.items() if one in selected.named and (ident := selected.single(one))}


def _communities(chart: Chart, selected: Selected, pale: Collection[str | Line]) -> Mapping[int, tuple[str, ...]]:
    """Who is outlined together: of two or more that are no paler than others."""
    found: dict[int, list[str]] = defaultdict(list)
    for one, number in sorted(chart.communities.items()):
        ident = selected.single(one)
        if ident and ident not in pale:
            found[number].append(ident)
    return {number: tuple(ids) for number, ids in sorted(found.items()) if len(ids) >= LEAST}


def _cards(chart: Chart, selected: Selected) -> Mapping[str | Line, int]:
    """How many notes stand on nodes and lines; a closed group has those of its members, a line those of all in it."""
    found: dict[str | Line, int] = defaultdict(int)
    for one, count in chart.cards.items():
        where = selected.of(one) if isinstance(one, str) else selected.line(one)
        if where:
            found[where] += count
    return dict(found)


def _remarks(remarks: Iterable[Remark], selected: Selected) -> Iterator[Remark]:
    """What is drawn, texts that name somebody hidden made unreadable; arrows whose ends are not there left out."""
    for one in remarks:
        text = HIDDEN if one.text and selected.names_hidden(one.text) else one.text
        if isinstance(one, Boxed):
            if text or one.kind == "frame":
                yield replace(one, text=text)
            continue
        ends = [_end(one.start, selected), _end(one.end, selected)]
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            yield Pointer(ends[0], ends[1], text)


def _end(end: End, selected: Selected) -> End | None:
    return selected.of(end) if isinstance(end, str) else end


def _view(view: NamedView | None, selected: Selected, profile: Profile) -> NamedView | None:
    """The saved view that is open; its name is a text of an analyst."""
    if view is None or (profile.remarks and not selected.names_hidden(view.name)):
        return view
    return replace(view, name="")


def _left_out(chart: Chart, seen: Chart, remarks: Collection[Remark]) -> Mapping[str, int]:
    masked = sum(HIDDEN in one.text for one in remarks)
    concluded = [(chart.communities, seen.communities), (chart.measure, seen.measure), (chart.parts, seen.parts)]
    return {
        "drawings": len(chart.remarks) - len(remarks),
        "drawn_texts_masked": masked,
        "conclusions": sum(bool(before) and not after for before, after in concluded),
    }


def _attributes(chart: Chart, shown: ShownChart, selected: Selected) -> Mapping[str, Mapping[str, str]]:
    """What tables and graphs say of nodes; each name begins with ``chart``, as no property's does."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in shown.pale:
        if isinstance(one, str):
            found[one]["chart_pale"] = "yes"
    for one, count in shown.cards.items():
        if isinstance(one, str):
            found[one]["chart_notes"] = str(count)
    for number, members in shown.communities.items():
        for one in members:
            found[one]["chart_community"] = str(number)
    for one, part in shown.parts.items():
        found[one]["chart_part"] = part.name
    if chart.measure:
        for one, value in _named(chart.measure.values, selected).items():
            found[one] |= {"chart_measure": chart.measure.name, "chart_value": value}
        for one, share in _named(chart.measure.shares, selected).items():
            found[one]["chart_share_below"] = f"{share:.4f}"
    return found
