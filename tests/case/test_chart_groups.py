"""What puts entities of a chart together, and where they are ranked: over a real case, with nobody protected listed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import together_case
from jejak.case import Case
from jejak.schemas.errors import AnalysisError


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    made = together_case.build(tmp_path_factory.mktemp("together"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    return together_case.ids_of(case)


def grouped(case: Case, ids: dict[str, str], fact: str, names: list[str] | None = None) -> list[list[str]]:
    """The captions of each group, protected ones by their number."""
    called = {ident: name for name, ident in ids.items()}
    division = case.charting.groups.together([ids[name] for name in names or ids], fact)
    return [sorted(called[one] for one in group.members) for group in division.groups]


def test_people_of_one_address_stand_together_with_it_and_who_has_several_is_where_he_lives(
    case: Case, ids: dict[str, str]
) -> None:
    assert sorted(grouped(case, ids, "address")) == [
        ["Ani", "Budi", "Jl. Satu 1", "V0" if vina_first(case, ids) else "V1"],
        ["Cici", "Dodi", "Jl. Dua 2"],
    ]
    division = case.charting.groups.together(set(ids.values()), "address")
    assert (division.several, division.protected, division.alone) == (1, 0, len(set(ids.values())) - 7)
    assert {group.of for group in division.groups} == {ids["Jl. Satu 1"], ids["Jl. Dua 2"]}


def vina_first(case: Case, ids: dict[str, str]) -> bool:
    """Whether the one who was housed comes first by id."""
    return ids["Jl. Satu 1"] in case.charting.neighbours(ids["V0"])


def test_only_what_two_on_the_chart_share_counts_in_whichever_order_they_come(case: Case, ids: dict[str, str]) -> None:
    # without Ani and the victim, Budi has nobody at his first address: he is put where others are
    assert grouped(case, ids, "address", ["Budi", "Cici", "Dodi"]) == [["Budi", "Cici", "Dodi"]]
    assert grouped(case, ids, "address", ["Ani", "Budi"]) == [["Ani", "Budi"]]  # the address is not on the chart
    assert grouped(case, ids, "address", ["Edi", "Jl. Tiga 3", "Fani"]) == []
    assert grouped(case, ids, "address", ["Budi", "Ani"]) == grouped(case, ids, "address", ["Ani", "Budi"])


def test_a_company_holds_its_people_and_more_links_are_the_stronger_tie(case: Case, ids: dict[str, str]) -> None:
    vina = "V0" if vina_first(case, ids) else "V1"
    assert sorted(grouped(case, ids, "agency")) == [["Ani", "Budi", "PT Satu", vina], ["Cici", "Dodi", "PT Dua"]]
    assert case.charting.groups.together(list(ids.values()), "agency").several == 1


def test_communities_are_those_of_the_analysis_things_follow_and_nobody_protected_is_in_one(
    case: Case, ids: dict[str, str]
) -> None:
    rows = {row["id"]: row for row in case.run("communities").records()}
    told = case.charting.groups.communities([*ids.values(), "f" * 32])
    for ident, row in rows.items():
        assert told[str(ident)] == (row["group"] if int(row["size"] or 0) > 1 else None)
    assert [told[ids[name]] for name in ("V0", "V1")] == [None, None]
    assert told["f" * 32] is None
    assert told[ids["Ani"]] is not None
    assert told[ids["+6281234567001"]] == told[ids["Ani"]]
    assert told[ids["+6281234567002"]] is None  # of one who is in none
    division = case.charting.groups.together(list(ids.values()), "community")
    assert division.protected == 2
    assert {one for group in division.groups for one in group.members} == {one for one in told if told[one]}


def test_what_nothing_can_be_grouped_by_is_said(case: Case) -> None:
    with pytest.raises(AnalysisError, match="nothing can be grouped by this"):
        case.charting.groups.together([], "shoe_size")


def test_a_place_in_a_ranking_is_the_share_with_a_lower_value_and_nobody_protected_has_one(
    case: Case, ids: dict[str, str]
) -> None:
    standings = case.charting.standings
    rows = case.run("degree", top=0).records()
    below = standings.below("degree", list(ids.values()))
    for row in rows:
        lower = sum(int(other["degree"] or 0) < int(row["degree"] or 0) for other in rows) / len(rows)
        assert below[str(row["id"])] == pytest.approx(lower)
        place = standings.place("degree", str(row["id"]))
        assert place is not None
        assert (place.rank, place.of, place.value, place.column) == (row["rank"], len(rows), row["degree"], "degree")
    for name in ("V0", "V1", "Jl. Satu 1", "+6281234567001"):
        assert below[ids[name]] is None
        assert standings.place("degree", ids[name]) is None


def test_a_measure_that_tries_many_runs_tells_its_own_percentile(case: Case, ids: dict[str, str]) -> None:
    told = {row["id"]: row["percentile"] for row in case.run("ranking", top=0, runs=200).records()}
    below = case.charting.standings.below("ranking", list(ids.values()))
    assert {one: share for one, share in below.items() if share is not None} == told


@pytest.mark.parametrize(("name", "says"), [("communities", "ranks nobody"), ("shoe_size", "no such analysis")])
def test_what_ranks_nobody_is_said(case: Case, name: str, says: str) -> None:
    with pytest.raises(AnalysisError, match=says):
        case.charting.standings.below(name, [])
