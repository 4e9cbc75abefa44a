"""The import wizard in a real Chromium, on a real case: from a dropped file to a new graph, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jejak.case import Case

pytestmark = pytest.mark.browser

TYPED = 400  # ms that a box takes to tell what was typed, less than a hand to leave it
CUT_PAGE = "document.documentElement.scrollWidth <= window.innerWidth"
ROWS = """nama;no hp;tanggal
Budi <b>Contoh</b>;081234567890;1 Mei 2024
"=HYPERLINK(""http://192.0.2.1"")";12;2 Mei 2024
"""
DROP = """([text, name]) => {
    const box = new DataTransfer();
    box.items.add(new File([text], name, { type: "text/csv" }));
    const zone = document.getElementById("import-zone");
    for (const kind of ["dragover", "drop"])
        zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: box }));
}"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "t.case", name="Test", analyst="tester") as opened:
        yield opened


def choose(page: Page, label: str, option: str) -> None:
    """Open a select by its label and take one of its options."""
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_dropped_file_becomes_a_graph(case: Case, open_screen: Callable[[Any], Any]) -> None:
    screen = open_screen(case)
    page = screen.page
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_selector("#import-zone")
    page.evaluate(DROP, [ROWS, "orang & hp.csv"])
    page.wait_for_url("**/import?file=*")
    assert "hp.csv" not in page.url, "addresses hold ids only"
    expect(page.locator(".jejak-import-rows tbody tr")).to_have_count(2)
    expect(page.get_by_label("Delimiter").first).to_have_value("semicolon")
    page.click("text=Next: say what it means")
    expect(page.locator("#import-preview")).to_contain_text("The first 2 records become 3 entities and 1 links")
    expect(page.locator("#import-preview")).to_contain_text("Budi <b>Contoh</b>")
    choose(page, "What the column tanggal becomes", "Person: Birth date")
    expect(page.locator("#import-preview")).to_contain_text("1 May 2024")
    page.click("text=Next: try all records")
    page.click("#import-try")
    expect(page.locator("#import-trial")).to_contain_text("too short or too long", timeout=30_000)
    with page.expect_download() as load:
        page.click("text=All of them as CSV")
    assert "record,column" in load.value.path().read_text(encoding="utf-8-sig")
    page.click("text=Next: grade and import")
    choose(page, "The source", "B: mostly reliable")
    page.get_by_label("From whom, and how it came").fill("Bank, letter of 3 May")
    page.wait_for_timeout(TYPED)
    page.click("#import-go")
    expect(page.locator("#import-step")).to_contain_text("The file is in the case", timeout=30_000)
    assert case.batches()[0].default_grade == "B6"
    assert case.ledger.sources()[0].origin == "Bank, letter of 3 May"
    page.reload()
    expect(page.locator("#import-step")).to_contain_text("The file is in the case")
    assert page.evaluate(CUT_PAGE)
    assert screen.faults == []
    assert [url for url in screen.requests if not url.startswith((screen.address, "data:", "blob:"))] == []


def test_a_refused_file_is_told_and_a_path_is_taken(
    case: Case, open_screen: Callable[[Any], Any], tmp_path: Path
) -> None:
    screen = open_screen(case)
    page = screen.page
    screen.open("/import")
    with page.expect_file_chooser() as chooser:
        page.focus("#import-zone")
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"\x7fELF\x02\x01\x01\x00" * 99})
    expect(page.locator("#import-fault")).to_contain_text("This is a binary file, not text")
    (tmp_path / "tanpa judul.csv").write_text("1;2\n3;4\n")
    page.locator("#import-path").press_sequentially(str(tmp_path / "tanpa judul.csv"))
    page.wait_for_timeout(TYPED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/import?file=*")
    expect(page.locator("#import-step")).to_contain_text("There is no header line")
    page.get_by_label("Names of columns, if it has no header").fill("dari, ke")
    expect(page.locator(".jejak-import-rows tbody tr")).to_have_count(2)
    page.click("#import-discard")
    page.wait_for_selector("#import-zone")
    assert (tmp_path / "tanpa judul.csv").exists()
    assert case.batches() == []


def test_an_import_is_reversed_with_a_reason_and_taken_back(
    case: Case, open_screen: Callable[[Any], Any], tmp_path: Path
) -> None:
    (tmp_path / "m.yaml").write_text(
        "mapping: m\nentities:\n  p: {type: person, key: [nama], properties: {name: nama}}\n"
    )
    (tmp_path / "a.csv").write_text("nama,x\nBudi Contoh,1\n")
    case.import_file(tmp_path / "a.csv", tmp_path / "m.yaml")
    screen = open_screen(case)
    page = screen.page
    screen.open("/import")
    for word, badge in (("Reverse …", "reversed"), ("Take back …", "live")):
        page.get_by_role("button", name=f"{word} a.csv").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Confirm").click()
        expect(dialog).to_contain_text("A reason is needed")
        dialog.get_by_label("Reason").fill("a test of both ways")
        dialog.get_by_role("button", name="Confirm").click()
        expect(page.locator("#batch-list .mantine-Badge-label")).to_have_text(badge, timeout=30_000)
    assert screen.faults == []
