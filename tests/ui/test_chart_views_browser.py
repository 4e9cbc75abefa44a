"""Saved views in a real Chromium: exactly the same for a colleague, one step to undo, and two people at one view."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.case import Case
from jejak.case.acts import Act
from named import by_caption
from ring_case import MAPPING, ROWS

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
#: Everything that a saved view promises, the canvas too.
WHOLE = f"""(() => {{ const {{ view, cy }} = {CHART}; return JSON.stringify([
    Object.entries(view.pos).sort(), Object.keys(view.hidden).sort(), Object.keys(view.pinned).sort(),
    Object.entries(view.groups).sort(), view.filter, view.focus && Object.keys(view.focus).sort(),
    Object.keys(view.marked).sort(), view.look, Object.keys(view.nodes).sort(), Object.keys(view.edges).sort(),
    cy.zoom(), cy.pan(),
    cy.elements().map(e => [e.id(), e.classes().filter(c => c !== 'mute').sort(), e.isNode() ? e.position() : 0]).sort()
]) }})()"""


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "ring.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "ring.yaml").write_text(MAPPING, encoding="utf-8")
    with Case.create(tmp_path / "ring.case", name="Ring", analyst="Ana") as case:
        case.import_file(tmp_path / "ring.csv", tmp_path / "ring.yaml")
        yield case


def opened(screen: Any, version: int, *, changed: bool) -> str:
    """Wait until the page knows of the open view that it is of this version; returns its id."""
    told = "JSON.parse(chart.saving.last)"
    is_it = f"{told}.version === arg[0] && {told}.changed === arg[1]"
    screen.until(f"chart.view.of && chart.saving.last && {is_it}", [version, changed])
    return str(screen.page.evaluate(f"{CHART}.view.of"))


def name_it(screen: Any, name: str) -> None:
    dialog = screen.page.get_by_role("dialog")
    expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    dialog.get_by_label("Name", exact=True).fill(name)
    screen.page.keyboard.press("Enter")


def arrange(screen: Any, people: dict[str, str]) -> None:
    """Do something to every part of the chart."""
    page = screen.page
    screen.open(f"/chart?focus={','.join(people.values())}")
    screen.nodes(len(people))
    screen.press("4", "z", "w")
    screen.choose(people["Umar Uu"])
    screen.press("p")
    screen.choose(people["PT Rara Rr"], people["PT Wawa Ww"])
    screen.press("c")
    screen.choose(people["Xaverius Xx"])
    screen.press("h")
    page.evaluate(f"ids => {CHART}.run('mark', {{ ids }})", [people["Yusran Yy"]])
    page.evaluate(f"{CHART}.filter({{ kinds: {{ phone: true }}, degree: 1, mode: 'remove', from: 0 }})")
    page.wait_for_timeout(700)
    page.evaluate(f"{CHART}.cy.viewport({{ zoom: 0.8125, pan: {{ x: 123.4567, y: 89.25 }} }})")


def test_a_saved_view_opens_identically_for_a_colleague_and_is_one_step(
    ring: Case, open_screen: Callable[[Any], Any]
) -> None:
    mine = open_screen(ring)
    people = by_caption(ring)
    arrange(mine, people)
    mine.press("Control+s")
    name_it(mine, "Ring of Yusran")
    ident = opened(mine, 1, changed=False)
    expect(mine.page.locator("#view-open")).to_contain_text("Ring of Yusran")
    assert f"view={ident}" in mine.page.url
    assert "focus" not in mine.page.url
    before = mine.page.evaluate(WHOLE)
    with Case.open(ring.folder, analyst="Budi") as colleague:
        theirs = open_screen(colleague)
        page = theirs.page
        yusran = people["Yusran Yy"]
        theirs.open(f"/chart?focus={yusran}")
        theirs.nodes(1)
        page.wait_for_timeout(500)
        former = page.evaluate(WHOLE)
        theirs.press("Control+o")
        page.get_by_role("dialog").get_by_role("button", name="Open Ring of Yusran").first.click()
        opened(theirs, 1, changed=False)
        assert page.evaluate(WHOLE) == before
        steps = page.evaluate(f"{CHART}.history.past.length")
        theirs.press("Control+z")
        theirs.nodes(1)
        assert page.evaluate(f"{CHART}.history.past.length") == steps - 1
        assert page.evaluate(WHOLE) == former
        page.wait_for_function("() => !location.search.includes('view=')")
        theirs.press("Control+y")
        opened(theirs, 1, changed=False)
        assert page.evaluate(WHOLE) == before
        kept = page.evaluate("JSON.stringify(sessionStorage)")
        assert not any(word in kept for word in ("Yusran", "Ring of", "Zulaiha", "Umar"))
        fresh = open_screen(colleague)  # another profile, by the address alone
        fresh.open(f"/chart?view={ident}")
        opened(fresh, 1, changed=False)
        assert fresh.page.evaluate(WHOLE) == before
        assert fresh.page.evaluate(f"{CHART}.history.past.length") == 0
        colleague.acts.flush()
        acts = ring.ledger.events(kinds=(Act.VIEW_OPENED,))
        assert [(one.subject, one.analyst, one.detail["version"]) for one in acts] == [(ident, "Budi", 1)] * 2
        assert mine.faults == theirs.faults == fresh.faults == []


def test_changes_are_told_survive_a_reload_and_become_the_next_version(
    ring: Case, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(ring)
    page, people = screen.page, by_caption(ring)
    screen.open(f"/chart?focus={','.join(people.values())}")
    screen.nodes(len(people))
    page.evaluate(f"{CHART}.run('saveView')")
    name_it(screen, "Everybody")
    ident = opened(screen, 1, changed=False)
    screen.press("Control+a", "3")
    opened(screen, 1, changed=True)
    expect(page.locator("#view-open")).to_contain_text("changed since")
    page.wait_for_timeout(700)
    before = page.evaluate(WHOLE)
    page.reload()
    screen.nodes(len(people))
    assert opened(screen, 1, changed=True) == ident
    assert page.evaluate(WHOLE) == before  # the saved view in the address does not take its place
    screen.press("Control+z")
    opened(screen, 1, changed=False)
    screen.press("Control+y", "Control+s")
    opened(screen, 2, changed=False)
    screen.press("Control+s")
    expect(page.locator(".mantine-Notification-root").last).to_contain_text("Nothing has changed since version 2")
    assert len(ring.chart_views.one(ident).versions) == 2
    page.click(".jejak-nav:has-text('Case')")
    expect(page.locator("#home-views")).to_contain_text("Everybody")
    page.click(".jejak-nav:has-text('Chart')")
    page.wait_for_function(f"() => location.search.includes('view={ident}')")
    assert page.evaluate(f"{CHART}.view.of") == ident
    page.click("#chart-clear")
    screen.nodes(0)
    page.wait_for_function("() => !location.search.includes('view=')")
    page.click(".jejak-nav:has-text('Case')")
    page.locator("#home-views").get_by_role("link", name="Everybody").click()
    screen.nodes(len(people))
    assert page.evaluate(WHOLE) == before
    assert screen.faults == []


def test_two_people_at_one_view_lose_nothing(ring: Case, open_screen: Callable[[Any], Any]) -> None:
    mine = open_screen(ring)
    people = by_caption(ring)
    mine.open(f"/chart?focus={','.join(people.values())}")
    mine.nodes(len(people))
    mine.press("Control+s")
    name_it(mine, "Shared")
    ident = opened(mine, 1, changed=False)
    with Case.open(ring.folder, analyst="Budi") as colleague:
        theirs = open_screen(colleague)
        theirs.open(f"/chart?view={ident}")
        opened(theirs, 1, changed=False)
        theirs.press("Control+a", "4", "Control+s")
        opened(theirs, 2, changed=False)
        theirs.page.wait_for_timeout(700)
        theirs_now = json.loads(theirs.page.evaluate(WHOLE))[0]
        page = mine.page
        mine.choose(people["Umar Uu"])
        mine.press("p", "Control+s")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Budi saved version 2")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert len(ring.chart_views.one(ident).versions) == 2
        own = page.evaluate(WHOLE)
        mine.press("Control+s")
        dialog.get_by_role("button", name="Open the newest version").click()
        opened(mine, 2, changed=False)
        assert json.loads(page.evaluate(WHOLE))[0] == theirs_now
        mine.press("Control+z")
        assert page.evaluate(WHOLE) == own
        mine.press("Control+s")  # the chart goes on from version 2 now, knowing it
        opened(mine, 3, changed=False)
        theirs.choose(people["Yusran Yy"])
        theirs.press("p", "Control+s")
        over = theirs.page.get_by_role("dialog")
        over.get_by_role("button", name="all the same").click()
        opened(theirs, 4, changed=False)
        mine.choose(people["Yusran Yy"])
        mine.press("h", "Control+s")
        page.get_by_role("dialog").get_by_role("button", name="Save under another name").click()
        name_it(mine, "Mine alone")
        assert opened(mine, 1, changed=False) != ident
        found = ring.chart_views
        assert [len(view.versions) for view in found.views()] == [1, 4]
        pinned = [found.opened(ident, n).today.state["pinned"] for n in (1, 2, 3, 4)]
        assert pinned == [[], [], [people["Umar Uu"]], [people["Yusran Yy"]]]
        assert mine.faults == theirs.faults == []


def test_the_list_searches_renames_takes_away_and_goes_back_to_a_version(
    ring: Case, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(ring)
    page, people = screen.page, by_caption(ring)
    screen.open(f"/chart?focus={people['Umar Uu']},{people['Yusran Yy']}")
    screen.nodes(2)
    screen.press("Control+o")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No view was saved yet")
    page.keyboard.press("Escape")
    screen.press("Control+s")
    name_it(screen, "Zulaiha Zz")  # a victim
    expect(dialog).to_contain_text("names somebody who is protected")
    assert ring.chart_views.views() == []
    name_it(screen, "Two recruiters")
    ident = opened(screen, 1, changed=False)
    screen.choose(people["Umar Uu"])
    screen.press("h", "Control+s")
    opened(screen, 2, changed=False)
    screen.press("Control+Shift+s")
    name_it(screen, "One recruiter")
    opened(screen, 1, changed=False)
    screen.press("Control+o")
    expect(dialog.get_by_role("listitem").filter(has=page.get_by_text("Rename …"))).to_have_count(2)
    dialog.get_by_label("Search saved views").fill("two ana")
    expect(dialog.get_by_text("One recruiter")).to_have_count(0)
    dialog.get_by_text("2 versions").click()
    dialog.get_by_role("button", name="Make it the newest Two recruiters, version 1").click()
    screen.nodes(2)
    assert opened(screen, 3, changed=False) == ident
    expect(page.locator("#view-open")).to_contain_text("Two recruiters")
    screen.press("Control+o")
    dialog.get_by_role("button", name="Rename … Two recruiters").click()
    name_it(screen, "Both recruiters")
    expect(page.locator("#view-open")).to_contain_text("Both recruiters")
    page.get_by_label("Search saved views").fill("")
    page.get_by_role("button", name="Take away One recruiter").click()
    page.get_by_text("Taken away: 1").click()
    page.get_by_role("button", name="Take back One recruiter").click()
    expect(page.get_by_role("button", name="Take away One recruiter")).to_be_visible()
    names = {view.name for view in ring.chart_views.views()}
    assert names == {"Both recruiters", "One recruiter"}
    assert "recruiter" not in page.url
    assert screen.faults == []


def test_an_address_of_no_view_is_told_and_the_chart_stays(ring: Case, open_screen: Callable[[Any], Any]) -> None:
    screen = open_screen(ring)
    page, people = screen.page, by_caption(ring)
    screen.open(f"/chart?focus={people['Umar Uu']}")
    screen.nodes(1)
    page.wait_for_timeout(500)
    screen.open("/chart?view=0123456789abcdef")
    screen.nodes(1)
    expect(page.locator(".mantine-Notification-root")).to_contain_text("There is no saved view of this address")
    assert page.evaluate(f"Object.keys({CHART}.view.nodes)") == [people["Umar Uu"]]
    assert screen.faults == []
