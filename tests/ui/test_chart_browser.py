"""The chart in a real Chromium: nothing is lost by undo, reload or a server begun anew; menu, filter and paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
EVERYBODY = [f"{i:032x}" for i in range(1, 9)]
BUDI, VICTIM, AGENCY, _ACCOUNT_A, ACCOUNT_B, PHONE, HOUSE, _TRIP = EVERYBODY
#: Everything that a reader could lose, with what is drawn.
WHOLE = f"""(() => {{ const {{ view, cy }} = {CHART}; return JSON.stringify([
    view.pos, view.hidden, view.pinned, view.groups, view.filter, view.focus, view.marked, view.look,
    Object.keys(view.nodes).sort(), Object.keys(view.edges).sort(),
    cy.elements().map(e => [e.id(), e.classes().filter(c => c !== 'mute').sort(), e.isNode() ? e.position() : 0]).sort()
]) }})()"""


@pytest.fixture
def screen(memory_case: Any, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(memory_case)


def settled(screen: Any) -> None:
    """Wait until nodes have glided to their places and the tab has kept its history."""
    screen.page.wait_for_timeout(800)


def test_a_hundred_steps_can_be_undone_and_done_again_exactly_also_after_a_reload(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={BUDI}")
    screen.nodes(1)
    screen.press("Control+a", "e")
    screen.nodes(5)
    begin = page.evaluate(WHOLE)
    steps = [
        lambda: screen.press("Control+a", "3"),
        lambda: screen.press("4"),
        lambda: (screen.choose(PHONE), screen.press("p")),
        lambda: (screen.choose(), screen.press("1")),
        lambda: page.evaluate(f"{CHART}.filter({{ kinds: {{ account: true }}, mode: 'remove' }})"),
        lambda: page.evaluate(f"{CHART}.filter({{ kinds: {{}}, mode: 'dim', degree: 2 }})"),
        lambda: (screen.choose(AGENCY), screen.press("h")),
        lambda: (screen.choose(PHONE, VICTIM), screen.press("c")),
        lambda: screen.press("z", "w"),
        lambda: (screen.choose(BUDI), screen.press("o")),
        lambda: screen.press("a", "u", "2", "5"),
    ]
    for _ in range(8):
        for step in steps:
            step()
    taken = page.evaluate(f"{CHART}.history.past.length")
    assert taken >= 100
    settled(screen)
    end = page.evaluate(WHOLE)
    page.reload()
    screen.until("chart.history.past.length === arg", taken)
    assert page.evaluate(WHOLE) == end
    assert page.evaluate(f"{CHART}.history.past.length") == taken
    screen.press(*["Control+z"] * 5)
    page.evaluate(f"n => {{ while (n--) {CHART}.travel(true) }}", taken - 6)
    assert page.evaluate(WHOLE) == begin
    page.evaluate(f"n => {{ while (n--) {CHART}.travel(false) }}", taken - 6)
    screen.press(*["Control+y"] * 5)
    assert page.evaluate(WHOLE) == end
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert not any(word in kept for word in ("Budi", "Contoh", "Victim", "+62", "Batam"))
    assert screen.faults == []


def test_what_the_server_has_forgotten_comes_back(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={BUDI},{PHONE}")
    screen.nodes(2)
    page.click("#chart-clear")
    screen.nodes(0)
    screen.press("Control+z")
    screen.nodes(2)
    screen.until("chart.undone().length === 0")
    screen.choose(BUDI)
    screen.press("e")
    screen.nodes(5)
    settled(screen)
    before = page.evaluate(WHOLE)
    page.evaluate("sessionStorage.setItem('tab', JSON.stringify('another'))")  # a server that knows nothing of this tab
    page.goto(f"{screen.address}/chart")
    screen.nodes(5)
    assert page.evaluate(WHOLE) == before
    expect(page.locator("#chart-status")).to_contain_text("Showing 5 of 5")
    assert screen.faults == []


def test_the_menu_opens_by_mouse_and_key_and_chooses_neighbours(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={BUDI}")
    screen.nodes(1)
    page.mouse.click(*screen.at(BUDI), button="right")
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(page.locator("#chart")).to_be_focused()
    page.keyboard.press("Shift+F10")
    expect(menu).to_contain_text("Choose neighbours …")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Budi Contoh")
    dialog.get_by_label("uses from it").check()
    dialog.get_by_role("button", name="Put on the chart").click()
    screen.nodes(2)
    assert page.evaluate(f"Object.keys({CHART}.view.nodes).sort()") == [BUDI, PHONE]
    page.click("summary:has-text('Arrange')")
    page.get_by_role("button", name="In rows").click()
    expect(page.locator("#chart")).to_be_focused()
    assert page.evaluate(f"{CHART}.history.past.length") == 2
    screen.press("t")
    expect(page.locator("#chart [role=status]")).to_contain_text("Select the two entities")
    assert screen.faults == []


def test_the_filter_keeps_places_and_tells_why_something_is_not_seen(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={','.join(EVERYBODY)}")
    screen.nodes(8)
    before = page.evaluate(f"JSON.stringify({CHART}.view.pos)")
    screen.press("v")
    panel = page.get_by_role("region", name="Filter")
    panel.get_by_label("Account").uncheck()
    hidden = page.locator(".jejak-hidden")
    expect(hidden).to_contain_text("2 pale by the filter")
    panel.get_by_label("What does not fit").select_option("remove")
    screen.nodes(6)
    expect(hidden).to_contain_text("2 left out by the filter")
    page.keyboard.press("Escape")
    screen.choose(HOUSE)
    screen.press("h")
    expect(hidden).to_contain_text("1 hidden by hand")
    screen.choose(VICTIM)
    screen.press("c")  # the trip hangs on her alone, now that the house is hidden: one is no group
    expect(page.locator(".jejak-said")).to_contain_text("Nothing hangs on it alone")
    screen.choose(AGENCY, PHONE)
    screen.press("c")
    screen.nodes(4)
    expect(hidden).to_contain_text("2 inside groups")
    hidden.get_by_role("button", name="Open").click()
    hidden.get_by_role("button", name="Clear the filter").click()
    hidden.get_by_role("button", name="Show").click()
    screen.nodes(8)
    assert page.evaluate(f"JSON.stringify({CHART}.view.pos)") == before
    assert screen.faults == []


def test_a_path_between_two_is_put_on_the_chart_as_one_step(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={HOUSE},{ACCOUNT_B}")
    screen.nodes(2)
    screen.choose(HOUSE, ACCOUNT_B)
    screen.press("s")
    screen.nodes(5)
    assert page.evaluate(f"{CHART}.cy.elements('.path').length") == 9
    expect(page.locator(".mantine-Notification-root")).to_contain_text("Paths: 1, of 4 steps each")
    screen.press("Control+z")
    screen.nodes(2)
    assert page.evaluate(f"{CHART}.cy.elements('.path, .faded').length") == 0
    screen.press("Control+y", "Escape")
    assert page.evaluate(f"{CHART}.cy.elements('.path, .faded').length") == 0
    assert screen.faults == []
