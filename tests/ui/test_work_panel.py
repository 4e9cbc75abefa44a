"""Work in the background, as a page follows it: also where the server takes longer to answer than a page waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from jejak.ui import work_panel
from jejak.ui.jobs import Job
from jejak.ui.pages.sources import checking
from memory_case import MemoryCase

#: How long the server of this test takes for an answer, in s: longer than a page waits before it asks again.
BUSY = 0.4

pytestmark = pytest.mark.browser


def test_a_page_follows_work_although_each_answer_takes_longer_than_it_waits_to_ask(
    memory_case: MemoryCase, open_screen: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tick, onward = work_panel.tick, threading.Event()

    def slow(*given: Any) -> Any:
        time.sleep(BUSY)
        return tick(*given)

    def work(_case: Any) -> Callable[[Job], object]:
        def run(job: Job) -> object:
            job.update("check", 1, 3)
            assert onward.wait(60)
            return checking.Checked(7, "0" * 64, ())

        return run

    monkeypatch.setattr(work_panel, "EVERY", 100)
    monkeypatch.setattr(work_panel, "tick", slow)
    monkeypatch.setattr(checking, "work_of", work)
    screen = open_screen(memory_case)
    page = screen.page
    screen.open("/sources")
    page.click("#verify-start")
    expect(page.locator("#work-open")).to_have_text("Work (1)")
    expect(page.locator("#verify-state")).to_contain_text("running · 1 of 3")
    onward.set()
    expect(page.locator("#verify-state")).to_contain_text("the chain up to event 7")
    expect(page.locator("#work-open")).to_have_text("Work")
    assert screen.faults == []
