"""How two birth dates differ, many pairs at once: as people and clerks make them differ.

Invariant: a date that is known in part never disagrees with what lies within it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.values import Codes, Floats, Values, strangers

BIRTH_LEVELS = (
    "same", "marker", "swapped", "altered", "typing", "near", "digits", "partial", "about", "generation", "different",
)  # fmt: skip
_LEVEL = {name: place for place, name in enumerate(BIRTH_LEVELS)}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MARKERS = ((1, 1), (7, 1), (12, 31))  # months and days that stand for "unknown"
_DAYS = 22_000  # in sixty years: a date is no rarer than that, however small the case
_GENERATION = 15  # years that no clerk's slip moves a date by: those of parents and children
_NEAR, _ABOUT = 31, 366  # days
_DIGITS = 2  # of eight that may be wrong
_ALTERED = 6  # years that a date is moved by to make somebody older or younger


@dataclass(frozen=True, slots=True)
class BirthDates:
    """Dates as year, month and day, 0 where not known; ``rarity`` says in bits how rarely each is stated."""

    parts: npt.NDArray[np.int32]  # (dates, 3)
    rarity: Floats

    @classmethod
    def of(cls, dates: Values, *, again: float = 0.0) -> BirthDates:
        """Take dates apart; what is no date is known in no part; ``again`` as for names."""
        parts = np.zeros((len(dates.texts), 3), np.int32)
        for row, text in enumerate(dates.texts):
            found = _DATE.match(text)
            if found:
                parts[row] = [int(part or 0) for part in found.groups()]
        share = strangers(dates.bearers(), again) / max(int((dates.counts > 0).sum()), 1)
        return cls(parts, -np.log2(np.maximum(share, 1 / _DAYS)).astype(np.float32))

    def compare(self, left: Codes, right: Codes) -> tuple[npt.NDArray[np.int8], Floats]:
        """The level of each pair, a place in ``BIRTH_LEVELS``, and its rarity."""
        a, b = self.parts[left], self.parts[right]
        whole = (a[:, 2] > 0) & (b[:, 2] > 0)
        equal = a == b
        years = np.abs(a[:, 0] - b[:, 0])
        level = np.full(left.size, _LEVEL["different"], np.int8)
        level[(years >= _GENERATION) & (a[:, 0] > 0) & (b[:, 0] > 0)] = _LEVEL["generation"]
        days = np.abs(_days(a) - _days(b))
        level[equal[:, 0] | (whole & (days <= _ABOUT))] = _LEVEL["about"]
        level[whole & (years < _GENERATION) & (_digits(a, b) <= _DIGITS)] = _LEVEL["digits"]
        level[whole & (days <= _NEAR)] = _LEVEL["near"]
        level[whole & (equal.sum(axis=1) == 2)] = _LEVEL["typing"]
        crossed = (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
        level[whole & ((equal[:, 1] & equal[:, 2]) | crossed) & (years <= _ALTERED)] = _LEVEL["altered"]
        level[whole & equal[:, 0] & crossed] = _LEVEL["swapped"]
        level[~whole & (equal | (a == 0) | (b == 0)).all(axis=1)] = _LEVEL["partial"]
        marker = np.zeros(left.size, np.bool_)
        for month, day in _MARKERS:
            marker |= (a[:, 1] == month) & (a[:, 2] == day)
        same = whole & equal.all(axis=1)
        level[same] = np.where(marker[same], _LEVEL["marker"], _LEVEL["same"])
        return level, self.rarity[left]


def _days(parts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """A number of days that is right to within a few: enough to tell whether dates are near."""
    found: npt.NDArray[np.int32] = parts[:, 0] * 365 + (parts[:, 1] * 304) // 10 + parts[:, 2]
    return found


def _digits(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """How many of the eight digits of two dates differ."""
    one, other = (parts @ np.array([10_000, 100, 1], np.int32) for parts in (a, b))
    found = np.zeros(one.size, np.int32)
    for place in range(8):
        found += (one // 10**place % 10) != (other // 10**place % 10)
    return found
