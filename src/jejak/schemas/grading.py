"""Grades, handling codes and protection classes: the fixed words that travel with every claim."""

from __future__ import annotations

import re
from enum import StrEnum

_SOURCE_WEIGHT = {"A": 0.95, "B": 0.8, "C": 0.6, "D": 0.35, "E": 0.1, "F": 0.4}
_INFORMATION_WEIGHT = {"1": 0.95, "2": 0.8, "3": 0.6, "4": 0.35, "5": 0.05, "6": 0.4}
GRADE_PATTERN = re.compile(r"[A-F][1-6]")


class Protection(StrEnum):
    """Who a claim is about, for disclosure (`domain.md` 2.5). Order of severity: V2, V1, W1, N, S."""

    VICTIM = "V1"
    CHILD = "V2"
    WITNESS = "W1"
    SUSPECT = "S"
    THIRD_PARTY = "N"


PROTECTED = frozenset({Protection.VICTIM, Protection.CHILD, Protection.WITNESS})


class Handling(StrEnum):
    """Handling codes of 3x5x2: lawful sharing permitted, or permitted with conditions."""

    PERMITTED = "P"
    CONDITIONAL = "C"


def is_grade(text: str) -> bool:
    """Tell whether a text is an Admiralty grade such as ``B2``."""
    return GRADE_PATTERN.fullmatch(text) is not None


def grade_weight(grade: str | None) -> float:
    """Weight of an Admiralty grade in scores, 0 to 1; an ungraded claim counts like ``F6``."""
    known = grade if grade and is_grade(grade) else "F6"
    return _SOURCE_WEIGHT[known[0]] * _INFORMATION_WEIGHT[known[1]]


def best_grade(grades: list[str]) -> str | None:
    """The grade with the highest weight; ties go to the alphabetically first one."""
    return min((g for g in grades if is_grade(g)), key=lambda g: (-grade_weight(g), g), default=None)
