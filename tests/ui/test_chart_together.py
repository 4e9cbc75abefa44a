"""Groups by what entities share, sizes by a measure and hulls of communities, in a real Chromium over a real case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import together_case
from jejak.case import Case

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
#: All that stands on the canvas, and where.
DRAWN = f"JSON.stringify({CHART}.cy.elements().map(e => [e.id(), e.isNode() ? e.position() : 0]).sort())"
GROUPS = f"""Object.values({CHART}.view.groups).map(g => [{CHART}.cy.getElementById(g.id).data('label'), g.of,
    [...g.members].sort()]).sort()"""
STEPS = f"{CHART}.history.past.length"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = together_case.build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ids(case: Case) -> dict[str, str]:
    return together_case.ids_of(case)


@pytest.fixture
def screen(case: Case, ids: dict[str, str], open_screen: Callable[[Any], Any]) -> Any:
    """Everybody and everything of the case on the chart."""
    opened = open_screen(case)
    everything = sorted(set(ids.values()))
    opened.open(f"/chart?focus={','.join(everything)}")
    opened.nodes(len(everything))
    opened.page.wait_for_timeout(500)
    return opened


def groups_are(screen: Any, count: int) -> None:
    screen.until("Object.keys(chart.view.groups).length === arg", count)


def test_groups_by_address_are_one_step_open_exactly_and_survive_a_reload_without_a_name(
    screen: Any, ids: dict[str, str]
) -> None:
    page = screen.page
    before, steps = page.evaluate(DRAWN), page.evaluate(STEPS)
    page.click("summary:has-text('Group')")
    page.get_by_role("button", name="Group by address").click()
    groups_are(screen, 2)
    assert page.evaluate(STEPS) == steps + 1
    made = page.evaluate(GROUPS)
    assert [label.split("\n")[0] for label, _of, _members in made] == ["Jl. Dua 2", "Jl. Satu 1"]
    assert [of for _label, of, _members in made] == [
        {"kind": "address", "id": ids["Jl. Dua 2"]},
        {"kind": "address", "id": ids["Jl. Satu 1"]},
    ]
    assert made[0][2] == sorted(ids[name] for name in ("Cici", "Dodi", "Jl. Dua 2"))
    notice = page.locator(".mantine-Notification-root")
    expect(notice).to_contain_text("2 groups of 7 entities. 1 belong to several")
    closed = page.evaluate(DRAWN)
    screen.press("Control+z")
    groups_are(screen, 0)
    assert page.evaluate(DRAWN) == before
    screen.press("Control+y")
    groups_are(screen, 2)
    page.wait_for_timeout(800)
    page.reload()
    groups_are(screen, 2)
    screen.until("chart.cy.nodes().some(n => n.data('label')?.startsWith(arg))", "Jl. Satu 1\n")
    assert page.evaluate(DRAWN) == closed
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert not any(word in kept for word in ("Jl.", "Ani", "Budi", "PT Satu", "Victim"))
    screen.press("u")
    groups_are(screen, 0)
    assert page.evaluate(DRAWN) == before
    assert screen.faults == []


def test_the_selection_alone_is_grouped_by_company_and_nothing_shared_is_said(screen: Any, ids: dict[str, str]) -> None:
    page = screen.page
    screen.choose(ids["Cici"], ids["Dodi"], ids["Edi"])
    screen.press("Shift+O")
    groups_are(screen, 1)
    assert page.evaluate(GROUPS)[0][1:] == [{"kind": "agency", "id": ids["PT Dua"]}, sorted([ids["Cici"], ids["Dodi"]])]
    assert page.evaluate(GROUPS)[0][0].startswith("PT Dua")  # although it is not in the group
    steps = page.evaluate(STEPS)
    screen.choose(ids["Edi"], ids["Fani"])
    screen.press("Shift+H")
    expect(
        page.locator(".mantine-Notification-root", has_text="No two of these are tied to one address")
    ).to_be_visible()
    assert page.evaluate(STEPS) == steps
    assert screen.faults == []


def test_communities_group_nobody_protected(screen: Any, case: Case, ids: dict[str, str]) -> None:
    page = screen.page
    screen.press("Shift+C")
    wanted = case.charting.groups.together(sorted(set(ids.values())), "community")
    groups_are(screen, len(wanted.groups))
    made = page.evaluate(GROUPS)
    assert {label.split("\n")[0] for label, _of, _members in made} == {f"Community {one.of}" for one in wanted.groups}
    assert not {ids["V0"], ids["V1"]} & {member for _label, _of, members in made for member in members}
    expect(page.locator(".mantine-Notification-root")).to_contain_text("2 protected ones stay outside")
    assert screen.faults == []


def test_hulls_follow_what_is_seen_and_a_click_in_the_legend_selects_a_community(
    screen: Any, case: Case, ids: dict[str, str]
) -> None:
    page = screen.page
    wanted = {one.of: set(one.members) for one in case.charting.groups.together([*ids.values()], "community").groups}
    hulls = page.locator(".jejak-hulls path")
    screen.press("Shift+B")
    expect(hulls).to_have_count(len(wanted))
    assert {path.get_attribute("data-community") for path in hulls.all()} == set(wanted)
    page.get_by_role("button", name="Community 1", exact=False).click()
    assert set(page.evaluate(f"{CHART}.selected()")) == wanted["1"]
    where = page.locator(".jejak-hulls > g").get_attribute("transform")
    screen.press("+")
    assert page.locator(".jejak-hulls > g").get_attribute("transform") != where
    screen.press("h")
    expect(hulls).to_have_count(len(wanted) - 1)
    screen.press("Control+z")
    expect(hulls).to_have_count(len(wanted))
    pale = "{ person: true, organisation: true, address: true, phone: true }"
    page.evaluate(f"{CHART}.filter({{ kinds: {pale}, mode: 'dim' }})")
    expect(hulls).to_have_count(0)
    screen.press("Control+z", "Control+z")
    assert page.evaluate(f"{CHART}.view.look.communities") is not True
    screen.press("Control+y")
    expect(hulls).to_have_count(len(wanted))
    page.wait_for_timeout(800)
    page.reload()
    expect(hulls).to_have_count(len(wanted))  # they are worked out again on the server
    assert screen.faults == []


def test_sizes_follow_a_measure_and_nobody_protected_has_one(screen: Any, case: Case, ids: dict[str, str]) -> None:
    page = screen.page
    screen.press("Shift+Z")
    choice = page.locator(".jejak-sizes select")
    expect(choice).to_be_focused()
    choice.select_option("betweenness")
    screen.until("chart.cy.getElementById(arg).data('lift') !== undefined", ids["Ani"])
    below = case.charting.standings.below("betweenness", [*ids.values()])
    across = page.evaluate(f"Object.fromEntries({CHART}.cy.nodes().map(n => [n.id(), n.width()]))")
    best = max((one for one in below if below[one] is not None), key=lambda one: below[one] or 0.0)
    assert across[best] == max(across.values()) > 60
    assert {across[one] for one, share in below.items() if share is None} == {34}
    expect(page.locator(".jejak-legend")).to_contain_text("Protected people and things are never ranked")
    page.wait_for_timeout(800)
    page.reload()
    screen.until("chart.cy.nodes().some(n => n.id() === arg[0] && n.width() === arg[1])", [best, across[best]])
    screen.press("z")
    assert page.evaluate(f"{CHART}.view.look.size") == "same"
    screen.press("z", "z")
    assert page.evaluate(f"{CHART}.view.look.size") == "chart"
    assert page.evaluate(f"id => {CHART}.cy.getElementById(id).width()", ids["V0"]) == 34
    assert screen.faults == []


def test_the_detail_opens_every_measure_of_an_actor_and_none_of_a_victim(
    screen: Any, case: Case, ids: dict[str, str]
) -> None:
    page = screen.page
    ranked = [name for name, _title in case.measures() if name != "ranking"]
    places = [case.charting.standings.place(name, ids["Budi"]) for name in ranked]
    page.evaluate(f"id => {CHART}.openDetail(id)", ids["Budi"])
    detail = page.locator("#detail")
    detail.get_by_role("button", name="Measures …").click()
    expect(detail.locator(".jejak-measures tbody tr")).to_have_count(sum(map(bool, places)), timeout=60_000)
    expect(detail.get_by_role("link", name="Betweenness")).to_have_attribute("href", "/analyses?name=betweenness")
    expect(detail.locator(".jejak-measures")).to_contain_text("who connects groups that are otherwise apart")
    page.evaluate(f"id => {CHART}.openDetail(id)", ids["V0"])
    expect(detail).to_contain_text("Protected people are never ranked.")
    expect(detail.get_by_role("button", name="Measures …")).to_have_count(0)
    assert screen.faults == []
