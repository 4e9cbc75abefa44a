"""No page has a grave accessibility fault, in light and dark, by the rules of axe-core (a tool of the tests alone)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jejak.ui.pages import PAGES

pytestmark = pytest.mark.browser

#: Faults of these weights fail; the others are advice.
GRAVE = {"serious", "critical"}
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message || ''))])"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, fetched by npm as the lock beside it pins it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes by npm")
    folder = tmp_path_factory.mktemp("axe")
    shutil.copytree(Path(__file__).parent / "accessibility", folder, dirs_exist_ok=True)
    done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def screen(request: pytest.FixtureRequest, memory_case: Any, open_screen: Callable[[Any], Any]) -> Any:
    """The small case, in light and in dark."""
    opened = open_screen(memory_case)
    if request.param:
        opened.page.click("label[for='dark']")
    return opened


def test_no_page_has_a_grave_fault(screen: Any, axe: str) -> None:
    page = screen.page
    screen.open("/chart")
    page.click("text=Map")
    page.wait_for_selector("#map-panel:not([hidden])")  # it stays open on the chart pages below
    page.evaluate(axe)
    found = []
    for path in [one.path for one in PAGES] + [f"/chart?focus={1:032x},{2:032x},{8:032x}&sel={1:032x}"]:
        screen.turn(path)
        page.wait_for_timeout(1300)  # answers, and fading in
        found += [(path, *fault) for fault in page.evaluate(RUN) if fault[0] in GRAVE]
    screen.nodes(3)
    screen.press("k")
    page.keyboard.press("ArrowRight")  # in the time under the chart
    page.wait_for_timeout(500)
    found += [("time", *fault) for fault in page.evaluate(RUN) if fault[0] in GRAVE]
    assert found == []


def test_the_dialog_that_states_something_by_hand_has_no_grave_fault(screen: Any, axe: str) -> None:
    page, found = screen.page, list[Any]()
    screen.open(f"/chart?focus={1:032x},{3:032x}")
    screen.nodes(2)
    screen.choose(f"{1:032x}", f"{3:032x}")
    page.evaluate(axe)
    for keys, label in (("Shift+L", "When, or since when"), ("Shift+E", "Name")):
        screen.press(keys)
        page.get_by_role("dialog").get_by_role("textbox", name=label, exact=True).wait_for()
        page.click("#hand-keep")  # without a basis
        page.locator("#hand-basis-error, [id$='-error']").first.wait_for()
        page.wait_for_timeout(500)
        found += [(keys, *fault) for fault in page.evaluate(RUN) if fault[0] in GRAVE]
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    assert found == []


def test_drawings_and_notes_have_no_grave_fault(screen: Any, axe: str) -> None:
    page = screen.page
    screen.open(f"/chart?focus={1:032x},{3:032x}")
    screen.nodes(2)
    for keys, text in (
        (("Escape", "Shift+T"), "a note"),
        (("Control+a", "Shift+F"), "a title"),
        (("Control+a", "Shift+A"), "by car"),
    ):
        screen.press(*keys)
        page.locator(".jejak-pen textarea").fill(text)
        page.keyboard.press("Control+Enter")
        page.locator(".jejak-drawn", has_text=text).wait_for()
    screen.press("Shift+T")
    page.wait_for_timeout(400)
    page.evaluate(axe)
    found = [fault for fault in page.evaluate(RUN) if fault[0] in GRAVE]
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('#chart')._jejak.run('card', { ids: ['" + f"{1:032x}" + "'] })")
    page.locator("#note-text").wait_for()
    page.wait_for_timeout(400)
    found += [fault for fault in page.evaluate(RUN) if fault[0] in GRAVE]
    assert found == []
    assert screen.faults == []
