"""Numbers, sums and dates as each language writes them; an amount loses no digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.schemas.i18n import LANGUAGES, use_language
from jejak.ui.figures import day, moment, money, number, score, share

HOUR = 3_600_000
MAY_1 = 1_714_521_600_000


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ("1,234,567", "1,234,567.50 IDR", "8.25", "85%", "1 May 2024", "1 May 2024 03:00", "Aug 1990")),
        ("id", ("1.234.567", "1.234.567,50 IDR", "8,25", "85%", "1 Mei 2024", "1 Mei 2024 03:00", "Agu 1990")),
        ("ms", ("1,234,567", "1,234,567.50 MYR", "8.25", "85%", "1 Mei 2024", "1 Mei 2024 03:00", "Ogo 1990")),
    ],
)
def test_each_language_has_its_way(language: str, written: tuple[str, ...]) -> None:
    use_language(language)
    currency = written[1][-3:]
    found = (number(1234567), money(Decimal("1234567.5000"), currency), score(8.25), share(0.853))
    assert (*found, moment(MAY_1), moment(MAY_1 + 3 * HOUR), day("1990-08")) == written


def test_what_is_not_known_is_not_shown() -> None:
    assert (moment(None), money(None, "IDR"), day(""), day("1990"), day("about 1990")) == (
        "",
        "",
        "",
        "1990",
        "about 1990",
    )


def test_small_and_large_scores_keep_six_digits() -> None:
    assert (score(0.0000123456789), score(123456789.0), score(0.0)) == ("0.0000123457", "123,457,000", "0")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**19), max_value=10**19))
def test_an_amount_can_be_read_back_exactly(amount: Decimal) -> None:
    for language in LANGUAGES:
        use_language(language)
        thousands, point = (".", ",") if language == "id" else (",", ".")
        text = money(amount, None).replace(thousands, "").replace(point, ".")
        assert Decimal(text.replace("\N{MINUS SIGN}", "-")) == amount
