"""Public data sets as cases, each imported once through its mapping in ``examples/``, and looks at their graphs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from jejak.case import Case
from jejak.graph.model import Link
from jejak.graph.snapshot import Snapshot

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Name of a set: its file, and the mapping that reads it.
SETS = {
    "montagna-meetings": ("montagna/Montagna_meetings_edgelist.csv", "montagna/meetings.yaml"),
    "montagna-phonecalls": ("montagna/Montagna_phonecalls_edgelist.csv", "montagna/phonecalls.yaml"),
    "caviar": ("caviar/morselli_caviar.csv", "caviar/caviar.yaml"),
    **{f"kosmas-{n}": (f"kosmas/HT5_{n}_40.graphml", "kosmas/network.yaml") for n in range(1, 6)},
    **{f"ht-{n}": (f"ht_interdiction/Network{n}.csv", "ht_interdiction/network.yaml") for n in range(1, 11)},
    "fincen-transactions": ("fincen/download_transactions_map.csv", "fincen/transactions.yaml"),
    "fincen-branches": ("fincen/download_transactions_map.csv", "fincen/branches.yaml"),
    "fincen-connections": ("fincen/download_bank_connections.csv", "fincen/connections.yaml"),
    "amlsim-accounts": ("amlsim/accounts.csv", "amlsim/accounts.yaml"),
    "amlsim-transactions": ("amlsim/transactions.csv", "amlsim/transactions.yaml"),
    "amlsim-alerts": ("amlsim/alert_transactions.csv", "amlsim/alerts.yaml"),
    "febrl3": ("febrl/febrl3.csv", "febrl/febrl3.yaml"),
    "fake-1000": ("febrl/fake_1000.csv", "febrl/fake_1000.yaml"),
}
#: Gives the case of a set; for reading only, the tests share it.
Real = Callable[[str], Case]
Data = Callable[[str], Path]


@pytest.fixture(scope="session")
def real(shared_data: Data, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """The case of one set; a set that is not there skips the test, and fails it under CI."""
    cases: dict[str, Case] = {}

    def give(name: str) -> Case:
        if name not in cases:
            file, mapping = SETS[name]
            source = shared_data(file)
            case = Case.create(tmp_path_factory.mktemp(name) / f"{name}.case", analyst="tester")
            receipt = case.import_file(source, EXAMPLES / mapping)
            assert receipt.rows_in == receipt.rows_ok + receipt.rows_rejected
            cases[name] = case
        return cases[name]

    yield give
    for case in cases.values():
        case.close()


def source_rows(path: Path) -> list[dict[str, str]]:
    """A source as plain ``csv`` reads it: the second opinion on what our readers make of it."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, skipinitialspace=True))


def with_records(case: Case) -> list[tuple[Link, list[dict[str, str]]]]:
    """Every link with the records that its claims point at, read by plain ``csv`` from the bytes in the case."""
    snapshot = case.snapshot()
    links = snapshot.links_of(range(snapshot.n_links))
    claims = snapshot.claims_of_links(range(snapshot.n_links))
    files = {
        sha: source_rows(case.ledger.source_path(sha)) for sha in {ref.source_sha for said in claims for ref in said}
    }
    return [
        (link, [files[ref.source_sha][ref.locator - 1] for ref in said])
        for link, said in zip(links, claims, strict=True)
    ]


def captions(snapshot: Snapshot) -> list[str]:
    """Captions by node code."""
    found: list[str] = snapshot.nodes.column("caption").to_pylist()
    return found


def flows(snapshot: Snapshot) -> dict[tuple[int, int], Decimal]:
    """The money of every arc of the graph, largest first."""
    total: dict[tuple[int, int], Decimal] = {}
    arcs = zip(snapshot.src.tolist(), snapshot.dst.tolist(), snapshot.links.column("amount").to_pylist(), strict=True)
    for source, target, amount in arcs:
        total[source, target] = total.get((source, target), Decimal(0)) + (amount or Decimal(0))
    return dict(sorted(total.items(), key=lambda item: -item[1]))


def property_sum(snapshot: Snapshot, name: str) -> Decimal:
    """The sum of a numeric property over all links."""
    values = (link.props.get(name) for link in snapshot.links_of(range(snapshot.n_links)))
    return sum((Decimal(value) for value in values if isinstance(value, str)), Decimal(0))


def ties(snapshot: Snapshot, name: str) -> nx.Graph[int]:
    """The undirected graph with a property as ``weight``; where a pair stands twice, its last record counts."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(snapshot.n_nodes))
    links = snapshot.links_of(range(snapshot.n_links))
    for source, target, link in zip(snapshot.src.tolist(), snapshot.dst.tolist(), links, strict=True):
        graph.add_edge(source, target, weight=int(str(link.props[name])))
    return graph
