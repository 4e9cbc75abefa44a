"""JSON Lines, Parquet, GraphML, GEXF, edge lists and matrices; NetworkX and Arrow write what is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.ingest.readers import ReaderOptions, Table, open_tables, recognise
from jejak.schemas.errors import RecordError


def rows(table: Table) -> list[list[object]]:
    return [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]


def read(folder: Path, name: str, text: str, **options: object) -> list[Table]:
    path = folder / name
    path.write_bytes(text.encode())
    return open_tables(path, ReaderOptions(**options))  # type: ignore[arg-type]


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"url": "a", "price": 1, "by": {"handle": "x", "age": None}, "tags": ["p", "q"]}),
        "",
        '{"url": "b", "price": 12345678901234567890.10, "new": true}',
        "[1, 2]",
        '{"url": "c", "url": "d"}',
        '{"url": "\\ud800"}',
        '{"url": "e"}',
    ]
    (table,) = read(tmp_path, "a.jsonl", "\n".join(lines))
    assert table.columns == ("url", "price", "by.handle", "tags", "new")
    assert rows(table) == [
        [1, "a", "1", "x", "p;q", None],
        [2, "b", "12345678901234567890.10", None, None, "true"],
        [6, "e", None, None, None, None],
    ]
    assert [reject.rec for reject in table.rejects] == [3, 4, 5]
    assert len({reject.reason for reject in table.rejects}) == 3


def test_a_json_key_that_comes_late_is_a_reject_that_names_it(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "a.jsonl", '{"a": 1}\n' * 20_001 + '{"a": 2, "late": 3}\n{"a": 4}\n')
    assert len(rows(table)) == 20_002
    assert [(r.rec, r.col, r.raw) for r in table.rejects] == [(20_002, "late", "3")]


def test_json_lines_in_utf16(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"a": "é"}\n'.encode("utf-16"))
    (table,) = open_tables(tmp_path / "a.jsonl", ReaderOptions())
    assert rows(table) == [[1, "é"]]


def test_parquet_values_are_exact_text(tmp_path: Path) -> None:
    content = pa.table(
        {
            "nik": pa.array([3174012345678901, None], pa.int64()),
            "money": pa.array([Decimal("1E+3"), Decimal(0)], pa.decimal128(20, 8)),
            "rate": pa.array([1e22, 1e-7]),
            "day": pa.array([date(2024, 5, 1), None]),
            "at": pa.array([datetime(2024, 5, 1, 3, 4, 5, tzinfo=UTC), None]),
            "tags": pa.array([["a", "b"], []]),
            "yes": pa.array([True, False]),
        }
    )
    pq.write_table(content, tmp_path / "a.parquet")
    (table,) = open_tables(tmp_path / "a.parquet", ReaderOptions())
    assert rows(table) == [
        [1, "3174012345678901", "1000.00000000", "10000000000000000000000", "2024-05-01",
         "2024-05-01 03:04:05+00:00", "a;b", "true"],
        [2, None, "0.00000000", "0.0000001", None, None, None, "false"],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_graph_files_against_networkx(kind: str, seed: int) -> None:
    graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
    nx.set_node_attributes(graph, {node: f"Ms {node} & <co>" for node in graph}, "name")
    nx.set_edge_attributes(graph, {edge: edge[0] + edge[1] for edge in graph.edges}, "calls")
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - hypothesis and tmp_path do not go together

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"graph.{kind}"
        (nx.write_graphml if kind == "graphml" else nx.write_gexf)(graph, path)
        nodes, edges = open_tables(path, ReaderOptions())
        found = {row["id"]: row["name"] for batch in nodes.batches() for row in batch.to_pylist()}
        ties = {(r["source"], r["target"]): r["calls"] for batch in edges.batches() for r in batch.to_pylist()}
    assert found == {str(node): name for node, name in graph.nodes("name")}
    assert ties == {(str(u), str(v)): str(calls) for u, v, calls in graph.edges(data="calls")}


def test_graphml_defaults_and_names_that_clash(tmp_path: Path) -> None:
    text = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
    <key id="d0" for="node" attr.name="role"><default>none</default></key>
    <key id="d1" for="edge" attr.name="source"/>
    <graph><node id="a"/><node id="b"><data key="d0">boss</data></node>
    <edge source="a" target="b"><data key="d1">report 7</data></edge></graph></graphml>"""
    nodes, edges = read(tmp_path, "a.graphml", text)
    assert rows(nodes) == [[1, "a", "none"], [2, "b", "boss"]]
    assert edges.columns == ("id", "source", "target", "edge.source")
    assert rows(edges) == [[1, None, "a", "b", "report 7"]]


def test_edge_lists(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "a.edges", "# made by hand\na b\n\nb\tc\t2.5\nc,d,3\nlonely\n% end\n1 2 3 4\n")
    assert rows(table) == [[1, "a", "b", None], [2, "b", "c", "2.5"], [3, "c", "d", "3"]]
    assert [reject.rec for reject in table.rejects] == [4, 5]


def test_matrices(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "m.csv", '"",a,b,c\na,0,2,\nb,0.00,0,1.5\nc,x,0,0\n', format="matrix")
    assert [row[1:] for row in rows(table)] == [["a", "b", "2"], ["b", "c", "1.5"], ["c", "a", "x"]]
    (broken,) = read(tmp_path, "m.csv", ",a,b\na,0,1\nb,1\n", format="matrix")
    with pytest.raises(RecordError, match="1 cells instead of 2"):
        rows(broken)
    with pytest.raises(RecordError, match="no names in the first line"):
        read(tmp_path, "m.csv", "\n\n", format="matrix")


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("a.CSV", b"a,b", "csv"),
        ("a", b'{"a": 1}', "jsonl"),
        ("a.bin", b"PAR1", "parquet"),
        ("a.xml", b'<?xml version="1.0"?>\n<gexf version="1.3">', "gexf"),
        ("a.dat", b"\xef\xbb\xbf<graphml>", "graphml"),
        ("a.ndjson", b"{}", "jsonl"),
    ],
)
def test_recognise(tmp_path: Path, name: str, start: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(start)
    assert recognise(tmp_path / name) == kind
