"""Evolution on planted networks: every event in the month it was put, nothing where nothing happens, nobody named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.analysis.declaration import Result
from jejak.analysis.registry import run
from jejak.schemas.errors import AnalysisError

A, B, C, D, E = (list(range(start, start + 6)) for start in (0, 6, 12, 18, 24))
LEFT, RIGHT = [0, 1, 2, 3], [4, 5, 30, 31]
WHOLE = [0, 1, 2, 3, 4, 5, 30, 31]
#: A splits in April; B and C are one from March on; D is silent in March and April; E is there all the time.
PLANTED: Mapping[int, Sequence[Sequence[int]]] = {
    1: [WHOLE, B, C, D, E],
    2: [WHOLE, B, C, D, E],
    3: [WHOLE, B + C, E],
    4: [LEFT, RIGHT, B + C, E],
    5: [LEFT, RIGHT, B + C, D, E],
    6: [LEFT, RIGHT, B + C, D, E],
}
MONTHLY = {"graph": "whole", "length": 1, "unit": "months", "top": 0}


def planted(
    tiny: ModuleType, folder: Path, months: Mapping[int, Sequence[Sequence[int]]], order: Sequence[int] = range(32)
) -> tuple[Result, list[list[str]]]:
    """The result on cliques that meet on the 5th and the 20th of each month; people are added in ``order``."""
    case = tiny.TinyCase()
    codes = {member: case.add("person", f"P{member}") for member in order}
    for month, groups in months.items():
        for group in groups:
            for one, other in combinations(group, 2):
                for day in ("05", "20"):
                    case.link("CONTACTED", codes[one], codes[other], t=f"2024-{month:02}-{day}")
    result = run("evolution", case.snapshot(folder), **MONTHLY)
    return result, [named(row["names"]) for row in result.records()]


def named(cell: object) -> list[str]:
    return sorted(str(cell).split("; "))


def people(*groups: Sequence[int]) -> list[str]:
    return sorted(f"P{member}" for group in groups for member in group)


def after_january(result: Result) -> list[tuple[object, object, list[str]]]:
    return sorted((row["slice"], row["event"], named(row["names"])) for row in result.records() if row["slice"] != 1)  # type: ignore[type-var]


EXPECTED = [
    (3, "dormant", people(D)),
    (3, "merged", people(B, C)),
    (4, "split", people(WHOLE)),
    (5, "resumed", people(D)),
]


def test_each_planted_event_is_found_in_its_month(tiny: ModuleType, tmp_path: Path) -> None:
    result, _ = planted(tiny, tmp_path, PLANTED)
    assert after_january(result) == EXPECTED
    assert [row["event"] for row in result.records() if row["slice"] == 1] == ["born"] * 5
    dates = {row["event"]: (row["first_link"], row["last_link"]) for row in result.records()}
    assert dates["split"] == ("2024-04-05", "2024-04-20")
    assert dates["dormant"] == ("2024-02-05", "2024-02-20"), "when it was last seen"
    assert dates["resumed"] == ("2024-05-05", "2024-05-20")


def test_a_network_that_does_not_change_has_births_alone(tiny: ModuleType, tmp_path: Path) -> None:
    result, _ = planted(tiny, tmp_path, {month: [A, B, C] for month in range(1, 7)})
    assert [(row["slice"], row["event"]) for row in result.records()] == [(1, "born")] * 3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(32)))
def test_other_codes_of_the_same_people_give_the_same_events(
    order: list[int], tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result, _ = planted(tiny, tmp_path_factory.mktemp("case"), PLANTED, order)
    assert after_january(result) == EXPECTED


def test_a_finding_rests_on_the_links_between_its_members(tiny: ModuleType, tmp_path: Path) -> None:
    result, _ = planted(tiny, tmp_path, {1: [A], 2: [A, B]})
    assert [len(finding.links) for finding in result.findings] == [30, 30]
    assert all(finding.subjects for finding in result.findings)


def test_who_is_protected_is_counted_and_not_named(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    codes = [*case.people(f"P{n}" for n in range(4)), case.add("person", "Hidden Name", protection="V1")]
    for month, members in ((1, codes[:4]), (2, codes)):
        for one, other in combinations(members, 2):
            case.link("CONTACTED", one, other, t=f"2024-{month:02}-05")
    result = run("evolution", case.snapshot(tmp_path), **MONTHLY)
    grown = next(row for row in result.records() if row["event"] == "grown")
    assert (grown["after"], grown["protected"], grown["joined"], grown["joined_names"]) == (5, 1, 1, "")
    assert named(grown["names"]) == ["P0", "P1", "P2", "P3"]
    assert all(len(finding.subjects) == 4 for finding in result.findings)
    assert "Hidden" not in str(result)


def test_links_without_a_date_or_with_a_vague_one_are_counted(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, two, three = case.people(["P1", "P2", "P3"])
    for left, right in ((one, two), (two, three), (one, three)):
        case.link("CONTACTED", left, right, t="2024-01-05")
    case.link("CONTACTED", one, two)
    case.link("CONTACTED", one, three, t="2024-01-01", t_precision="year")
    case.link("CONTACTED", two, three, t="2024-01-01", t_precision="month")
    result = run("evolution", case.snapshot(tmp_path), **MONTHLY)
    assert (result.summary["links"], result.summary["left_out_no_date"]) == (4, 1)
    assert result.summary["left_out_vague_date"] == 1
    assert len(result.findings[0].links) == 4


def test_without_dates_there_is_nothing_and_that_is_told(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("evolution", tiny.from_edges([("a", "b", 1), ("b", "c", 1)]).snapshot(tmp_path), **MONTHLY)
    assert result.rows == ()
    assert (result.summary["slices"], result.summary["left_out_no_date"]) == (0, 2)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [({"length": 2, "overlap": 2}, "overlap by less"), ({"length": 1, "unit": "days"}, "more than 1000 slices")],
)
def test_a_cut_that_makes_no_sense_is_told(
    tiny: ModuleType, tmp_path: Path, chosen: dict[str, int | str], words: str
) -> None:
    case = tiny.TinyCase()
    one, two = case.people(["P1", "P2"])
    for year in (2001, 2024):
        case.link("CONTACTED", one, two, t=f"{year}-01-05")
    with pytest.raises(AnalysisError, match=words):
        run("evolution", case.snapshot(tmp_path), **{**MONTHLY, **chosen})
