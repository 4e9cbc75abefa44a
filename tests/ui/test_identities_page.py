"""The page Identities on a real case: what speaks for and against, decisions by key, many at once, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from playwright.sync_api import expect

from alike_case import BROUGHT_BY, alike_case, ids
from jejak.case import Case
from jejak.case.queue import Queue, Show, Wanted
from jejak.graph.ledger.records import Verdict
from jejak.graph.resolution.pairing import weigh_pair
from jejak.schemas.i18n import use_language
from jejak.ui import figures
from jejak.ui.pages.identities.changes import grave
from jejak.ui.pages.identities.pair import pair_view
from jejak.ui.pages.identities.score import weighing
from jejak.ui.pages.identities.working import wanted

MADE = {"least": None, "most": None, "kind": None, "show": None}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with alike_case(tmp_path) as opened:
        yield opened


def queue_of(case: Case) -> Queue:
    here = case.identities
    return Queue(here, lambda: case.identities, here.listed())


def said(shown: object) -> str:
    """Every text of a component."""
    if isinstance(shown, Component):
        return said(getattr(shown, "children", None)) + str(getattr(shown, "title", "") or "")
    return " ".join(map(said, shown)) if isinstance(shown, list | tuple) else str(shown or "")


def test_both_sides_of_a_score_stand_beside_each_other_and_add_up(case: Case) -> None:
    use_language("en")
    queue = queue_of(case)
    found = queue.listed[0].found
    sides = weighing(found, queue.model).children[0].children
    assert [side.className.split()[1] for side in sides] == ["jejak-for", "jejak-against"]
    assert "Phone: a phone in common" in said(sides[0]).replace("  ", " ").replace(" :", ":")
    assert "most of the others are somebody else" in said(sides[1])
    total = found.start + sum(part.bits for part in found.parts)
    assert 1 / (1 + 2**-total) == pytest.approx(found.score, abs=1e-3)
    assert figures.bits(total) in said(weighing(found, queue.model))


def test_twins_are_held_down_and_the_screen_says_why(case: Case) -> None:
    use_language("en")
    known = ids(case)
    model = queue_of(case).model
    found = weigh_pair(case.ledger, case.world, model, known["7"], known["8"])
    assert found is not None
    told = said(weighing(found, model))
    assert "different national numbers, both valid" in told
    start = sum(part.bits for part in found.parts if part.bits > 0)
    strong = type(found)(found.kind, found.left, found.right, 0.6, start, found.parts)  # the same pair in a small crowd
    assert "twins" in said(weighing(strong, model))


def test_a_sure_one_is_never_called_certain() -> None:
    use_language("en")
    assert [figures.percent(value) for value in (1.0, 0.99995, 0.99946, 0.956, 0.75)] == [
        "> 99.99%", "> 99.99%", "99.94%", "95.6%", "75%",
    ]  # fmt: skip
    use_language("id")
    assert figures.percent(0.956) == "95,6%"
    assert figures.bits(-3.26) == "−3,3"


def test_what_is_equal_and_what_differs_has_a_sign_and_a_word(case: Case) -> None:
    use_language("en")
    known = ids(case)
    pair = (known["7"], known["8"])
    told = said(pair_view(pair, queue_of(case).look(pair), "score"))
    for text in ("= equal", "≠ different", "Rina Kartika", "3501014605900002", "contradicting values: NIK"):
        assert text in told, text


def test_grave_changes_are_told_before_anything_else(case: Case) -> None:
    use_language("en")
    known, queue = ids(case), queue_of(case)
    told = " ".join(map(said, grave(queue.look((known["4"], known["5"])))))
    assert "would become protected (Victim, protected)" in told
    assert "suspect" in told
    assert "would be both: Victim, and Broker" in told
    assert "linked with itself" in " ".join(map(said, grave(queue.look((known["4"], known["by"])))))
    assert grave(queue.look((known["1"], known["2"]))) == []


def test_an_empty_filter_rules_nothing_out() -> None:
    assert wanted(MADE) == Wanted()
    assert wanted(MADE | {"least": 92, "kind": "person", "show": "bridges"}) == Wanted(
        0.92, 1.0, "person", Show.BRIDGES
    )
    assert wanted(MADE | {"least": "9.", "most": ""}) == Wanted()


@pytest.mark.browser
def test_the_queue_is_worked_by_keys_and_nobody_protected_shows(case: Case, open_screen: Callable[[Any], Any]) -> None:
    screen = open_screen(case)
    page = screen.page
    page.keyboard.press("g")
    page.keyboard.press("i")
    count, heads = page.locator("#id-count"), page.locator("#id-heads .jejak-who")
    expect(count).to_contain_text("0 decided · 6 left")
    first = heads.all_inner_texts()
    page.keyboard.press("n")
    expect(count).to_contain_text("1 decided · 5 left")
    page.keyboard.press("k")
    expect(count).to_contain_text("1 skipped")
    page.keyboard.press("z")
    expect(count).to_contain_text("0 decided · 6 left")
    assert heads.all_inner_texts() == first
    page.keyboard.press("ArrowRight")
    expect(page.locator("#id-pair")).to_contain_text("Skipped")
    known = ids(case)
    page.goto(f"{screen.address}/identities?sel={known['4']},{known['5']}")
    expect(heads.nth(1)).to_have_text("Wulan Prihatin")
    expect(page.locator(".jejak-grave").first).to_contain_text("would become protected")
    page.locator(".jejak-source").first.click()
    expect(page.locator("#id-record")).to_contain_text("▒▒▒▒▒▒")
    page.keyboard.press("s")  # not while the record lies over the pair
    page.keyboard.press("Escape")
    expect(page.locator("#id-record")).to_have_count(0)
    expect(count).to_contain_text("0 decided")
    page.keyboard.press("s")
    expect(count).to_contain_text("1 decided")
    page.goto(f"{screen.address}/identities?a={known['5']}&b={known['6']}")
    expect(heads.first).to_contain_text("Victim ")
    expect(page.locator(".jejak-against")).to_be_visible()
    assert not any("Wulan" in url or "Prihatin" in url for url in screen.requests)
    assert screen.faults == []


@pytest.mark.browser
def test_many_are_accepted_after_a_preview_and_taken_back_by_one_press(
    case: Case, open_screen: Callable[[Any], Any]
) -> None:
    before = case.snapshot().digest
    screen = open_screen(case)
    page = screen.page
    page.click(".jejak-nav[href='/identities']")
    expect(page.locator("#id-count")).to_contain_text("6 left")
    page.click(".jejak-tabs a[href='/identities?view=many']")
    page.fill("#many-least", "90")
    expect(page.locator("#many-seen")).to_contain_text("Somebody would become protected: 2")
    page.click("#many-go")
    expect(page.locator("#many-outcome")).to_contain_text("4 pairs were accepted")
    assert case.snapshot().digest != before
    page.click(".jejak-tabs a[href='/identities?view=past']")
    expect(page.locator("#past-list")).to_contain_text("4 of 4 stand")
    page.get_by_role("button", name="Undo the step").click()
    expect(page.locator("#past-list")).to_contain_text("0 of 4 stand")
    assert case.snapshot().digest == before
    page.click(".jejak-tabs a[href='/identities?view=many']")
    expect(page.locator("#many-outcome")).to_contain_text("It was taken back")
    assert screen.faults == []


@pytest.mark.browser
def test_a_contradiction_is_one_sentence_and_any_two_can_be_judged(
    case: Case, open_screen: Callable[[Any], Any]
) -> None:
    known = ids(case)
    case.judge(known["1"], known["2"], Verdict.SAME, reason="")
    case.judge(known["2"], known["3"], Verdict.NOT_SAME, reason="")
    screen = open_screen(case)
    page = screen.page
    page.goto(f"{screen.address}/identities?a={known['1']}&b={known['3']}")
    expect(page.locator(".jejak-grave")).to_contain_text("Judgements forbid it")
    page.keyboard.press("s")
    expect(page.locator(".mantine-Notification-root")).to_contain_text("the same and not the same at once → undo one")
    page.goto(f"{screen.address}/identities?a={known['4']}&b={known['by']}")
    expect(page.locator("#id-heads")).to_contain_text(BROUGHT_BY)
    page.keyboard.press("u")
    expect(page.locator("#id-pair")).to_contain_text("tester judged them unsure")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#id-pair")).not_to_contain_text("tester judged them")
    assert len(case.ledger.judgements()) == 2
    assert screen.faults == []
