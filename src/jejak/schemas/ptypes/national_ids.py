"""Identity numbers of Indonesia (NIK) and Malaysia (MyKad), by rules of our own.

Invariant: a valid number proves its form, never who somebody is; an uncertain century is reported, not guessed.
"""

from __future__ import annotations

from datetime import date

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, compact, unusable

#: First two digits of a NIK: the 38 provinces of Kepmendagri 300.2.2-2430/2025.
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 20),
        [21],
        range(31, 37),
        range(51, 54),
        range(61, 66),
        range(71, 77),
        [81, 82],
        range(91, 97),
    )
    for code in codes
)
#: Place-of-birth digits that MyKad numbers do not use.
_NO_BIRTHPLACE = frozenset({0, 17, 18, 19, 20, 69, 70, 73, 80, 81, 94, 95, 96, 97})
_OLDEST = 100
_EARLIEST, _LATEST = 1920, date(2035, 12, 31)
_WOMAN = 40
_LENGTHS = {"nik": 16, "mykad": 12}


class Nik(PropertyType):
    """Indonesian identity number: place of first registration, birth date (women: day + 40), serial."""

    name = "nik"
    strong = True
    scheme = "nik"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        digits = _digits(text)
        if digits is None:
            return unusable("not a number")
        if len(digits) != 16:
            return Cleaned(digits, False, ("a NIK has 16 digits",))
        issues = []
        if digits[:2] not in PROVINCES:
            issues.append("no province has this code")
        if digits[2:4] == "00" or digits[4:6] == "00":
            issues.append("no regency or district has this code")
        if digits[12:] == "0000":
            issues.append("the serial is zero")
        day = int(digits[6:8])
        woman = day > _WOMAN
        births = birth_dates(digits[10:12], int(digits[8:10]), day - _WOMAN if woman else day, ctx.reference)
        if not births:
            issues.append("the birth date in it does not exist")
        return _identity(digits, tuple(issues), births, "F" if woman else "M")

    def caption(self, value: str) -> str:
        """The digits in groups."""
        return " ".join((value[:6], value[6:12], value[12:])) if len(value) == 16 else value


class MyKad(PropertyType):
    """Malaysian identity number: birth date, place of birth, serial; an odd last digit is a man's."""

    name = "mykad"
    strong = True
    scheme = "mykad"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        digits = _digits(text)
        if digits is None:
            return unusable("not a number")
        if len(digits) != 12:
            return Cleaned(digits, False, ("a MyKad number has 12 digits",))
        place = int(digits[6:8])
        issues = ["no place of birth has this code"] if place in _NO_BIRTHPLACE else []
        births = birth_dates(digits[:2], int(digits[2:4]), int(digits[4:6]), ctx.reference)
        if not births:
            issues.append("the birth date in it does not exist")
        cleaned = _identity(digits, tuple(issues), births, "M" if int(digits[-1]) % 2 else "F")
        return Cleaned(cleaned.value, cleaned.valid, cleaned.issues, {**cleaned.extra, "birth_place_code": digits[6:8]})

    def caption(self, value: str) -> str:
        """The digits with their usual dashes."""
        return f"{value[:6]}-{value[6:8]}-{value[8:]}" if len(value) == 12 else value


def sex_of_number(identifier: str) -> str:
    """``M`` or ``F`` as an identity number says it, given as ``scheme:value``; empty for all other identifiers."""
    scheme, _, value = identifier.partition(":")
    if scheme == Nik.scheme and len(value) == 16:
        return "F" if int(value[6:8]) > _WOMAN else "M"
    if scheme == MyKad.scheme and len(value) == 12:
        return "M" if int(value[-1]) % 2 else "F"
    return ""


def births_of_number(identifier: str) -> tuple[date, ...]:
    """The birth dates that an identity number can mean, given as ``scheme:value``: two where its century is uncertain.

    None for all other identifiers, and for a number whose date does not exist. They are those of fixed bounds: what
    is known of the person (a stated date, the day of a record) may rule one of two out.
    """
    scheme, _, value = identifier.partition(":")
    length = _LENGTHS.get(scheme)
    if length is None or len(value) != length or not (value.isascii() and value.isdigit()):
        return ()
    if scheme == MyKad.scheme:
        return tuple(birth_dates(value[:2], int(value[2:4]), int(value[4:6]), None))
    day = int(value[6:8])
    return tuple(birth_dates(value[10:12], int(value[8:10]), day - _WOMAN if day > _WOMAN else day, None))


def birth_dates(year: str, month: int, day: int, reference: date | None) -> list[date]:
    """The birth dates that two digits of a year can mean: not after the reference, nor 101 years before it.

    Without a reference fixed bounds hold, so that the same file gives the same claims every day.
    """
    latest = reference or _LATEST
    earliest = latest.year - _OLDEST if reference else _EARLIEST
    found = []
    for century in (1900, 2000):
        try:
            birth = date(century + int(year), month, day)
        except ValueError:
            continue
        if birth <= latest and birth.year >= earliest:
            found.append(birth)
    return found


def _identity(digits: str, issues: tuple[str, ...], births: list[date], sex: str) -> Cleaned:
    extra = {"sex": sex}
    if len(births) == 1:
        extra["birth_date"] = births[0].isoformat()
    elif births:
        extra["ambiguous_century"] = " ".join(birth.isoformat() for birth in births)
    return Cleaned(digits, not issues, issues, extra)


def _digits(text: str) -> str | None:
    digits = compact(ascii_digits(text)).lstrip("'")  # a leading quote keeps a number as text in spreadsheets
    return digits if digits.isascii() and digits.isdigit() else None
