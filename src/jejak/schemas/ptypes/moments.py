"""Dates and points in time.

Invariant: a date is ISO and as partial as its source; a time is UTC, with the offset that the source meant where known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, unusable
from jejak.schemas.ptypes.calendar_text import DateText, parse_date

_CLOCK = re.compile(
    r"(?P<day>.*?\d)[T ,]+(?:jam |pukul |at )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r" ?(?P<half>[ap]\.?m\.?|PG|PTG)? ?(?P<zone>Z|UTC|GMT|WIB|WITA|WIT|MYT|SGT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_NAMED_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 420, "WITA": 480, "WIT": 540, "MYT": 480, "SGT": 480}
_AFTERNOON = {"P", "PTG"}
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_SERIAL_TIME = re.compile(r"\d{5}\.\d+")
NO_ZONE = "no time zone: read as UTC"


class Date(PropertyType):
    """A day, month or year, as ISO 8601."""

    name = "date"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        found = parse_date(text, ctx)
        if isinstance(found, str):
            moment = _CLOCK.fullmatch(text)
            found = parse_date(moment["day"], ctx) if moment and not ctx.format else found
        if isinstance(found, str):
            return unusable(found)
        return Cleaned(found.iso, True, (found.issue,) if found.issue else (), {"precision": found.precision})

    def specificity(self, value: str) -> float:
        """A day says more than a year."""
        return {4: 0.05, 7: 0.1}.get(len(value), 0.3)


@dataclass(frozen=True, slots=True)
class _Moment:
    local: datetime  # without zone
    precision: str
    offset: int | None = None  # minutes east of UTC that the text itself gives
    issue: str | None = None


class DateTime(PropertyType):
    """A point in time, as ISO 8601 in UTC; extra holds ``precision`` and, where known, ``tz_offset`` in minutes."""

    name = "datetime"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        moment = _read(text, ctx)
        if isinstance(moment, str):
            return unusable(moment)
        offset, issue = _offset(moment, ctx)
        try:
            utc = moment.local - timedelta(minutes=offset or 0)
        except OverflowError:
            return unusable("no such time")
        extra = {"precision": moment.precision} | ({} if offset is None else {"tz_offset": str(offset)})
        issues = tuple(text for text in (moment.issue, issue) if text)
        return Cleaned(utc.strftime("%Y-%m-%dT%H:%M:%SZ"), True, issues, extra)

    def caption(self, value: str) -> str:
        """Day and time without the marks of ISO."""
        return value.replace("T", " ").replace("Z", " UTC")

    def specificity(self, value: str) -> float:
        """Two things at the same second are rarely apart."""
        return 0.5 if value else 0.0


def _read(text: str, ctx: CleanContext) -> _Moment | str:
    if ctx.format:
        return _by_format(text, ctx)
    if _EPOCH.fullmatch(text):
        seconds = int(text[:10])
        return _Moment(
            datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), "second", 0, "read as seconds since 1970"
        )
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _with_clock(clock, ctx)
    day = parse_date(text, ctx)
    if isinstance(day, str):
        return day
    if _SERIAL_TIME.fullmatch(text):
        part = timedelta(seconds=round(float(text) % 1 * 86_400))
        return _Moment(datetime.combine(day.first_day, time()) + part, "second", None, day.issue)
    return _of_day(day)


def _of_day(day: DateText) -> _Moment:
    return _Moment(datetime.combine(day.first_day, time()), day.precision, None, day.issue)


def _by_format(text: str, ctx: CleanContext) -> _Moment | str:
    pattern = ctx.format or ""
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is looked at next
    except ValueError:
        clean = _CLOCK.fullmatch(text)
        if clean and clean["zone"] == "Z":
            return _with_clock(clean, CleanContext())
        return "not in the format that the mapping gives"
    if not re.search(r"%[HIMScXTfsR]", pattern):
        day = parse_date(text, ctx)
        return day if isinstance(day, str) else _of_day(day)
    offset = moment.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    precision = "second" if re.search(r"%[ScXTs]", pattern) else "minute"
    return _Moment(moment.replace(tzinfo=None, microsecond=0), precision, minutes)


def _with_clock(clock: re.Match[str], ctx: CleanContext) -> _Moment | str:
    day = parse_date(clock["day"].strip(), ctx)
    if isinstance(day, str):
        return day
    if day.precision != "day":
        return "a time without its day"
    hour = int(clock["hour"])
    half = (clock["half"] or "").replace(".", "").upper().removesuffix("M")
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    try:
        at = time(hour, int(clock["minute"]), int(clock["second"] or 0))
    except ValueError:
        return "no such time"
    precision = "second" if clock["second"] else "minute"
    zone = clock["zone"]
    offset = _minutes(zone) if zone else None
    if offset is not None and abs(offset) > 14 * 60:
        return "no such time zone"
    return _Moment(datetime.combine(day.first_day, at), precision, offset, day.issue)


def _minutes(zone: str) -> int:
    named = _NAMED_ZONES.get(zone.upper())
    if named is not None:
        return named
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _offset(moment: _Moment, ctx: CleanContext) -> tuple[int | None, str | None]:
    """Minutes east of UTC, and a doubt about them; a bare day stays that day whatever the zone."""
    if moment.offset is not None:
        return moment.offset, None
    if moment.precision not in {"minute", "second"}:
        return None, None
    if ctx.zone is None:
        return None, NO_ZONE
    try:
        zone = ZoneInfo(ctx.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None, "the mapping names an unknown time zone: read as UTC"
    early, late = (moment.local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    doubt = "this hour came twice or not at all in its zone" if early != late else None
    return int(early.total_seconds() // 60), doubt
