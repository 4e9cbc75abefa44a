"""The SQL shortcuts of an import against the Python cleaners, on forms near the edge of what they take."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import clean_text
from jejak.ingest.shortcuts import Shortcut, shortcut
from jejak.schemas.ptypes import CleanContext

REGIONS = st.sampled_from(["ID", "MY", "US", None])


def asked(kind: str, context: CleanContext, raw: str) -> tuple[Cell, tuple[object, ...]]:
    cell = Cell(0, 0, "r.x0", "x", kind, context, kind, typed=kind != "account")
    fast = shortcut(cell)
    assert isinstance(fast, Shortcut)
    parts = f"{fast.value}, {fast.tz}, {fast.precision}, {fast.currency}, {fast.scheme}"
    return cell, duckdb.execute(f"SELECT {parts} FROM (SELECT ? AS x0) r", [raw]).fetchall()[0]


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.from_regex(r"[0-9]{3,20}", fullmatch=True),
        st.from_regex(r"[0-9]{4}[-. ]?[0-9]{4,9}", fullmatch=True),
        st.from_regex(r"[1-9](0{8}|1{8})", fullmatch=True),
        st.from_regex(r"[A-Z]{2}[0-9]{12,20}", fullmatch=True),
    ),
    REGIONS,
)
def test_account_numbers(raw: str, region: str | None) -> None:
    cell, (value, _, _, _, scheme) = asked("account", CleanContext(region=region), raw)
    if value is not None:
        slow = clean_text(cell, raw)
        assert (value, scheme, slow.valid, slow.issue) == (slow.value, slow.scheme, None, None)
        # a doubt would reach people only through `issues`, which a clean number has none of
        assert value == raw


@settings(max_examples=120, deadline=None)
@given(
    st.from_regex(r"(Rp\.? ?|RM ?|-|)[0-9]{1,3}([.,][0-9]{3}){0,4}([.,][0-9]{0,3})?", fullmatch=True),
    REGIONS,
    st.sampled_from(["IDR", "MYR", "USD", None]),
)
def test_amounts(raw: str, region: str | None, currency: str | None) -> None:
    cell, (value, _, _, beside, _) = asked("money", CleanContext(region=region, currency=currency), raw)
    if value is not None:
        slow = clean_text(cell, raw)
        assert (value, slow.issue) == (Decimal(slow.value or "nan"), None)
        assert (beside or currency) == slow.currency


@settings(max_examples=120, deadline=None)
@given(
    st.datetimes(),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y"]),
    st.sampled_from(["", " %H:%M", "T%H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M:%SZ"]),
    st.tuples(REGIONS, st.sampled_from([True, False, None]), st.sampled_from(["Asia/Jakarta", "Europe/Berlin", None])),
)
def test_times(moment: object, day: str, clock: str, source: tuple[str | None, bool | None, str | None]) -> None:
    raw = f"{moment:{day}{clock}}"
    context = CleanContext(region=source[0], day_first=source[1], zone=source[2])
    cell, (value, tz, precision, _, _) = asked("datetime", context, raw)
    if value is not None:
        slow = clean_text(cell, raw)
        assert (f"{value:%Y-%m-%dT%H:%M:%SZ}", tz, precision) == (slow.value, slow.tz, slow.precision)
        assert slow.issue is None


JAKARTA = CleanContext(region="ID", zone="Asia/Jakarta", currency="IDR")


@pytest.mark.parametrize(
    ("kind", "raw", "wanted"),
    [
        ("account", "1234567890", "1234567890"),
        ("account", "1111111111", None),
        ("account", "1234", None),
        ("money", "Rp 1.234.567,00", "1234567.00000000"),
        ("money", "1,234,567.8", "1234567.80000000"),
        ("money", "1.234.567", "1234567.00000000"),
        ("money", "1.234", None),
        ("datetime", "31/12/2024 07:30", "2024-12-31 00:30:00"),
        ("datetime", "2024-12-31 07:30", "2024-12-31 00:30:00"),
        ("datetime", "31-12-2024", "2024-12-31 00:00:00"),
        ("datetime", "31/02/2024", None),
        ("datetime", "12/31/2024", None),
    ],
)
def test_what_the_shortcuts_take(kind: str, raw: str, wanted: str | None) -> None:
    _, (value, *_) = asked(kind, JAKARTA, raw)
    assert (None if value is None else str(value)) == wanted
