"""What cannot be one life: two boats at one time, acts before a birth or after a death; births that numbers tell."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from jejak.case import Case
from jejak.graph.resolution.told import known_births, known_sexes, one_number
from jejak.graph.resolution.values import Values
from jejak.graph.resolution.whereabouts import Voyages, Whereabouts, days_of, earliest
from jejak.schemas.names import address
from jejak.ui.cli import app

NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Trip:
    """A voyage as a test writes it; minutes since 1970."""

    left: int
    reached: int = -1
    service: str = ""
    origin: str = ""
    destination: str = ""
    number: int = -1


def voyages(*aboard: list[Trip]) -> Voyages:
    """Voyages of subjects; a trip without a number is one of its own."""
    words: dict[frozenset[str], int] = {frozenset(): 0}
    rows = []
    for owner, trips in enumerate(aboard):
        for place, trip in enumerate(trips):
            said = [frozenset(trip.service.casefold().split())]
            said += [frozenset(address(text).words) for text in (trip.origin, trip.destination)]
            named = [words.setdefault(one, len(words)) for one in said]
            number = 1000 * owner + place if trip.number < 0 else trip.number
            rows.append((owner, trip.left, trip.reached, number, *named))
    table = np.array(sorted(rows), np.int64).reshape(-1, 7)
    starts = np.searchsorted(table[:, 0], np.arange(len(aboard) + 1))
    return Voyages(starts, table[:, 1], table[:, 2], table[:, 3], table[:, 4:], tuple(words))


def apart(one: list[Trip], other: list[Trip]) -> bool:
    found = voyages(one, other)
    pair = np.array([0]), np.array([1])
    assert found.apart(*pair) == found.apart(*pair[::-1])
    return bool(found.apart(*pair)[0])


HORIZON = Trip(10_000, 10_090, "MV Horizon 9", "Batam Centre", "Stulang Laut")
KELUD = Trip(10_010, 10_500, "KM Kelud", "Belawan", "Tanjung Priok")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HORIZON, KELUD, True),
        (HORIZON, replace(KELUD, reached=-1), True),
        (replace(HORIZON, service=""), replace(KELUD, service=""), True),
        (HORIZON, replace(KELUD, left=10_060, reached=-1), False),  # somebody may have got off and boarded again
        (HORIZON, replace(KELUD, left=10_060), True),  # both on the water, from and to other ports
        (HORIZON, replace(HORIZON, service="Horizon 9", origin="Sekupang"), False),  # one boat by two sources
        (HORIZON, replace(HORIZON, service="Dumai Express", origin="Batam"), False),  # one port, perhaps one boat
        (HORIZON, replace(KELUD, origin="BTH"), False),  # nobody can say what a code means beside a name
        (replace(HORIZON, origin=""), replace(KELUD, reached=-1), False),
        (HORIZON, replace(HORIZON, reached=11_000, service="", destination="Kuala Lumpur"), False),  # and its leg
        (HORIZON, Trip(9_900, 11_000, "", "Sagulung", "Kuala Lumpur"), False),  # the same, from the door
        (replace(HORIZON, number=7), replace(KELUD, number=7), False),
        (HORIZON, replace(KELUD, left=9_700, reached=10_095, service="KM Lawit"), True),  # reach two ports at once
        (HORIZON, replace(KELUD, left=40_000, reached=40_100), False),
    ],
)
def test_only_what_nobody_can_do_is_apart(one: Trip, other: Trip, expected: bool) -> None:
    assert apart([one], [other]) is expected
    assert apart([Trip(1, 2), one, Trip(90_000)], [Trip(500), other]) is expected


def test_who_was_on_no_voyage_is_nowhere_else() -> None:
    assert not apart([], [HORIZON])
    assert not apart([HORIZON], [HORIZON])


def clash(one: Trip, other: Trip) -> bool:
    """What the rules say of two voyages, by the word."""
    names = [frozenset(one.service.split()), frozenset(other.service.split())]
    if all(names) and (names[0] <= names[1] or names[1] <= names[0]):
        return False
    origin, destination = one.origin and other.origin and one.origin != other.origin, False
    if one.destination and other.destination:
        destination = one.destination != other.destination
    leaving = bool(origin) and abs(one.left - other.left) < 30
    known = one.reached >= 0 and other.reached >= 0
    reaching = known and destination and abs(one.reached - other.reached) < 30
    first, second = sorted((one, other), key=lambda trip: trip.left)
    crossing = known and first.left < second.left < first.reached < second.reached
    return leaving or reaching or (crossing and bool(origin) and destination)


PORTS = st.sampled_from(["", "nongsa", "belawan", "kukup"])
TRIPS = st.builds(
    lambda left, lasts, service, origin, destination: Trip(
        left, left + lasts if lasts else -1, service, origin, destination
    ),
    st.integers(0, 300), st.integers(0, 200), st.sampled_from(["", "kelud", "km kelud", "lawit"]), PORTS, PORTS,
)  # fmt: skip


@given(st.lists(st.lists(TRIPS, max_size=4), min_size=2, max_size=4))
@settings(max_examples=200, deadline=None)
def test_many_pairs_at_once_are_what_each_two_voyages_say(aboard: list[list[Trip]]) -> None:
    n = len(aboard)
    left, right = (side.ravel() for side in np.meshgrid(np.arange(n), np.arange(n)))
    apart = left != right
    found = voyages(*aboard).apart(left[apart], right[apart])
    expected = [
        any(clash(one, other) for one in aboard[a] for other in aboard[b])
        for a, b in zip(left[apart].tolist(), right[apart].tolist(), strict=True)
    ]
    assert found.tolist() == expected


def lives(**days: list[float]) -> Whereabouts:
    n = len(next(iter(days.values())))
    unknown = np.full(n, np.nan)
    known = {name: np.array(days.get(name, unknown), float) for name in ("seen", "seen_last", "signed", "died")}
    return Whereabouts(Whereabouts.nothing().voyages, **known)


NO = float("nan")


@pytest.mark.parametrize(
    ("born", "days", "expected"),
    [
        ([10_000, NO], {"seen": [NO, 9_000], "seen_last": [NO, 9_000]}, True),
        ([10_000, NO], {"seen": [NO, 10_001]}, False),
        ([10_000, NO], {"signed": [NO, 11_000]}, True),  # not three years old
        ([10_000, NO], {"signed": [NO, 12_000]}, False),
        ([10_000, NO], {"died": [NO, 9_999]}, True),
        ([10_000, NO], {"died": [NO, 10_000]}, False),
        ([NO, NO], {"seen_last": [5_000, NO], "died": [NO, 4_000]}, True),
        ([NO, NO], {"seen_last": [4_001, NO], "died": [NO, 4_000]}, False),
        ([10_000, NO], {"seen": [8_000, 9_000]}, False),  # whoever contradicts itself tells nothing
        ([NO, NO], {"seen": [NO, 9_000]}, False),
    ],
)
def test_nobody_acts_before_a_birth_or_after_a_death(
    born: list[float], days: dict[str, list[float]], expected: bool
) -> None:
    found, births = lives(**days), np.array(born, float)
    for one, other in ((0, 1), (1, 0)):
        assert found.impossible(births, np.array([one]), np.array([other])).tolist() == [expected]
        assert not found.impossible(births, np.array([one]), np.array([one]))[0]


def test_a_partial_date_is_the_first_or_the_last_day_that_it_allows() -> None:
    texts = ["1990", "1990-02", "1990-02-03"]
    for latest, days in ((False, ("1990-01-01", "1990-02-01")), (True, ("1990-12-31", "1990-02-28"))):
        expected = [np.datetime64(day).astype(int) for day in (*days, "1990-02-03")]
        assert days_of(texts, latest=latest).tolist() == expected
    assert np.isnan(days_of(["", "unknown", "2010-02-30"])).all()


def listed(*said: list[str]) -> Values:
    owner = np.array([place for place, texts in enumerate(said) for _ in texts], np.int64)
    return Values.of(owner, [text for texts in said for text in texts], len(said))


def test_births_that_numbers_tell_stand_in_where_none_is_stated() -> None:
    numbers = listed(["nik:6503014108050001"], ["nik:6503010103260001", "mykad:900102125678"], ["passport:A1"], [])
    said = {"birth_date": listed(["1999-01-01"], [], [], []), "identifier": numbers}
    known = known_births(said)
    assert [set(known.texts_of(place)) for place in range(4)] == [
        {"1999-01-01"}, {"1926-03-01", "2026-03-01", "1990-01-02"}, set(), set(),
    ]  # fmt: skip
    assert earliest(known)[:2].tolist() == days_of(["1999-01-01", "1926-03-01"]).tolist()
    assert np.isnan(earliest(known)[2:]).all()
    nothing = listed([], [], [], [])
    assert known_births({"birth_date": nothing, "identifier": nothing}).codes.size == 0
    sexes = known_sexes({"sex": nothing, "identifier": numbers, "name": listed([], [], ["Ali bin Abu"], [])})
    assert [set(sexes.texts_of(place)) for place in range(4)] == [{"F"}, {"M", "F"}, {"M"}, set()]


def test_a_number_does_not_agree_with_itself() -> None:
    numbers = listed(["nik:6503014108050001"], ["nik:6503014108050001"], ["nik:6503014108050001"], [])
    said = {"birth_date": listed([], ["2005-08-01"], ["2005-08-01"], []), "identifier": numbers}
    left, right = np.array([0, 1, 0]), np.array([1, 2, 3])
    assert one_number(said, left, right).tolist() == [True, False, False]


@given(st.lists(st.dates(date(1930, 1, 1), date(2019, 12, 31)), min_size=1, max_size=4))
def test_a_number_tells_the_birth_that_would_be_stated(dates: list[date]) -> None:
    numbers = listed(*[[f"nik:650301{day:%d%m%y}0001"] for day in dates])
    known = known_births({"birth_date": listed(*[[] for _ in dates]), "identifier": numbers})
    assert all(day.isoformat() in known.texts_of(place) for place, day in enumerate(dates))


MANIFEST = """mapping: manifest
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, zone: Asia/Jakarta, region: ID}
entities:
  passenger:
    type: person
    key: [no]
    properties: {number_in_source: no, name: name, birth_date: born, nik: nik, deceased_date: died}
  trip: {type: trip, key: [boat, at], properties: {service_no: boat, depart: at, origin: from, destination: to}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: TRAVELLED_ON, from: passenger, to: trip, time: at, when: {column: at, present: true}}
  - {type: USES, from: passenger, to: phone, when: {column: phone, present: true}}
"""
HEADER = ("no", "name", "born", "nik", "died", "boat", "at", "from", "to", "phone")
MAN = ("Quintus Xaverius", "1980-03-04")
TWICE = {
    "first": (*MAN, "", "", "MV Horizon 9", "2024-05-03 08:00", "Batam Centre", "Stulang Laut", "+6281234567001"),
    "elsewhere": (*MAN, "", "", "KM Kelud", "2024-05-03 08:10", "Belawan", "Tanjung Priok", "+6281234567001"),
    "later": (*MAN, "", "", "KM Kelud", "2024-05-06 08:10", "Belawan", "Tanjung Priok", "+6281234567001"),
    "dead": (*MAN, "", "2020-01-02", "", "", "", "", "+6281234567001"),
    "by number": ("Quintus Xaverius", "", "3501010403800001", "", "", "", "", "", ""),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_text(MANIFEST)
    words = ("Agus", "Dewi", "Eko", "Fitri", "Hadi", "Indah", "Joko", "Lina", "Rudi", "Sari")
    crowd = [
        (f"c{i}", f"{words[i % 10]} {words[i // 10]}o", f"19{60 + i % 37}-0{1 + i % 9}-1{i % 9}", *[""] * 7)
        for i in range(100)
    ]
    with Case.create(tmp_path / "x.case", analyst="tester") as case:
        for key, cells in TWICE.items():  # each in a file of its own: two rows of one file are rarely one man
            with (tmp_path / f"{key}.csv").open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([HEADER, (key, *cells), *(crowd if key == "first" else [])])
            case.import_file(tmp_path / f"{key}.csv", tmp_path / "m.yaml")
    return tmp_path


def suggested(folder: Path, least: str, *options: str) -> dict[frozenset[str], tuple[float, set[str]]]:
    """Suggestions by the numbers of their sources, with what speaks for and against."""
    arguments = ["resolve", str(folder / "x.case"), "--suggest", "--least", least, "--format", "json", *options]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    with Case.open(folder / "x.case") as case:
        return {
            frozenset(
                value or ""
                for ident in (pair["left"], pair["right"])
                for ref in case.claims(ident)
                for name, value in case.record(ref)
                if name == "no"
            ): (pair["score"], {why["feature"] for why in pair["why"]})
            for pair in json.loads(done.output)["pairs"]
        }


def test_two_men_of_one_name_on_two_boats_at_one_time_stay_apart(folder: Path) -> None:
    good, all_of_them = suggested(folder, "0.92"), suggested(folder, "0.01", "-n", "500")
    two_boats, one_man = frozenset({"first", "elsewhere"}), frozenset({"first", "later"})
    assert one_man in good
    assert two_boats not in good
    score, why = all_of_them[two_boats]
    assert score <= 0.6
    assert "Two places at one time" in why
    assert "Two places at one time" not in all_of_them[one_man][1]


def test_whoever_travels_after_the_other_died_is_somebody_else(folder: Path) -> None:
    for other in ("first", "later"):
        score, why = suggested(folder, "0.01", "-n", "500")[frozenset({"dead", other})]
        assert score <= 0.6
        assert "Dates of a life" in why


def test_a_birth_date_that_a_number_tells_is_compared(folder: Path) -> None:
    found = suggested(folder, "0.01", "-n", "500", "--language", "ms")
    score, why = found[frozenset({"first", "by number"})]
    assert "Tarikh lahir" in why
    assert score > 0.5
