"""What becomes of groups from slice to slice: which is which, and which are born, split, merged, gone or back.

Invariant: it reads sets of members and nothing else, so other names of the same members give the same events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

Members = frozenset[int]
#: What can happen to a group, in the order in which the events of a slice are told.
KINDS = ("born", "resumed", "merged", "split", "grown", "shrunk", "dormant", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When two groups are one, and what is an event; all are choices of ours.

    Attributes:
        same: Least overlap (members of both over members of either) of a group with itself one slice later.
        change: Least share by which its size must differ for it to have grown or shrunk.
        patience: A group not seen for so many slices has ended.
    """

    same: float = 0.3
    change: float = 0.2
    patience: int = 4


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one group in one slice.

    Attributes:
        kind: One of ``KINDS``.
        slice: Number of the slice; of a group that is gone, the first one that lacks it.
        group: Number of the group; it keeps it as long as it is followed.
        others: Numbers of the groups that it was made into, or that went into it.
        before: Members before, of all groups that went into it; none of one that is born.
        after: Members after, of all pieces; none of one that is gone.
        seen: The slice in which ``before`` were last seen; -1 where there is none.
    """

    kind: str
    slice: int
    group: int
    others: tuple[int, ...]
    before: Members
    after: Members
    seen: int


@dataclass(slots=True)
class _Line:
    """A group that is followed: its number, its last members, and the slice in which it was last seen."""

    number: int
    members: Members
    seen: int


@dataclass(slots=True)
class _Following:
    """The groups of the last slice and those that are gone for now."""

    rules: Rules
    active: list[_Line] = field(default_factory=list)
    gone: list[_Line] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    count: int = 0

    def new(self, members: Members, place: int) -> _Line:
        """Start to follow a group."""
        self.count += 1
        return _Line(self.count, members, place)

    def tell(self, kind: str, place: int, line: _Line, **rest: object) -> None:
        """Note an event; ``rest`` are fields of `Event` that differ from those of a group alone."""
        told: dict[str, object] = {"others": (), "before": line.members, "after": frozenset(), "seen": line.seen}
        self.events.append(Event(kind, place, line.number, **{**told, **rest}))  # type: ignore[arg-type]


def follow(slices: Sequence[Sequence[Members]], rules: Rules | None = None) -> list[Event]:
    """Follow groups through slices; O(slices × groups² + groups³ of the assignment).

    Groups of neighbouring slices are paired so that the sum of their overlaps is highest, each with at most one, none
    below ``rules.same``. A group without a pair of whose members most come from one group is a piece of it (split); a
    group without a pair most of whose members are in one group later went into that (merged); where that is one
    for one, it is the same group, grown or shrunk. What is left was gone
    before and is back, or is born; and is gone.

    Args:
        slices: Disjoint groups of each slice.
        rules: When two groups are one.

    Returns:
        The events by slice, in the order of ``KINDS``, then by group.
    """
    state = _Following(rules or Rules())
    for place, groups in enumerate(slices):
        _step(state, place, sorted(groups, key=lambda group: (-len(group), sorted(group))))
    for line in state.gone:  # no later slice tells whether they come back
        state.tell("dormant", line.seen + 1, line)
    return sorted(state.events, key=lambda event: (event.slice, KINDS.index(event.kind), event.group))


def _step(state: _Following, place: int, groups: list[Members]) -> None:
    """Go from the groups of one slice to those of the next."""
    lines = state.active
    pairs = _paired([line.members for line in lines], groups, state.rules.same)
    into, out_of = _related(lines, groups, pairs)
    for source, at in _alone(into, out_of, pairs):  # a lone piece, or a lone source, is the group itself
        pairs[source] = at
    into, out_of = _related(lines, groups, pairs)
    entered, split = set(into.values()), set(out_of.values())
    free_lines = [at for at in range(len(lines)) if at not in pairs]
    free_groups = [at for at in range(len(groups)) if at not in set(pairs.values())]
    at_rest = [at for at in free_lines if at not in into and at not in split]
    fresh = [at for at in free_groups if at not in out_of and at not in entered]
    follows = {at: _Line(lines[source].number, groups[at], place) for source, at in pairs.items()}
    follows |= _returned(state, place, groups, fresh)
    for at in range(len(groups)):
        if at not in follows:
            follows[at] = state.new(groups[at], place)
            if at in fresh:
                state.tell("born", place, follows[at], before=frozenset(), after=groups[at], seen=-1)
    _merged(state, place, into, pairs, follows)
    _split(state, place, out_of, pairs, follows)
    for source, at in pairs.items():
        if at not in entered and source not in split:
            _sized(state, place, lines[source], groups[at])
    state.gone += [lines[at] for at in at_rest]
    _ended(state, place)
    state.active = [follows[at] for at in range(len(groups))]


def overlap(one: Members, other: Members) -> float:
    """Members of both over members of either (Jaccard 1901), 0 to 1; 0 for two empty ones."""
    common = len(one & other)
    return common / max(1, len(one) + len(other) - common)


def _paired(before: Sequence[Members], after: Sequence[Members], least: float) -> dict[int, int]:
    """The pairs of places with the highest sum of overlaps, none below ``least``."""
    if not before or not after:
        return {}
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  a third of a second that other commands need not pay

    table = np.array([[overlap(one, other) for other in after] for one in before])
    table[table < least] = 0.0
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if table[row, column] > 0}


def _most(places: Sequence[int], parts: Sequence[Members], wholes: Sequence[Members]) -> Iterator[tuple[int, int]]:
    """For each of these parts the one whole that has more than half of its members, where there is one."""
    for place in places:
        for at, whole in enumerate(wholes):
            if 2 * len(parts[place] & whole) > len(parts[place]):
                yield place, at


def _related(
    lines: Sequence[_Line], groups: Sequence[Members], pairs: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Of what has no pair: the group that each line went into, and the line that each group is a piece of."""
    before, taken = [line.members for line in lines], set(pairs.values())
    into = dict(_most([at for at in range(len(lines)) if at not in pairs], before, groups))
    entered = set(into.values())
    pieces = _most([at for at in range(len(groups)) if at not in taken | entered], groups, before)
    return into, {at: source for at, source in pieces if source not in into}


def _alone(into: Mapping[int, int], out_of: Mapping[int, int], pairs: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Lines and groups without a pair of which one is all that the other came from or was made into."""
    sources, wholes = Counter(into.values()), Counter(out_of.values())
    taken = set(pairs.values())
    yield from ((source, at) for source, at in into.items() if at not in taken and sources[at] == 1)
    yield from ((source, at) for at, source in out_of.items() if source not in pairs and wholes[source] == 1)


def _returned(state: _Following, place: int, groups: list[Members], fresh: list[int]) -> dict[int, _Line]:
    """Take up again those that were gone; they are no longer ``fresh``."""
    pairs = _paired([line.members for line in state.gone], [groups[at] for at in fresh], state.rules.same)
    found: dict[int, _Line] = {}
    for source, at in ((source, fresh[column]) for source, column in sorted(pairs.items())):
        line = state.gone[source]
        state.tell("dormant", line.seen + 1, line)
        state.tell("resumed", place, line, after=groups[at])
        found[at] = _Line(line.number, groups[at], place)
    state.gone = [line for number, line in enumerate(state.gone) if number not in pairs]
    fresh[:] = [at for at in fresh if at not in found]
    return found


def _merged(
    state: _Following, place: int, into: Mapping[int, int], pairs: Mapping[int, int], follows: Mapping[int, _Line]
) -> None:
    stays = {at: source for source, at in pairs.items()}
    for at in sorted(set(into.values())):
        sources = [source for source, target in into.items() if target == at]
        lines = [state.active[source] for source in [*sources, *([stays[at]] if at in stays else [])]]
        others = tuple(sorted(line.number for line in lines if line.number != follows[at].number))
        before = frozenset[int]().union(*(line.members for line in lines))
        state.tell(
            "merged", place, follows[at], others=others, before=before, after=follows[at].members, seen=place - 1
        )


def _split(
    state: _Following, place: int, out_of: Mapping[int, int], pairs: Mapping[int, int], follows: Mapping[int, _Line]
) -> None:
    for source in sorted(set(out_of.values())):
        pieces = [at for at, whole in out_of.items() if whole == source]
        every = [*pieces, *([pairs[source]] if source in pairs else [])]
        others = tuple(sorted(follows[at].number for at in pieces))
        after = frozenset[int]().union(*(follows[at].members for at in every))
        state.tell("split", place, state.active[source], others=others, after=after)


def _sized(state: _Following, place: int, line: _Line, after: Members) -> None:
    difference = len(after) - len(line.members)
    if difference and abs(difference) >= state.rules.change * len(line.members):
        state.tell("grown" if difference > 0 else "shrunk", place, line, after=after)


def _ended(state: _Following, place: int) -> None:
    """Give up those that were not seen for too long; the event stands in the first slice without them."""
    for line in state.gone:
        if place - line.seen >= state.rules.patience:
            state.tell("ended", line.seen + 1, line)
    state.gone = [line for line in state.gone if place - line.seen < state.rules.patience]
