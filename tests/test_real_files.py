"""Published and recomputed figures of public data: which test holds which, and the sets that the repository carries.

The figures come from the data page of the reference: P published by somebody, R recomputed with NetworkX or pandas.
Those of identity resolution, red flags and the disruption planner belong to later work and are not in the table.
"""

from __future__ import annotations

import ast
import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
INCLUDED = TESTS / "data"
SETS = ("febrl", "ht_interdiction", "montagna")
#: Most bytes of all sets together.
LIMIT = 3_000_000

#: Figure of the data page → file in ``tests/real`` and test that holds it.
FIGURES = {
    "Montagna: n, m, components, largest (R)": "montagna.test_sizes",
    "Montagna: sum and maximum of the weights (R)": "montagna.test_weights",
    "Montagna: top betweenness of both networks (R)": "montagna.test_brokers",
    "Montagna: Louvain, best of 20 seeds (R)": "montagna.test_communities",
    "Montagna: first removals by betweenness, as printed (P)": "montagna.test_removal_by_betweenness_as_printed",
    "Montagna: all 24 removal curves, no difference (P)": "montagna.test_removal_curves_as_published",
    "Caviar: people, directed and undirected ties, sum, component, density (R)": "networks.test_caviar_sizes",
    "Caviar: Louvain (R)": "networks.test_caviar_communities",
    "Caviar: betweenness of the first seven (R)": "networks.test_caviar_brokers",
    "Caviar: degree of the first three (R)": "networks.test_caviar_degrees",
    "Caviar: numbers that the published roles rest on (P)": "networks.test_caviar_people_are_n1_to_n110",
    "Kosmas 1-5: nodes, edges, roles, one component (R)": "networks.test_kosmas_sizes_and_roles",
    "Kosmas 1-5: who has the top betweenness (R)": "networks.test_kosmas_brokers_are_traffickers",
    "HT networks 1-10: nodes, arcs, traffickers, victims, bottoms (R)": "networks.test_interdiction_sizes_and_roles",
    "HT networks 1-10: first line with any number of commas": "networks.test_interdiction_sizes_and_roles",
    "HT networks 1-10: largest flow (R)": "networks.test_interdiction_largest_flow",
    "FinCEN: rows, transactions, dollars, first and last day (P)": "fincen.test_totals",
    "FinCEN: 111 rows without a number, 6 without dates": "fincen.test_traps",
    "FinCEN: reports, filers and the largest of them (P, R)": "fincen.test_reports_and_filers",
    "FinCEN: bank graph by id, weak components (R)": "fincen.test_banks_and_components",
    "FinCEN: arcs (R)": "fincen.test_banks_and_components",
    "FinCEN: biggest flows (R)": "fincen.test_biggest_flows",
    "FinCEN: round trip Rigensis to ING (R)": "fincen.test_the_round_trip_closes_when_an_analyst_joins_the_ids",
    "FinCEN: flows between countries (R)": "fincen.test_flows_between_countries",
    "FinCEN connections: reports, filers, banks, countries (P)": "fincen.test_connections",
    "AMLSim: transactions, total, accounts, arcs (R)": "amlsim.test_totals",
    "AMLSim: three hubs with senders and sums, in all transactions (R)": "amlsim.test_alerts_in_all_transactions",
    "AMLSim: three alerts, all fan-in, all reported (R)": "amlsim.test_alerts_in_their_own_file",
    "Febrl 3 and fake_1000: records, people or clusters, true pairs (R)": "records.test_records_people_and_true_pairs",
    "fake_1000: labels (R)": "records.test_labels_of_fake_1000",
    "Karate: known optimum (P)": "communities.test_karate",
    "LFR: shape of the agreement (R)": "communities.test_lfr_has_the_expected_shape",
}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_has_its_test(figure: str) -> None:
    file, _, name = FIGURES[figure].partition(".")
    tree = ast.parse((TESTS / "real" / f"test_real_{file}.py").read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_included_sets_are_small_and_have_their_notice() -> None:
    assert sorted(path.name for path in INCLUDED.iterdir() if path.is_dir()) == list(SETS)
    assert sum(path.stat().st_size for path in files_of(INCLUDED)) < LIMIT
    notice = (INCLUDED / "NOTICE").read_text(encoding="utf-8")
    for name in SETS:
        about = notice.partition(f"\n{name}/\n")[2].partition("\n\n")[0]
        assert all(f"\n  {word} " in f"\n{about}" for word in ("What", "Authors", "Licence", "Changes"))
    assert (INCLUDED / "ht_interdiction" / "LICENSE.md").read_text(encoding="utf-8").startswith("MIT License")
    assert (INCLUDED / "febrl" / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_the_included_sets_are_as_they_were_published() -> None:
    """Nothing was changed, not even line endings: the sums were taken from the files as received."""
    sums = [line.split("  ") for line in (INCLUDED / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    found = [
        [hashlib.sha256(path.read_bytes()).hexdigest(), path.relative_to(INCLUDED).as_posix()]
        for name in SETS
        for path in files_of(INCLUDED / name)
    ]
    assert sorted(found) == sorted(sums)


def test_the_included_sets_are_found_without_any_other_folder(shared_data: Callable[[str], Path]) -> None:
    for path in files_of(INCLUDED):
        assert shared_data(path.relative_to(INCLUDED).as_posix()) == path


def test_the_wheel_holds_no_data_of_tests() -> None:
    hatch = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = hatch["targets"]["wheel"]
    assert wheel["packages"] == ["src/jejak"]
    assert "force-include" not in wheel
    assert not any("tests" in pattern for pattern in hatch.get("artifacts", ()))
