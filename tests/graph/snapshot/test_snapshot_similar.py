"""Names that are spelled like what somebody looks for."""

from __future__ import annotations

from typing import Any

import pytest

from jejak.graph.snapshot import build_snapshot
from jejak.graph.snapshot.similar import SimilarNames
from jejak.schemas.world import load_world


@pytest.fixture
def similar(case: Any) -> SimilarNames:
    for place, name in enumerate(["Moh. Soesilo", "Mohammad Susilo", "Siti Aminah", "Martha", "Dwayne"]):
        case.entity("one", f"{place}", name=name)
    case.entity("one", "victim", name="Kartini Wulan", protection="V1")
    return SimilarNames(build_snapshot(case, load_world()))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mohamad susilo", ["Mohammad Susilo"]),
        ("Susilo, Mohammad", ["Mohammad Susilo"]),
        ("SITI AMINA", ["Siti Aminah"]),
        ("marhta", ["Martha"]),  # .961 in Winkler's own table
        ("duane", []),  # .840 there
        ("zz", []),
        ("", []),
    ],
)
def test_similar_names_are_offered(similar: SimilarNames, text: str, names: list[str]) -> None:
    assert [node.caption for node in similar.find(text)] == names


def test_a_protected_name_is_not_found(similar: SimilarNames) -> None:
    assert similar.find("Kartini Wulan") == []
