"""The screen's tests: a small case, and a real Chromium that looks at its screen."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from waitress.server import create_server

from jejak.ui.app import create_app
from memory_case import MemoryCase


@pytest.fixture
def memory_case(tmp_path: Path) -> Iterator[MemoryCase]:
    """A fresh small case."""
    made = MemoryCase(beside=tmp_path / "empty.case")
    yield made
    if "empty" in vars(made):
        made.empty.close()


TOKEN = "t"  # noqa: S105 -- of the test
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COUNT_VIOLATIONS = """document.addEventListener('securitypolicyviolation',
    e => console.error('CSP', e.violatedDirective, e.blockedURI))"""
#: How long an answer may take on a machine that has more to do, in ms.
SLOW = 30_000
expect.set_options(timeout=SLOW)
#: How much of what is to be read on a screen is told of a test that fails, in characters.
MOST_TOLD = 3000
CHART = "document.querySelector('#chart')._jejak"
#: Said by the table's own component where a page is left before its table has come to rest.
HASTE = "AG Grid: warning #26"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("JEJAK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI"):
        pytest.fail("no Chromium is installed; `make tools` installs it")
    if path is None:
        pytest.skip("no Chromium is installed; set JEJAK_CHROMIUM or run `make tools`")
    with sync_playwright() as playwright:
        made = launch(playwright, path)
        yield made
        made.close()


def launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=SWITCHES)


class Screen:
    """A served screen, a page on it, and everything the page should not have done."""

    def __init__(self, address: str, page: Page) -> None:
        self.address = address
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(SLOW)
        page.add_init_script(COUNT_VIOLATIONS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        page.on("request", lambda request: self.requests.append(request.url))

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and HASTE not in line.text:
            self.faults.append(line.text)

    def until(self, fact: str, arg: Any = None) -> None:
        """Wait until a fact of the page holds: an expression over `chart`, once there is one, and `arg`."""
        self.page.wait_for_function(
            f"arg => {{ const chart = document.querySelector('#chart')?._jejak; return !!chart && !!({fact}) }}",
            arg=arg,
        )

    def nodes(self, count: int) -> None:
        """Wait until the chart draws so many nodes."""
        self.until("chart.cy.nodes().length === arg", count)

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_selector(".jejak-header")

    def turn(self, path: str) -> None:
        """Go to another page as by a link, which is much faster than to open it: the frame stays."""
        self.page.evaluate(
            "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path
        )
        self.page.wait_for_timeout(200)  # what was there is taken off

    def find(self, text: str) -> None:
        """Search and take the first hit by the mouse: its profile opens, or on the chart page it goes on the chart."""
        self.page.fill("#search", text)
        self.page.locator(".jejak-hit", has_text=text).first.click()

    def press(self, *keys: str) -> None:
        """Press keys while the chart has the focus."""
        self.page.focus("#chart")
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, *ids: str) -> None:
        """Select exactly these on the chart."""
        self.page.evaluate(f"ids => {CHART}.choose(ids)", list(ids))

    def told(self) -> str:
        """Where the page is, what the browser complained of and what is to be read: for who looks into a failure."""
        try:
            read = str(self.page.evaluate("document.body.innerText"))
        except PlaywrightError as error:
            read = f"(the page does not answer: {error.message})"
        return "\n".join([self.page.url, *self.faults, read[:MOST_TOLD]])

    def at(self, node_id: str) -> tuple[float, float]:
        """Where a node is drawn on the page."""
        x, y = self.page.evaluate(
            f"""id => {{ const box = document.querySelector('#chart').getBoundingClientRect();
                const p = {CHART}.cy.getElementById(id).renderedPosition(); return [box.x + p.x, box.y + p.y] }}""",
            node_id,
        )
        return x, y


_SCREENS = pytest.StashKey[list[Screen]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails tells what stood on its screens then, and what the browser complained of."""
    report = yield
    if report.when == "call" and report.failed:
        for screen in item.stash.get(_SCREENS, []):
            report.sections.append(("screen", screen.told()))
    return report


@pytest.fixture
def open_screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[Any], Screen]]:
    """Serve a case and open it in a fresh browser context, already let in."""
    opened: list[Callable[[], None]] = []

    def serve_and_open(case: Any) -> Screen:
        server = create_server(create_app(case, token=TOKEN).server, host="127.0.0.1", port=0, threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        context = browser.new_context(viewport={"width": 1360, "height": 850}, accept_downloads=True)
        opened.extend((lambda: thread.join(5), server.close, context.close))
        made = Screen(f"http://127.0.0.1:{server.effective_port}", context.new_page())
        request.node.stash.setdefault(_SCREENS, []).append(made)
        made.open(f"/?start={TOKEN}")
        return made

    yield serve_and_open
    for close in reversed(opened):
        close()
