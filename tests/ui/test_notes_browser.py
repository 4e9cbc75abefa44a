"""Notes of a case and drawings on the chart in a real Chromium: corrected, found, undone, there after a reload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from interviews import HEADER, interviews
from jejak.case import Case
from jejak.case.chart_texts import TEXT_WRITTEN
from jejak.case.notes import NOTE_KINDS
from named import by_caption, phone_of

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
#: All that is drawn, where everything stands, and what is read there.
WHOLE = f"""(() => {{ const {{ view, cy }} = {CHART}; return JSON.stringify([
    view.drawings, view.pos, cy.nodes().map(n => [n.id(), n.position()]).sort(),
    [...document.querySelectorAll('.jejak-drawn')].map(d => [d.getAttribute('aria-label'), d.style.left, d.textContent])
]) }})()"""
ROWS = """Contoh Satu Rahasia,V1,Pak Contoh Calo,+628120000001
Contoh Dua Rahasia,V1,Pak Contoh Calo,+628120000002
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with interviews(tmp_path, ROWS, analyst="Ana") as made:
        yield made


@pytest.fixture
def screen(case: Case, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(case)


def written(case: Case) -> int:
    return len(case.ledger.events(kinds=(*NOTE_KINDS, TEXT_WRITTEN)))


def drawings(screen: Any) -> dict[str, Any]:
    found: dict[str, Any] = screen.page.evaluate(f"{CHART}.view.drawings")
    return found


def say(screen: Any, text: str) -> None:
    """Write into the open editor, keep it, and wait until it is kept."""
    screen.page.locator(".jejak-pen textarea").fill(text)
    screen.page.keyboard.press("Control+Enter")
    expect(screen.page.locator(".jejak-pen")).to_have_count(0)


# Notes of the case


def test_a_note_is_written_corrected_taken_away_and_shown_on_the_chart(screen: Any, case: Case) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={boss}")
    detail, dialog = page.locator("#detail"), page.get_by_role("dialog")
    expect(detail).to_contain_text("Nobody has written a note yet")
    detail.get_by_role("button", name="Write a note …").click()
    expect(dialog).to_contain_text("Pak Contoh Calo")
    page.locator("#note-text").fill("met CONTOH SATU\nRahasia at the port")
    page.click("#note-keep")
    expect(page.locator("#note-fault")).to_contain_text("names somebody who is protected")
    assert written(case) == 0
    steps = page.evaluate(f"{CHART}.history.past.length")
    page.locator("#note-text").fill("seen at the port\nwith two others")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(detail.locator(".jejak-note-text")).to_have_text("seen at the port\nwith two others")
    expect(detail).to_contain_text("Ana")
    screen.until("chart.cy.getElementById(arg).data('cards') === 1", boss)
    assert page.evaluate(f"{CHART}.history.past.length") == steps  # a note is no step of the chart
    detail.get_by_role("button", name="Correct …").click()
    expect(page.locator("#note-text")).to_have_value("seen at the port\nwith two others")
    page.locator("#note-text").fill("seen at the harbour")
    page.click("#note-keep")
    expect(detail.locator(".jejak-note-list > li > .jejak-note-text")).to_have_text("seen at the harbour")
    detail.get_by_text("Earlier versions (1)").click()
    expect(detail.locator(".jejak-more .jejak-note-text")).to_be_visible()
    detail.get_by_role("button", name="Take away …").click()
    page.click("#note-keep")
    expect(page.locator("#note-fault")).to_contain_text("only with a reason")
    page.locator("#note-text").fill("it was another man")
    page.click("#note-keep")
    expect(detail).to_contain_text("Notes (0)")
    screen.until("!chart.cy.getElementById(arg).data('cards')", boss)
    detail.get_by_text("Taken away (1)").click()
    expect(detail).to_contain_text("it was another man")
    detail.get_by_role("button", name="Bring back …").click()
    page.click("#note-keep")
    expect(detail).to_contain_text("Notes (1)")
    assert written(case) == 4
    assert screen.faults == []


def test_a_correction_of_what_somebody_has_corrected_meanwhile_is_refused(screen: Any, case: Case) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    number = case.notes.write(boss, "owns a blue car")
    screen.open(f"/entities?id={boss}")
    page.get_by_role("button", name="Correct …").click()
    page.locator("#note-text").fill("owns a red car")
    case.notes.correct(number, "owns no car", seen=number)
    page.click("#note-keep")
    expect(page.locator("#note-fault")).to_contain_text("corrected this note meanwhile")
    assert case.notes.one(number).last.text == "owns no car"
    assert screen.faults == []


def test_a_note_on_a_link_has_its_sign_and_is_told_in_the_profiles(screen: Any, case: Case) -> None:
    page, boss, phone = screen.page, by_caption(case)["Pak Contoh Calo"], phone_of(case, "628120000001")
    link = f"{boss}~{phone}~USES"
    screen.open(f"/chart?focus={boss},{phone}")
    screen.nodes(2)
    screen.choose(link)
    screen.press("Shift+N")
    page.locator("#note-text").fill("prepaid, bought in Batam")
    page.keyboard.press("Control+Enter")
    screen.until("(chart.cy.getElementById(arg).data('label') || '').endsWith('✎1')", link)
    expect(page.locator("#chart")).to_be_focused()
    screen.open(f"/entities?id={phone}")
    expect(page.locator("#entity-profile .jejak-note-list")).to_contain_text("Pak Contoh Calo → +62")
    assert [note.subject for note in case.notes.all()] == [link]
    assert screen.faults == []


@pytest.mark.parametrize("kept_by", ["keys", "button"])
def test_what_is_typed_last_is_kept_on_a_slow_machine(screen: Any, case: Case, kept_by: str) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/entities?id={boss}")
    page.get_by_role("button", name="Write a note …").click()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 12})
    page.locator("#note-text").fill("prepaid, bought in Batam")
    if kept_by == "keys":
        page.keyboard.press("Control+Enter")
    else:
        page.evaluate("document.getElementById('note-keep').click()")  # faster than any hand
    expect(page.locator("#entity-profile .jejak-note-list")).to_contain_text("prepaid, bought in Batam")
    assert [note.last.text for note in case.notes.all()] == ["prepaid, bought in Batam"]
    assert screen.faults == []


def test_notes_are_found_by_their_words_and_listed_at_home(screen: Any, case: Case, tmp_path: Path) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    for at in range(12):
        case.notes.write(boss, f"seen at jetty number {at}")
    gone = case.notes.write(boss, "seen in a blue car")
    case.notes.withdraw(gone, reason="it was another man")
    page.fill("#search", "JETTY 7")
    hit = page.locator("#hits .jejak-hit", has_text="seen at jetty number 7")
    expect(hit).to_contain_text("Pak Contoh Calo")
    hit.click()
    page.wait_for_url(f"**/entities?id={boss}*")
    case.acts.flush()
    (taken,) = case.ledger.events(kinds=("search_hit_taken",))
    assert taken.subject == boss
    assert "jetty" not in repr(taken)
    screen.open("/")
    notes = page.locator("#notes-list")
    expect(notes.locator("li")).to_have_count(10)
    expect(notes.locator("li").first).to_contain_text("number 11")
    page.click("#notes-more")
    expect(notes.locator("li")).to_have_count(12)
    page.get_by_label("also those taken away").check()
    expect(notes.locator("li")).to_have_count(13)
    page.fill("#notes-text", "blue car")
    expect(notes.locator("li")).to_have_count(1)
    (tmp_path / "more.csv").write_text(HEADER + "Jetty Number,V1,Another Man,+628120000003\n")
    case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    page.fill("#search", "seen jetty")
    expect(page.locator("#hits [data-for='seen jetty']")).to_contain_text("Nothing found")
    assert screen.faults == []


# Drawings


def test_drawings_are_undone_done_again_and_there_after_a_reload_exactly(screen: Any, case: Case) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={boss}")
    screen.nodes(1)
    screen.press("e")
    screen.nodes(5)
    victims = page.evaluate(f"{CHART}.cy.nodes('[?masked][kind=\"person\"]').map(n => n.id())")
    places = {boss: [0, 0], victims[0]: [300, 0], victims[1]: [300, 90]}
    page.evaluate(f"to => {{ {CHART}.act({{ type: 'move', to }}); {CHART}.fit() }}", places)
    begin = page.evaluate(WHOLE)
    screen.choose()
    screen.press("Shift+T")
    say(screen, "who paid\nfor the boat?")
    (note,) = drawings(screen).values()
    assert note["kind"] == "text"
    assert case.notes.chart_texts.told([note["text"]])[note["text"]].text == "who paid\nfor the boat?"
    slip = page.locator(".jejak-slip")
    expect(slip).to_have_text("who paid\nfor the boat?")
    slip.dblclick()
    say(screen, "who paid?")
    expect(slip).to_have_text("who paid?")
    screen.choose(*victims)
    screen.press("Shift+F")
    say(screen, "recruited in May")
    screen.choose()
    screen.choose(boss)
    page.evaluate(f"id => {CHART}.cy.getElementById(id).select()", victims[0])
    screen.press("Shift+A")
    expect(page.locator(".jejak-pen textarea")).to_be_focused()
    page.keyboard.press("Escape")  # no text
    expect(page.locator(".jejak-pen")).to_have_count(0)
    kinds = {one["kind"]: one for one in drawings(screen).values()}
    assert set(kinds) == {"text", "frame", "arrow"}
    assert (kinds["arrow"]["from"], kinds["arrow"]["to"], kinds["arrow"]["text"]) == (boss, victims[0], 0)
    before = page.evaluate(f"{CHART}.view.pos")
    box = page.locator(".jejak-title").bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 50, steps=4)
    page.mouse.up()
    after = page.evaluate(f"{CHART}.view.pos")
    moved = {one for one in after if after[one] != before[one]}
    assert set(victims) <= moved
    assert boss not in moved
    page.wait_for_timeout(800)
    end, steps = page.evaluate(WHOLE), page.evaluate(f"{CHART}.history.past.length")
    page.reload()
    screen.until("chart.history.past.length === arg", steps)
    expect(page.locator(".jejak-title")).to_have_text("recruited in May")
    expect(slip).to_have_text("who paid?")
    assert page.evaluate(WHOLE) == end
    taken = 2 + 2 + 1 + 1  # note and its new text, frame and its title, arrow, move
    screen.press(*["Control+z"] * taken)
    assert page.evaluate(WHOLE) == begin
    screen.press(*["Control+y"] * taken)
    screen.until("!document.querySelector('.jejak-over').textContent.includes('…')")
    assert page.evaluate(WHOLE) == end
    kept = page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert not any(word in kept for word in ("paid", "recruited", "Contoh"))
    assert screen.faults == []


def test_a_text_that_names_somebody_protected_is_refused_and_nothing_is_drawn(screen: Any, case: Case) -> None:
    page = screen.page
    screen.open(f"/chart?focus={by_caption(case)['Pak Contoh Calo']}")
    screen.nodes(1)
    screen.press("Shift+T")
    area = page.locator(".jejak-pen textarea")
    area.fill("Contoh Satu Rahasia was here")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jejak-pen [role=alert]")).to_contain_text("names somebody who is protected")
    expect(area).to_have_value("Contoh Satu Rahasia was here")
    assert drawings(screen) == {}
    area.press("Escape")
    expect(page.locator("#chart")).to_be_focused()
    assert drawings(screen) == {}
    assert written(case) == 0
    assert screen.faults == []


def test_a_text_is_masked_when_somebody_it_names_becomes_protected(screen: Any, case: Case, tmp_path: Path) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={boss}")
    screen.nodes(1)
    screen.press("Shift+T")
    say(screen, "Jetty Number pays")
    (tmp_path / "more.csv").write_text(HEADER + "Jetty Number,V1,Another Man,+628120000003\n")
    case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    screen.press("e")
    expect(page.locator(".jejak-slip")).to_have_text("▒▒▒▒▒▒")
    assert screen.faults == []


def test_keys_and_menu_of_drawings_work_without_a_mouse_and_none_is_an_entity(screen: Any, case: Case) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={boss}")
    screen.nodes(1)
    screen.choose(boss)
    screen.press("Shift+F")
    say(screen, "the boss")
    screen.choose()
    screen.press("Shift+T")
    say(screen, "who is this?")
    expect(page.locator("#chart-status")).to_contain_text("Showing 1 of 1")
    screen.press("Control+a")
    assert page.evaluate(f"{CHART}.selected()") == [boss]
    slip = page.locator(".jejak-slip")
    at = drawings(screen)[slip.get_attribute("data-drawing")]["at"]
    slip.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert drawings(screen)[slip.get_attribute("data-drawing")]["at"] == [at[0] + 10, at[1] + 50]
    page.keyboard.press("Control+z")
    assert drawings(screen)[slip.get_attribute("data-drawing")]["at"] == [at[0] + 10, at[1]]
    slip.click(button="right")
    page.get_by_role("menuitem", name="Remove").click()
    expect(slip).to_have_count(0)
    page.locator(".jejak-title").focus()
    page.keyboard.press("Delete")
    assert drawings(screen) == {}
    assert page.evaluate(f"Object.keys({CHART}.view.hidden)") == []
    assert screen.faults == []


def test_an_arrow_is_shown_by_the_mouse_and_ends_at_entities_and_places(screen: Any, case: Case) -> None:
    page, boss = screen.page, by_caption(case)["Pak Contoh Calo"]
    screen.open(f"/chart?focus={boss}")
    screen.nodes(1)
    screen.choose()
    page.click("summary:has-text('Draw')")
    page.get_by_role("button", name="Arrow", exact=False).last.click()
    expect(page.locator(".jejak-said")).to_contain_text("Press where the arrow begins")
    x, y = screen.at(boss)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 90, steps=3)
    page.mouse.up()
    say(screen, "to Johor")
    (arrow,) = drawings(screen).values()
    assert arrow["from"] == boss
    assert len(arrow["to"]) == 2
    expect(page.locator(".jejak-arrow-text")).to_have_text("to Johor")
    start = page.locator(".jejak-arrow line").last.get_attribute("x1")
    page.evaluate(f"id => {CHART}.cy.getElementById(id).position({{ x: -200, y: 40 }})", boss)
    page.wait_for_function(
        "x => document.querySelector('.jejak-arrow line:last-of-type').getAttribute('x1') !== x", arg=start
    )
    screen.choose(boss)
    screen.press("h")
    expect(page.locator(".jejak-arrow")).to_have_count(0)  # nobody sees from where
    screen.press("Control+z")
    expect(page.locator(".jejak-arrow")).to_have_count(1)
    assert screen.faults == []


def test_a_note_on_an_empty_chart_is_there_after_a_reload(screen: Any) -> None:
    page = screen.page
    screen.open("/chart")
    screen.until("chart")
    screen.press("Shift+T")
    say(screen, "begin with the boat")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator(".jejak-slip")).to_have_text("begin with the boat")
    screen.press("Control+z")
    expect(page.locator(".jejak-slip")).to_have_count(0)
    assert screen.faults == []
