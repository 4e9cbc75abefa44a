"""Laws of all property types, on random and on likely texts."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.schemas.ptypes import PTYPES, CleanContext, phone

LIKELY = st.sampled_from(
    [
        "05/03/2024", "13/03/2024", "5 Mei 1990", "Mei 1990", "45000", "45000.25", "1990-00-00", "2024-05-01 10:20",
        "1714526400", "1.234", "1,234", "1.234,56", "Rp 1.234.567,00", "RM1,234.50", "(500)", "5.6e7", "0,5", "-0",
        "12,5 %", "0812-3456-7890", "+60 11-1234 5678", "6281234567890", "6503014708050001", "900230-61-1234",
        "B 1234567", "BP 1234 XY", "IMO 9074729", "525012345", "A@B.co", "fb: budi", "@budi", "https://t.me/budi",
        "HTTP://www.Example.com/a/?utm_id=1&b=2#c", "1.05 S 104.03 E", "Kemboja", "IDN", "GB82 WEST 1234 5698 7654 32",
        "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ]
)  # fmt: skip
DIGITY = st.text("0123456789.,-/: +RpMABKZT%()@", max_size=24)
TEXTS = st.one_of(st.text(max_size=40), DIGITY, LIKELY)
CONTEXTS = st.builds(
    CleanContext,
    region=st.sampled_from([None, "ID", "MY", "US"]),
    zone=st.sampled_from([None, "UTC", "Asia/Jakarta", "Asia/Kuala_Lumpur", "Europe/London"]),
    currency=st.sampled_from([None, "IDR", "MYR", "USD"]),
    format=st.none(),
    day_first=st.sampled_from([None, True, False]),
    reference=st.sampled_from([None, date(2024, 6, 1)]),
)


@pytest.mark.parametrize("name", sorted(PTYPES))
@settings(max_examples=150, deadline=None)
@given(text=TEXTS, ctx=CONTEXTS)
def test_a_cleaned_value_cleans_to_itself(name: str, text: str, ctx: CleanContext) -> None:
    ptype = PTYPES[name]
    once = ptype.clean(text, ctx)
    if once.value is None:
        assert once.issues
        return
    twice = ptype.clean(once.value, ctx)
    assert twice.value == once.value
    assert ptype.clean(text, ctx) == once
    assert 0 <= ptype.specificity(once.value) <= 1
    assert ptype.caption(once.value)


@pytest.mark.parametrize("name", sorted(PTYPES))
@pytest.mark.parametrize("text", ["", "  ", "-", "N/A", "null", "\u200b"])
def test_a_missing_value_is_said_to_be_empty(name: str, text: str) -> None:
    cleaned = PTYPES[name].clean(text, CleanContext())
    assert cleaned.value is None
    assert cleaned.issues == ("empty",)


@pytest.mark.parametrize("name", sorted(PTYPES))
def test_names_schemes_and_strength_fit_together(name: str) -> None:
    ptype = PTYPES[name]
    assert ptype.name == name
    assert ptype.scheme in {None, name}
    assert ptype.strong or ptype.scheme is None


@settings(max_examples=100, deadline=None)
@given(
    text=st.sampled_from(["12,5 juta rupiah milik Budi", "31/02/2020", "Budi 0812", "abc@def"]),
    name=st.sampled_from(sorted(PTYPES)),
)
def test_no_issue_repeats_the_value(text: str, name: str) -> None:
    issues = " ".join(PTYPES[name].clean(text, CleanContext()).issues)
    assert "Budi" not in issues
    assert not any(
        char.isdigit() and char in text for char in issues.replace("16", "").replace("12", "").replace("100", "")
    )


WRITTEN = st.builds(
    lambda head, digits, marks: head + "".join(d + m for d, m in zip(digits, marks, strict=False)) + digits[-1],
    st.sampled_from(["0", "+62", "+62 ", "+60", "62", "8", "00", "+6208", "08", "01", "+601", "021", ""]),
    st.text("0123456789", min_size=4, max_size=13),
    st.lists(st.sampled_from(["", "", "", "-", " ", " -"]), min_size=13, max_size=13),
)


@given(text=WRITTEN, region=st.sampled_from(["ID", "MY", "SG", "PH", "AU", "IT", "US"]))
@settings(max_examples=1500)
def test_plain_mobile_numbers_are_what_the_library_says(text: str, region: str) -> None:
    quick = phone._mobile(text, region)
    if quick is not None:
        number, found = phone._best(phone._forms(text, region), region)
        assert number is not None
        assert (phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), found) == (quick, region)
