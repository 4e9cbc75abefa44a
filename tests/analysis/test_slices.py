"""Slices of time beside pandas' own calendar: days and months, with and without overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.slices import Cut, Slices, slices_of

CUTS = st.tuples(st.integers(1, 60), st.integers(0, 59), st.sampled_from(["days", "months"])).filter(
    lambda cut: cut[1] < cut[0]
)
DAYS = st.lists(st.dates(date(2023, 1, 1), date(2024, 6, 30)), min_size=1, max_size=12)


def cut_of(tiny: ModuleType, folder: object, days: list[date], cut: tuple[int, int, str]) -> Slices:
    case = tiny.TinyCase()
    one, other = case.people(["Adi", "Budi"])
    for day in days:
        case.link("CONTACTED", one, other, t=day.isoformat())
    return slices_of(case.snapshot(folder), Cut(*cut))


def offset(number: int, unit: str) -> pd.DateOffset:
    return pd.DateOffset(**{unit: number})


@settings(max_examples=25, deadline=None)
@given(days=DAYS, cut=CUTS)
def test_every_day_is_in_the_slices_that_hold_it_and_in_no_other(
    tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory, days: list[date], cut: tuple[int, int, str]
) -> None:
    length, overlap, unit = cut
    slices = cut_of(tiny, tmp_path_factory.mktemp("case"), days, cut)
    first = pd.Timestamp(min(days)) if unit == "days" else pd.Timestamp(min(days)).replace(day=1)
    starts = [pd.Timestamp(ms, unit="ms") for ms in slices.starts.tolist()]
    ends = [pd.Timestamp(ms, unit="ms") for ms in slices.ends.tolist()]
    assert starts == [first + offset(number * (length - overlap), unit) for number in range(len(starts))]
    assert ends == [first + offset(number * (length - overlap) + length, unit) for number in range(len(starts))]
    assert starts[-1] <= pd.Timestamp(max(days)) < starts[-1] + offset(length - overlap, unit)
    happened = pd.to_datetime(slices.first, unit="ms")
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        assert slices.links(place).tolist() == ((happened >= start) & (happened < end)).tolist()
    counted = np.sum([slices.links(place) for place in range(len(starts))], axis=0)
    assert (counted >= 1).all()
    if not overlap:
        assert (counted == 1).all()


def test_a_date_vaguer_than_a_slice_is_in_none_and_what_lasted_is_in_all_that_it_touches(
    tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case = tiny.TinyCase()
    one, other, third = case.people(["Adi", "Budi", "Citra"])
    case.link("CONTACTED", one, other, t="2024-01-01")
    case.link("CONTACTED", one, other, t="2024-01-01", t_precision="month")
    case.link("ASSOCIATE_OF", one, third, t="2024-01-03", t_end=datetime(2024, 1, 10, tzinfo=UTC))
    case.link("CONTACTED", one, other, t="2024-01-21")
    slices = slices_of(case.snapshot(tmp_path_factory.mktemp("case")), Cut(7, 0, "days"))
    assert [pd.Timestamp(ms, unit="ms").date() for ms in slices.starts.tolist()] == [
        date(2024, 1, 1) + timedelta(days=7 * number) for number in range(3)
    ]
    vague = int(np.flatnonzero(slices.vague)[0])
    assert slices.vague.sum() == 1
    assert not any(slices.links(place)[vague] for place in range(3))
    lasted = int(np.flatnonzero(slices.lasting)[0])
    assert [bool(slices.links(place)[lasted]) for place in range(3)] == [True, True, False]
