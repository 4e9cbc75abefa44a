"""Take the pictures of docs/images/ anew: the screen of a demo case in a real Chromium.

``python tools/pictures.py`` needs Playwright and Chromium (``make tools``), and takes about two minutes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from prepare import BROWSERS
from waitress.server import create_server

from jejak.case import Case
from jejak.demo.run import build_demo
from jejak.ui.app import create_app

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE, SEED = "small", 7
WINDOW = {"width": 1360, "height": 850}
TOKEN = "pictures"  # noqa: S105 -- of a server that lives for two minutes
#: How long an answer may take, in ms, and how long a page takes to come to rest.
SLOW, REST = 120_000, 1_200


def syndicates(page: Page) -> None:
    """The strongest group, and why it is together."""
    page.wait_for_selector(".jejak-syndicate")


def together(page: Page) -> None:
    """The records behind one bond of the strongest group."""
    page.locator("text=Why together").first.click()
    bond = page.locator(".jejak-bond", has_text="recruited by").first
    bond.locator("summary").first.click()
    bond.locator("button.jejak-source").first.wait_for()
    bond.scroll_into_view_if_needed()


def chart(page: Page) -> None:
    """A group with its victims under pseudonyms, an actor of it selected."""
    page.wait_for_function("() => document.querySelector('#chart')?._jejak?.cy.nodes().length > 20")
    page.wait_for_timeout(3 * REST)
    place = page.evaluate(
        """() => { const box = document.querySelector('#chart').getBoundingClientRect();
            const { cy } = document.querySelector('#chart')._jejak;
            const named = cy.nodes('[kind="person"]').filter(n => !n.data('masked'));
            const p = named.max(n => n.degree()).ele.renderedPosition(); return [box.x + p.x, box.y + p.y] }"""
    )
    page.mouse.click(*place)
    page.wait_for_selector("#detail button.jejak-source")


def times(page: Page) -> None:
    """The same group with the time of its links, a period of it chosen."""
    page.wait_for_function("() => document.querySelector('#chart')?._jejak?.cy.nodes().length > 20")
    page.focus("#chart")
    page.keyboard.press("k")
    page.locator(".jejak-time").wait_for()
    page.wait_for_timeout(REST)


def places(page: Page) -> None:
    """The same group on the map below the chart; it stays open, so this picture is the last of the chart."""
    page.wait_for_function("() => document.querySelector('#chart')?._jejak?.cy.nodes().length > 20")
    page.click("#chart-page >> text=Map")
    page.wait_for_function("() => document.querySelector('#map')?._jejak?.drawn")
    page.locator(".jejak-map-mark").first.click()


def result(page: Page) -> None:
    """An analysis with its result."""
    page.click("#analysis-run")
    page.wait_for_selector("#analysis-result .ag-row")


def identities(page: Page) -> None:
    """A pair that may be one."""
    page.wait_for_selector("#id-pair .jejak-beside")


def waits_for(selector: str) -> Callable[[Page], None]:
    """A picture of a page as it is."""
    return lambda page: page.locator(selector).first.wait_for()


#: Each picture: its name, the address, and what is done before it is taken.
PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("/", waits_for("#home-quality details, #home-quality ul")),
    "import": ("/import", waits_for("#import-zone")),
    "syndicates": ("/syndicates", syndicates),
    "together": ("/syndicates", together),
    "chart": ("/chart?syndicate=4", chart),
    "identities": ("/identities", identities),
    "entities": ("/entities", waits_for(".ag-row")),
    "analyses": ("/analyses?name=brokers", result),
    "audit": ("/audit", waits_for("#audit-grid .ag-row")),
    "time": ("/chart?syndicate=4", times),
    "map": ("/chart?syndicate=4", places),
}


def take(page: Page, address: str, wanted: list[str]) -> None:
    """Take the wanted pictures."""
    for name in wanted:
        path, prepare = PICTURES[name]
        page.goto(f"{address}{path}")
        prepare(page)
        page.mouse.move(5, 840)
        page.wait_for_timeout(REST)
        page.screenshot(path=IMAGES / f"{name}.png")
        sys.stdout.write(f"{name}\n")


def main() -> None:
    """Make the demo case, serve it, and take every picture, or those that are named."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("No Chromium is installed; `make tools` installs it.")
    wanted = sys.argv[1:] or list(PICTURES)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        made = build_demo(Path(scratch) / "demo", size=SIZE, seed=SEED)
        with Case.open(made.case, analyst="analyst") as case:
            server = create_server(create_app(case, token=TOKEN).server, host="127.0.0.1", port=0, threads=8)
            threading.Thread(target=server.run, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
            page.set_default_timeout(SLOW)
            address = f"http://127.0.0.1:{server.effective_port}"
            page.goto(f"{address}/?start={TOKEN}")
            page.wait_for_selector(".jejak-header")
            take(page, address, wanted)
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
