"""Birth places, stated or told by the regency of a NIK: what a code stands for is learnt from who states both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.resolution.birthplaces import PLACE_LEVELS, BirthPlaces
from jejak.graph.resolution.values import Values


def listed(*said: list[str]) -> Values:
    owner = np.array([place for place, texts in enumerate(said) for _ in texts], np.int64)
    return Values.of(owner, [text for texts in said for text in texts], len(said))


def nik(regency: str) -> str:
    return f"nik:{regency}010101900001"


#: (places, numbers) of people; three of a code state Nunukan, which is enough to learn it; of 5203 only two do.
CROWD: list[tuple[list[str], list[str]]] = [
    *[(["Nunukan"], [nik("6503")])] * 3, (["Sebatik"], [nik("6503")]), *[(["Lombok Timur"], [nik("5203")])] * 2,
]  # fmt: skip


def level(*two: tuple[list[str], list[str]]) -> str:
    """How two people compare among the crowd, both ways round."""
    people = [*two, *CROWD]
    said = {"birth_place": listed(*[p for p, _ in people]), "identifier": listed(*[n for _, n in people])}
    places = BirthPlaces.of(said)
    found, bearers = places.compare(np.array([0, 1]), np.array([1, 0]))
    assert found[0] == found[1]
    assert bearers[0] == bearers[1]
    return PLACE_LEVELS[found[0]] if found[0] >= 0 else ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((["Nunukan"], []), (["KAB. NUNUKAN"], []), "same"),
        ((["Nunukan"], []), (["Nunukan Selatan", "Batam"], []), "same"),
        ((["Nunukan"], []), (["Batam"], []), "different"),
        ((["Nunukan"], []), ([], [nik("6503")]), "regency"),
        ((["Batam"], []), ([], [nik("6503")]), "elsewhere"),
        ((["Lombok Timur"], []), ([], [nik("5203")]), ""),  # two people are too few to learn from
        ((["Nunukan"], []), ([], [nik("1271")]), ""),
        (([], [nik("6503")]), ([], [nik("6503")]), ""),  # two numbers say it themselves
        ((["Nunukan"], []), ([], ["mykad:900102125678"]), ""),
        (([], []), ([], []), ""),
    ],
)
def test_how_birth_places_compare(
    one: tuple[list[str], list[str]], other: tuple[list[str], list[str]], expected: str
) -> None:
    assert level(one, other) == expected


def test_a_code_whose_people_state_many_places_stands_for_none() -> None:
    towns = ["Nunukan"] * 3 + ["Batam"] * 3
    people = [(["Nunukan"], []), ([], [nik("6503")]), *[([town], [nik("6503")]) for town in towns]]
    said = {"birth_place": listed(*[p for p, _ in people]), "identifier": listed(*[n for _, n in people])}
    assert BirthPlaces.of(said).compare(np.array([0]), np.array([1]))[0][0] == -1


TOWNS = st.sampled_from(["Nunukan", "Kota Batam", "Batam", "Lombok Timur", ""])
CODES = st.sampled_from(["6503", "5203", "2171"])


@given(st.lists(st.tuples(st.lists(TOWNS, max_size=2), st.lists(CODES, max_size=2)), min_size=2, max_size=9))
def test_turning_pairs_round_changes_nothing(people: list[tuple[list[str], list[str]]]) -> None:
    said = {
        "birth_place": listed(*[[town for town in towns if town] for towns, _ in people]),
        "identifier": listed(*[[nik(code) for code in codes] for _, codes in people]),
    }
    places, n = BirthPlaces.of(said), len(people)
    left, right = (side.ravel() for side in np.meshgrid(np.arange(n), np.arange(n)))
    for one, other in zip(places.compare(left, right), places.compare(right, left), strict=True):
        assert one.tolist() == other.tolist()
