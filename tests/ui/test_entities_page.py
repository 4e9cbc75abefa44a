"""The entities page: the table fetches what is in view, the selection is one, profiles lead to the records."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component
from playwright.sync_api import expect

from jejak.case import Case
from jejak.case.acts import Act
from jejak.graph.entity_table import Listing
from jejak.schemas.i18n import use_language
from jejak.schemas.role_times import RoleTime
from jejak.ui.pages.entities import listing, role_axis, table

BUDI, VICTIM, AGENCY = (f"{number:032x}" for number in (1, 2, 3))
COUNT = 1200
MAPPING = """mapping: many
version: 1
source: {format: csv}
defaults: {grade: B2, region: ID, zone: UTC}
entities:
  one: {type: person, key: [name], protection: {column: class}, properties: {name: name, birth_date: born}}
  firm: {type: organisation, key: [firm], protection: S, properties: {name: firm}}
links:
  - {type: EMPLOYEE_OF, from: one, to: firm}
"""


def nothing(**given: object) -> Any:
    """No filter but those that are given."""
    names = ("text", "etype", "roles", "country", "protection", "n_sources", "n_links", "near")
    return dict.fromkeys(names) | given


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("many")
    (folder / "m.yaml").write_text(MAPPING)
    rows = [f"Orang {n:04d},{'V1' if n % 100 == 7 else ''},19{60 + n % 30}-01-01,=PT Contoh" for n in range(COUNT)]
    (folder / "rows.csv").write_text("\n".join(["name,class,born,firm", *rows]))
    with Case.create(folder / "many.case", analyst="tester") as opened:
        opened.import_file(folder / "rows.csv", folder / "m.yaml")
        yield opened


@pytest.fixture
def here(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    monkeypatch.setattr(table, "case", lambda: case)
    monkeypatch.setattr(listing, "case", lambda: case)
    monkeypatch.setattr(table, "notify", lambda *_: None)


@pytest.mark.usefixtures("here")
def test_a_block_has_only_the_rows_in_view() -> None:
    answer, line = table.rows({"startRow": 1100, "endRow": 1200, "sortModel": []}, nothing())
    assert isinstance(answer, dict)
    assert (len(answer["rowData"]), answer["rowCount"]) == (100, COUNT + 1)
    assert line == "Listed: 1,201 of 1,201"
    _, line = table.rows({"startRow": 0, "endRow": 100}, nothing(n_links=99_999))
    assert "Nothing fits" in str(line)


@pytest.mark.usefixtures("here")
def test_the_words_of_a_language_sort_a_column() -> None:
    use_language("id")
    for sort, first in (("asc", "Orang"), ("desc", "Organisasi")):
        request: Any = {"startRow": 0, "endRow": 1, "sortModel": [{"colId": "etype", "sort": sort}]}
        answer, _ = table.rows(request, nothing())
        assert isinstance(answer, dict)
        assert answer["rowData"][0]["etype"] == first
    use_language("en")


@pytest.mark.usefixtures("here")
def test_a_list_leaves_masked_and_harmless_to_spreadsheets() -> None:
    answer = table.save(1, None, nothing())
    assert isinstance(answer, dict)
    assert answer["content"].startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer["content"].removeprefix("\ufeff"))))
    assert len(rows) == COUNT + 1
    assert [row["Entity"] for row in rows if "PT Contoh" in row["Entity"]] == ["'=PT Contoh"]
    assert sum(row["Entity"].startswith("Victim ") for row in rows) == COUNT // 100
    assert "Orang 0007" not in answer["content"]


def classes(shown: object) -> Iterator[str]:
    """The classes of all bars."""
    if isinstance(shown, Component):
        if isinstance(shown, html.Div) and "jejak-bar" in str(getattr(shown, "className", "")):
            yield str(shown.className)
        yield from classes(getattr(shown, "children", None))
    elif isinstance(shown, list):
        for one in shown:
            yield from classes(one)


def test_roles_stand_on_the_axis_where_their_dates_are() -> None:
    times = [RoleTime("broker", "2020", "2021"), RoleTime("broker", "2022-07", ""), RoleTime("broker")]
    axis = role_axis._Axis.of(times)
    assert axis is not None
    bars = [axis.bar(time) for time in times]
    places = [bar.children.style for bar in bars]
    assert [place["marginLeft"] for place in places] == ["0.0%", "66.7%", "0.0%"]
    assert [place["width"] for place in places] == ["53.3%", "33.3%", "100.0%"]
    assert [next(classes(bar)) for bar in bars] == [
        "jejak-bar",
        "jejak-bar jejak-bar-since",
        "jejak-bar jejak-bar-undated",
    ]
    assert role_axis._Axis.of([RoleTime("broker")]) is None


@pytest.mark.browser
def test_the_table_scrolls_sorts_filters_and_shares_the_selection(
    case: Case, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(case)
    page = screen.page
    page.keyboard.press("g")
    page.keyboard.press("e")
    rows = page.locator(".ag-row")
    expect(rows.first).to_contain_text("Orang 0000")
    page.evaluate("dash_ag_grid.getApi('entities-grid').ensureIndexVisible(1150)")
    expect(page.locator(".ag-row[row-index='1150']")).not_to_have_text("")
    page.click(".ag-header-cell[col-id='n_links']")
    page.click(".ag-header-cell[col-id='n_links']")
    expect(page.locator(".ag-row[row-index='0']")).to_contain_text("=PT Contoh")
    page.click(".ag-header-cell[col-id='n_links']")  # sorted by nothing, the best hit is the first
    page.fill("#entities-text", "Orang 0012")
    expect(page.locator("#entities-count")).not_to_contain_text("Listed: 1,201")
    first = page.locator(".ag-row[row-index='0']")
    expect(first).to_contain_text("Orang 0012")
    first.locator("[col-id='caption']").click()
    expect(page.locator("#entities-chosen")).to_have_text("Selected: 1")
    chosen = str(first.get_attribute("row-id"))
    page.wait_for_url(f"**sel={chosen}")
    page.click("#entities-chart")
    page.wait_for_url(f"**/chart?focus={chosen}**")
    screen.nodes(1)
    page.go_back()
    expect(page.locator(".ag-row-selected")).to_have_attribute("row-id", chosen)
    expect(page.locator("#entities-text")).to_have_value("Orang 0012")
    page.locator(".ag-row-selected [col-id='caption']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".jejak-profile h2")).to_have_text("Orang 0012")
    assert "0012" not in "".join(url for url in screen.requests)
    assert case.acts.flush()
    taken = [event for event in case.ledger.events() if event.kind == Act.HIT_TAKEN]
    assert [(event.subject, event.detail["text"]) for event in taken] == [(chosen, case.acts.keyed("orang 0012"))]
    assert screen.faults == []


@pytest.mark.browser
def test_a_profile_shows_where_sources_differ_and_leads_to_the_record(
    memory_case: Any, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(memory_case)
    page = screen.page
    screen.find("Budi")
    page.wait_for_url(f"**/entities?id={BUDI}")
    expect(page.locator(".jejak-side strong")).to_have_text(["2 Jan 1980", "1984"])
    page.locator(".jejak-side .jejak-chip").first.click()
    expect(page.locator("#record")).to_contain_text("interviews.xlsx · table Sheet1 · record 4")
    page.keyboard.press("Escape")
    page.locator(".jejak-layers td button").first.click()
    expect(page.locator("#record")).to_contain_text("transfers_bank_id.csv")
    page.keyboard.press("Escape")
    page.locator(".jejak-layers td a", has_text="Victim").click()
    page.wait_for_url(f"**/entities?id={VICTIM}")
    expect(page.locator(".jejak-profile")).to_contain_text("check first whether this person was forced")
    page.click("text=Open the name …")
    page.fill("#reveal-reason", "witness interview tomorrow")
    page.click("#reveal-go")
    expect(page.locator("#revealed")).to_contain_text("Siti Rahayu binti Contoh")
    assert memory_case.revealed == [(VICTIM, "witness interview tomorrow")]
    page.keyboard.press("Escape")
    page.click(".jejak-profile >> text=Show on the chart")
    screen.nodes(1)
    page.click("#detail >> text=Profile")
    page.wait_for_url(f"**/entities?id={VICTIM}**")
    screen.open(f"/entities?id={'f' * 32}")
    expect(page.locator("#page")).to_contain_text("not in the graph")
    assert screen.faults == []


@pytest.mark.browser
def test_filters_are_kept_in_the_address_by_codes_and_a_list_can_be_saved(
    case: Case, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(case)
    page = screen.page
    screen.open("/entities?etype=person&protection=V1")
    expect(page.locator("#entities-count")).to_have_text(f"Listed: {COUNT // 100} of 1,201")
    page.fill("#entities-text", "Victim")
    page.fill("#entities-n_links", "1")
    page.wait_for_url("**/entities?etype=person&protection=V1&n_links=1")
    with page.expect_download() as waiting:
        page.click("#entities-csv")
    saved = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert saved.count("Victim") > COUNT // 100
    assert "Orang" not in saved
    page.click("#entities-clear")
    expect(page.locator("#entities-count")).to_have_text("Listed: 1,201 of 1,201")
    assert page.url.endswith("/entities")
    assert screen.faults == []


def words(request: Any) -> set[str]:
    """Words of interest in a question to the server."""
    return {word for word in ("getRowsResponse", "Orang 0012") if word in (request.post_data or "")}


@pytest.mark.browser
def test_rows_that_come_when_the_reader_has_gone_to_the_chart_do_no_harm(
    case: Case, open_screen: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, gone = table.rows, threading.Event()

    def late(request: Any, filters: Any) -> Any:
        if request and filters["text"]:
            assert gone.wait(30)
        return rows(request, filters)

    monkeypatch.setattr(table, "rows", late)
    screen = open_screen(case)
    page = screen.page
    screen.open("/entities")
    expect(page.locator(".ag-row").first).to_contain_text("Orang 0000")
    with page.expect_request(lambda asked: {"getRowsResponse", "Orang 0012"} <= words(asked)):
        page.fill("#entities-text", "Orang 0012")
    chosen = next(row.id for row in case.entities.block(Listing(), 0, 9)[0])
    screen.turn(f"/chart?focus={chosen}")
    screen.nodes(1)
    with page.expect_response(lambda answer: "getRowsResponse" in words(answer.request)):
        gone.set()
    page.wait_for_timeout(300)  # the answer is taken in
    assert screen.faults == []
