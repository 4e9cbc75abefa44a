"""Read dates as people write them: day and month orders, month names in three languages, spreadsheet serials.

Invariant: a reading is returned only when it is the only one, or the source says which one it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import get_month_names

from jejak.schemas.ptypes.base import CleanContext

MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "MH", "PW"})
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119; smaller numbers are years or nothing
_YEARS = range(1800, 2200)
_EXTRA_MONTHS = {
    "agu": 8,
    "agt": 8,
    "ags": 8,
    "agst": 8,
    "nop": 11,
    "nopember": 11,
    "pebruari": 2,
    "peb": 2,
    "sept": 9,
    "ogo": 8,
    "mac": 3,
}
_SEPARATORS = r"[\s./\-,]+"
AMBIGUOUS = "day and month can be swapped: say day_first in the mapping"


@dataclass(frozen=True, slots=True)
class DateText:
    """A date that may lack its day or month."""

    year: int
    month: int | None = None
    day: int | None = None
    issue: str | None = None

    @property
    def iso(self) -> str:
        """ISO 8601, as far as it is known."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def precision(self) -> str:
        """``year``, ``month`` or ``day``."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first_day(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for locale in ("en", "id", "ms"):
        for width in ("wide", "abbreviated"):
            found |= {
                name.casefold().rstrip("."): number for number, name in get_month_names(width, locale=locale).items()
            }
    return found | _EXTRA_MONTHS


def parse_date(text: str, ctx: CleanContext) -> DateText | str:
    """Read a date; a text instead of a date says why it cannot be read."""
    if ctx.format:
        found = _by_format(text, ctx.format)
        # a value that is clean already keeps its form whatever the source's format is
        return found or _iso(text) or "not in the format that the mapping gives"
    for read in (_iso, _serial, _plain_digits):
        found = read(text)
        if found:
            return found
    return _worded(text, ctx) or _numbers(text, ctx)


def _made(year: int, month: int | None = None, day: int | None = None, issue: str | None = None) -> DateText | None:
    if year not in _YEARS:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return DateText(year, month, day, issue)


def _by_format(text: str, pattern: str) -> DateText | None:
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    has_month = re.search(r"%[mbBcxjDF]", pattern) is not None
    has_day = re.search(r"%[dcxjDF]", pattern) is not None
    return _made(moment.year, moment.month if has_month else None, moment.day if has_day else None)


def _iso(text: str) -> DateText | None:
    match = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    zero_month, zero_day = month == 0, day == 0  # 1990-00-00 is how forms write an unknown part
    return _made(year or 0, None if zero_month else month, None if zero_day or zero_month else day)


def _serial(text: str) -> DateText | None:
    """A day number as spreadsheets store it; a fraction is the time of day."""
    match = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    if not match or int(match[1]) not in _SERIALS:
        return None
    day = _SPREADSHEET_EPOCH + timedelta(days=int(match[1]))
    return DateText(day.year, day.month, day.day, "read as a spreadsheet's day number")


def _plain_digits(text: str) -> DateText | None:
    match = re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", text)
    return _made(int(match[1]), int(match[2]), int(match[3])) if match else None


def _worded(text: str, ctx: CleanContext) -> DateText | None:
    """A date with the name of its month: 5 Mei 1990, Mei 1990, May 5, 1990, Sabtu 5 Mei 1990."""
    months = [(word, _months()[word]) for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in _months()]
    numbers = re.findall(r"\d+", text)
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    month = months[0][1]
    if len(numbers) == 1:
        return _made(int(numbers[0]), month) if len(numbers[0]) == 4 else None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2:
        return None
    return _made(_full_year(year, ctx), month, int(day))


def _numbers(text: str, ctx: CleanContext) -> DateText | str:
    """A date in numbers, where day and month can be swapped."""
    match = re.fullmatch(rf"(\d{{1,2}}){_SEPARATORS}(\d{{1,2}}){_SEPARATORS}(\d{{4}}|\d{{2}})", text)
    if not match:
        short = re.fullmatch(rf"(\d{{1,2}}){_SEPARATORS}(\d{{4}})", text)
        return (short and _made(int(short[2]), int(short[1]))) or "not a date"
    first, second, year = int(match[1]), int(match[2]), _full_year(match[3], ctx)
    by_day, by_month = _made(year, second, first), _made(year, first, second)
    if by_day is None or by_month is None or by_day == by_month:
        return _only(by_day, by_month, ctx)
    order = days_first(ctx)
    if order is None:
        return AMBIGUOUS
    return by_day if order else by_month


def _only(by_day: DateText | None, by_month: DateText | None, ctx: CleanContext) -> DateText | str:
    found = by_day or by_month
    if found is None:
        return "no such day"
    against = days_first(ctx) is not None and by_day != by_month and (by_day is None) == days_first(ctx)
    return DateText(found.year, found.month, found.day, "day and month stand the other way round") if against else found


def days_first(ctx: CleanContext) -> bool | None:
    """Whether its dates put the day first; None where nothing says so."""
    if ctx.day_first is not None or ctx.region is None:
        return ctx.day_first
    return ctx.region not in MONTH_FIRST_REGIONS


def _full_year(text: str, ctx: CleanContext) -> int:
    """Two digits mean the latest such year that is not after the reference, or 2035 where there is none."""
    if len(text) != 2:
        return int(text)
    latest = ctx.reference.year if ctx.reference else 2035
    year = latest // 100 * 100 + int(text)
    return year if year <= latest else year - 100
