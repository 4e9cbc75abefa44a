"""Identifiers as they are searched: without separators, phones in every form that people write them in.

Invariant: a number is told by its letters and digits alone; the plus of a stored one says that it is international.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEAST = 4  # letters and digits; less is part of too many numbers
_COUNTRIES = ("62", "60")
_LEAST_PHONE = 7  # digits of a subscriber's number without country code and zero
_LEAST_BEGIN = 3
_OTHER = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Forms:
    """How a number that somebody looks for may be stored: anywhere within one, as the whole, as the beginning."""

    inside: str
    whole: tuple[str, ...]
    begins: tuple[str, ...]


def squashed(text: str) -> str:
    """The letters a to z and digits of a folded text."""
    return _OTHER.sub("", text)


def is_number(text: str) -> bool:
    """Whether a folded text reads as an identifier: one word with a digit, or no more letters than digits."""
    plain = squashed(text)
    digits = sum(map(str.isdigit, plain))
    return len(plain) >= LEAST and digits > 0 and (" " not in text or 2 * digits >= len(plain))


def forms(number: str) -> Forms:
    """The forms of a squashed number of at least ``LEAST`` letters and digits."""
    whole, begins = {number, f"+{number}"}, set[str]()
    if number.isdigit():
        dialled = number.removeprefix("00") if number.startswith(tuple(f"00{code}" for code in _COUNTRIES)) else number
        country = next((code for code in _COUNTRIES if dialled.startswith(code)), "")
        rest = dialled.removeprefix(country).removeprefix("0")
        local = {f"+{code}{rest}" for code in _COUNTRIES}
        if country and len(rest) >= _LEAST_BEGIN:
            begins = {f"+{country}{rest}", f"0{rest}"}
        elif number.startswith("0") and len(rest) >= _LEAST_BEGIN:
            begins = {*local, f"0{rest}"}
        whole |= begins | (local if not country and len(rest) >= _LEAST_PHONE else set())
    return Forms(number, tuple(sorted(whole)), tuple(sorted(begins)))
