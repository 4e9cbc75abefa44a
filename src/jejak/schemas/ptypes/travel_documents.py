"""Passport numbers and machine-readable zones (ICAO Doc 9303, TD1, TD2 and TD3).

Invariant: a passport number is never refused for its pattern, since no official pattern is published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, compact, unusable

_PATTERNS = {"ID": re.compile(r"[A-Z]{1,2}\d{6,7}"), "MY": re.compile(r"[AHK]\d{8}")}
_WEIGHTS = (7, 3, 1)


class Passport(PropertyType):
    """Number of a passport or another identity document."""

    name = "passport"
    strong = True
    scheme = "passport"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        value = compact(text, " -./<'")
        if not (value.isascii() and value.isalnum()):
            return unusable("letters and digits are needed")
        if not 5 <= len(value) <= 20 or not any(char.isdigit() for char in value) or len(set(value)) < 3:
            return Cleaned(value, False, ("not the form of a document number",))
        usual = _PATTERNS.get(ctx.region or "")
        doubt = usual is not None and usual.fullmatch(value) is None
        return Cleaned(value, None if doubt else True, ("not the usual form in its region",) if doubt else ())


def check_digit(text: str) -> str:
    """Check digit of a field: weights 7, 3, 1; A = 10 … Z = 35; ``<`` = 0 (ICAO Doc 9303-3, 4.9)."""
    total = sum(_worth(char) * _WEIGHTS[place % 3] for place, char in enumerate(text))
    return str(total % 10)


def _worth(char: str) -> int:
    return 0 if char == "<" else int(char, 36)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Places of the fields in the joined lines: (start, end) and, for checked ones, the digit right behind."""

    lines: int
    width: int
    issuer: tuple[int, int]
    number: tuple[int, int]
    birth: tuple[int, int]
    sex: int
    expiry: tuple[int, int]
    nationality: tuple[int, int]
    name: tuple[int, int]
    composite: tuple[tuple[int, int], ...]
    personal: tuple[int, int] | None = None


_LAYOUTS = (
    _Layout(
        2, 44, (2, 5), (44, 53), (57, 63), 64, (65, 71), (54, 57), (5, 44), ((44, 54), (57, 64), (65, 87)), (72, 86)
    ),
    _Layout(2, 36, (2, 5), (36, 45), (49, 55), 56, (57, 63), (46, 49), (5, 36), ((36, 46), (49, 56), (57, 71))),
    _Layout(
        3, 30, (2, 5), (5, 14), (30, 36), 37, (38, 44), (45, 48), (60, 90), ((5, 30), (30, 37), (38, 45), (48, 59))
    ),
)


class Mrz(PropertyType):
    """A machine-readable zone; extra holds what it says and is filled only as far as check digits hold."""

    name = "mrz"
    strong = True
    scheme = "mrz"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        zone = compact(text, " \n\r")
        layout = next((kind for kind in _LAYOUTS if kind.lines * kind.width == len(zone)), None)
        if layout is None or re.fullmatch(r"[A-Z0-9<]+", zone) is None:
            return unusable("not a machine-readable zone")
        issues = tuple(_wrong_digits(zone, layout))
        return Cleaned(zone, not issues, issues, _fields(zone, layout, ctx.reference) if not issues else {})


def _wrong_digits(zone: str, layout: _Layout) -> list[str]:
    fields = {"number": layout.number, "birth date": layout.birth, "expiry date": layout.expiry}
    wrong = [name for name, (start, end) in fields.items() if check_digit(zone[start:end]) != zone[end]]
    if layout.personal:
        start, end = layout.personal
        # an empty personal number may have < for its check digit
        if zone[end] not in {check_digit(zone[start:end])} | ({"<"} if set(zone[start:end]) == {"<"} else set()):
            wrong.append("personal number")
    whole = "".join(zone[start:end] for start, end in layout.composite)
    composite_at = layout.lines * layout.width - 1 if layout.lines == 2 else 59
    if check_digit(whole) != zone[composite_at]:
        wrong.append("whole")
    return [f"the check digit of the {name} is wrong" for name in wrong]


def _fields(zone: str, layout: _Layout, reference: date | None) -> dict[str, str]:
    surname, _, given = zone[slice(*layout.name)].partition("<<")
    sex = zone[layout.sex]
    return {
        "number": zone[slice(*layout.number)].rstrip("<"),
        "issuer": zone[slice(*layout.issuer)].rstrip("<"),
        "nationality": zone[slice(*layout.nationality)].rstrip("<"),
        "birth_date": _date(zone[slice(*layout.birth)], reference.year if reference else 2035),
        "expiry_date": _date(zone[slice(*layout.expiry)], 2069),
        "sex": sex if sex in "MF" else "X",
        "surname": surname.replace("<", " ").strip(),
        "given_names": given.replace("<", " ").strip(),
    }


def _date(digits: str, latest: int) -> str:
    """A date of six digits in the last century that ends with ``latest``; unknown parts (``<``) are left out."""
    if not digits[:2].isdigit():
        return ""
    year = latest // 100 * 100 + int(digits[:2])
    year = year if year <= latest else year - 100
    parts = [f"{year:04d}", digits[2:4], digits[4:6]]
    known = next((place for place, part in enumerate(parts) if not part.isdigit()), 3)
    return "-".join(parts[:known])
