"""Two people at one case at once: nobody's change is lost, the second is told what the first has done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from alike_case import alike_case, ids
from jejak.case import Case
from jejak.graph.ledger.records import BatchStatus, Verdict

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with alike_case(tmp_path) as opened:
        yield opened


@pytest.fixture
def two(case: Case, open_screen: Callable[[Any], Any]) -> Iterator[tuple[Any, Any]]:
    """A screen, and another browser's at the same server."""
    first = open_screen(case)
    here = first.page.context
    there = here.browser.new_context(viewport={"width": 1360, "height": 850}, storage_state=here.storage_state())
    second = type(first)(first.address, there.new_page())
    yield first, second
    assert first.faults == second.faults == []
    there.close()


def test_a_pair_that_another_has_judged_is_not_judged_over_it(case: Case, two: tuple[Any, Any]) -> None:
    first, second = two
    known = ids(case)
    for screen in two:
        screen.open(f"/identities?a={known['1']}&b={known['3']}")
        screen.page.wait_for_selector("#id-pair .jejak-beside")
    first.page.keyboard.press("n")
    expect(first.page.locator("#id-pair")).to_contain_text("tester judged them not the same")
    second.page.fill("#id-reason", "one telephone")
    second.page.click(".jejak-do-same")
    expect(second.page.locator(".mantine-Notification-root")).to_contain_text("This pair stands as")
    expect(second.page.locator("#id-pair")).to_contain_text("tester judged them not the same")
    expect(second.page.locator("#id-reason")).to_have_value("one telephone")
    assert [one.verdict for one in case.ledger.judgements()] == [Verdict.NOT_SAME]


def test_a_chart_follows_what_another_joins_and_keeps_its_places(case: Case, two: tuple[Any, Any]) -> None:
    first, second = two
    known = ids(case)
    first.open(f"/chart?focus={known['1']},{known['3']},{known['7']}")
    first.nodes(3)
    first.page.wait_for_timeout(800)
    stood = first.page.evaluate(f"id => {CHART}.view.pos[id]", known["7"])
    second.open(f"/identities?a={known['1']}&b={known['3']}")
    second.page.wait_for_selector("#id-pair .jejak-beside")
    second.page.keyboard.press("s")
    expect(second.page.locator("#id-pair")).to_contain_text("tester judged them the same")
    first.choose(known["7"])
    first.press("e")
    first.until("chart.cy.nodes('[kind=\"phone\"]').length === 1")
    assert first.page.evaluate(f"id => {CHART}.view.pos[id]", known["7"]) == stood
    joined = ids(case)
    assert joined["1"] == joined["3"]
    gone = ({known["1"], known["3"]} - {joined["1"]}).pop()
    first.until("chart.cy.getElementById(arg).empty()", gone)
    assert first.page.evaluate(f"id => {CHART}.cy.getElementById(id).length", joined["1"]) == 1


def test_who_became_protected_meanwhile_is_not_named_on_the_chart_nor_by_undo(case: Case, two: tuple[Any, Any]) -> None:
    first, second = two
    known = ids(case)
    first.open(f"/chart?focus={known['7']}")
    first.nodes(1)
    first.until("chart.cy.nodes()[0].data('label') === arg", "Rina Kartika")
    first.choose(known["7"])
    first.press("e")
    first.nodes(2)
    second.open(f"/identities?a={known['4']}&b={known['7']}")
    second.page.wait_for_selector("#id-pair .jejak-beside")
    second.page.click(".jejak-do-same")
    expect(second.page.locator("#id-pair")).to_contain_text("tester judged them the same")
    first.choose()
    first.press("Control+a", "e")
    first.until("!chart.cy.nodes().some(n => (n.data('label') || '').includes(arg))", "Rina")
    for key in ("Control+z", "Control+z", "Control+y", "Control+y"):
        first.press(key)
        drawn = first.page.evaluate(f"JSON.stringify({CHART}.history) + JSON.stringify({CHART}.cy.elements().jsons())")
        assert "Rina" not in drawn


def test_an_import_that_another_has_reversed_is_not_reversed_twice(case: Case, two: tuple[Any, Any]) -> None:
    first, second = two
    for screen in two:
        screen.open("/import")
        screen.page.get_by_role("button", name="Reverse … people.csv").click()
        screen.page.get_by_role("dialog").get_by_label("Reason").fill("a test of two")
    first.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(first.page.locator("#batch-list .mantine-Badge-label")).to_have_text("reversed")
    second.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(second.page.get_by_role("dialog")).to_contain_text("omebody has reversed this import or taken it back")
    assert [batch.status for batch in case.batches()] == [BatchStatus.REVERSED]
    assert sum(event.kind == "batch_reversed" for event in case.ledger.events()) == 1
