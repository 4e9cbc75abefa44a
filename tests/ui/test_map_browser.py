"""The map below the chart in a real Chromium: what it draws, and the one selection that it shares with the chart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.case import Case
from placed_case import named_ids, placed_case

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
MAP = "document.querySelector('#map')._jejak"
OPEN = "#map-panel:not([hidden])"
#: The shares of the two commonest colours of the base map.
TWO_COLOURS = """() => {
    const canvas = document.querySelector('#map canvas'), seen = new Map();
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
        const colour = data.slice(i, i + 3).join();
        seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }
    return [...seen.values()].sort((a, b) => b - a).slice(0, 2).map(n => n / (canvas.width * canvas.height));
}"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with placed_case(tmp_path_factory.mktemp("map")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    return named_ids(case)


class Mapped:
    """A screen with some entities on the chart and the map open."""

    def __init__(self, screen: Any, wanted: list[str]) -> None:
        self.screen, self.page = screen, screen.page
        screen.open(f"/chart?focus={','.join(wanted)}")
        if wanted:
            screen.nodes(len(wanted))
        self.page.click("#chart-page >> text=Map")
        self.page.wait_for_selector(OPEN)
        self.page.wait_for_function(f"() => {MAP}?.drawn")

    def marks(self, count: int) -> list[str]:
        """Wait until so many marks stand there; their names."""
        self.page.wait_for_function(f"n => {MAP}.marks.length === n", arg=count)
        names: list[str] = self.page.evaluate(f"{MAP}.marks.map(m => m.name).sort()")
        return names

    def mark(self, name: str) -> Any:
        return self.page.locator(f".jejak-map-mark[aria-label^='{name}']")

    def selected(self) -> list[str]:
        chosen: list[str] = self.page.evaluate(f"{CHART}.cy.$(':selected').map(e => e.id()).sort()")
        return chosen

    def wait_selected(self, wanted: list[str]) -> None:
        self.screen.until("chart.cy.$(':selected').map(e => e.id()).sort().join() === arg", ",".join(sorted(wanted)))

    def scale(self) -> float:
        scale: float = self.page.evaluate(f"{MAP}.camera.scale")
        return scale


@pytest.fixture
def mapped(case: Case, open_screen: Callable[[Any], Any]) -> Callable[[list[str]], Mapped]:
    return lambda wanted: Mapped(open_screen(case), wanted)


def test_the_map_draws_places_and_trips_with_no_request_to_outside(
    mapped: Callable[[list[str]], Mapped], ids: dict[str, str]
) -> None:
    opened = mapped([ids["victim 0"], ids["victim 1"], ids["Yusran Yy"], ids["Rumah Bukit"]])
    page, screen = opened.page, opened.screen
    page.wait_for_function(f"() => {MAP}.arcs.length > 0")
    names = " ".join(page.evaluate(f"{MAP}.marks.flatMap(m => m.spots.map(s => s.name))"))
    for name in ("Batam", "Ketapang", "Rumah Bukit", "Tawau", "Stulang Laut"):
        assert name in names
    sea, land = page.evaluate(TWO_COLOURS)
    assert min(sea, land) > 0.1, "there is land and sea"
    outside = [url for url in screen.requests if not url.startswith((screen.address, "data:", "blob:"))]
    assert outside == []
    assert sum("/map/base.json" in url for url in screen.requests) == 1
    assert screen.faults == []
    assert "Zulaiha" not in page.content()
    assert "Cilacap" not in page.content(), "the home of a victim is not told"
    expect(page.locator(".jejak-map-foot")).to_contain_text("Places of protected people, not shown: 1")


def test_a_click_on_a_place_selects_who_is_there_everywhere(
    mapped: Callable[[list[str]], Mapped], ids: dict[str, str]
) -> None:
    yusran, warno = ids["Yusran Yy"], ids["Warno Ww"]
    opened = mapped([yusran, warno, ids["Rumah Bukit"]])
    page = opened.page
    assert opened.marks(3) == ["Batam", "Ketapang", "Rumah Bukit"]
    opened.mark("Batam").click()
    opened.wait_selected([yusran])
    page.wait_for_url(f"**sel={yusran}")
    expect(opened.mark("Ketapang")).to_have_attribute("aria-pressed", "true")
    opened.mark("Rumah Bukit").click(modifiers=["Shift"])
    opened.wait_selected(sorted([yusran, warno, ids["Rumah Bukit"]]))
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 60, box["y"] + box["height"] - 60)
    opened.wait_selected([])


def test_what_is_selected_on_the_chart_is_marked_and_comes_into_sight(
    mapped: Callable[[list[str]], Mapped], ids: dict[str, str]
) -> None:
    opened = mapped([ids["Yusran Yy"], ids["Rumah Bukit"]])
    page, screen = opened.page, opened.screen
    opened.marks(3)
    expect(page.locator(".jejak-map-chosen")).to_have_count(0)
    page.mouse.click(*screen.at(ids["Rumah Bukit"]))
    expect(page.locator(".jejak-map-chosen")).to_have_count(1)
    expect(opened.mark("Rumah Bukit")).to_have_attribute("aria-pressed", "true")
    page.locator("#map").focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator(".jejak-map-chosen")).to_have_count(0)
    opened.wait_selected([])  # the chart has heard of it too
    page.mouse.click(*screen.at(ids["Rumah Bukit"]))
    page.wait_for_function(
        f"() => {MAP}.marks.some(m => m.name === 'Rumah Bukit' && m.x > 0 && m.x < {MAP}.camera.width)"
    )


def test_what_the_chart_hides_leaves_the_map(mapped: Callable[[list[str]], Mapped], ids: dict[str, str]) -> None:
    opened = mapped([ids["Yusran Yy"], ids["Rumah Bukit"]])
    opened.marks(3)
    opened.page.evaluate(f"{CHART}.run('hide', {{ids: ['{ids['Yusran Yy']}']}})")
    assert opened.marks(1) == ["Rumah Bukit"]
    opened.page.evaluate(f"{CHART}.run('undo')")
    opened.marks(3)


def test_the_map_is_worked_by_keys_alone(mapped: Callable[[list[str]], Mapped], ids: dict[str, str]) -> None:
    opened = mapped([ids["Yusran Yy"], ids["Warno Ww"], ids["Rumah Bukit"]])
    page = opened.page
    opened.marks(3)
    expect(page.locator("#map")).to_be_focused()
    before = opened.scale()
    page.keyboard.press("+")
    page.wait_for_function(f"s => {MAP}.camera.scale > s", arg=before)
    page.keyboard.press("-")
    page.keyboard.press("f")
    page.wait_for_function(f"s => Math.abs({MAP}.camera.scale - s) < 1e-6", arg=before)
    x = page.evaluate(f"{MAP}.camera.x")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"x => {MAP}.camera.x > x", arg=x)
    page.keyboard.press("f")
    page.keyboard.press("Tab")
    walked = page.evaluate("document.activeElement.dataset.key")
    assert walked
    for way in ("ArrowRight", "ArrowUp", "ArrowRight", "ArrowUp"):
        page.keyboard.press(way)
    expect(opened.mark("Rumah Bukit")).to_be_focused()
    page.keyboard.press("Enter")
    opened.wait_selected([ids["Rumah Bukit"], ids["Warno Ww"]])
    page.keyboard.press("b")
    page.wait_for_selector("#map-panel", state="hidden")
    expect(page.locator("#chart")).to_be_focused()
    page.keyboard.press("b")
    page.wait_for_selector(OPEN)
    bar = page.locator("#map-bar")
    bar.focus()
    height = page.locator("#map").bounding_box()["height"]
    page.keyboard.press("ArrowUp")
    page.wait_for_function("h => document.querySelector('#map').offsetHeight > h + 5", arg=height)
    expect(bar).to_have_attribute("aria-valuenow", "51")


def test_a_trip_is_selected_with_who_was_on_it(mapped: Callable[[list[str]], Mapped], ids: dict[str, str]) -> None:
    victims = [ids["victim 0"], ids["victim 1"]]
    opened = mapped(victims)
    opened.page.wait_for_function(f"() => {MAP}.arcs.length > 0")
    opened.page.evaluate(f"{CHART}.choose([])")
    arc = opened.page.locator(".jejak-map-arc").first
    expect(arc).to_have_attribute("aria-label", re.compile("→ .*, Trips: [12]"))
    arc.focus()
    opened.page.keyboard.press("Enter")
    opened.screen.until("chart.cy.$(':selected').length === 1")
    assert set(opened.selected()) < set(victims)


def test_what_could_not_be_placed_is_counted_and_leads_to_its_entity(
    mapped: Callable[[list[str]], Mapped], ids: dict[str, str]
) -> None:
    opened = mapped([ids["Warno Ww"], ids["Yusran Yy"]])
    page = opened.page
    opened.marks(3)
    expect(page.locator(".jejak-map-unplaced summary")).to_have_text("Not placed: 2")
    page.click(".jejak-map-unplaced summary")
    line = page.locator(".jejak-map-unplaced button", has_text="Ketapang")
    expect(line).to_contain_text("several places are called so")
    line.click()
    expect(page.locator("#detail h2")).to_have_text("Jl. Melati 2, Ketapang")


def test_an_empty_map_says_what_to_do_and_stays_open_after_a_reload(
    mapped: Callable[[list[str]], Mapped], ids: dict[str, str]
) -> None:
    opened = mapped([ids["Vikram Vv"]])
    page = opened.page
    expect(page.locator(".jejak-map-empty")).to_contain_text("Nothing on the chart has a place")
    page.reload()
    page.wait_for_selector(OPEN)
    expect(page.locator(".jejak-map-unplaced summary")).to_have_text("Not placed: 1")


def test_the_base_map_can_be_replaced_by_the_site(
    case: Case, open_screen: Callable[[Any], Any], ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    square = {"type": "Polygon", "coordinates": [[[103, 1], [105, 1], [105, 2], [103, 1]]]}
    (tmp_path / "own.geojson").write_text(json.dumps(square))
    monkeypatch.setenv("JEJAK_MAP_FILE", str(tmp_path / "own.geojson"))
    opened = Mapped(open_screen(case), [ids["Rumah Bukit"]])
    opened.marks(1)
    got = opened.page.evaluate("fetch('/map/base.json').then(answer => answer.json())")
    assert got == {"areas": [[103, 1, 105, 1, 105, 2, 103, 1]], "lines": []}
    assert opened.screen.faults == []
