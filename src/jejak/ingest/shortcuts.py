"""SQL that cleans plain forms where they stand: amounts, times and account numbers that need no Python.

Invariant: a shortcut gives exactly what the Python cleaner gives, or null; what it leaves goes to Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jejak.ingest.cells import Cell
from jejak.ingest.engine import quoted
from jejak.schemas.ptypes.accounts import SHORTEST, USUAL_LENGTHS
from jejak.schemas.ptypes.calendar_text import days_first

_YEAR = "(?:199|20[0-4])[0-9]"
_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"  # 24:00 is for Python to judge
_LONGEST_ACCOUNT = 34


@dataclass(frozen=True, slots=True)
class Shortcut:
    """SQL for the plain forms of a cell; ``value`` is null for all others, which have no use of the rest."""

    raw: str
    value: str
    tz: str = "NULL"
    precision: str = "NULL"
    currency: str = "NULL"
    scheme: str = "NULL"


def shortcut(cell: Cell) -> Shortcut | None:
    """The shortcut of a link's amount or time or of an account number, where there is one."""
    if cell.map is not None or cell.split is not None or cell.context.format is not None or cell.fixed is not None:
        return None
    if cell.kind == "account" and cell.codes is None and not (cell.listed or cell.typed):
        return _account(cell)
    if not cell.typed:
        return None
    return {"money": _money, "datetime": _time}.get(cell.kind, lambda _: None)(cell)


def _account(cell: Cell) -> Shortcut:
    """Digits of a usual length that are not one digit over and over: nothing to clean and nothing to doubt."""
    raw = cell.raw
    lengths = USUAL_LENGTHS.get(cell.context.region or "", range(SHORTEST, _LONGEST_ACCOUNT + 1))
    digits = f"regexp_full_match({raw}, '[0-9]{{{lengths.start},{lengths.stop - 1}}}')"
    return Shortcut(
        raw,
        f"CASE WHEN {digits} AND replace({raw}, left({raw}, 1), '') <> '' THEN {raw} END",
        scheme=quoted("account"),
    )


def _money(cell: Cell) -> Shortcut:
    """Amounts whose marks can mean one thing only; a single mark before three digits may be either."""
    raw = cell.raw
    plain = f"regexp_full_match({raw}, '-?[0-9]{{1,18}}(\\.[0-9]{{1,2}})?')"
    value = f"WHEN {plain} THEN TRY_CAST({raw} AS DECIMAL(28,8))"
    rupiah = "Rp\\.? ?"
    for mark, point in ((".", ","), (",", ".")):
        group = (
            f"[0-9]{{1,3}}(?:[{mark}][0-9]{{3}}){{1,5}}[{point}][0-9]{{1,2}}|[0-9]{{1,3}}(?:[{mark}][0-9]{{3}}){{2,5}}"
        )
        bare = f"replace(replace(regexp_replace({raw}, '^{rupiah}', ''), '{mark}', ''), '{point}', '.')"
        value += f" WHEN regexp_full_match({raw}, '(?:{rupiah})?(?:{group})') THEN TRY_CAST({bare} AS DECIMAL(28,8))"
    return Shortcut(raw, f"(CASE {value} END)", currency=f"CASE WHEN starts_with({raw}, 'Rp') THEN 'IDR' END")


def _time(cell: Cell) -> Shortcut:
    """ISO times and days, and days in front where the source says so; a local time needs a zone of one offset."""
    raw, offset = cell.raw, fixed_offset(cell.context.zone)
    iso = f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"
    days = [(iso, f"replace({raw}, 'T', ' ')")]
    if days_first(cell.context):
        turned = f"substr({raw}, 7, 4) || '-' || substr({raw}, 4, 2) || '-' || left({raw}, 2) || substr({raw}, 11)"
        days.append((f"(?:0[1-9]|[12][0-9]|3[01])[/.-](?:0[1-9]|1[0-2])[/.-]{_YEAR}", f"replace({turned}, 'T', ' ')"))
    forms = {}
    for day, text in days:
        if offset is not None:
            shift = f" - INTERVAL ({offset}) MINUTE"
            forms[f"{day}[T ]{_MINUTE}:[0-5][0-9]"] = f"TRY_CAST({text} AS TIMESTAMP){shift}"
            forms[f"{day}[T ]{_MINUTE}"] = f"TRY_CAST({text} || ':00' AS TIMESTAMP){shift}"
        forms[day] = f"TRY_CAST({text} || ' 00:00:00' AS TIMESTAMP)"
    forms[f"{iso}[T ]{_MINUTE}:[0-5][0-9]Z"] = f"TRY_CAST(left({days[0][1]}, 19) AS TIMESTAMP)"
    value = " ".join(f"WHEN regexp_full_match({raw}, '{form}') THEN {stamp}" for form, stamp in forms.items())
    local = "NULL" if offset is None else offset
    tz = f"CASE WHEN ends_with({raw}, 'Z') THEN 0 WHEN length({raw}) > 10 THEN {local} END"
    precision = (
        f"CASE length({raw}) WHEN 10 THEN 'day' WHEN 16 THEN 'minute' WHEN 19 THEN 'second' WHEN 20 THEN 'second' END"
    )
    return Shortcut(raw, f"(CASE {value} END)", f"({tz})::SMALLINT", f"({precision})")


def fixed_offset(zone: str | None) -> int | None:
    """Minutes east of UTC of a zone whose clock did not change from 1990 to 2049; ``None`` for all others."""
    if zone is None:
        return None
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    found = {tz.utcoffset(moment) for moment in _moments()}
    offset = found.pop()
    return int(offset.total_seconds() // 60) if offset is not None and not found else None


def _moments() -> Iterator[datetime]:
    for year in range(1990, 2050):
        for month in range(1, 13):
            yield datetime(year, month, 1, tzinfo=UTC).replace(tzinfo=None)  # a wall-clock time on purpose
