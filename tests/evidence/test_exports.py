"""Formats: read back by others, equal in counts and values, and harmless to open."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.evidence.chart import Boxed, Pointer
from jejak.evidence.charted import ShownChart
from jejak.evidence.disclosure import Disclosure, disclose
from jejak.evidence.exporter import Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.profiles import L0
from jejak.evidence.shown import ShownEdge, ShownNode
from jejak.evidence.tables import read_table, safe_cell, write_table
from jejak.graph.model import Subgraph
from jejak.schemas.world import load_world

HEADING = Heading("case-1", 7, "L0", "2026-01-02T03:04:05Z")
NASTY = "</script><script>alert(1)</script> \"'&<b>\u0001é漢字 =1+1"


@pytest.fixture
def shown(tiny: ModuleType, tmp_path: Path) -> Disclosure:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    everything = Subgraph(
        tuple(snapshot.node(code) for code in range(snapshot.n_nodes)),
        tuple(snapshot.link(row) for row in range(snapshot.n_links)),
    )
    return disclose(snapshot, everything, L0, b"k" * 32)


@pytest.fixture
def nasty() -> Disclosure:
    nodes = (
        ShownNode("a", NASTY.replace("\u0001", ""), "person", True, (("note", "=cmd()"),)),
        ShownNode("b", "B", "account", True, ()),
    )
    edges = tuple(
        ShownEdge(
            f"e{number}", "a", "b", "TRANSFERRED", (("amount", "10.10"), ("kind", "call"), ("time", "2024-05-01"))
        )
        for number in range(3)
    )
    return Disclosure(nodes, edges, {}, {})


@pytest.mark.parametrize("which", ["shown", "nasty"])
@pytest.mark.parametrize(("name", "file"), [("graphml", "graph.graphml"), ("gexf", "graph.gexf")])
def test_networkx_reads_the_same_graph_back(
    request: pytest.FixtureRequest, *, which: str, name: str, file: str
) -> None:
    disclosure: Disclosure = request.getfixturevalue(which)
    content = io.BytesIO(EXPORTERS[name].write(disclosure, HEADING)[file])
    if name == "graphml":
        read = nx.read_graphml(content, force_multigraph=True)
        edges = {key: (u, v, data) for u, v, key, data in read.edges(keys=True, data=True)}
    else:
        read = nx.read_gexf(content)
        edges = {
            data.get("id", key): (u, v, data) for u, v, key, data in nx.MultiDiGraph(read).edges(keys=True, data=True)
        }
    assert read.number_of_nodes() == len(disclosure.nodes)
    assert sorted(edges) == [edge.id for edge in disclosure.edges]
    for node in disclosure.nodes:
        assert read.nodes[node.id]["label"] == node.label
        assert {key: read.nodes[node.id][key] for key, _ in node.attributes} == dict(node.attributes)
    for edge in disclosure.edges:
        source, target, data = edges[edge.id]
        assert (source, target, data["ltype"]) == (edge.source, edge.target, edge.ltype)
        assert {key: data[key] for key, _ in edge.attributes} == dict(edge.attributes)


@pytest.fixture
def every_property() -> Disclosure:
    """One node of each entity type and one edge of each link type, with all properties that the world knows."""
    world = load_world()
    nodes = tuple(
        ShownNode(f"n{i:02d}", f"label {i}", t.name, True, tuple(sorted((p, f"value {p}") for p in t.properties)))
        for i, t in enumerate(world.entity_types.values())
    )
    edges = tuple(
        ShownEdge(f"e{i:02d}", "n00", "n01", t.name, tuple(sorted((p, f"value {p}") for p in t.properties)))
        for i, t in enumerate(world.link_types.values())
    )
    return Disclosure(nodes, edges, {}, {})


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_no_property_has_a_name_that_a_format_takes_for_something_else(name: str, every_property: Disclosure) -> None:
    content = io.BytesIO(EXPORTERS[name].write(every_property, HEADING)[f"graph.{name}"])
    read = nx.read_graphml(content, force_multigraph=True) if name == "graphml" else nx.read_gexf(content)
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(every_property.nodes), len(every_property.edges))
    for node in every_property.nodes:
        assert {value for _, value in node.attributes} <= set(map(str, read.nodes[node.id].values()))
    stated = {data["ltype"]: set(map(str, data.values())) for *_, data in read.edges(keys=True, data=True)}
    for edge in every_property.edges:
        assert {value for _, value in edge.attributes} <= stated[edge.ltype]


HASHES = """
import hashlib
from jejak.evidence import EXPORTERS, Disclosure, Heading, ShownEdge, ShownNode
words = tuple((word, word) for word in ("end", "key", "start", "type", "weight"))
nodes = tuple(ShownNode(name, name, "event", True, words) for name in "ab")
drawn = Disclosure(nodes, (ShownEdge("e", "a", "b", "USES", words),), {}, {})
for exporter in EXPORTERS.values():
    for content in exporter.write(drawn, Heading("c", 1, "L0", "2026-01-02")).values():
        print(hashlib.sha256(content).hexdigest())
"""


def test_equal_packages_have_equal_bytes_whatever_the_hash_seed() -> None:
    seen = [
        subprocess.run(
            [sys.executable, "-c", HASHES], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(seen[0].split()) == 9
    assert seen[0] == seen[1]


def test_json_and_csv_hold_every_node_and_link(shown: Disclosure) -> None:
    content = json.loads(EXPORTERS["json"].write(shown, HEADING)["graph.json"])
    tables = EXPORTERS["csv"].write(shown, HEADING)
    assert [node["id"] for node in content["nodes"]] == [row["id"] for row in read_table(tables["nodes.csv"])]
    assert [link["id"] for link in content["links"]] == [row["id"] for row in read_table(tables["links.csv"])]
    assert {row["amount"] for row in read_table(tables["links.csv"])} == {"", "2500.5"}
    assert tables["nodes.csv"].startswith(b"\xef\xbb\xbf")


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    written = next(iter(csv.reader(io.StringIO(write_table([text], []).decode("utf-8-sig"), newline=""))), [""])
    cell = "".join(written)
    assert re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII) or not re.match(r"\s*[=+\-@\t\r]", cell)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("-12.50", "-12.50"), ("+62812", "'+62812"), ("=A1", "'=A1"), (" @x", "' @x"), ("a=b", "a=b"),
        ("＝A1", "'＝A1"), ("\t=A1", "'\t'=A1"), ("Ani; -3; 4", "Ani; -3; 4"), ("a, =b", "a, =b"),
        ("Ani;=1+1", "Ani;'=1+1"), ("Ani; @x", "Ani;' @x"), ("a\r\n+1", "a\r\n'+1"), ("٣", "٣"), ("-٣", "'-٣"),
    ],
)  # fmt: skip
def test_numbers_keep_their_sign(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


@given(st.text("ab=+-@;\t\r\n\"',1 "))
def test_no_cell_is_a_formula_where_semicolons_split_cells(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write_table(["h", "k"], [["x", text]]).decode("utf-8-sig"), newline="")))
    for part in re.split(r"[;\t\r\n]", rows[1][1]):
        assert re.fullmatch(r"-?\d+(\.\d+)?", part.strip(), re.ASCII) or not re.match(r"\s*[=+\-@]", part)


def test_what_was_revealed_is_said_in_the_files_that_people_open(nasty: Disclosure) -> None:
    told = Heading("case-1", 7, "L0", "now", 2)
    assert "clear names of 2 protected people" in EXPORTERS["html"].write(nasty, told)["chart.html"].decode()
    assert "clear names of" not in EXPORTERS["html"].write(nasty, HEADING)["chart.html"].decode()
    assert json.loads(EXPORTERS["json"].write(nasty, told)["graph.json"])["revealed"] == 2


OPEN = """
import json, sys
from playwright.sync_api import sync_playwright
browser_path, page_path = sys.argv[1:]
asked, said = [], []
with sync_playwright() as play:
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    browser = play.chromium.launch(executable_path=browser_path, args=switches)
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.goto("file://" + page_path, wait_until="load")
    drawn = page.evaluate("[nodes.length, edges.length, document.querySelectorAll('canvas').length]")
    strokes = page.evaluate("typeof drawn === 'undefined' ? null : [drawn.under.length, drawn.over.length]")
    box = page.evaluate("(() => { const at = network.canvasToDOM(network.getPosition('a'));"
                        " const on = document.querySelector('canvas').getBoundingClientRect();"
                        " return [at.x + on.x, at.y + on.y]; })()")
    page.mouse.move(box[0] - 40, box[1] - 40)
    page.mouse.move(*box, steps=8)
    page.wait_for_selector(".vis-tooltip", state="visible")
    browser.close()
print(json.dumps({"asked": asked, "said": said, "drawn": drawn, "strokes": strokes}))
"""


@pytest.fixture
def remarked(nasty: Disclosure) -> Disclosure:
    """The same with an outline, a frame, a note and an arrow, each with the nasty text."""
    text = NASTY.replace("\u0001", "")
    remarks = (
        Boxed("frame", (-50, -50), (200, 90), text), Boxed("text", (9, 90), (190, 44), text), Pointer("a", "b", text),
    )  # fmt: skip
    chart = ShownChart(communities={1: ("a", "b")}, remarks=remarks, told=(text,), pale=frozenset({"b"}))
    return replace(nasty, chart=chart, places={"a": (0.0, 0.0), "b": (300.0, 0.0)})


@pytest.mark.browser
@pytest.mark.parametrize(("which", "strokes"), [("nasty", None), ("remarked", 4)])
def test_a_browser_draws_the_chart_shows_a_title_and_asks_nobody(
    request: pytest.FixtureRequest, tmp_path: Path, which: str, strokes: int | None
) -> None:
    nasty: Disclosure = request.getfixturevalue(which)
    browser = os.environ.get("JEJAK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert browser, "install Chromium, or name one in JEJAK_CHROMIUM"
    path = tmp_path / "chart.html"
    path.write_bytes(EXPORTERS["html"].write(nasty, Heading("<img src=//x>", 1, "L0", "now", 1))["chart.html"])
    command = [sys.executable, "-c", OPEN, browser, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert [url for url in seen["asked"] if not url.startswith(("file://", "data:", "blob:"))] == []
    assert seen["said"] == []
    assert seen["drawn"] == [2, 3, 1]
    assert (seen["strokes"] and seen["strokes"][0]) == strokes, "frame, outline, disc and number"


@pytest.mark.parametrize("which", ["nasty", "remarked"])
def test_html_asks_nobody_and_runs_nothing_of_the_data(request: pytest.FixtureRequest, which: str) -> None:
    nasty: Disclosure = request.getfixturevalue(which)
    page = EXPORTERS["html"].write(nasty, Heading("<i>case</i>", 1, "L0", "now"))["chart.html"].decode()
    outside = re.sub(r"(<(script|style)\b[^>]*>).*?(</\2>)", r"\1\3", page, flags=re.DOTALL)
    assert not re.search(r"\b(src|href|action|srcset|integrity)\s*=", outside)
    assert "http:" not in outside.replace("http-equiv", "")
    assert "https:" not in outside
    assert "sourceMappingURL" not in page
    assert "alert(1)</script>" not in page
    assert "<i>case" not in page
    policy = page.index("Content-Security-Policy")
    assert policy < page.index("<script") and policy < page.index("<style")  # noqa: PT018
    assert "default-src 'none'" in page


def test_html_draws_every_link_and_gives_equal_bytes(nasty: Disclosure) -> None:
    page = EXPORTERS["html"].write(nasty, HEADING)["chart.html"]
    assert page == EXPORTERS["html"].write(nasty, HEADING)["chart.html"]
    edges = json.loads(re.search(r"edges = new vis\.DataSet\((\[.*?\])\);", page.decode())[1])  # type: ignore[index]
    assert [edge["id"] for edge in edges] == ["e0", "e1", "e2"]
    assert len({edge["smooth"]["roundness"] for edge in edges}) == 3


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_an_empty_selection_can_be_written(name: str) -> None:
    assert all(EXPORTERS[name].write(Disclosure((), (), {}, {}), HEADING).values())
