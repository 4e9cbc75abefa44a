"""A case whose files were written to break the screen: every page works, nothing of them is executed or loaded."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.case import Case
from jejak.ui.addresses import profile_of, record_of
from jejak.ui.pages import PAGES

pytestmark = pytest.mark.browser

NAMES = [
    "<script>window.hacked=1</script>",
    "\"><img src=x onerror='window.hacked=1'>",
    "</title></script><svg onload=window.hacked=1>",
    "[tulis](javascript:window.hacked=1) **tebal**",
    "javascript:window.hacked=1",
    '=HYPERLINK("http://example.test/x","klik")',
    'O\'Brien "Al" \\ %s %(n)d {n} {{7*7}} ${7*7}',
    "\u202elac nok\u202c \u200f\u05d0\u05d1\u05d2",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f6a9",
    "Panjang" * 1430,
    "__proto__",
    "constructor",
]
DAYS = ["1801-01-01", "2199-12-31", "2024-02-29", ""]
#: No date of a case: these rows are rejects.
NEVER = ["0001-01-01", "9999-12-31"]
CROWD = 50_000
HUB = "Calo Besar"
MAPPING = """mapping: hostile
version: 1
title: "<b>Hostile</b>"
source: {format: csv}
defaults: {grade: B2, handling: C, zone: UTC}
entities:
  worker:
    type: person
    key: worker
    protection: S
    roles: [transporter]
    properties: {name: worker, note: note}
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
    time: {column: "<i>tanggal</i>", format: "%Y-%m-%d"}
"""


def rows() -> Iterator[list[str]]:
    """Every name recruits the next one; then the crowd around one recruiter."""
    for at, name in enumerate(NAMES):
        yield [name, NAMES[at - 1], DAYS[at % len(DAYS)], name]
    yield from ([f"Nobody {day}", HUB, day, ""] for day in NEVER)
    yield [HUB, NAMES[0], "", ""]
    for number in range(CROWD):
        yield [f"Pekerja {number}", HUB, "2024-05-01", ""]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("hostile")
    file, mapping = folder / "it's & \u202etxt.csv", folder / "hostile.yaml"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["worker", "recruiter", "<i>tanggal</i>", "note"], *rows()])
    mapping.write_text(MAPPING, encoding="utf-8")
    with Case.create(folder / "hostile.case", name="<script>window.hacked=1</script>", analyst="tester") as case:
        case.import_file(file, mapping)
        yield case


@pytest.fixture
def screen(hostile: Case, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(hostile)


def by_name(case: Case) -> dict[str, str]:
    """Ids by captions."""
    snapshot = case.snapshot()
    return {snapshot.node(code).caption: snapshot.id_of(code) for code in range(snapshot.n_nodes)}


def unharmed(screen: Any, where: str) -> None:
    """Nothing has run, nothing was complained of, and nothing asked for outside."""
    assert screen.page.evaluate("window.hacked") is None, where
    assert screen.faults == [], where
    assert [one for one in screen.requests if not one.startswith((screen.address, "data:", "blob:"))] == [], where


def test_every_page_works_and_nothing_is_executed(screen: Any, hostile: Case) -> None:
    page = screen.page
    ids = by_name(hostile)
    odd = [ident for name, ident in ids.items() if not name.startswith("Pekerja ")]
    assert len(odd) >= len(NAMES) - 1, "a name without letters is no name"
    (batch,) = hostile.batches()
    records = [record_of(batch.source_sha, batch.batch_id, at) for at in (1, 2, 3, len(NAMES) - 2)]
    addresses = [one.path for one in PAGES] + [profile_of(one) for one in odd] + records
    for address in addresses:
        screen.turn(address)
        page.locator("#page :is(h1, h2):visible, #chart:visible").first.wait_for()
        page.wait_for_timeout(400)
        unharmed(screen, address)
    for address in [records[0], "/audit", *records] * 2:  # left before all of it has come
        screen.turn(address)
    unharmed(screen, "in haste")


def test_hostile_names_are_text_on_the_chart_and_in_what_leaves(screen: Any, hostile: Case, tmp_path: Path) -> None:
    page = screen.page
    ids = by_name(hostile)
    odd = [ident for name, ident in ids.items() if not name.startswith("Pekerja ")]
    screen.open(f"/chart?focus={','.join(odd)}")
    screen.nodes(len(odd))
    for ident in odd:
        page.evaluate("id => document.querySelector('#chart')._jejak.openDetail(id)", ident)
        expect(page.locator("#detail .jejak-id")).to_contain_text(ident)
        page.locator("#detail button.jejak-source").first.click()
        expect(page.locator("#record table").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.fill("#search", NAMES[0])
    page.wait_for_timeout(700)
    unharmed(screen, "chart")
    hostile.export(tmp_path / "out", ids=odd, profile_code="L0", kinds=["html", "svg"])
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    for name in ("chart.html", "chart.svg"):
        page.goto((tmp_path / "out" / name).as_uri())
        page.wait_for_timeout(1500)
        assert page.evaluate("window.hacked") is None, name
    assert [one for one in seen if not one.startswith(("file:", "data:", "blob:"))] == []


def test_somebody_with_fifty_thousand_neighbours_is_asked_about_first(screen: Any, hostile: Case) -> None:
    page = screen.page
    hub = by_name(hostile)[HUB]
    screen.open(f"/chart?focus={hub}")
    screen.nodes(1)
    page.focus("#chart")
    page.keyboard.press("Control+a")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It has 50,000 neighbours")
    dialog.get_by_role("button", name="Put").click()
    screen.nodes(21)
    unharmed(screen, "hub")
