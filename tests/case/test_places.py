"""Where entities are: by stated coordinates, by the whole name of a known place, by their ties; never by a guess."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jejak.case import Case
from jejak.case.places import Whereabouts
from placed_case import named_ids, placed_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with placed_case(tmp_path_factory.mktemp("places")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    return named_ids(case)


def spots(found: Whereabouts) -> dict[str, frozenset[str]]:
    return {spot.name: frozenset(here) for spot, here in found.spots}


def test_everybody_is_where_the_ties_say(case: Case, ids: dict[str, str]) -> None:
    found = case.places.of([ids["Yusran Yy"]])
    assert spots(found) == {"Batam": {ids["Yusran Yy"]}, "Ketapang": {ids["Yusran Yy"]}}
    ketapang = next(spot for spot, _ in found.spots if spot.name == "Ketapang")
    assert (ketapang.lat, ketapang.lon, ketapang.kind) == (-1.83, 109.97, "town"), "the province tells which one"
    assert found.types == {ids["Yusran Yy"]: "person"}


def test_a_name_of_several_places_is_not_placed_and_told(case: Case, ids: dict[str, str]) -> None:
    found = case.places.of([ids["Jl. Melati 2, Ketapang"], ids["Blok C, Nirgendwo"]])
    assert found.spots == ()
    told = {(one.id, one.name, one.why) for one in found.unplaced}
    assert told == {
        (ids["Jl. Melati 2, Ketapang"], "Jl. Melati 2, Ketapang", "several"),
        (ids["Blok C, Nirgendwo"], "Blok C, Nirgendwo", "unknown"),
    }


def test_a_country_that_contradicts_the_name_leaves_it_unplaced(case: Case, ids: dict[str, str]) -> None:
    found = case.places.of([ids["Taman Satu, Batam"]])
    assert found.spots == ()
    assert [one.why for one in found.unplaced] == ["unknown"]


def test_stated_coordinates_are_told_as_stated(case: Case, ids: dict[str, str]) -> None:
    ((spot, here),) = case.places.of([ids["Rumah Bukit"]]).spots
    assert (spot.lat, spot.lon, spot.by_name, spot.name) == (1.5, 103.9, False, "Rumah Bukit")
    assert here == (ids["Rumah Bukit"],)
    ((by_name, _),) = case.places.of([ids["Ruko Satu 5, Batam"]]).spots
    assert by_name.by_name


def test_trips_between_the_same_places_are_one_leg_and_border_points_lie_between(
    case: Case, ids: dict[str, str]
) -> None:
    both = [ids["victim 0"], ids["victim 1"]]
    found = case.places.of(both)
    legs = {(leg.source.split(":")[1], leg.target.split(":")[1]): leg for leg in found.legs}
    assert set(legs) == {("Batam Centre", "Stulang Laut"), ("Pontianak", "Entikong"), ("Entikong", "Kuching")}
    ferry = legs["Batam Centre", "Stulang Laut"]
    assert len(ferry.trips) == 2
    assert all(len(here) == 1 and here[0] in both for here in ferry.trips.values())
    border = {spot.name for spot, _ in found.spots if spot.border}
    assert {"Batam Centre", "Stulang Laut", "Entikong"} <= border
    assert "Pontianak" not in border
    assert any(one.name == "Kampung Tiada" for one in found.unplaced)
    assert "Tawau" in spots(found), "one end of a trip is known where the other is not"


def test_the_home_of_a_victim_is_counted_and_not_placed(case: Case, ids: dict[str, str]) -> None:
    found = case.places.of([ids["victim 0"], ids["victim 1"]])
    assert found.masked == 1
    assert "Cilacap" not in repr(found)
    assert "Zulaiha" not in repr(found)


def test_nobody_and_strangers_are_nowhere(case: Case) -> None:
    assert case.places.of([]) == case.places.of(["f" * 32, "no id"])
    assert case.places.of([]).spots == ()
