"""Numbers and sums in pictures, as the reader's language writes them, every digit kept."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal

from jejak.schemas.i18n import current_language


def number(value: Decimal | int) -> str:
    """A number with every digit that it has."""
    return str(format_decimal(value, locale=current_language(), decimal_quantization=False))


def money(value: Decimal) -> str:
    """An exact amount; a whole one without its cents."""
    pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
    return str(format_decimal(value, pattern, locale=current_language(), decimal_quantization=False))
