"""Who may be under age: every possible birth date counts, and only what nobody can be settles a century."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.ages import AgeFlag, Evidence, age_flags, possible_births
from jejak.schemas.ptypes import PTYPES
from jejak.schemas.ptypes.base import CleanContext
from jejak.schemas.ptypes.national_ids import births_of_number

AMBIGUOUS = (date(1926, 3, 1), date(2026, 3, 1))


def nik(birth: date, *, woman: bool = False, place: str = "650301") -> str:
    return f"{place}{birth.day + 40 * woman:02d}{birth:%m%y}0001"


def ms(text: str) -> float:
    return float(np.datetime64(text, "ms").astype(np.int64))


def test_a_number_of_north_kalimantan_is_valid() -> None:
    cleaned = PTYPES["nik"].clean("6503 0141 0805 0001", CleanContext())
    assert (cleaned.value, cleaned.valid, cleaned.issues) == ("6503014108050001", True, ())
    assert cleaned.extra == {"sex": "F", "birth_date": "2005-08-01"}


@pytest.mark.parametrize("number", ["nik:6503010108050001", "nik:6503014108050001", "mykad:050801125678"])
def test_a_birth_of_2005_is_not_read_as_1905(number: str) -> None:
    assert births_of_number(number) == (date(2005, 8, 1),)


@pytest.mark.parametrize(
    ("number", "births"),
    [
        ("nik:6503010103260001", AMBIGUOUS),
        ("mykad:260301125678", AMBIGUOUS),
        ("nik:6503012902260001", ()),  # no year of the two had this day
        ("nik:650301010326", ()),
        ("nik:65030101032600X1", ()),
        ("passport:6503010103260001", ()),
        ("", ()),
    ],
)
def test_what_a_number_can_mean(number: str, births: tuple[date, ...]) -> None:
    assert births_of_number(number) == births


@given(birth=st.dates(date(1920, 1, 1), date(2035, 12, 31)), woman=st.booleans(), reference=st.dates(date(2020, 1, 1)))
def test_a_number_made_of_a_birth_date_can_mean_it(birth: date, woman: bool, reference: date) -> None:
    number = nik(birth, woman=woman)
    for scheme, value in (("nik", number), ("mykad", f"{birth:%y%m%d}125678")):
        told = births_of_number(f"{scheme}:{value}")
        assert birth in told
        assert {one.replace(year=birth.year) for one in told} == {birth}
        cleaned = PTYPES[scheme].clean(value, CleanContext(reference=reference))
        if birth <= reference and birth.year >= reference.year - 100:
            assert birth.isoformat() in " ".join(cleaned.extra.values())


@pytest.mark.parametrize(
    ("stated", "told", "possible"),
    [
        ((), (AMBIGUOUS,), ("1926-03-01", "2026-03-01")),
        (("1926-03-01",), (AMBIGUOUS,), ("1926-03-01",)),
        (("1927",), (AMBIGUOUS,), ("1926-03-01", "1927")),
        (("2026-03",), (AMBIGUOUS,), ("2026-03", "2026-03-01")),
        (("1926", "2026"), (AMBIGUOUS,), ("1926", "1926-03-01", "2026", "2026-03-01")),
        (("1990-01-02",), (AMBIGUOUS,), ("1926-03-01", "1990-01-02", "2026-03-01")),
        (("1990-01-02",), ((date(2010, 1, 2),),), ("1990-01-02", "2010-01-02")),
        ((), (), ()),
    ],
)
def test_a_stated_date_settles_a_century_and_a_contradiction_settles_nothing(
    stated: tuple[str, ...], told: tuple[tuple[date, ...], ...], possible: tuple[str, ...]
) -> None:
    assert possible_births(Evidence(stated, told)) == possible


def test_nobody_is_born_after_the_record_or_older_than_a_hundred() -> None:
    unsure = Evidence(told=(AMBIGUOUS,))
    assert possible_births(unsure, year=2024, received="2026-02-28") == ("1926-03-01",)
    assert possible_births(unsure, year=2024, received="2026-11-26") == ("1926-03-01", "2026-03-01")
    assert possible_births(unsure, year=2027) == ("2026-03-01",)
    assert possible_births(Evidence(told=((date(1925, 1, 1), date(2025, 1, 1)),)), year=2026) == ("2025-01-01",)
    assert len(possible_births(unsure, year=2030, received="2020-01-01")) == 2  # nothing is possible: all is kept


def test_flags_say_sure_and_perhaps() -> None:
    at = np.array([ms("2026-06-01")] * 6 + [np.nan])
    births = {
        6: ["2020-01-01"], 5: [], 4: ["2008"], 3: ["2008-06-01"], 2: ["1990-01-01"],
        1: ["1926-03-01", "2026-03-01"], 0: ["2010-01-01", "2011"],
    }  # fmt: skip
    assert age_flags(births, at) == ((AgeFlag.UNDER_AGE, (0,)), (AgeFlag.PERHAPS, (1, 4)))
