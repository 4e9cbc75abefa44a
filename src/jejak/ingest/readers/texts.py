"""Typed values as exact text: numbers without exponent, dates in ISO form, truth values as words."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal


def text_of(value: object) -> str | None:
    """One value as text; lists are joined by semicolons; None stands for an empty one."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, list | tuple):
        return ";".join(text_of(item) or "" for item in value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(value) or _moment(value) or _other(value)


def _number(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float | Decimal):
        number = Decimal(str(value))
        return format(number, "f") if number.is_finite() else str(value)
    return str(value) if isinstance(value, int) else None


def _moment(value: object) -> str | None:
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else None


def _other(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps({str(key): text_of(part) for key, part in value.items()}, ensure_ascii=False)
    return value.hex() if isinstance(value, bytes) else str(value)
