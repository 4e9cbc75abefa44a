"""When parts hold that somebody plays: by the dates of stated roles, or since the first link that shows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jejak.case import Case
from jejak.case.dated_parts import DatedPart
from jejak.ui.words import draw_node
from timed_case import ids_of, ms, timed_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with timed_case(tmp_path_factory.mktemp("times")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    return ids_of(case)


def test_stated_roles_hold_in_their_whole_years_months_and_days(case: Case, ids: dict[str, str]) -> None:
    adi = case.charting.standing(ids["Adi"])
    assert adi.parts == (
        DatedPart("broker", "broker", ms("2024-01-01"), None),
        DatedPart("recruiter", "recruiter_calo_sponsor", ms("2023-01-01"), ms("2024-01-01")),
    )
    assert (adi.part, adi.stage) == ("recruiter", 0), "without a date it is what it was"
    assert [part.stage for part in adi.parts] == [None, 0]
    citra = case.charting.standing(ids["Citra"])
    assert citra.parts == (DatedPart("transporter", "transporter", ms("2024-06-01"), ms("2024-07-01")),)


def test_what_links_show_holds_since_the_first_one(case: Case, ids: dict[str, str]) -> None:
    assert case.charting.standing(ids["Dewi"]).parts == (DatedPart("recruiter", "", ms("2024-07-01"), None),)
    assert case.charting.standing(ids["Budi"]).parts == ()


def test_of_a_protected_person_nothing_is_told(case: Case, ids: dict[str, str]) -> None:
    victim = case.charting.standing(ids["victim"])
    assert (victim.part, victim.parts) == ("", ())
    with case.store() as store:
        node = store.get(ids["victim"])
    assert node
    assert "roles" not in draw_node(node, victim)


def test_what_an_analyst_states_without_a_date_holds_always(case: Case, ids: dict[str, str]) -> None:
    change = case.ledger.assert_role(ids["Citra"], "transporter", analyst="x", reason="seen again")
    assert case.charting.standing(ids["Citra"]).parts == (DatedPart("transporter", "transporter"),)
    with case.store() as store:
        node = store.get(ids["Citra"])
    assert node
    drawn = draw_node(node, case.charting.standing(node.id))
    assert drawn["part"] == "transporter"
    assert "roles" not in drawn, "a part that always holds needs no dates"
    case.ledger.withdraw_role(change.seq, analyst="x")


def test_the_chart_is_told_parts_with_their_times(case: Case, ids: dict[str, str]) -> None:
    with case.store() as store:
        node = store.get(ids["Adi"])
    assert node
    assert draw_node(node, case.charting.standing(node.id))["roles"] == [
        {"part": "broker", "partLabel": "Broker", "told": "Broker", "from": ms("2024-01-01")},
        {
            "part": "recruiter", "partLabel": "Recruiter", "told": "Recruiter (calo, sponsor)", "stage": 0,
            "from": ms("2023-01-01"), "until": ms("2024-01-01"),
        },
    ]  # fmt: skip
