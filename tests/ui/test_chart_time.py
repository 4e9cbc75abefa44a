"""Time under the chart in a real Chromium, on a real case: the period filters, plays and is undone; lanes and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from jejak.case import Case
from timed_case import ids_of, ms, timed_case

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
ENDS = f"(({{ from, to }}) => [from, to])({CHART}.view.filter)"
STEPS = f"{CHART}.history.past.length"
PLACES = f"JSON.stringify({CHART}.cy.nodes().map(n => [n.id(), n.position()]).sort())"
PALE = f"{CHART}.cy.edges('.dim').map(e => e.data('label').split('\\n')[0]).sort()"
NOTHING = [None, None]
CALL, PAID, WORK, RECRUITED, KNOWS = (
    "contacted", "transferred to ×3", "employed by", "recruited by", "associate of",
)  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with timed_case(tmp_path_factory.mktemp("time")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    return ids_of(case)


@pytest.fixture
def screen(case: Case, ids: dict[str, str], open_screen: Callable[[Any], Any]) -> Any:
    """The six people of the case on the chart, with the time open and in the focus."""
    made = open_screen(case)
    some = [ids[name] for name in ("Adi", "Budi", "Citra", "Dewi", "Eko", "victim")]
    made.open(f"/chart?focus={','.join(some)}")
    made.nodes(6)
    made.page.focus("#chart")
    made.page.keyboard.press("k")
    expect(slider(made)).to_be_focused()
    made.page.wait_for_timeout(400)
    return made


def slider(screen: Any) -> Locator:
    found: Locator = screen.page.get_by_role("slider")
    return found


def panel(screen: Any) -> Locator:
    found: Locator = screen.page.get_by_role("region", name="Time of the links on the chart")
    return found


def height(of: Locator) -> float:
    box = of.bounding_box()
    assert box
    return float(box["height"])


def drag(screen: Any, *shares: float) -> None:
    """Draw with the pointer from one share of the axis over the others."""
    box = slider(screen).bounding_box()
    assert box
    left, wide, y = box["x"] + 150, box["width"] - 164, box["y"] + 30
    mouse = screen.page.mouse
    mouse.move(left + shares[0] * wide, y)
    mouse.down()
    for first, last in pairwise(shares):
        for step in range(1, 6):
            mouse.move(left + (first + (last - first) * step / 5) * wide, y)
            screen.page.wait_for_timeout(20)
    mouse.up()


def test_keys_alone_draw_move_and_clear_a_period_that_dims_and_moves_nothing(screen: Any) -> None:
    page = screen.page
    before = page.evaluate(PLACES)
    page.keyboard.press("ArrowRight")
    first = page.evaluate(ENDS)
    assert first == [ms("2024-01-01"), ms("2024-01-08")], "by weeks, the first of which begins on a Monday"
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(ENDS) == [ms("2024-01-01"), ms("2024-01-29")]
    expect(slider(screen)).to_have_attribute("aria-valuetext", "1 Jan 2024 to 28 Jan 2024")
    assert page.evaluate(PALE) == sorted([WORK, WORK, CALL, CALL, RECRUITED])
    panel(screen).get_by_label("Links without a date: 1").uncheck()
    assert page.evaluate(PALE) == sorted([WORK, WORK, CALL, CALL, RECRUITED, KNOWS])
    slider(screen).focus()
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert page.evaluate(ENDS)[1] >= ms("2024-12-24")
    assert PAID not in page.evaluate(PALE)
    page.keyboard.press("Escape")
    assert page.evaluate(ENDS) == NOTHING
    assert page.evaluate(PALE) == []
    assert page.evaluate(PLACES) == before
    page.keyboard.press("Escape")
    expect(panel(screen)).to_have_count(0)
    expect(page.locator("#chart")).to_be_focused()
    assert screen.faults == []


def test_one_drag_is_one_step_and_a_bundle_counts_by_its_links(screen: Any) -> None:
    page = screen.page
    steps, before = page.evaluate(STEPS), page.evaluate(PLACES)
    drag(screen, 0.3, 0.9, 0.6)
    begin, end = page.evaluate(ENDS)
    assert ms("2024-04-01") < begin < end < ms("2024-09-15")
    assert page.evaluate(STEPS) == steps + 1
    assert PAID in page.evaluate(PALE), "no transfer was between, although the bundle begins before and ends after"
    assert WORK not in page.evaluate(PALE)
    long = end - begin
    drag(screen, 0.45, 0.55)  # what lies inside moves it
    moved = page.evaluate(ENDS)
    assert moved[0] > begin
    assert abs(moved[1] - moved[0] - long) <= 8 * 86_400_000
    drag(screen, 0.7, 0.999)  # its edge resizes it
    assert page.evaluate(ENDS)[0] == moved[0]
    assert page.evaluate(ENDS)[1] > ms("2024-12-10")
    assert PAID not in page.evaluate(PALE)
    drag(screen, 0.1, 0.1)  # a click chooses one bar
    clicked = page.evaluate(ENDS)
    assert clicked[1] - clicked[0] == 7 * 86_400_000
    assert page.evaluate(STEPS) == steps + 4
    page.evaluate(f"() => {{ for (let n = 0; n < 4; n++) {CHART}.travel(true) }}")
    assert page.evaluate(ENDS) == NOTHING
    assert page.evaluate(PLACES) == before
    assert screen.faults == []


def test_playing_is_one_step_that_undo_ends(screen: Any) -> None:
    page = screen.page
    steps = page.evaluate(STEPS)
    panel(screen).get_by_label("Speed").select_option(label="4×")
    panel(screen).get_by_role("button", name="Play").click()
    screen.until("chart.view.filter.from > arg", ms("2024-02-01"))
    assert page.evaluate(STEPS) == steps + 1
    page.evaluate(f"{CHART}.travel(true)")
    expect(panel(screen).get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_timeout(200)
    assert page.evaluate(ENDS) == NOTHING
    panel(screen).get_by_label("How it plays").select_option(label="Grows")
    slider(screen).focus()
    page.keyboard.press(" ")
    screen.until("chart.view.filter.to > arg", ms("2024-03-01"))
    assert page.evaluate(ENDS)[0] is None
    page.keyboard.press(" ")
    expect(panel(screen).get_by_role("button", name="Play")).to_be_visible()
    there = page.evaluate(ENDS)
    page.wait_for_timeout(200)
    assert page.evaluate(ENDS) == there
    page.keyboard.press(" ")
    expect(panel(screen).get_by_role("button", name="Play")).to_be_visible(timeout=20_000)  # it ends by itself
    assert page.evaluate(ENDS)[1] >= ms("2024-12-24")
    assert page.evaluate(STEPS) == steps + 2
    assert screen.faults == []


def test_who_wants_less_movement_is_shown_whole_steps(screen: Any) -> None:
    page = screen.page
    page.emulate_media(reduced_motion="reduce")
    panel(screen).get_by_label("Speed").select_option(label="4×")
    page.evaluate(
        f"() => {{ window.seen = []; const act = {CHART}.act; "
        f"{CHART}.act = function (...all) {{ act.apply(this, all); window.seen.push(this.view.filter.from) }} }}"
    )
    panel(screen).get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.seen.length >= 4")
    seen = page.evaluate("window.seen")
    assert {later - first for first, later in pairwise(seen)} == {7 * 86_400_000}
    assert screen.faults == []


def test_the_badge_follows_the_end_of_the_period(screen: Any, ids: dict[str, str]) -> None:
    page = screen.page

    def part(name: str, to: str | None) -> object:
        page.evaluate(f"to => {CHART}.filter({{ to }})", ms(to) if to else None)
        return page.evaluate(f"id => {CHART}.cy.getElementById(id).data('part') ?? null", ids[name])

    assert part("Adi", None) == "recruiter"
    assert part("Adi", "2023-01-01") is None, "the period ends before the first day of his role"
    assert part("Adi", "2023-06-01") == "recruiter"
    assert part("Adi", "2024-01-02") == "broker"
    expect(page.locator(".jejak-legend")).to_contain_text("Broker")
    assert part("Citra", "2024-05-31") is None
    assert part("Citra", "2024-07-01") == "transporter"
    assert part("Dewi", "2024-07-01") is None
    assert part("Dewi", "2024-07-02") == "recruiter"
    assert part("victim", "2024-07-02") is None
    assert "roles" not in page.evaluate(f"{CHART}.view.nodes['{ids['victim']}']")
    page.evaluate(f"{CHART}.filter({{ to: null }})")
    assert page.evaluate(f"{CHART}.cy.getElementById('{ids['Adi']}').data('part')") == "recruiter"
    assert screen.faults == []


def test_lanes_follow_the_selection_and_a_mark_leads_to_who_says_so(screen: Any, ids: dict[str, str]) -> None:
    page = screen.page
    expect(panel(screen)).to_contain_text("Select entities on the chart to see their links and roles in time.")
    screen.choose(ids["Citra"])
    lanes = page.locator("[data-lane]")
    expect(lanes).to_have_count(1)
    expect(lanes.get_by_role("img", name="Transporter: 1 Jun 2024 to 30 Jun 2024")).to_have_count(1)
    work = lanes.get_by_role("button", name="employed by → Adi Aa, 1 Mar 2024 to 31 May 2024")
    expect(work.locator("rect")).to_have_count(1)
    expect(lanes.get_by_role("button", name="contacted → Dewi Dd, 10 Feb 2024").locator("circle")).to_have_count(1)
    screen.choose(ids["Adi"], ids["Citra"], ids["victim"])
    expect(lanes).to_have_count(3)
    masked = page.locator(f"[data-lane='{ids['victim']}']")
    expect(masked).to_contain_text("Victim ")
    expect(masked.get_by_role("img")).to_have_count(0)
    work.first.click()
    expect(page.locator("#detail")).to_contain_text("employed by")
    expect(page.locator("#detail button.jejak-source")).to_contain_text("rows.csv")
    chosen = page.evaluate(f"{CHART}.selected()")
    assert {ids["Adi"], ids["Citra"], ids["victim"]} < set(chosen)
    assert [one for one in chosen if "EMPLOYED_BY" in one]
    expect(lanes).to_have_count(3)
    page.evaluate(f"{CHART}.choose([])")
    expect(lanes).to_have_count(0)
    assert screen.faults == []


def test_marks_are_walked_and_opened_by_keys(screen: Any, ids: dict[str, str]) -> None:
    page = screen.page
    screen.choose(ids["Citra"], ids["Adi"])
    first = page.locator("[data-lane] [role=button][tabindex='0']")
    expect(first).to_have_count(1)
    first.focus()

    def heard() -> str:
        return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))

    walked = [heard()]
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Home"):
        page.keyboard.press(key)
        walked.append(heard())
    assert len(set(walked)) >= 4
    page.keyboard.press("Enter")
    expect(page.locator("#detail h2")).to_have_text(
        walked[-1].split(" (")[0].split(" → ")[0].split(" ← ")[0].split(" ×")[0]
    )
    assert screen.faults == []


def test_more_than_a_dozen_are_counted(screen: Any, ids: dict[str, str]) -> None:
    page = screen.page
    page.goto(f"{screen.address}/chart?focus={','.join(ids.values())}")
    screen.nodes(len(ids))
    page.focus("#chart")
    page.keyboard.press("Control+a")
    expect(page.locator("[data-lane]")).to_have_count(12)
    expect(panel(screen)).to_contain_text(f"{len(ids) - 12} more selected")


def test_dates_far_from_all_others_lie_outside_until_all_is_shown(screen: Any) -> None:
    page = screen.page
    expect(panel(screen)).to_contain_text("Outside: 2 (1 Jan 1801 to 31 Dec 2199)")
    expect(panel(screen)).to_contain_text("Links by week")
    panel(screen).get_by_role("button", name="Whole time").click()
    expect(panel(screen)).to_contain_text("Links by ten years")
    expect(panel(screen)).not_to_contain_text("Outside")
    slider(screen).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(ENDS) == [ms("1800-01-01"), ms("1810-01-01")]
    assert CALL in page.evaluate(f"{CHART}.cy.edges().not('.dim').map(e => e.data('label'))")
    panel(screen).get_by_role("button", name="Usual time").click()
    expect(panel(screen)).to_contain_text("Links by week")
    assert screen.faults == []


def test_the_panel_keeps_its_height_and_its_language(screen: Any) -> None:
    page = screen.page
    high = height(panel(screen))
    page.locator(".jejak-time-grip").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert height(panel(screen)) == high + 40
    slider(screen).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    places = page.evaluate(f"JSON.stringify({CHART}.view.pos)")
    page.click("#language label:has-text('ID')")
    page.wait_for_function("() => document.documentElement.lang === 'id'")
    screen.nodes(6)
    told = page.get_by_role("region", name="Waktu tautan pada bagan")
    expect(told).to_contain_text("1 Jan 2024 sampai 7 Jan 2024")
    assert height(told) == high + 40
    assert page.evaluate(f"JSON.stringify({CHART}.view.pos)") == places
    assert screen.faults == []


def test_without_dates_and_without_anybody_it_says_what_to_do(screen: Any) -> None:
    page = screen.page
    page.click("#chart-clear")
    expect(panel(screen)).to_contain_text("Put entities on the chart first")
    screen.find("Gus G1")
    screen.nodes(1)
    expect(panel(screen)).to_contain_text("No link on the chart has a date.")
    page.keyboard.press("Escape")
    assert screen.faults == []
