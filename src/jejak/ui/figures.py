"""Numbers, sums and dates as the reader's language writes them; amounts stay exact.

Invariant: knows no screen and no case, so that the command line may use it too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from jejak.schemas.i18n import _, current_language

#: Letters of a date by how much of it is known: year, month, day.
_DATES = {4: "y", 7: "MMM y", 10: "d MMM y"}
_SCORE_DIGITS = 6
_NEARLY_SURE, _SURE = 0.99, 0.9999


def number(value: int | Decimal) -> str:
    """A number with every digit that it has."""
    return str(format_decimal(value, locale=current_language(), decimal_quantization=False))


def score(value: float) -> str:
    """A measured value with the digits that mean something."""
    return number(Decimal(f"{value:.{_SCORE_DIGITS}g}"))


def exact(value: float) -> str:
    """A number as it was written, a whole one without a point; never with an exponent."""
    return number(Decimal(f"{Decimal(repr(value)):f}").normalize() if value else Decimal(0))


def share(value: float) -> str:
    """A value between 0 and 1 in whole per cent."""
    return str(format_percent(value, locale=current_language()))


def per_cent(value: float) -> str:
    """A value between 0 and 1 in per cent, to a tenth."""
    return str(format_percent(value, "#,##0.#%", locale=current_language()))


def money(amount: Decimal | None, currency: str | None) -> str:
    """An exact amount with its currency; a whole one without its cents."""
    if amount is None:
        return ""
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    text = format_decimal(amount, pattern, locale=current_language(), decimal_quantization=False)
    return f"{text} {currency or ''}".strip()


def moment(ms: int | None) -> str:
    """A time in UTC; a full day without its midnight."""
    if ms is None:
        return ""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    pattern = _DATES[10] if (at.hour, at.minute) == (0, 0) else f"{_DATES[10]} HH:mm"
    return str(format_datetime(at, pattern, locale=current_language()))


def instant(text: str) -> str:
    """A time of the ledger (ISO, UTC), to the minute."""
    at = datetime.fromisoformat(text).astimezone(UTC)
    return str(format_datetime(at, f"{_DATES[10]} HH:mm", locale=current_language()))


def day(text: str) -> str:
    """A date that may lack day or month; what is no date stays as it is."""
    try:
        known = date.fromisoformat((text + "-01-01")[:10])
        pattern = _DATES[len(text)]
    except (ValueError, KeyError):
        return text
    return str(format_date(known, pattern, locale=current_language()))


def stamp(at: str) -> str:
    """When an event was written: day and minute of an ISO time in UTC."""
    return f"{day(at[:10])} {at[11:16]}"


def period(t_from: str, t_to: str) -> str:
    """The time between two dates that may lack day or month, or may be open ('')."""
    if t_from and t_to:
        return day(t_from) if t_from == t_to else _("{first} to {last}").format(first=day(t_from), last=day(t_to))
    return _("since {day}").format(day=day(t_from)) if t_from else _("until {day}").format(day=day(t_to))


def percent(value: float) -> str:
    """A probability with the digits that tell a sure one from a nearly sure one; never rounded up to certainty."""
    if value > _SURE:
        return f"> {format_percent(Decimal(str(_SURE)), '0.00%', locale=current_language())}"
    digits = 1 if value < _NEARLY_SURE else 2
    cut = Decimal(f"{value:.8f}").quantize(Decimal(10) ** -(digits + 2), ROUND_DOWN)
    return str(format_percent(cut, "#,##0.##%" if digits > 1 else "#,##0.#%", locale=current_language()))


def bits(value: float) -> str:
    """A weight with its sign."""
    text = number(round(Decimal(abs(value)), 1))
    return f"{'−' if value < 0 else '+'}{text}"
