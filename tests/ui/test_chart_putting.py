"""What comes onto the chart: expansions with a choice and a guard, paths, common neighbours, what is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from jejak.case.charting import Wish
from jejak.schemas.errors import AnalysisError
from jejak.ui import feed as feeding
from jejak.ui.app import create_app
from jejak.ui.feed import ChartFeed
from jejak.ui.pages.chart import putting
from jejak.ui.pages.chart.putting import expansion
from jejak.ui.session import screen
from jejak.ui.words import shorten

BUDI, VICTIM, AGENCY, ACCOUNT_A, ACCOUNT_B, PHONE, HOUSE, TRIP = (f"{i:032x}" for i in range(1, 9))
DAY = 86_400_000
MAY_31 = 1_717_113_600_000


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(putting, "notify", lambda text, *_: told.append(text))
    monkeypatch.setattr(putting, "set_props", lambda name, props: told.append(f"{name} {props['data']['id']}"))
    return told


@pytest.fixture
def feed(memory_case: Any) -> Any:
    app = create_app(memory_case, token="t")  # noqa: S106
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        yield screen().feeds.of("tab")


def last(feed: ChartFeed) -> dict[str, Any]:
    return feed.since(0)[-1]


def test_the_form_of_the_dialog_is_read_with_its_last_day() -> None:
    form = {"kinds": ["USES:out"], "since": "2024-05-31", "until": "2024-05-31", "limit": 7}
    found = expansion(BUDI, form)
    assert found.wish == Wish((("USES", "out"),), MAY_31, MAY_31 + DAY)
    assert found.limit == 7
    assert expansion(BUDI, {"kinds": [], "since": "", "until": None, "limit": ""}).limit == putting.OFFERED
    assert expansion(BUDI, {"limit": 100_000}).limit == putting.MAX_FOCUS


@pytest.mark.parametrize("form", [{"since": "soon"}, {"since": "2024-06-01", "until": "2024-05-01"}])
def test_a_date_that_is_none_is_told_in_one_sentence(form: dict[str, object]) -> None:
    with pytest.raises(AnalysisError):
        expansion(BUDI, form)


def test_several_are_expanded_in_one_step(feed: ChartFeed, said: list[str]) -> None:
    putting.put(feed, [BUDI, VICTIM])
    putting.expand(feed, [BUDI, VICTIM])
    assert set(feed.nodes) == {BUDI, VICTIM, AGENCY, ACCOUNT_A, PHONE, HOUSE, TRIP}
    assert last(feed)["seq"] == 2
    putting.expand(feed, [BUDI])
    assert said == ["All neighbours are on the chart already."]


def test_what_was_undone_comes_again(feed: ChartFeed, said: list[str]) -> None:
    putting.put(feed, [BUDI])
    putting.expand(feed, [BUDI])
    putting.expand(feed, [BUDI], undone=[PHONE, AGENCY])
    assert {node["id"] for node in last(feed)["add"]["nodes"]} == {BUDI, PHONE, AGENCY}
    assert said == []


def test_more_than_can_be_read_come_as_closed_communities_and_the_count_is_said(
    feed: ChartFeed, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [BUDI, VICTIM, AGENCY, ACCOUNT_A, PHONE, HOUSE]
    putting.put(feed, everybody[:3])
    assert "together" not in last(feed)
    monkeypatch.setattr(putting, "MAX_FOCUS", 3)
    monkeypatch.setattr(putting, "MAX_NODES", 5)
    putting.put(feed, everybody)
    assert last(feed)["together"] is True
    assert set(feed.nodes) == set(everybody[:5])
    assert said == ["Showing 5 of 6, closed in their communities. Open one to see its members."]


def test_too_many_are_asked_about_first(feed: ChartFeed, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(putting, "GUARD", 3)
    putting.put(feed, [BUDI])
    putting.expand(feed, [BUDI])
    assert set(feed.nodes) == {BUDI}
    assert said == [f"expanding {BUDI}"]


def test_a_choice_brings_what_fits_and_tells_what_is_left(feed: ChartFeed, said: list[str]) -> None:
    putting.put(feed, [BUDI])
    putting.expand_chosen(feed, expansion(BUDI, {"kinds": ["USES:out"], "limit": 20}))
    assert set(feed.nodes) == {BUDI, PHONE}
    putting.expand_chosen(feed, expansion(BUDI, {"limit": 1}))
    assert len(feed.nodes) == 3
    assert said == ["2 more fit this choice and are not on the chart."]
    putting.expand_chosen(feed, expansion(BUDI, {"kinds": ["OWES:in"]}))
    assert said[1:] == ["No neighbour that is not on the chart fits this choice."]


def test_a_path_is_put_on_the_chart_and_highlighted_with_its_links(feed: ChartFeed, said: list[str]) -> None:
    putting.find_paths(feed, HOUSE, ACCOUNT_B, putting.ALL)
    delta = last(feed)
    walk = [HOUSE, VICTIM, BUDI, ACCOUNT_A, ACCOUNT_B]
    assert delta["show"] == walk
    assert delta["mark"][:5] == walk
    assert len(delta["mark"]) == 9
    assert set(delta["mark"][5:]) == {edge["id"] for edge in delta["add"]["edges"]}
    assert said == ["Paths: 1, of 4 steps each"]
    putting.find_paths(feed, HOUSE, ACCOUNT_B, putting.TIMED)
    assert said[1].startswith("No path whose dates follow")


def test_common_neighbours_are_highlighted(feed: ChartFeed, said: list[str]) -> None:
    putting.common(feed, [VICTIM, AGENCY])
    delta = last(feed)
    assert set(delta["mark"]) >= {VICTIM, AGENCY, BUDI}
    assert len(delta["mark"]) == 5
    putting.common(feed, [HOUSE, ACCOUNT_B])
    assert said == ["In common: 1", "Nobody and nothing is tied to all of them."]


def test_a_server_that_began_anew_tells_again_what_the_tab_had(feed: ChartFeed, said: list[str]) -> None:
    putting.put(feed, [BUDI])
    putting.recall(feed, [BUDI, PHONE, "f" * 32])
    assert set(feed.nodes) == {BUDI, PHONE}
    assert [edge["source"] for edge in last(feed)["add"]["edges"]] == [BUDI]
    putting.recall(feed, [BUDI])
    assert last(feed)["seq"] == 2
    assert said == []


def test_a_chart_that_comes_back_takes_the_room_of_the_one_that_was_opened(
    feed: ChartFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "MAX_NODES", 3)
    putting.put(feed, [HOUSE, TRIP, VICTIM])
    with pytest.raises(AnalysisError):
        putting.recall(feed, [BUDI, PHONE])
    putting.recall(feed, [BUDI, PHONE], undone=[HOUSE, TRIP])
    assert set(feed.nodes) == {BUDI, PHONE, VICTIM}
    assert {(one.source, one.target) for one in feed.bundles.values()} == {(VICTIM, BUDI), (BUDI, PHONE)}


def test_a_bundle_tells_its_number_sums_and_time(feed: ChartFeed) -> None:
    putting.put(feed, [ACCOUNT_A, ACCOUNT_B])
    (edge,) = last(feed)["add"]["edges"]
    assert edge["label"].split("\n") == ["transferred to ×3", "4,500,000 IDR", "1 May 2024 to 3 May 2024"]
    assert (edge["sums"], edge["grade"], edge["layer"]) == ({"IDR": 4_500_000.0}, "B2", "money")
    assert edge["last"] - edge["first"] == 2 * DAY


def test_no_part_is_drawn_of_anybody_masked(feed: ChartFeed) -> None:
    putting.put(feed, [BUDI, VICTIM])
    budi, victim = last(feed)["add"]["nodes"]
    assert (budi["part"], budi["partLabel"], budi["stage"]) == ("recruiter", "Recruiter", 0)
    assert victim["masked"]
    assert not {"part", "partLabel", "stage"} & set(victim)


def test_a_very_long_name_is_cut_on_the_chart() -> None:
    assert shorten("Budi Contoh") == "Budi Contoh"
    assert shorten("x" * 10_000) == "x" * 79 + "…"
