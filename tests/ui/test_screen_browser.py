"""The screen in a real Chromium: the way from a search to the record that says so, and what must never happen on it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

INTRUDE = """async () => {
    const script = document.createElement('script');
    script.textContent = 'window.__ran = 1';
    document.body.append(script);
    new Image().src = 'http://192.0.2.1/a.png';
    await new Promise(done => setTimeout(done, 300));
    return window.__ran;
}"""
#: Tables and the chart cut on purpose, and what is there for screen readers alone is on no screen.
CUT = """() => [...document.querySelectorAll('.jejak *')]
    .filter(e => !e.closest('.ag-root-wrapper, .ag-aria-description-container, #chart, .jejak-skip'))
    .filter(e => e.offsetParent && e.textContent.trim())
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden')
    .map(e => e.textContent)"""
CHART = "document.querySelector('#chart')._jejak"
BUDI, VICTIM = f"{1:032x}", f"{2:032x}"
CLEAR_NAME = "Siti Rahayu binti Contoh"


@pytest.fixture
def screen(memory_case: Any, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(memory_case)


def test_from_search_to_the_record_that_says_so(screen: Any) -> None:
    page = screen.page
    expect(page.locator(".jejak-figure").first).to_have_text("8")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    screen.find("Budi")
    page.wait_for_url(f"**/entities?id={BUDI}")
    page.click(".jejak-profile >> text=Show on the chart")
    page.wait_for_url("**/chart?**")
    screen.nodes(1)
    expect(page.locator("#detail h2")).to_have_text("Budi Contoh")
    before = page.evaluate(f"{CHART}.history.now.pos['{BUDI}']")
    page.mouse.dblclick(*screen.at(BUDI))
    screen.nodes(5)
    assert page.evaluate(f"{CHART}.history.now.pos['{BUDI}']") == before, "an expansion moves nothing that was there"
    page.mouse.click(*screen.at(VICTIM))
    expect(page.locator("#detail h2")).to_have_text("Victim 3F2A9C1B")
    sources = page.locator("#detail button.jejak-source")
    expect(sources).to_have_count(2)
    expect(sources.first).to_contain_text("ab12cd34")
    sources.first.click()
    expect(page.locator("#record")).to_contain_text("interviews.xlsx · table Sheet1 · record 4")
    expect(page.locator("#record")).to_contain_text("▒▒▒▒▒▒")
    assert CLEAR_NAME not in page.content()
    outside = [url for url in screen.requests if not url.startswith((screen.address, "data:", "blob:"))]
    assert outside == []
    assert screen.faults == []
    assert not any(word in url for url in screen.requests for word in ("Budi", "Contoh", "Victim"))


def test_a_bundle_of_links_shows_its_sum_and_every_source_in_one_click(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={4:032x},{5:032x}")
    screen.nodes(2)
    middle = page.evaluate(
        f"""() => {{ const box = document.querySelector('#chart').getBoundingClientRect();
            const e = {CHART}.cy.edges()[0].renderedMidpoint(); return [box.x + e.x, box.y + e.y] }}"""
    )
    page.mouse.click(*middle)
    expect(page.locator("#detail")).to_contain_text("4,500,000 IDR")
    expect(page.locator("#detail button.jejak-source")).to_have_count(3)
    assert screen.faults == []


def test_the_chart_works_by_keys_alone(screen: Any) -> None:
    page = screen.page
    screen.open("/chart")
    page.focus("#search")
    page.keyboard.type("Budi")
    page.keyboard.press("Enter")  # before the server has answered the letters
    screen.nodes(1)
    page.focus("#chart")
    page.keyboard.press("e")
    screen.nodes(5)
    page.keyboard.press("h")
    screen.nodes(4)
    page.keyboard.press("Control+z")
    screen.nodes(5)
    page.keyboard.press("Control+z")
    screen.nodes(1)
    page.keyboard.press("Control+y")
    screen.nodes(5)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    chosen = page.evaluate(f"{CHART}.cy.nodes(':selected').data('label')")
    expect(page.locator("#detail h2")).to_have_text(chosen)
    expect(page.locator("#chart [role=status]")).to_contain_text(chosen)
    expect(page.locator("#chart-status")).to_contain_text("Showing 5 of 5")


def test_every_page_is_two_keys_away_and_the_keys_are_told(screen: Any) -> None:
    page = screen.page
    for link in page.locator(".jejak-nav-line").all():
        page.keyboard.press("g")
        page.keyboard.press(str(link.get_attribute("data-key")))
        page.wait_for_url("**" + str(link.locator("a").get_attribute("href")))
        expect(link.locator("a")).to_have_class("jejak-nav jejak-here")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Expand the selected entities")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("gc?")
    expect(page.locator("#search")).to_have_value("gc?")
    assert screen.faults == []


def test_the_selection_is_kept_in_the_address_by_ids_alone(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={BUDI},{VICTIM}")
    screen.nodes(2)
    page.mouse.click(*screen.at(BUDI))
    page.wait_for_url(f"**sel={BUDI}")
    page.click("a[href='/syndicates']")
    page.wait_for_url(f"**/syndicates?sel={BUDI}")
    page.click("a[href='/chart']")
    assert page.evaluate(f"{CHART}.cy.nodes(':selected').map(n => n.id())") == [BUDI]
    page.goto(f"{screen.address}/chart?focus={BUDI},{VICTIM}&sel={VICTIM}")
    screen.nodes(2)
    screen.until("chart.cy.nodes(':selected').map(n => n.id()).join() === arg", VICTIM)
    page.focus("#chart")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "sel=" not in address)
    assert screen.faults == []


def test_a_protected_name_opens_with_a_reason_only_and_stays_in_the_dialog(screen: Any, memory_case: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={VICTIM}")
    page.click("#detail button:has-text('Open the name')")
    page.click("#reveal-go")
    expect(page.locator(".mantine-Notification-root")).to_contain_text(
        "A protected name is opened only with a reason → give a reason"
    )
    expect(page.locator(".mantine-Notification-root")).not_to_contain_text("Traceback")
    assert memory_case.revealed == []
    expect(page.locator("#reveal-second")).to_be_hidden()
    page.fill("#reveal-reason", "witness interview tomorrow")
    page.click("#reveal-go")
    expect(page.locator("#revealed")).to_contain_text(CLEAR_NAME)
    assert memory_case.revealed == [(VICTIM, "witness interview tomorrow")]
    assert CLEAR_NAME not in page.locator("#detail").inner_text()


def test_a_result_leads_to_the_chart_and_the_chart_survives_other_pages(screen: Any) -> None:
    page = screen.page
    page.click("a[href='/analyses']")
    page.click("a[href='/analyses?name=degree']")
    page.click("#analysis-run")
    page.wait_for_url("**/analyses?name=degree&job=1")
    expect(page.locator(".jejak-page")).to_contain_text("not a finding")
    expect(page.locator(".ag-center-cols-container")).not_to_contain_text("Victim")
    page.locator(".ag-row", has_text="Budi Contoh").click()
    page.wait_for_url(f"**sel={BUDI}")
    page.click("#analysis-chart")
    screen.nodes(1)
    page.go_back()
    expect(page.locator(".ag-row-selected")).to_contain_text("Budi Contoh")  # the result is still there
    page.click("a[href='/syndicates']")
    expect(page.locator(".jejak-syndicate").first).to_contain_text("counted, not listed): 1")
    chips = page.locator(".jejak-syndicate").first.locator(".jejak-member")
    expect(chips).to_have_text(["Budi Contoh · Recruiter", "PT Contoh Jaya · Agency (by pattern)"])
    page.locator(".jejak-syndicate >> text=Show on the chart").first.click()
    screen.nodes(4)
    page.reload()
    screen.nodes(4)
    assert screen.faults == []


def test_why_a_group_is_together_leads_to_records_and_two_are_compared(screen: Any) -> None:
    page = screen.page
    screen.open("/syndicates")
    group = page.locator(".jejak-syndicate").first
    expect(group.locator(".jejak-part")).to_have_count(2)
    expect(group.locator(".jejak-part").first).to_contain_text("15 of 30")
    expect(group).to_contain_text("4,500,000")
    group.get_by_role("button", name="Why together").click()
    bond = group.locator(".jejak-bond", has_text="recruited by")
    bond.locator("summary").press("Enter")
    bond.locator("button.jejak-source").click()
    expect(page.locator("#record")).to_contain_text("transfers_bank_id.csv")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#compare-go")).to_be_disabled()
    for tick in page.get_by_role("checkbox", name="Compare").all():
        tick.check()
    page.click("#compare-go")
    page.wait_for_url("**/syndicates?compare=1,2")
    expect(page.locator("#in-common")).to_contain_text("money, recruitment")
    expect(page.locator("#in-common .jejak-member")).to_have_count(4)
    expect(page.locator("#in-common")).to_contain_text("Budi Contoh has ties into group #2")
    page.click("text=Back to all groups")
    expect(page.locator("#compare-go")).to_be_visible()
    assert screen.faults == []


def test_the_chart_leaves_as_it_is_shown_under_the_chosen_profile(screen: Any, memory_case: Any) -> None:
    page = screen.page
    screen.open("/chart")
    page.click("#export-open")
    page.click("#export")
    expect(page.locator(".mantine-Notification-root")).to_contain_text("The chart is empty → put")
    expect(page.get_by_role("alert").get_by_role("button", name="Close")).to_be_visible()
    page.keyboard.press("Escape")
    screen.find("Budi")
    screen.nodes(1)
    page.wait_for_timeout(500)  # the chart tells what it shows when it has settled
    page.click("#export-open")
    with page.expect_download() as waiting:
        page.click("#export")
    packed = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert sorted(packed.namelist()) == ["graph.graphml", "manifest.json"]
    assert memory_case.exported == [("L2", BUDI)]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_chart_follows_the_language(screen: Any) -> None:
    page = screen.page
    screen.open(f"/chart?focus={VICTIM}")
    expect(page.locator(".jejak-legend")).to_contain_text("Protected person")
    page.click("#language label:has-text('MS')")
    expect(page.locator(".jejak-legend")).to_contain_text("Orang yang dilindungi")
    screen.until("chart.cy.nodes().map(n => n.data('label')).join() === arg", "Mangsa 3F2A9C1B")
    page.fill("#search", "Mangsa 3F2A9C1B")
    expect(page.locator("#hits button")).to_contain_text("Mangsa 3F2A9C1B")


def test_language_and_theme_switch_everything(screen: Any) -> None:
    page = screen.page
    page.click("#language label:has-text('ID')")
    expect(page.locator("a[href='/help']")).to_have_text("Bantuan")
    page.click("#language label:has-text('MS')")
    expect(page.locator(".jejak")).to_have_attribute("lang", "ms")
    page.click("#language label:has-text('EN')")
    expect(page.locator("a[href='/help']")).to_have_text("Help")
    page.click("label[for='dark']")
    screen.until("document.body.dataset.agThemeMode === 'dark' && chart.cy.style().json().length > 0")
    page.click("a[href='/analyses']")
    page.click("a[href='/analyses?name=degree']")
    page.click("#analysis-run")
    grid = page.locator(".ag-root-wrapper")
    expect(grid).not_to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('color-scheme')") == "dark"
    assert screen.faults == []


@pytest.mark.parametrize("language", ["en", "id", "ms"])
def test_no_word_is_cut_on_a_small_screen(screen: Any, language: str) -> None:
    page = screen.page
    page.set_viewport_size({"width": 1024, "height": 700})
    page.context.add_cookies([{"name": "jejak_language", "value": language, "url": screen.address}])
    screen.open("/analyses?name=degree")
    page.click("#analysis-run")
    page.wait_for_selector(".ag-row")
    for path, ready in (
        ("/", ".jejak-figure"),
        (f"/chart?focus={BUDI}", "#detail h2"),
        ("/entities", ".ag-row"),
        (f"/entities?id={BUDI}", ".jejak-profile"),
        (f"/entities?id={VICTIM}", ".jejak-profile"),
        ("/analyses?name=disruption", "#analysis-run"),
        ("/analyses?name=degree&job=1", ".ag-row"),
        ("/identities", "#id-work .jejak-tool"),
        ("/import", "#import-zone"),
        ("/syndicates", ".jejak-syndicate"),
        ("/sources", ".jejak-wide"),
        (f"/sources?id={'ab12cd34' * 8}&record=60", "#record-panel h2"),
        ("/audit", "#audit-panel h2"),
        ("/help", "kbd"),
    ):
        screen.turn(path)
        page.wait_for_selector(ready)
        expect(page.locator(".ag-overlay-wrapper:visible")).to_have_count(0)  # of a table that has no rows yet
        assert page.evaluate(CUT) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.evaluate("document.documentElement.lang") == language
    assert screen.faults == []


def test_an_empty_case_says_what_to_do(screen: Any, memory_case: Any) -> None:
    memory_case.imported = False
    screen.open("/")
    expect(screen.page.locator(".jejak-page")).to_contain_text("Nothing has been imported yet")
    screen.page.click(".jejak-page >> text=Import a file")
    expect(screen.page.locator("#import-zone")).to_be_visible()


def test_the_policy_blocks_what_does_not_belong_here(screen: Any) -> None:
    ran = screen.page.evaluate(INTRUDE)
    assert ran is None
    assert len([fault for fault in screen.faults if fault.startswith("CSP")]) >= 2


def test_the_address_that_was_used_once_opens_nothing_more(screen: Any, browser: Browser) -> None:
    other = browser.new_context().new_page()
    answer = other.goto(f"{screen.address}/?start=t")
    assert answer
    assert answer.status == 401
    expect(other.locator("h1")).to_have_text("This screen is locked")
