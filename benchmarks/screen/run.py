"""Measures the link chart in a real Chromium, beside dash-cytoscape: first picture, panning, dragging, expanding, undo.

``make bench-screen ARGS="--sizes 300,1000,2000 --repeat 3 --write"``: a demo case is made and served, a connected part
of it with so many entities is put on the chart; the middle of the repeats is told. ``--write`` puts the table into
docs/performance.md. Needs Chromium (``make tools``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from environments import cache_folder, python_of
from pages import with_section
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from waitress.server import create_server

from jejak.case import Case
from jejak.demo.run import build_demo
from jejak.ui.app import create_app
from jejak.ui.feed import MAX_NODES

HERE: Final = Path(__file__).resolve().parent
PAGE: Final = HERE.parents[1] / "docs" / "performance.md"
HEADING: Final = "The link chart"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
SWITCHES: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
WINDOW: Final = {"width": 1360, "height": 850}
TOKEN: Final = "bench"  # noqa: S105 -- of a server that lives for minutes
CHART: Final = "document.querySelector('#chart')._jejak"
PEER: Final = "document.querySelector('#chart')._cyreg.cy"
#: How long nodes are moved, in ms, and how large a node is where texts are read.
MOVED, READING = 3000, 1.0
SLOW: Final = 180_000
#: More neighbours than this are asked about first, so nobody expands them by one key.
FEW: Final = range(3, 30)

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of a case: its entities, one of them to be expanded, and what that adds."""

    ids: tuple[str, ...]
    opened: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is measured, in which unit, and which figure meets the goal, by size."""

    name: str
    title: str
    unit: str
    most: Mapping[int, float] | None = None
    least: Mapping[int, float] | None = None


ROWS: Final = (
    Row("page", "page open, chart empty", "ms"),
    Row("first", "put on the chart, arranged, drawn", "ms", most={300: 1500, 2000: 3000}),
    Row("pan_fit", "panning, all of it seen", "renders/s", least={2000: 20}),
    Row("pan_read", "panning, texts readable", "renders/s", least={2000: 20}),
    Row("drag", "dragging an entity", "renders/s"),
    Row("expand", "expanding an entity, until drawn", "ms", most={300: 300, 1000: 300, 2000: 300}),
    Row("hide", "hiding an entity, until drawn", "ms"),
    Row("undo", "undo of that, until drawn", "ms", most={300: 100, 1000: 100, 2000: 100}),
    Row("undo_expand", "undo of the expanding, until drawn", "ms", most={300: 100, 1000: 100, 2000: 100}),
)


def main() -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", default="300,1000,2000", help="entities on the chart, with commas")
    parser.add_argument("--repeat", type=int, default=3, help="times that each is measured (3)")
    parser.add_argument("--alone", action="store_true", help="without dash-cytoscape")
    parser.add_argument("--write", action="store_true", help=f"also write the section in docs/{PAGE.name}")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    chromium = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if chromium is None:
        parser.error("no Chromium is installed; `make tools` installs it")
    found: dict[tuple[str, int], list[Figures]] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        made = build_demo(Path(scratch) / "demo", size="small", seed=7)
        with Case.open(made.case, analyst="benchmark") as case, served(case) as address:
            parts = {size: part_of(case, size) for size in sizes}
            browser = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
            version = browser.version
            let_in = entered(browser, address)
            for _ in range(options.repeat):
                for size, part in parts.items():
                    elements = ours(browser, address, let_in, part, found.setdefault(("Jejak", size), []))
                    if not options.alone:
                        theirs(browser, elements, Path(scratch), found.setdefault(("dash-cytoscape", size), []))
            browser.close()
    text = section(found, version, options.repeat)
    print(text)
    if options.write:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), HEADING, text), encoding="utf-8")
    return 0


@contextmanager
def served(case: Case) -> Iterator[str]:
    """The address of the screen of a case, while it is served."""
    server = create_server(create_app(case, token=TOKEN).server, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def part_of(case: Case, size: int) -> Part:
    """So many entities around the strongest syndicate, nearest first; over nobody with very many neighbours.

    Where the chart could not hold more, so many fewer that an entity can still be expanded.
    """
    size = min(size, MAX_NODES - FEW.stop)
    start = case.syndicate_ids(1)
    found, waiting = dict.fromkeys(start), deque(start)
    while waiting and len(found) < size:
        around = case.charting.neighbours(waiting.popleft())
        if len(around) >= FEW.stop:
            continue
        fresh = [one for one in around if one not in found][: size - len(found)]
        found |= dict.fromkeys(fresh)
        waiting.extend(fresh)
    ids = tuple(found)[:size]
    if len(ids) < size:
        raise SystemExit(f"the demo case has only {len(ids)} entities around its strongest syndicate")
    for ident in ids:
        around = case.charting.neighbours(ident)
        more = tuple(one for one in around if one not in found)
        if len(around) in FEW and len(more) in FEW:
            return Part(ids, ident, more)
    raise SystemExit("no entity of the part can be expanded")


# ---- ours ----


def entered(browser: Browser, address: str) -> StorageState:
    """What a browser keeps that was let in: the start address works once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/?start={TOKEN}")
    page.wait_for_selector(".jejak-header")
    kept = context.storage_state()
    context.close()
    return kept


def ours(browser: Browser, address: str, let_in: StorageState, part: Part, into: list[Figures]) -> list[dict[str, Any]]:
    """Measure our chart in a fresh browser context; returns what it drew, for the other to draw the same."""
    context = browser.new_context(viewport=WINDOW, storage_state=let_in)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(SLOW)
    figures: Figures = {}
    start = time.perf_counter()
    page.goto(f"{address}/chart")
    page.wait_for_function("() => document.querySelector('#chart')?._jejak")
    figures["page"] = (time.perf_counter() - start) * 1000
    page.evaluate((HERE / "probes.js").read_text(encoding="utf-8"))
    page.wait_for_timeout(500)
    figures["first"] = page.evaluate(
        f"""async (ids) => {{ const chart = {CHART}; chart.emit("recall", {{ ids }});
            return probe.until(() => chart.cy.nodes().length === ids.length) }}""",
        list(part.ids),
    )
    page.wait_for_timeout(1000)
    _moving(page, f"{CHART}.cy", figures)
    figures["expand"] = page.evaluate(
        f"""async (id) => {{ const chart = {CHART}, many = chart.cy.nodes().length; chart.expand([id]);
            return probe.until(() => chart.cy.nodes().length > many) }}""",
        part.opened,
    )
    page.wait_for_timeout(1000)
    undo = f"probe.rendered({CHART}.cy, () => {CHART}.travel(true))"
    figures["undo_expand"] = page.evaluate(undo)
    page.wait_for_timeout(500)
    hide = f"id => probe.rendered({CHART}.cy, () => {CHART}.run('hide', {{ ids: [id] }}))"
    figures["hide"] = page.evaluate(hide, part.ids[-1])
    page.wait_for_timeout(500)
    figures["undo"] = page.evaluate(undo)
    into.append(figures)
    drawn: list[dict[str, Any]] = page.evaluate(
        f"""() => {CHART}.cy.elements().map(e => e.isNode()
            ? {{ data: {{ id: e.id(), label: e.data('label') }}, position: e.position() }}
            : {{ data: {{ id: e.id(), source: e.data('source'), target: e.data('target') }} }})"""
    )
    context.close()
    return [*drawn, {"opened": part.opened, "more": part.more}]


def _moving(page: Page, cy: str, into: Figures) -> None:
    """Pan over the whole chart and at reading size, and drag an entity."""
    into["pan_fit"] = page.evaluate(f"ms => probe.pan({cy}, ms)", MOVED)["renders"]
    page.evaluate(f"level => probe.zoom({cy}, level)", READING)
    page.wait_for_timeout(500)
    into["pan_read"] = page.evaluate(f"ms => probe.pan({cy}, ms)", MOVED)["renders"]
    dragged = page.evaluate(f"probe.lonely({cy})")
    page.evaluate(f"id => {{ const cy = {cy}; cy.center(cy.getElementById(id)) }}", dragged)
    page.wait_for_timeout(500)
    into["drag"] = page.evaluate(f"([id, ms]) => probe.drag({cy}, id, ms)", [dragged, MOVED])["renders"]


# ---- the other ----


def theirs(browser: Browser, told: Sequence[dict[str, Any]], scratch: Path, into: list[Figures]) -> None:
    """Measure dash-cytoscape with the elements that we drew, at the places where we put them."""
    *elements, part = told
    more = [
        {"data": {"id": one, "label": one[:8]}, "position": {"x": 40 * at, "y": -60}}
        for at, one in enumerate(part["more"])
    ]
    more += [{"data": {"id": f"to-{one}", "source": part["opened"], "target": one}} for one in part["more"]]
    file = scratch / "elements.json"
    file.write_text(json.dumps({"elements": elements, "more": more}), encoding="utf-8")
    nodes = sum("position" in one for one in elements)
    with _peer(file) as address:
        context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(SLOW)
        figures: Figures = {}
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_function("() => document.querySelector('#chart')?._cyreg?.cy")
        figures["page"] = (time.perf_counter() - start) * 1000
        page.evaluate((HERE / "probes.js").read_text(encoding="utf-8"))
        page.wait_for_timeout(500)
        figures["first"] = page.evaluate(
            f"""async (many) => {{ document.querySelector('#put').click();
                return probe.until(() => {PEER}.nodes().length === many) }}""",
            nodes,
        )
        page.evaluate(f"() => {PEER}.fit()")
        page.wait_for_timeout(1000)
        _moving(page, PEER, figures)
        figures["expand"] = page.evaluate(
            f"""async (id) => {{ const cy = {PEER}; cy.getElementById(id).emit("tap");
                return probe.until(() => cy.nodes().length > {nodes}) }}""",
            part["opened"],
        )
        context.close()
    into.append(figures)


@contextmanager
def _peer(elements: Path) -> Iterator[str]:
    """The address of dash-cytoscape's screen, served by the Python of its own environment."""
    folder = cache_folder("bench-screen")
    folder.mkdir(parents=True, exist_ok=True)
    python = python_of(folder / "dash-cytoscape", HERE / "requirements.txt")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([str(python), str(HERE / "peer_app.py"), str(elements), str(port)])
    try:
        address = f"http://127.0.0.1:{port}/"
        _answers(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _answers(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 -- our own
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


# ---- the table ----


def section(found: Mapping[tuple[str, int], Sequence[Figures]], version: str, repeat: int) -> str:
    """The figures as a section of the page."""
    sizes = sorted({size for _name, size in found})
    names = list(dict.fromkeys(name for name, _size in found))
    head = ["what", "unit", *(f"{name} {size:,}" for size in sizes for name in names), "goal"]
    lines = [
        f"## {HEADING}",
        "",
        _told(version, repeat),
        "",
        _line(head),
        _line(["---", "---", *["---:"] * (len(head) - 3), "---"]),
    ]
    for row in ROWS:
        cells = [_cell(row, found[name, size]) for size in sizes for name in names]
        lines.append(_line([row.title, row.unit, *cells, _goal(row, found, sizes)]))
    return "\n".join(lines)


def _told(version: str, repeat: int) -> str:
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with `make bench-screen`: entities of a demo case with all links"
        f" among them, Chromium {version} without a graphics card, a window of {WINDOW['width']} × {WINDOW['height']};"
        f" the middle of {repeat} runs. dash-cytoscape 1.0.2 draws the same elements without icons and is given their"
        " places, which we work out; it has no undo. Panning and dragging: a held mouse moves at every frame, and the"
        f" renders of the canvas are counted. The chart holds {MAX_NODES:,} at most: there, {FEW.stop} are left out, so"
        " that an entity can be expanded."
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(row: Row, runs: Sequence[Figures]) -> str:
    known = [run[row.name] for run in runs if row.name in run]
    return f"{statistics.median(known):,.0f}" if known else "–"


def _goal(row: Row, found: Mapping[tuple[str, int], Sequence[Figures]], sizes: Sequence[int]) -> str:
    """What was aimed at, and at which sizes it was missed."""
    tests: tuple[tuple[str, Mapping[int, float] | None, Callable[[float, float], bool]], ...] = (
        ("≤", row.most, lambda value, goal: value <= goal), ("≥", row.least, lambda value, goal: value >= goal),
    )  # fmt: skip
    told = []
    for sign, goals, met in tests:
        for size, goal in (goals or {}).items():
            if size in sizes:
                value = statistics.median(run[row.name] for run in found["Jejak", size])
                told.append(f"{sign} {goal:,.0f} at {size:,}: {'met' if met(value, goal) else '**missed**'}")
    return "; ".join(told)


if __name__ == "__main__":
    sys.exit(main())
