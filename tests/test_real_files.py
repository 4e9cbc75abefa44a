"""Real files through the façade: figures of whole graphs that NetworkX or a publication gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from jejak.case import Case

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="module")
def fincen(shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("fincen") / "fincen.case"
    with Case.create(folder, analyst="tester") as case:
        case.import_file(shared_data("fincen/download_transactions_map.csv"), EXAMPLES / "fincen" / "transactions.yaml")
        yield case


def test_fincen_totals(fincen: Case) -> None:
    nodes, links = fincen.snapshot().to_pandas()
    assert len(nodes) == 2277
    assert len(links) == 4507
    assert sum(links["amount"].dropna(), Decimal(0)) == Decimal("35682247985.01")
    assert len(set(zip(links["src"], links["dst"], strict=True))) == 2690


def test_fincen_weak_components(fincen: Case) -> None:
    result = fincen.run("components")
    assert result.summary["groups"] == 175
    assert result.summary["largest"] == 1865


def test_fincen_biggest_flow_and_who_says_so(fincen: Case) -> None:
    snapshot = fincen.snapshot()
    links = snapshot.links.to_pandas()
    flows = links.groupby(["src", "dst"])["amount"].sum().sort_values(ascending=False)
    source, target = flows.index[0]
    assert snapshot.node(int(source)).caption == "Amsterdam Trade Bank NV"
    assert "Rosbank" in snapshot.node(int(target)).caption
    assert round(float(flows.iloc[0]) / 1e6, 1) == 2747.0
    row = int(links[(links["src"] == source) & (links["dst"] == target)].index[0])
    claim = fincen.claims(snapshot.link_id(row))[0]
    assert claim.file == "download_transactions_map.csv"
    cells = dict(fincen.record(claim))
    assert cells["originator_bank"] == "Amsterdam Trade Bank NV"


def test_fincen_measures_agree_with_networkx(fincen: Case) -> None:
    graph = fincen.snapshot().to_networkx(directed=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    degrees = dict(graph.degree())
    best = fincen.run("degree").rows[0]
    assert best[4] == max(degrees.values())


def test_the_same_run_gives_the_same_digest(fincen: Case) -> None:
    assert fincen.run("louvain").digest == fincen.run("louvain").digest
    assert fincen.snapshot().digest == fincen.snapshot().digest


def test_a_package_of_the_whole_case_is_read_back(fincen: Case, tmp_path: Path) -> None:
    from jejak.case import verify_export  # noqa: PLC0415

    out = tmp_path / "package"
    fincen.export(out, kinds=["graphml", "csv"])
    assert verify_export(out) == []
    graph = nx.read_graphml(out / "graph.graphml", force_multigraph=True)
    assert graph.number_of_nodes() == 2277
    assert graph.number_of_edges() == 4507
    changed = out / "links.csv"
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.chmod(0o644)
    changed.write_bytes(content)
    assert [fault.file for fault in verify_export(out)] == ["links.csv"]
