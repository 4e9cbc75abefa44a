"""Weighings: what a tie weighs by number, money, age or grade, and what cannot be weighed is refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.declaration import Result
from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError
from jejak.schemas.grading import grade_weight


@pytest.fixture
def paid(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """A pays B twice and C once, in two currencies; D only called A; E has paid nobody."""
    case = tiny.TinyCase()
    a, b, c, d, _ = case.people(["Adi", "Budi", "Citra", "Dewi", "Eko"])
    case.link("TRANSFERRED", a, b, amount="100", currency="MYR", t="2024-01-01", grade="A1")
    case.link("TRANSFERRED", a, b, amount="50", currency="MYR", t="2024-06-29", grade="A1")
    case.link("TRANSFERRED", a, c, amount="1000000", currency="IDR", t="2024-06-29", grade="B3")
    case.link("CONTACTED", d, a, t="2023-07-05", grade="F6")
    return case.snapshot(tmp_path)  # type: ignore[no-any-return]


def weights(result: Result) -> dict[str, float]:
    return {str(one["caption"]): float(str(one["links"])) for one in result.records()}


def test_by_number_each_link_counts_one(paid: Snapshot) -> None:
    found = run("degree", paid, weight="count")
    assert weights(found) == {"Adi": 4, "Budi": 2, "Citra": 1, "Dewi": 1, "Eko": 0}
    assert found.rows == run("degree", paid).rows


def test_by_amount_currencies_are_brought_to_one_and_what_has_no_amount_weighs_nothing(paid: Snapshot) -> None:
    found = run("degree", paid, weight="amount", currency="MYR", rates=["IDR=0.0003"])
    assert weights(found) == pytest.approx({"Adi": 450, "Budi": 150, "Citra": 300, "Dewi": 0, "Eko": 0})
    assert (found.summary["currency"], found.summary["weightless"]) == ("MYR", 1)
    assert found.card.parameters["rates"] == ("IDR=0.0003",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "cannot be added up"),
        ({"currency": "MYR"}, "cannot be added up"),
        ({"currency": "MYR", "rates": ["IDR=cheap"]}, "CURRENCY=NUMBER"),
        ({"currency": "MYR", "rates": ["IDR=-1"]}, "CURRENCY=NUMBER"),
        ({"currency": "MYR", "rates": ["IDR=NaN"]}, "CURRENCY=NUMBER"),
        ({"currency": "Ringgit"}, "another form"),
        ({"layers": ["communication"]}, "has an amount"),
    ],
)
def test_amounts_that_cannot_be_added_up_are_refused(
    paid: Snapshot, asked: dict[str, str | list[str]], told: str
) -> None:
    with pytest.raises(AnalysisError, match=told) as refused:
        run("degree", paid, weight="amount", **asked)
    assert refused.value.hint
    assert "MYR=0.5" not in refused.value.hint or "currency=MYR" not in refused.value.hint


def test_by_recency_a_link_weighs_half_after_each_half_life(paid: Snapshot) -> None:
    found = run("degree", paid, weight="recency", half_life=180.0)
    assert weights(found) == pytest.approx({"Adi": 2.75, "Budi": 1.5, "Citra": 1, "Dewi": 0.25, "Eko": 0}, abs=1e-9)
    assert found.summary["recent_to"] == "2024-06-29"
    earlier = weights(run("degree", paid, weight="recency", half_life=180.0, as_of="2024-01-01"))
    assert earlier["Budi"] == pytest.approx(0.5 ** (1 / 180), rel=0.01), "the day itself is counted to its end"


def test_what_lasts_weighs_fully_and_an_event_without_a_date_as_the_oldest(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    a, b, c, d = case.people(["Adi", "Budi", "Citra", "Dewi"])
    case.link("ASSOCIATE_OF", a, b, t="2010-01-01")
    case.link("CONTACTED", a, c, t="2024-01-01")
    case.link("CONTACTED", c, d, t="2023-07-05")
    case.link("CONTACTED", a, d)
    found = weights(run("degree", case.snapshot(tmp_path), weight="recency", half_life=180.0))
    assert found == pytest.approx({"Adi": 2.5, "Budi": 1, "Citra": 1.5, "Dewi": 1.0}, abs=1e-9)


def test_without_any_date_no_day_is_made_up(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    a, b = case.people(["Adi", "Budi"])
    case.link("CONTACTED", a, b)
    found = run("degree", case.snapshot(tmp_path), weight="recency")
    assert (weights(found), found.summary["recent_to"]) == ({"Adi": 1, "Budi": 1}, "")


def test_by_grade_a_link_weighs_as_its_claims_are_believed(paid: Snapshot) -> None:
    found = weights(run("degree", paid, weight="grade"))
    assert found["Citra"] == pytest.approx(grade_weight("B3"))
    assert found["Budi"] == pytest.approx(2 * grade_weight("A1"))


def test_pagerank_by_amount_equals_networkx(paid: Snapshot) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(paid.n_nodes))
    names = {paid.node(code).caption: code for code in range(paid.n_nodes)}
    graph.add_edge(names["Adi"], names["Budi"], weight=150.0)
    graph.add_edge(names["Adi"], names["Citra"], weight=300.0)
    expected = nx.pagerank(graph, tol=1e-14, max_iter=1000)
    found = run("pagerank", paid, weight="amount", currency="MYR", rates=["IDR=0.0003"], tolerance=1e-12)
    assert len(found.rows) == paid.n_nodes
    for one in found.records():
        assert one["pagerank"] == pytest.approx(expected[paid.code_of(str(one["id"]))], abs=1e-9)


@pytest.mark.parametrize("name", ["ranking", "communities", "brokers", "louvain"])
@pytest.mark.parametrize("graph", ["whole", "actors"])
def test_every_weighing_gives_the_same_digest_twice(paid: Snapshot, name: str, graph: str) -> None:
    for weight in ("count", "recency", "grade"):
        asked = {"weight": weight, **({} if name == "brokers" else {"graph": graph})}
        assert run(name, paid, **asked).digest == run(name, paid, **asked).digest


@settings(max_examples=15, deadline=None)
@given(rate=st.floats(0.0001, 1000), factor=st.floats(0.01, 100))
def test_the_currency_chosen_changes_the_scale_alone(
    tmp_path_factory: pytest.TempPathFactory, tiny: ModuleType, rate: float, factor: float
) -> None:
    case = tiny.TinyCase()
    a, b, c = case.people(["Adi", "Budi", "Citra"])
    case.link("TRANSFERRED", a, b, amount="10", currency="MYR")
    case.link("TRANSFERRED", b, c, amount=str(round(factor, 2)), currency="IDR")
    snapshot = case.snapshot(tmp_path_factory.mktemp("case"))
    one = weights(run("degree", snapshot, weight="amount", currency="MYR", rates=[f"IDR={rate!r}"]))
    other = weights(run("degree", snapshot, weight="amount", currency="IDR", rates=[f"MYR={1 / rate!r}"]))
    for name, value in one.items():
        assert other[name] * rate == pytest.approx(value, rel=1e-6)
