"""Roles with the time for which they are stated, as claims, graph and stores write them: ``role from/to``.

Invariant: dates are ISO and as partial as their source (``2023``, ``2023-04``, ``2023-04-05``), '' where it is open.
What is partial holds generously: a year from its first day, or to its last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FIRST, _LAST, _NEVER = "0000-01-01", "0000-12-31", "9999-12-31"


@dataclass(frozen=True, slots=True, order=True)
class RoleTime:
    """One statement of a role; ``t_from`` and ``t_to`` are partial ISO dates, '' where that end is open."""

    role: str
    t_from: str = ""
    t_to: str = ""

    @classmethod
    def parse(cls, text: str) -> RoleTime:
        """Read ``role from/to``; a role alone is stated for all times."""
        role, _, period = text.partition(" ")
        t_from, _, t_to = period.partition("/")
        return cls(role, t_from, t_to)

    @property
    def text(self) -> str:
        """As claims and stores write it; a role without a date is its code alone."""
        return f"{self.role} {self.t_from}/{self.t_to}" if self.t_from or self.t_to else self.role

    @property
    def dated(self) -> bool:
        """Whether it says when: a time that ends before it begins says nothing, so the role holds at all times."""
        return bool(self.t_from or self.t_to) and self._begin <= self._end

    def overlaps(self, first: str, last: str) -> bool:
        """Whether it holds on any day from ``first`` to ``last``, full ISO dates; '' is open."""
        return self._begin <= (last or _NEVER) and first <= self._end

    @property
    def _begin(self) -> str:
        return self.t_from + _FIRST[len(self.t_from) :] if self.t_from else ""

    @property
    def _end(self) -> str:
        return self.t_to + _LAST[len(self.t_to) :] if self.t_to else _NEVER


def dated_by_all(stated: Iterable[RoleTime]) -> tuple[RoleTime, ...]:
    """The statements of those roles that nobody states without a date, sorted; each role holds in all its times."""
    found = set(stated)
    always = {one.role for one in found if not one.dated}
    return tuple(sorted(one for one in found if one.role not in always))


def is_partial_date(text: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar, in ISO 8601."""
    if not _PARTIAL.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + _FIRST[len(text) :])
    except ValueError:
        return False
    return True
