"""Formats: read back by others, equal in counts and values, and harmless to open."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.evidence.disclosure import Disclosure, ShownEdge, ShownNode, disclose
from jejak.evidence.exporter import Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.profiles import L0
from jejak.evidence.tables import read_table, safe_cell, write_table
from jejak.graph.model import Subgraph

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
    ("text", "safe"), [("-12.50", "-12.50"), ("+62812", "'+62812"), ("=A1", "'=A1"), (" @x", "' @x"), ("a=b", "a=b")]
)
def test_numbers_keep_their_sign(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_html_asks_nobody_and_runs_nothing_of_the_data(nasty: Disclosure) -> None:
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
