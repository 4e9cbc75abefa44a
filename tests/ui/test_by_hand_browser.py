"""Stating a link and an entity by hand in a real Chromium: by keys and mouse, refused, undone, reversed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from interviews import interviews
from jejak.case import Case
from jejak.case.hand_record import BY_HAND, HandEntity, Statement
from jejak.graph.ledger import Batch
from jejak.ui.pages.chart import by_hand
from named import by_caption, nodes, phone_of

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
ROWS = """Contoh Satu Rahasia,V1,Pak Contoh Calo,+628120000001
Contoh Dua Rahasia,V1,Bu Contoh Calo,+628120000002
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with interviews(tmp_path, ROWS, analyst="Ana") as made:
        yield made


@pytest.fixture
def screen(case: Case, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(case)


def stated(case: Case) -> list[Batch]:
    return [batch for batch in case.batches() if batch.mapping == BY_HAND]


def steps(screen: Any) -> int:
    found: int = screen.page.evaluate(f"{CHART}.history.past.length")
    return found


def field(dialog: Locator, label: str) -> Locator:
    return dialog.get_by_role("textbox", name=label, exact=label != "Basis")


def choose(screen: Any, dialog: Locator, label: str, option: str, *, by_keys: bool = False) -> None:
    """Choose from a list of the dialog."""
    box = field(dialog, label)
    expect(dialog.locator(":focus")).to_have_count(1)  # the dialog has settled
    box.focus()
    box.fill(option)
    found = screen.page.get_by_role("option", name=option, exact=True)
    expect(found).to_be_visible()
    if by_keys:
        screen.page.keyboard.press("ArrowDown")
        screen.page.keyboard.press("Enter")
    else:
        found.click()
    expect(box).to_have_value(option)


def test_a_link_is_drawn_by_keys_is_one_step_and_undo_leaves_the_claim(screen: Any, case: Case) -> None:
    page = screen.page
    known = by_caption(case)
    calo, phone = known["Pak Contoh Calo"], phone_of(case, "628120000002")
    screen.open(f"/chart?focus={calo},{phone}")
    screen.nodes(2)
    screen.choose(phone, calo)
    before = steps(screen)
    screen.press("Shift+L")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("+628120000002 → Pak Contoh Calo")
    expect(field(dialog, "Type")).to_have_value("contacted")
    dialog.get_by_role("button", name="Exchange the ends").press("Enter")
    expect(dialog).to_contain_text("Pak Contoh Calo → +628120000002")
    choose(screen, dialog, "Type", "uses", by_keys=True)
    field(dialog, "When, or since when").fill("last spring")
    field(dialog, "Basis").fill("Contoh Satu Rahasia told it")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("names somebody who is protected")
    assert stated(case) == []
    expect(page.locator("#hand-keep")).to_be_enabled()
    field(dialog, "Basis").fill("told by the harbour master")
    page.keyboard.press("Control+Enter")
    expect(dialog).not_to_contain_text("names somebody who is protected")  # the answer to this one has come
    expect(dialog).to_contain_text("Not a date")
    assert stated(case) == []
    expect(page.locator("#hand-keep")).to_be_enabled()
    field(dialog, "When, or since when").fill("2024-05")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    bundle = f"{calo}~{phone}~USES"
    screen.until("chart.view.edges[arg] && chart.selected().includes(arg)", bundle)
    assert steps(screen) == before + 1
    (batch,) = stated(case)
    assert (batch.default_grade, batch.default_handling, batch.analyst) == ("C3", "C", "Ana")
    detail = page.locator("#detail")
    detail.locator(".jejak-source:not(.jejak-source-head)").click()  # one step to who said it, when and why
    record = page.locator("#record")
    for words in ("told by the harbour master", "Ana", "2024-05", "Taking it off the chart does not take it back"):
        expect(record).to_contain_text(words)
    page.keyboard.press("Escape")
    screen.press("Control+z")
    screen.until("!chart.view.edges[arg]", bundle)
    assert stated(case)[0].status == "live"
    screen.press("Control+y")
    screen.until("chart.view.edges[arg]", bundle)
    screen.press("Control+z")
    screen.until("!chart.view.edges[arg]", bundle)
    case.by_hand.write(HandEntity("phone", {"number": "+628120000009"}), Statement("told by the harbour master"))
    screen.choose(calo)
    told = page.evaluate(f"{CHART}.seq")
    screen.press("e")  # the graph has changed: all is told again
    screen.until("chart.seq > arg", told)
    page.wait_for_timeout(1000)
    assert not page.evaluate(f"id => !!{CHART}.view.edges[id]", bundle), "what was undone stays undone"
    assert screen.faults == []


#: What a key does that was pressed a moment before the page shut the field.
PRESSED = """(field, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true })) }"""


def test_what_is_typed_while_the_fields_of_another_type_are_on_their_way_is_not_lost(
    case: Case, open_screen: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    fields, onward = by_hand.fields, threading.Event()

    def late(etype: str | None, *given: Any) -> object:
        if etype == "USES":
            assert onward.wait(30)
        return fields(etype, *given)

    monkeypatch.setattr(by_hand, "fields", late)
    screen = open_screen(case)
    page = screen.page
    calo, phone = by_caption(case)["Pak Contoh Calo"], phone_of(case, "628120000002")
    screen.open(f"/chart?focus={calo},{phone}")
    screen.nodes(2)
    screen.choose(calo, phone)
    screen.press("Shift+L")
    dialog = page.get_by_role("dialog")
    choose(screen, dialog, "Type", "uses")
    expect(page.locator("#hand-fields[disabled]")).to_have_count(1)
    when = field(dialog, "When, or since when")
    when.evaluate(PRESSED, "2024-05")
    onward.set()
    expect(page.locator("#hand-fields:not([disabled])")).to_have_count(1)
    expect(when).to_have_value("2024-05")
    field(dialog, "Basis").fill("told by the harbour master")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    screen.until("chart.view.edges[arg]", f"{calo}~{phone}~USES")
    page.locator("#detail .jejak-source:not(.jejak-source-head)").click()
    expect(page.locator("#record")).to_contain_text("2024-05")
    page.keyboard.press("Escape")
    screen.choose(calo, phone)
    screen.press("Shift+L")
    choose(screen, dialog, "Type", "uses")
    expect(page.locator("#hand-fields:not([disabled])")).to_have_count(1)
    expect(when).to_have_value("")  # nothing of what was typed is left in the page
    assert screen.faults == []


def test_an_entity_is_drawn_where_the_mouse_points_and_a_victim_is_a_pseudonym_at_once(screen: Any, case: Case) -> None:
    page, known = screen.page, {node.id for node in nodes(case)}
    screen.open(f"/chart?focus={by_caption(case)['Pak Contoh Calo']}")
    screen.nodes(1)
    box = page.locator("#chart").bounding_box()
    assert box
    spot = (box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    before = steps(screen)
    page.mouse.click(*spot, button="right")
    page.get_by_role("menuitem", name="Draw entity …").click()
    dialog = page.get_by_role("dialog")
    expect(field(dialog, "Type")).to_have_value("Person")
    field(dialog, "Name").fill("Contoh Tiga Rahasia")
    field(dialog, "Passport number").fill("C1234567")
    field(dialog, "Birth date").fill("31.2.2001")
    choose(screen, dialog, "Role", "Victim")
    expect(dialog).to_contain_text("No such day")  # told when the field was left
    page.locator("#hand-keep").click()
    expect(dialog).to_contain_text("A statement needs a basis")
    assert stated(case) == []
    field(dialog, "Birth date").fill("2001-02-28")
    field(dialog, "Basis").fill("her own words at the shelter")
    page.locator("#hand-keep").click()
    expect(dialog).to_have_count(0)
    screen.nodes(2)
    ident = next(node.id for node in nodes(case) if node.id not in known)
    screen.until("chart.selected().includes(arg)", ident)
    there = screen.at(ident)
    assert max(abs(there[0] - spot[0]), abs(there[1] - spot[1])) < 3
    assert steps(screen) == before + 1
    assert page.evaluate(f"id => {CHART}.view.nodes[id].label", ident).startswith("Victim ")
    held = page.evaluate("() => JSON.stringify([sessionStorage, localStorage, location.href, document.cookie])")
    assert "Tiga" not in held
    assert "Tiga" not in page.content()
    for event in case.ledger.events():
        assert "Tiga" not in f"{event.subject}{event.detail}{event.note}"
    page.reload()
    screen.nodes(2)
    assert "Tiga" not in page.evaluate(f"JSON.stringify({CHART}.view.nodes)")
    assert screen.faults == []


def test_a_number_that_the_case_has_is_told_before_and_joined(screen: Any, case: Case) -> None:
    page, phone = screen.page, phone_of(case, "628120000001")
    screen.open("/chart")
    screen.press("Shift+E")
    dialog = page.get_by_role("dialog")
    choose(screen, dialog, "Type", "Phone number")
    field(dialog, "Number").fill("0812 0000")
    field(dialog, "Basis").fill("on the slip in his pocket")
    expect(dialog).to_contain_text("A local number without its region")
    field(dialog, "Number").fill("+62 812-0000 001")
    field(dialog, "Basis").focus()
    expect(dialog).to_contain_text("the case has it already, and what you state joins it")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    screen.until("chart.view.nodes[arg]", phone)
    assert len(case.claims(phone)) == 2
    assert screen.faults == []


def test_what_was_typed_is_gone_with_the_dialog_and_one_selected_is_not_enough(screen: Any, case: Case) -> None:
    page, calo = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={calo}")
    screen.nodes(1)
    screen.choose(calo)
    screen.press("Shift+L")
    expect(page.locator(".jejak-said")).to_contain_text("Select the two entities that the link joins")
    screen.press("Shift+E")
    dialog = page.get_by_role("dialog")
    field(dialog, "Name").fill("Somebody Typed")
    field(dialog, "Basis").fill("a basis")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    screen.press("Shift+E")
    expect(field(dialog, "Name")).to_have_value("")
    expect(field(dialog, "Basis")).to_have_value("")
    assert stated(case) == []


def test_sources_tell_who_wrote_it_and_it_is_reversed_like_every_import(screen: Any, case: Case) -> None:
    page = screen.page
    before = case.snapshot().digest
    calo, other = by_caption(case)["Pak Contoh Calo"], by_caption(case)["Bu Contoh Calo"]
    screen.open(f"/chart?focus={calo},{other}")
    screen.nodes(2)
    screen.choose(calo, other)
    page.locator(".jejak-menu summary", has_text="Draw").click()
    page.get_by_role("button", name="Draw link …").click()
    dialog = page.get_by_role("dialog")
    choose(screen, dialog, "Type", "associate of")
    field(dialog, "Basis").fill("both were seen in the same house")
    page.locator("#hand-keep").click()
    expect(dialog).to_have_count(0)
    (batch,) = stated(case)
    screen.open("/sources")
    expect(page.locator("#sources-list")).to_contain_text("Written by Ana")
    screen.open("/audit")
    expect(page.locator("main")).to_contain_text("Stated by hand")
    screen.open(f"/sources?id={batch.source_sha}")
    expect(page.locator("main")).to_contain_text("both were seen in the same house")
    page.get_by_role("link", name="Reverse it …").click()
    expect(page.locator("#batch-effect")).to_contain_text("1 links leave the graph")
    page.locator("#batch-reason").fill("it was another house")
    page.locator("#batch-confirm").click()
    expect(page.locator("#batch-list")).to_contain_text("reversed")
    assert case.snapshot().digest == before
    assert screen.faults == []
