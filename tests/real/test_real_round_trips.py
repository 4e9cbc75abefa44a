"""Each real set imported, exported in four formats and read again, by our readers and by others: nothing is lost."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from jejak.case import Case, verify_export
from jejak.ingest.readers import open_tables
from jejak.ingest.readers.table import ReaderOptions

from .conftest import SETS, Real

FORMATS = ("csv", "gexf", "graphml", "json")
#: Numeric properties of links that the sets carry.
NUMBERS = ("amount", "capacity", "count", "weight")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a graph file says: how many nodes and links, of which kinds, the sums of numbers, and degrees."""

    nodes: int
    links: int
    kinds: Mapping[str, int]
    sums: Mapping[str, Decimal]
    degrees: tuple[int, ...]


def figures(nodes: Iterable[Row], links: Iterable[Row]) -> Figures:
    """Count and add up rows with ``etype``, and rows with ``source``, ``target``, ``ltype`` and numbers.

    In GEXF the weight that a source states is called ``weight_stated``: ``weight`` is the thickness of a line there.
    """
    nodes, links = list(nodes), list(links)
    kinds = Counter(str(node["etype"]) for node in nodes) + Counter(str(link["ltype"]) for link in links)
    sums = {
        name: sum((Decimal(str(link.get(name) or link.get(f"{name}_stated") or 0)) for link in links), Decimal(0))
        for name in NUMBERS
    }
    ends = Counter(str(link[end]) for link in links for end in ("source", "target"))
    return Figures(len(nodes), len(links), kinds, sums, tuple(sorted(ends.values())))


def of_case(case: Case) -> Figures:
    """The same of the graph that is exported."""
    snapshot = case.snapshot()
    nodes = [{"etype": node.etype} for node in snapshot.nodes_of(range(snapshot.n_nodes))]
    links = [
        {"ltype": link.ltype, "source": link.source, "target": link.target, **link.props, "amount": link.amount}
        for link in snapshot.links_of(range(snapshot.n_links))
    ]
    return figures(nodes, links)


def by_our_reader(path: Path, table: str | None = None) -> list[Row]:
    """The rows of a table as our readers give them."""
    tables = {found.name: found for found in open_tables(path, ReaderOptions())}
    chosen = tables[table] if table else next(iter(tables.values()))
    rows = [row for batch in chosen.batches() for row in batch.to_pylist()]
    assert chosen.rejects == []
    return rows


def by_networkx(graph: nx.Graph[str]) -> Figures:
    links = [{"source": u, "target": v, **data} for u, v, data in graph.edges(data=True)]
    return figures([data for _, data in graph.nodes(data=True)], links)


def by_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def by_json(path: Path) -> Figures:
    content = json.loads(path.read_text(encoding="utf-8"))
    return figures(content["nodes"], [{**link, **link["attributes"]} for link in content["links"]])


# the branches are the same records as the transactions
@pytest.mark.parametrize("name", [name for name in SETS if name != "fincen-branches"])
def test_an_export_read_again_has_equal_counts_and_sums(real: Real, tmp_path: Path, name: str) -> None:
    """The case team's profile, L0, leaves nobody out: every node, link and number of the graph is in every file."""
    case, out = real(name), tmp_path / "package"
    case.export(out, profile_code="L0", kinds=FORMATS)
    assert verify_export(out) == []
    expected = of_case(case)
    assert expected.nodes > 0
    read = {
        "graphml, ours": figures(
            by_our_reader(out / "graph.graphml", "nodes"), by_our_reader(out / "graph.graphml", "edges")
        ),
        "gexf, ours": figures(by_our_reader(out / "graph.gexf", "nodes"), by_our_reader(out / "graph.gexf", "edges")),
        "csv, ours": figures(by_our_reader(out / "nodes.csv"), by_our_reader(out / "links.csv")),
        "graphml, networkx": by_networkx(nx.read_graphml(out / "graph.graphml", force_multigraph=True)),
        "gexf, networkx": by_networkx(nx.read_gexf(out / "graph.gexf")),
        "csv, csv": figures(by_csv(out / "nodes.csv"), by_csv(out / "links.csv")),
        "json, json": by_json(out / "graph.json"),
    }
    assert {reader: found for reader, found in read.items() if found != expected} == {}


def test_one_changed_byte_of_a_package_is_found(real: Real, tmp_path: Path) -> None:
    out = tmp_path / "package"
    real("montagna-meetings").export(out, kinds=["csv", "graphml"])
    assert verify_export(out) == []
    changed = out / "links.csv"
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.chmod(0o644)
    changed.write_bytes(content)
    assert [fault.file for fault in verify_export(out)] == ["links.csv"]
