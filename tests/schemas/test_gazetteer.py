"""The offline list of places: right in itself, and conservative about what a name means."""

from __future__ import annotations

from collections import Counter

import pytest
from babel import Locale

from jejak.schemas.gazetteer import KINDS, NEAR, gazetteer, key, one_spot, places_called

#: Where each country lies, roughly (south, west, north, east): a position with its sign or order wrong falls out.
BOUNDS = {"ID": (-11.1, 94.9, 6.1, 141.1), "MY": (0.8, 99.5, 7.4, 119.3), "SG": (1.1, 103.5, 1.5, 104.1)}


def named(name: str, **more: object) -> list[str]:
    return [place.name for place in places_called(name, **more)]  # type: ignore[arg-type]


def test_every_place_is_declared_rightly() -> None:
    places = gazetteer().places
    assert len(places) > 350
    territories = Locale("en").territories
    for place in places:
        assert place.kind in KINDS, place
        assert place.country in territories, place
        south, west, north, east = BOUNDS.get(place.country, (-48, 20, 56, 180))
        assert south <= place.lat <= north, place
        assert west <= place.lon <= east, place
        assert round(place.lat, 2) == place.lat, "no position claims to be finer than it is"
        assert round(place.lon, 2) == place.lon
    same = Counter((place.country, place.kind, place.name) for place in places)
    assert max(same.values()) == 1, "a spot on the map is called by country, kind and name"


def test_every_place_is_found_by_its_own_name_and_country() -> None:
    for place in gazetteer().places:
        assert place in places_called(place.name, country=place.country, regions=place.regions), place


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("batam", "Batam"), ("KOTA BATAM", "Batam"), ("Batam 29432", "Batam"), ("Tanjungpinang", "Tanjung Pinang"),
        ("Tg. Pinang", "Tanjung Pinang"), ("Kab. Lombok Timur", "Lombok Timur"), ("Johor Baharu", "Johor Bahru"),
        ("Pelabuhan Batam Centre", "Batam Centre"), ("O'Smach", "O Smach"), ("Kota Tinggi", "Kota Tinggi"),
        ("Malacca", "Melaka"), ("Singapura", "Singapore"),
    ],
)  # fmt: skip
def test_other_spellings_of_the_whole_name_mean_the_same(said: str, meant: str) -> None:
    assert named(said) == [meant]


@pytest.mark.parametrize(
    "said",
    ["", " ", "-", "Jl. Medan", "Jalan Malang 3", "Batam Selatan", "Bata", "Johor", "Indonesia", "Merdeka"],
)
def test_nothing_but_a_whole_name_is_a_place(said: str) -> None:
    assert named(said) == []


def test_a_name_of_several_places_names_all_of_them_until_country_or_province_tells_which() -> None:
    assert len(named("Ketapang")) == 2
    assert named("Ketapang", regions=["Jln. Laut", "West Kalimantan"]) == ["Ketapang"]
    assert named("Malaka") == ["Malaka", "Melaka"]
    assert named("Malaka", country="MY") == ["Melaka"]
    assert named("Batam", country="MY") == [], "a country that contradicts is no place"
    assert set(named("Tanjung Balai", regions=["Sumatera Utara"])) == {"Tanjung Balai"}
    assert named("Batam", regions=["Johor"]) == ["Batam"], "what a text beside it says otherwise is not looked at"


def test_positions_near_each_other_are_one() -> None:
    assert one_spot([(1.0, 104.0), (1.0 + NEAR / 2, 104.0)]) == (1.0, 104.0)
    assert one_spot([(1.0, 104.0), (1.0 + NEAR * 2, 104.0)]) is None
    assert one_spot([]) is None


def test_keys_hold_letters_and_digits_alone() -> None:
    assert key("Tg.  Balai-Karimun") == "tanjungbalaikarimun"
    assert all(name.isalnum() for name in gazetteer().by_key)
