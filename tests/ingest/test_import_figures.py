"""Real files through the example mappings: the figures of the published or recomputed data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from .conftest import Imported

EXAMPLES = Path(__file__).parents[2] / "examples"
Run = Callable[..., Imported]
Data = Callable[[str], Path]


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def test_fincen_transactions(run_import: Run, shared_data: Data) -> None:
    """4,507 rows, $35,682,247,985.01, 2,277 banks, 2,690 arcs, 534 reports; 111 rows do not say how many payments."""
    done = run_import(shared_data("fincen/download_transactions_map.csv"), example("fincen/transactions.yaml"))
    draft, links = done.draft, done.rows("links")
    assert (draft.rows_in, draft.rows_ok, draft.rows_rejected) == (4507, 4507, 0)
    assert (draft.n_entities, draft.n_links, draft.n_rejects) == (2277, 4507, 0)
    assert draft.money_in == {"USD": "35682247985.01"} == draft.money_claims
    assert sum((row["amount"] for row in links), Decimal(0)) == Decimal("35682247985.01")
    assert len({(row["src_ix"], row["dst_ix"]) for row in links}) == 2690
    assert len({row["reference"] for row in links}) == 534
    times = sorted(row[name] for row in links for name in ("t_utc", "t_end") if row[name])
    assert (str(times[0])[:10], str(times[-1])[:10]) == ("2000-02-08", "2017-11-03")
    assert sum(row["props"] == "{}" for row in links) == 111


def test_fincen_biggest_flow(run_import: Run, shared_data: Data) -> None:
    done = run_import(shared_data("fincen/download_transactions_map.csv"), example("fincen/transactions.yaml"))
    names = {row["ix"]: row["name"] for row in done.rows("entities")}
    flows: Counter[tuple[object, object]] = Counter()
    for row in done.rows("links"):
        flows[row["src_ix"], row["dst_ix"]] += row["amount"]
    (source, target), total = flows.most_common(1)[0]
    assert str(names[source]).startswith("Amsterdam Trade Bank")
    assert str(names[target]).startswith("Rosbank")
    assert round(total / 1_000_000, 1) == Decimal("2747.0")


def test_fincen_connections(run_import: Run, shared_data: Data) -> None:
    done = run_import(shared_data("fincen/download_bank_connections.csv"), example("fincen/connections.yaml"))
    links = done.rows("links")
    assert len({row["reference"] for row in links}) == 1401
    assert len({row["src_ix"] for row in links}) == 15
    assert len({row["dst_ix"] for row in links}) == 2197
    assert sum(row["n_rows"] for row in links) == done.draft.rows_in


def test_amlsim(run_import: Run, shared_data: Data) -> None:
    accounts = run_import(shared_data("amlsim/accounts.csv"), example("amlsim/accounts.yaml"))
    payments = run_import(shared_data("amlsim/transactions.csv"), example("amlsim/transactions.yaml"))
    assert (accounts.draft.n_entities, payments.draft.n_entities) == (100, 100)
    assert (payments.draft.n_links, payments.draft.money_claims) == (10_333, {"USD": "5666934.12"})
    assert len({(row["src_ix"], row["dst_ix"]) for row in payments.rows("links")}) == 600


@pytest.mark.parametrize(
    ("name", "file", "nodes", "ties", "weight"),
    [
        ("montagna/meetings.yaml", "montagna/Montagna_meetings_edgelist.csv", 101, 256, 369),
        ("montagna/phonecalls.yaml", "montagna/Montagna_phonecalls_edgelist.csv", 100, 124, 210),
    ],
)
def test_montagna(  # noqa: PLR0917 - a table of cases
    run_import: Run, shared_data: Data, name: str, file: str, nodes: int, ties: int, weight: int
) -> None:
    done = run_import(shared_data(file), example(name))
    links = done.rows("links")
    pairs = {tuple(sorted((row["src_ix"], row["dst_ix"]))): json.loads(row["props"])["weight"] for row in links}
    assert (done.draft.n_entities, len(pairs)) == (nodes, ties)
    assert sum(int(value) for value in pairs.values()) == weight


def test_caviar(run_import: Run, shared_data: Data) -> None:
    done = run_import(shared_data("caviar/morselli_caviar.csv"), example("caviar/caviar.yaml"))
    links = done.rows("links")
    assert (done.draft.n_entities, len(links)) == (110, 295)
    assert len({tuple(sorted((row["src_ix"], row["dst_ix"]))) for row in links}) == 205
    assert sum(int(json.loads(row["props"])["count"]) for row in links) == 3546


@pytest.mark.parametrize(
    ("number", "nodes", "edges", "victims"),
    [(1, 28, 65, 20), (2, 32, 87, 23), (3, 35, 88, 25), (4, 35, 108, 26), (5, 27, 58, 18)],
)
def test_kosmas_nodes_and_edges_share_their_people(  # noqa: PLR0917 - a table of cases
    run_import: Run, shared_data: Data, number: int, nodes: int, edges: int, victims: int
) -> None:
    done = run_import(shared_data(f"kosmas/HT5_{number}_40.graphml"), example("kosmas/network.yaml"))
    assert (done.draft.n_entities, done.draft.n_links) == (nodes, edges)
    assert done.draft.rows_in == nodes + edges
    assert sum('"victim"' in str(row["props"]) for row in done.rows("entities")) == victims


@pytest.mark.parametrize(("number", "nodes", "arcs"), [(1, 43, 101), (2, 34, 74), (8, 32, 64), (10, 33, 73)])
def test_interdiction_networks_without_header(
    run_import: Run, shared_data: Data, number: int, nodes: int, arcs: int
) -> None:
    done = run_import(shared_data(f"ht_interdiction/Network{number}.csv"), example("ht_interdiction/network.yaml"))
    assert (done.draft.n_entities, done.draft.n_links, done.draft.rows_rejected) == (nodes, arcs, 1)
