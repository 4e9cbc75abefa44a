"""Sources, audit and home: the functions behind them, and one way through them in a real browser."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.case import Case
from jejak.case.acts import Act
from jejak.schemas.errors import JejakError
from jejak.ui.app import create_app
from jejak.ui.jobs import State
from jejak.ui.pages.audit import page as audit_page
from jejak.ui.pages.audit.page import Chosen, sought
from jejak.ui.pages.chart import actions
from jejak.ui.pages.chart import sources as chart_sources
from jejak.ui.pages.home.news import NEVER, VISIT, Seen, visit
from jejak.ui.pages.sources import checking
from jejak.ui.pages.sources.checking import Checked
from jejak.ui.pages.sources.pieces import size
from jejak.ui.pages.sources.single import chosen
from jejak.ui.session import jobs, screen

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: C, zone: UTC}
entities:
  worker: {type: person, key: [worker], protection: V1, roles: [victim], properties: {name: worker}}
  recruiter: {type: person, key: [recruiter], protection: S, properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: worker, to: recruiter, time: {column: date, format: "%Y-%m-%d"}}
"""
HIDDEN = "Contoh Rahasia"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    lines = [f"{HIDDEN} {n},Pak Calo {n % 3},2024-05-{1 + n % 28:02}" for n in range(1, 121)]
    (tmp_path / "rows.csv").write_text("\n".join(["worker,recruiter,date", *lines]) + "\n")
    (tmp_path / "m.yaml").write_text(MAPPING)
    with Case.create(tmp_path / "pages.case", name="Pages", analyst="tester") as opened:
        opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml", origin="Consulate")
        yield opened


def test_a_visit_lasts_until_the_page_was_not_looked_at_for_long() -> None:
    first = visit(None, 10, 0.0)
    assert first == {"before": NEVER, "seq": 10, "at": 0.0}, "whoever comes first has nothing to catch up on"
    later = visit(first, 12, VISIT - 1.0)
    assert later["before"] == NEVER
    back = visit(later, 20, 3 * VISIT)
    assert back == {"before": 12, "seq": 20, "at": 3.0 * VISIT}
    again = visit(back, 25, 3 * VISIT + 60)
    assert (again["before"], again["seq"]) == (12, 25), "a reload does not wipe the news away"
    restored: Seen = {"before": 40, "seq": 50, "at": 0.0}
    assert visit(restored, 30, 10 * VISIT)["before"] == 30, "a case that was restored from a backup has fewer events"


def test_periods_take_parts_of_a_date_and_refuse_what_is_none(case: Case) -> None:
    plain: Chosen = {"kinds": [], "analyst": "", "since": "2024", "until": "2024-05", "subject": "", "text": ""}
    with create_app(case, token="t").server.test_request_context("/"):  # noqa: S106
        asked = sought(plain)
        assert asked.since <= "2024-01-01T00:00:00.000Z"
        assert "2024-05-31T23:59:59.999Z" < asked.until < "2024-06"
        with pytest.raises(JejakError, match="no day"):
            sought({**plain, "since": "yesterday"})


def test_sizes_are_read_at_a_glance() -> None:
    assert [size(n).replace("\N{NO-BREAK SPACE}", " ") for n in (0, 999, 1000, 48_213, 5_400_000_000)] == [
        "0 B", "999 B", "1 kB", "48 kB", "5 GB",
    ]  # fmt: skip


def test_an_address_chooses_an_import_else_the_newest_live_one(case: Case) -> None:
    row = case.account.sources.all()[0]
    (batch,) = row.batches
    assert chosen(row, batch.batch_id[:16]) == chosen(row, "") == chosen(row, "ffff") == batch


def test_the_check_of_the_case_runs_in_the_background_and_finds_a_changed_byte(case: Case) -> None:
    source = next((case.folder / "sources").iterdir())
    with create_app(case, token="t").server.test_request_context("/"):  # noqa: S106
        for fault in (False, True):
            if fault:
                source.chmod(0o644)
                source.write_bytes(source.read_bytes() + b" ")
            job = jobs().start(checking.KIND, "", "/", checking.work_of(case))
            while job.state is State.RUNNING:
                time.sleep(0.02)
            assert isinstance(job.result, Checked)
            assert job.total == 2, "one source and one segment"
            assert [one.what for one in job.result.faults] == ["its bytes were changed (sha256 differs)"] * fault


def test_the_audit_trail_complains_of_acts_that_cannot_be_written_and_not_of_those_on_their_way(case: Case) -> None:
    told = "could not be written yet"
    other = sqlite3.connect(case.folder / "case.db", isolation_level=None, check_same_thread=False)
    with create_app(case, token="t").server.test_request_context("/"):  # noqa: S106
        other.execute("BEGIN IMMEDIATE")
        case.acts.note(Act.ASKED, kind="degree")
        freed = threading.Timer(0.5, other.execute, ["ROLLBACK"])
        freed.start()
        assert told not in str(audit_page.check(None))
        freed.join()
        other.execute("BEGIN IMMEDIATE")
        case.acts.note(Act.ASKED, kind="degree")
        assert f"{told}: 1" in str(audit_page.check(None))
        other.execute("ROLLBACK")
    other.close()


@pytest.mark.browser
def test_from_a_search_to_the_record_in_its_file_and_all_of_it_in_the_audit_trail(
    case: Case, open_screen: Callable[[Any], Any]
) -> None:
    screen = open_screen(case)
    page = screen.page
    expect(page.locator("#home-quality")).to_contain_text("Every record and every value was read")
    page.click("a[href='/chart']")
    screen.find("Pak Calo 1")
    screen.nodes(1)
    page.focus("#chart")
    page.keyboard.press("e")
    screen.nodes(41)
    page.locator("#detail button.jejak-source").first.click()
    page.click("#record a:has-text('Open in Sources')")
    expect(page.locator("#record-panel h2")).to_contain_text("Record 1")
    expect(page.locator("#record-modal-body, .mantine-Modal-body:visible")).to_have_count(0)
    expect(page.locator("#record-panel")).to_contain_text("recruited by")
    page.fill("#record-go", "77")
    page.keyboard.press("Enter")
    expect(page.locator("#record-panel h2")).to_contain_text("Record 77")
    page.locator("#records-grid .ag-row[row-id='79'] [col-id='n']").first.click()
    expect(page.locator("#record-panel h2")).to_contain_text("Record 79")
    page.wait_for_url(re.compile("record=79"))
    page.reload()
    expect(page.locator("#record-panel h2")).to_contain_text("Record 79")
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page.locator("#audit-chain")).to_contain_text("The chain is whole up to event")
    expect(page.locator("#audit-grid")).to_contain_text("Source record opened: record 79")
    assert HIDDEN not in page.content()
    assert not any("Calo" in url or "Rahasia" in url for url in screen.requests)
    assert screen.faults == []
    assert case.acts.flush()
    kinds = [one.kind for one in case.ledger.events() if one.kind in set(Act)]
    assert [kinds.count(kind) > 0 for kind in (Act.HIT_TAKEN, Act.EXPANDED, Act.DETAIL_OPENED, Act.RECORD_OPENED)] == [
        True
    ] * 4


def test_a_detail_is_told_by_whom_it_shows_and_nothing_is_told_of_what_is_not_there(case: Case) -> None:
    snapshot = case.snapshot()
    link = snapshot.link(0)
    with create_app(case, token="t").server.test_request_context("/"):  # noqa: S106
        feed = screen().feeds.of("tab")
        actions.expand(feed, [link.source])
        bundle = next(one for one in feed.bundles.values() if link in one.links)
        for subject in (link.source, bundle.id, "f" * 32, "gone~gone~USES"):
            chart_sources.show(subject, "tab")
    assert case.acts.flush()
    told = [(one.kind, one.subject, one.detail) for one in case.ledger.events() if one.kind in set(Act)]
    of_links = {"kind": "RECRUITED_BY", "links": len(bundle.links), "target": link.target}
    assert told == [
        (Act.EXPANDED, link.source, {"new": 1}),
        (Act.DETAIL_OPENED, link.source, {}),
        (Act.DETAIL_OPENED, link.source, of_links),
    ]
