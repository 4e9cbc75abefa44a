"""The chart leaves as a real Chromium shows it: places, sizes, what is pale, closed or drawn by hand."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import expect

import timed_case
from jejak.case import Case
from timed_case import ms

pytestmark = pytest.mark.browser

CHART = "document.querySelector('#chart')._jejak"
SVG = "{http://www.w3.org/2000/svg}"
#: Where nodes are drawn, how broad, and which part has a badge, by id; and the ids of those that are pale.
DRAWN = f"""(() => {{ const {{ cy }} = {CHART}; return [
    cy.nodes().map(n => [n.id(), n.position('x'), n.position('y'), n.width(), n.data('part') ?? '', n.data('label')]),
    cy.nodes('.dim').map(n => n.id())] }})()"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = timed_case.timed_case(tmp_path)
    yield made
    made.close()


@pytest.fixture
def screen(case: Case, open_screen: Callable[[Any], Any]) -> Any:
    return open_screen(case)


def take_out(screen: Any, profile: str, *formats: str) -> zipfile.ZipFile:
    page = screen.page
    page.wait_for_timeout(600)  # the chart tells what it shows when it has settled
    page.click("#export-open")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Who will see it").first.click()
    page.get_by_role("option", name=profile).click()
    for name in formats:
        dialog.get_by_role("checkbox", name=name).check()
    box = dialog.get_by_role("checkbox", name="With drawings and notes")
    expect(box).to_be_checked(checked=profile == "L0")
    expect(box).to_be_enabled(enabled=profile == "L0")
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Export").click()
    packed = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    expect(dialog).to_have_count(0)
    return packed


def test_what_leaves_is_what_is_seen(screen: Any, case: Case) -> None:
    page, ids = screen.page, timed_case.ids_of(case)
    names = ("Adi", "Budi", "Citra", "Dewi", "Eko", "victim")
    screen.open("/chart?focus=" + ",".join(ids[name] for name in names))
    screen.nodes(6)
    screen.press("Shift+T")
    page.locator(".jejak-pen textarea").fill("Paid on the quay")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jejak-pen")).to_have_count(0)
    page.evaluate(f"ids => {CHART}.act({{ type: 'collapse', id: 'g1', members: ids }})", [ids["Dewi"], ids["victim"]])
    page.evaluate(f"look => {CHART}.act({{ type: 'look', look }})", {"size": "degree", "width": "count"})
    page.evaluate(f"when => {CHART}.filter(when)", {"from": ms("2024-01-01"), "to": ms("2024-06-01"), "undated": False})
    screen.nodes(5)
    nodes, pale = page.evaluate(DRAWN)
    packed = take_out(screen, "L0", "SVG", "GraphML", "CSV")
    manifest = json.loads(packed.read("manifest.json"))
    graph = nx.read_graphml(io.BytesIO(packed.read("graph.graphml")), force_multigraph=True)
    told = {data["label"]: data for _node, data in graph.nodes(data=True)}
    assert len(graph) == len(nodes) == 5
    places = {data["label"]: manifest["chart"]["places"][node] for node, data in graph.nodes(data=True)}
    picture = ET.fromstring(packed.read("chart.svg"))  # noqa: S314 -- our own
    radii = {float(circle.get("r", 0)) for circle in picture.iter(f"{SVG}circle")}
    for ident, x, y, width, part, label in nodes:
        name = "GROUP-01" if ident == "g1" else label
        assert places[name] == pytest.approx([x, y], abs=0.01)
        assert (told[name].get("chart_pale", "") == "yes") == (ident in pale)
        assert told[name].get("chart_part", "") == part
        assert ident == "g1" or any(abs(2 * radius - width) < 0.1 for radius in radii), (label, width, radii)
    assert told["Adi Aa"]["chart_part"] == "broker", "the recruiter of 2023"
    assert told["GROUP-01"]["members"] == "2"
    assert not any("VICTIM" in label for label in told)
    svg = packed.read("chart.svg").decode()
    assert "Paid on the quay" in svg
    assert "Period of links: 1 Jan 2024 to 31 May 2024; links without a date are left out" in svg
    again = json.loads(take_out(screen, "L2", "SVG").read("manifest.json"))
    assert again["chart"]["state"] == manifest["chart"]["state"]
    assert again["left_out"]["drawings"] == 1
    page.evaluate(f"{CHART}.travel(true)")
    screen.until("chart.view.filter.from === null")
    assert (
        json.loads(take_out(screen, "L0", "SVG").read("manifest.json"))["chart"]["state"] != manifest["chart"]["state"]
    )
    assert screen.faults == []
