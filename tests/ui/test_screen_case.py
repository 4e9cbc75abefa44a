"""A real case in a real browser: files through the ordinary import, and no protected name on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.case import Case

pytestmark = pytest.mark.browser

CSV = """worker,class,recruiter,date
Contoh Satu Rahasia,V1,Pak Contoh Calo,2024-05-01
Contoh Dua Rahasia,V2,Pak Contoh Calo,2024-05-02
"""
MAPPING = """mapping: interviews
version: 1
title: Interviews
source: {format: csv}
defaults: {grade: B2, handling: C, zone: UTC}
entities:
  worker:
    type: person
    protection: {column: class}
    roles: [victim]
    properties: {name: worker}
  recruiter:
    type: person
    key: recruiter
    protection: S
    roles: [recruiter_calo_sponsor]
    properties: {name: recruiter}
links:
  - type: RECRUITED_BY
    from: worker
    to: recruiter
    time: {column: date, format: "%Y-%m-%d"}
"""


@pytest.fixture
def real_case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "interviews.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "interviews.yaml").write_text(MAPPING, encoding="utf-8")
    with Case.create(tmp_path / "real.case", name="Real", analyst="tester") as case:
        case.import_file(tmp_path / "interviews.csv", tmp_path / "interviews.yaml")
        yield case


def test_a_real_case_from_home_to_a_masked_record(real_case: Case, open_screen: Callable[[Any], Any]) -> None:
    screen = open_screen(real_case)
    page = screen.page
    bodies: list[str] = []
    page.on("response", lambda answer: bodies.append(answer.text()) if "_dash-update" in answer.url else None)
    expect(page.locator(".jejak-figure").first).to_have_text("3")
    page.click("a[href='/chart']")
    page.fill("#search", "rahasia")
    expect(page.locator("#hits")).to_contain_text("Nothing found")
    expect(page.locator("#hits button")).to_have_count(0)
    page.fill("#search", "Kontoh Calo")
    expect(page.locator("#hits")).to_contain_text("one letter differs")
    expect(page.locator("#hits button")).to_contain_text("Contoh Calo")
    screen.find("Contoh Calo")
    screen.nodes(1)
    page.focus("#chart")
    page.keyboard.press("e")
    screen.nodes(3)
    victim = page.evaluate("document.querySelector('#chart')._jejak.cy.nodes('[?masked]')[0].id()")
    page.mouse.click(*screen.at(victim))
    expect(page.locator("#detail h2")).not_to_contain_text("Contoh")
    page.locator("#detail button.jejak-source").first.click()
    expect(page.locator("#record")).to_contain_text("interviews.csv")
    expect(page.locator("#record")).to_contain_text("2024-05-0")
    assert len(bodies) > 5
    assert not any("Rahasia" in body for body in bodies)
    assert "Rahasia" not in page.content()
    assert screen.faults == []


def test_a_childs_name_opens_only_when_a_second_person_agrees(
    real_case: Case, open_screen: Callable[[Any], Any]
) -> None:
    snapshot = real_case.snapshot()
    people = {n.protection: n.id for n in map(snapshot.node, range(snapshot.n_nodes))}
    screen = open_screen(real_case)
    page = screen.page
    notice = page.locator(".mantine-Notification-root").last
    screen.open(f"/chart?focus={people['V2']}")
    page.click("#detail button:has-text('Open the name')")
    expect(page.locator("#reveal-child")).to_contain_text("a colleague must agree")
    page.fill("#reveal-reason", "interview with the guardian")
    for second, says in (("", "when a second person agrees"), (" TESTER", "second person for themselves")):
        page.fill("#reveal-second", second)
        page.click("#reveal-go")
        expect(notice).to_contain_text(says)
        expect(page.locator("#revealed")).to_be_empty()
    assert [event for event in real_case.ledger.events() if event.kind == "name_opened"] == []
    page.fill("#reveal-second", "Chief Inspector")
    page.click("#reveal-go")
    expect(page.locator("#revealed")).to_contain_text("Contoh Dua Rahasia")
    (opened,) = [event for event in real_case.ledger.events() if event.kind == "name_opened"]
    assert (opened.subject, opened.analyst, opened.note) == (people["V2"], "tester", "interview with the guardian")
    assert opened.detail["second_person"] == "Chief Inspector"
    page.keyboard.press("Escape")
    screen.open(f"/chart?focus={people['V1']}")
    page.click("#detail button:has-text('Open the name')")
    expect(page.locator("#reveal-go")).to_be_visible()
    expect(page.locator("#reveal-second")).to_be_hidden()
    expect(page.locator("#revealed")).to_be_empty()
