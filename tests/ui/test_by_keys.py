"""The main path without a mouse: from a file to a graph, from a name to the record that says so, and out again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from jejak.case import Case

pytestmark = pytest.mark.browser

ROWS = """nama;no hp;tanggal
Budi Contoh;081234567890;1 Mei 2024
Siti Contoh;081234567890;2 Mei 2024
"""
STEPS = 150
FOCUSED = "selector => document.activeElement?.matches(selector)"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "t.case", name="Test", analyst="tester") as opened:
        yield opened


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that fits has the focus, which must show."""
    page.wait_for_selector(selector)
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED, selector):
            return
    pytest.fail(f"no Tab leads to {selector}")


def press_button(page: Page, text: str) -> None:
    """Go to a button by Tab and press it."""
    button = page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first
    button.wait_for()
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no Tab leads to {text}")


def test_the_main_path_goes_by_keys_alone(case: Case, open_screen: Callable[[Any], Any], tmp_path: Path) -> None:
    (tmp_path / "orang.csv").write_text(ROWS, encoding="utf-8")
    screen = open_screen(case)
    page = screen.page
    page.keyboard.press("g")
    page.keyboard.press("m")
    tab_to(page, "#import-path")
    page.keyboard.type(str(tmp_path / "orang.csv"))
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    press_button(page, "Next: say what it means")
    expect(page.locator("#import-preview")).to_contain_text("Budi Contoh")
    press_button(page, "Next: try all records")
    tab_to(page, "#import-try")
    page.keyboard.press("Enter")
    press_button(page, "Next: grade and import")
    tab_to(page, "#import-go")
    page.keyboard.press("Enter")
    expect(page.locator("#import-step")).to_contain_text("The file is in the case", timeout=30_000)

    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.wait_for_selector("#chart canvas")
    page.keyboard.press("/")
    page.keyboard.type("budi contoh")
    page.keyboard.press("Enter")
    screen.nodes(1)
    tab_to(page, "#chart")
    page.keyboard.press("Control+a")
    page.keyboard.press("e")
    screen.nodes(2)
    page.keyboard.press("Control+z")
    screen.nodes(1)
    page.keyboard.press("Control+y")
    screen.nodes(2)
    page.keyboard.press("Enter")
    tab_to(page, "#detail button.jejak-source")
    page.keyboard.press("Enter")
    expect(page.locator("#record")).to_contain_text("orang.csv")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    tab_to(page, "#export-open")
    page.wait_for_timeout(500)  # the chart tells what it shows when it has settled
    page.keyboard.press("Enter")
    with page.expect_download() as waiting:
        tab_to(page, "#export")
        page.keyboard.press("Enter")
    packed = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    graph = nx.parse_graphml(packed.read("graph.graphml").decode(), force_multigraph=True)
    left = json.loads(packed.read("manifest.json"))["left_out"]
    assert len(graph) == 2
    assert graph.number_of_edges() or left, "what does not leave is told"
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Undo, redo")
    assert screen.faults == []
    assert [url for url in screen.requests if not url.startswith((screen.address, "data:", "blob:"))] == []
