"""The stretch of days in which most different others are seen: how often, or with how many, a pattern repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with others: when (ms since 1970, None where nobody says), and the link rows."""

    ms: int | None
    others: frozenset[int]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A pattern of one actor: how many others, and the link rows, ascending."""

    count: int
    rows: tuple[int, ...]


def busiest(events: Iterable[Event], days: int) -> Repeated:
    """The most different others within so many days, the first such stretch, with all that happened in it.

    Events without a date count for any time. O(events log events + others).
    """
    every = sorted(events, key=lambda one: (one.ms or 0, one.rows))
    always = [one for one in every if one.ms is None]
    dated = [(one.ms, one) for one in every if one.ms is not None]
    seen = Counter(other for one in always for other in one.others)
    best, start = len(seen), 0
    first = 0
    for ms, one in dated:
        while ms - dated[first][0] > days * DAY_MS:
            for other in dated[first][1].others:
                seen[other] -= 1
                if not seen[other]:
                    del seen[other]
            first += 1
        seen.update(one.others)
        if len(seen) > best:
            best, start = len(seen), first
    until = dated[start][0] + days * DAY_MS if dated else 0
    within = [one for ms, one in dated[start:] if ms <= until]
    return Repeated(best, tuple(sorted(row for one in [*always, *within] for row in one.rows)))
