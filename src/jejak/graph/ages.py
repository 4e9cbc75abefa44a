"""Who may be under age (RF-23): every birth date that is stated of somebody or told by an identity number.

The cautious reading wins: of dates that contradict each other none is thrown away. Only an uncertain century is
settled, by a stated date beside it or by what nobody can be: born after the record, or older than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from jejak.graph.protection import is_child

_OLDEST = 100  # years
_SAME_BIRTH = 1  # years that a stated date may differ from a number's and still settle its century


class AgeFlag(StrEnum):
    """What birth dates say of an age; a word only, so that it can stand beside a protected person."""

    UNDER_AGE = "under_age"
    PERHAPS = "perhaps_under_age"


AgeFlags = tuple[tuple[AgeFlag, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a birth: dates as stated (ISO, partial ones too), and what each identity number can mean."""

    stated: tuple[str, ...] = ()
    told: tuple[tuple[date, ...], ...] = ()


def possible_births(evidence: Evidence, *, year: int | None = None, received: str = "") -> tuple[str, ...]:
    """All birth dates that may be somebody's, ISO, ascending.

    Args:
        evidence: What is known.
        year: The year in which the person is met, where it is known.
        received: ISO date on which the newest record was received, empty where that is not known.
    """
    years = [int(text[:4]) for text in evidence.stated]
    found = set(evidence.stated)
    for dates in evidence.told:
        found.update(one.isoformat() for one in _settled(dates, years, year, received))
    return tuple(sorted(found))


def _settled(dates: Sequence[date], stated: Sequence[int], year: int | None, received: str) -> Sequence[date]:
    """The dates of one number that may be meant: all of them where nothing rules one out, or everything all of them."""
    if len(dates) < 2:
        return dates
    agreeing = [one for one in dates if any(abs(one.year - other) <= _SAME_BIRTH for other in stated)]
    if agreeing:
        return agreeing
    can_be = [
        one
        for one in dates
        if not (received and one.isoformat() > received) and (year is None or one.year >= year - _OLDEST)
    ]
    return can_be or dates


def age_flags(births: Mapping[int, Iterable[str]], dates_ms: npt.NDArray[np.float64]) -> AgeFlags:
    """Flag the nodes that were, or may have been, under 18 at their date; node codes ascend.

    Args:
        births: Possible birth dates by node code.
        dates_ms: The date that matters for every node, milliseconds since 1970, NaN where none is known.
    """
    found: dict[AgeFlag, list[int]] = {flag: [] for flag in AgeFlag}
    for node in sorted(births):
        dates, at = list(births[node]), float(dates_ms[node])
        if dates and all(is_child(_earliest(one), at) for one in dates):
            found[AgeFlag.UNDER_AGE].append(node)
        elif any(is_child(one, at) for one in dates):
            found[AgeFlag.PERHAPS].append(node)
    return tuple((flag, tuple(nodes)) for flag, nodes in found.items() if nodes)


def _earliest(birth_date: str) -> str:
    return birth_date + "-01-01"[len(birth_date) - 4 :] if len(birth_date) < 10 else birth_date
