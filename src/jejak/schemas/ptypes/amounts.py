"""Exact numbers: money, plain numbers and percentages.

Invariant: no float is ever made; where region and currency do not tell decimal point from thousands, a doubt is noted.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import get_global
from babel.numbers import list_currencies

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, unusable

_SYMBOLS = {
    "RP": "IDR", "RUPIAH": "IDR", "RM": "MYR", "RINGGIT": "MYR", "S$": "SGD", "US$": "USD", "$": "USD", "€": "EUR",
    "£": "GBP",     "¥": "JPY", "฿": "THB", "₱": "PHP", "₫": "VND", "₹": "INR", "A$": "AUD", "HK$": "HKD",
}  # fmt: skip
_COMMA_DECIMAL = frozenset({"ID", "DE", "NL", "FR", "ES", "IT", "BR", "VN", "TR", "RU", "DK", "BE", "AT", "PT", "PL"})
_COMMA_CURRENCIES = frozenset({"IDR", "VND", "TRY", "BRL", "RUB"})
_GROUPED = re.compile(r"\d{1,3}([., '’ ])\d{3}(?:\1\d{3})*")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
_PARTS = re.compile(
    r"(?P<sign>[-+−])?(?:(?P<symbol>[^\d.,+\-−()]{1,8}?)\.?)?\s*(?P<sign2>[-+−])?"
    r"(?P<number>\d(?:[\d., '’]*\d)?|[.,]\d+)(?:[.,]-?)?\s*(?P<after>[^\d.,()]{0,8})"
)
UNCLEAR = "the mark may be a decimal point or thousands"


def parse_number(text: str, ctx: CleanContext) -> tuple[Decimal, str | None] | str:
    """Read digits with marks; a doubt comes beside the number, a text instead of it says why it cannot be read."""
    text = ascii_digits(text).replace("−", "-").strip()
    if _SCIENTIFIC.fullmatch(text):
        return Decimal(text), None
    negative = text.startswith("-")
    digits = text.lstrip("+-").strip()
    plain, doubt = _marks(digits, ctx)
    if plain is None:
        return "not a number"
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return "not a number"
    return (-number if negative else number), doubt


def _marks(digits: str, ctx: CleanContext) -> tuple[str | None, str | None]:
    """The number with a decimal point only, and a doubt about it."""
    if digits.isascii() and digits.isdigit():
        return digits, None
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal = max(".,", key=digits.rfind)
        return _split(digits, decimal), None
    mark = "." if dots else "," if commas else ""
    if not mark or dots + commas > 1:
        return (digits if not mark and digits.isdigit() else _joined(digits)), None
    whole, _, rest = digits.partition(mark)
    if any(char in whole for char in " '’ "):
        return _split(digits, mark), None
    if len(rest) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return (f"{whole or '0'}.{rest}" if rest.isdigit() and (whole.isdigit() or not whole) else None), None
    return _three_digits(whole, rest, mark, ctx)


def _three_digits(whole: str, rest: str, mark: str, ctx: CleanContext) -> tuple[str | None, str | None]:
    """``1.234``: thousands where its region writes so, a decimal point where the region uses that mark for it."""
    comma = _uses_comma(ctx)
    if comma is None:
        grouped = mark == ","
        return (whole + rest if grouped else f"{whole}.{rest}"), UNCLEAR
    if (mark == ",") == comma:
        # amounts have no three decimals: a source against its own region's habit is doubtful
        return f"{whole}.{rest}", UNCLEAR
    return whole + rest, None


def _uses_comma(ctx: CleanContext) -> bool | None:
    if ctx.currency:
        return ctx.currency in _COMMA_CURRENCIES or (ctx.region in _COMMA_DECIMAL and ctx.currency != "MYR")
    return None if ctx.region is None else ctx.region in _COMMA_DECIMAL


def _split(digits: str, decimal: str) -> str | None:
    whole, _, rest = digits.rpartition(decimal)
    joined = _joined(whole)
    return f"{joined}.{rest}" if joined and rest.isdigit() else None


def _joined(digits: str) -> str | None:
    if digits.isdigit():
        return digits
    return re.sub(r"\D", "", digits) if _GROUPED.fullmatch(digits) else None


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """ISO 4217 codes that Unicode's data knows, old ones included."""
    return frozenset(list_currencies())


def currency_of(text: str) -> str | None:
    """The ISO 4217 code of a code or symbol."""
    folded = text.strip(" .:").upper()
    found = _SYMBOLS.get(folded, folded)
    return found if found in known_currencies() else None


def local_currency(region: str) -> str | None:
    """The currency that a country uses now."""
    periods = get_global("territory_currencies").get(region, [])
    return next((code for code, _, end, tender in periods if end is None and tender), None)


def decimal_text(number: Decimal) -> str:
    """Plain digits without exponent or negative zero; three decimals get a fourth, lest they look like thousands."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _, decimals = text.lstrip("-").partition(".")
    if len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        text += "0"
    return "0" if text in {"-0", ""} else text


class Money(PropertyType):
    """An exact amount as ``1234.56``; extra holds ``currency`` where the text or its source gives one."""

    name = "money"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        debit = text.startswith("(") and text.endswith(")")
        text = text[1:-1].strip() if debit else text
        if _SCIENTIFIC.fullmatch(text):
            return self._made(Decimal(text), None, ctx.currency)
        parts = _PARTS.fullmatch(text)
        if not parts:
            return unusable("not an amount of money")
        currency = ctx.currency
        for word in ((parts["symbol"] or "").strip(), parts["after"].strip()):
            if word:
                currency = currency_of(word)
                if currency is None:
                    return unusable("an unknown currency or unit stands with the amount")
        found = parse_number(parts["number"].strip(), _told(ctx, currency))
        if isinstance(found, str):
            return unusable("not an amount of money")
        number, doubt = found
        if parts["sign"] and (parts["sign2"] or debit):
            return unusable("two signs stand with the amount")
        negative = debit or "-" in f"{parts['sign'] or ''}{parts['sign2'] or ''}".replace("−", "-")
        return self._made(-number if negative else number, doubt, currency)

    def _made(self, number: Decimal, doubt: str | None, currency: str | None) -> Cleaned:
        if abs(number.adjusted()) > 30:
            return unusable("too many digits for an exact amount")
        extra = {"currency": currency} if currency else {}
        return Cleaned(decimal_text(number), None if doubt else True, (doubt,) if doubt else (), extra)

    def caption(self, value: str) -> str:
        """The amount with thousands."""
        return f"{Decimal(value):,f}"


def _told(ctx: CleanContext, currency: str | None) -> CleanContext:
    return CleanContext(region=ctx.region, currency=currency)


class Currency(PropertyType):
    """An ISO 4217 code."""

    name = "currency"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - symbols mean the same everywhere
        code = currency_of(text)
        return Cleaned(code, True) if code else unusable("not a currency")


class Number(PropertyType):
    """A whole or decimal number."""

    name = "number"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        found = parse_number(text, ctx)
        if isinstance(found, str):
            return unusable(found)
        number, doubt = found
        if abs(number.adjusted()) > 60:
            return unusable("too many digits")
        return Cleaned(decimal_text(number), None if doubt else True, (doubt,) if doubt else ())


class Percent(Number):
    """A share of a hundred, as a number from 0 to 100."""

    name = "percent"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        cleaned = super()._clean(text.rstrip("% ").removesuffix("persen").removesuffix("peratus").rstrip(), ctx)
        if cleaned.value is not None and not 0 <= Decimal(cleaned.value) <= 100:
            return Cleaned(cleaned.value, False, (*cleaned.issues, "not between 0 and 100"))
        return cleaned

    def caption(self, value: str) -> str:
        """The number with its sign."""
        return f"{value} %"
