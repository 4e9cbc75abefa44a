"""Missing links: NetworkX's scores, nobody protected, nothing that is known, and hidden ties that come back."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError


def names(row: dict[str, object]) -> frozenset[str]:
    return frozenset((str(row["first_caption"]), str(row["second_caption"])))


def snapshot_of(tiny: ModuleType, folder: Path, graph: nx.Graph) -> Snapshot:
    return tiny.from_edges((f"K{u}", f"K{v}", 1) for u, v in graph.edges()).snapshot(folder)  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", range(3))
def test_the_scores_are_networkx_s(tiny: ModuleType, tmp_path: Path, seed: int) -> None:
    graph = nx.gnm_random_graph(40, 90, seed=seed)
    result = run("missing_links", snapshot_of(tiny, tmp_path, graph), top=10_000, hub_cap=100)
    expected = {frozenset((f"K{u}", f"K{v}")): score for u, v, score in nx.adamic_adar_index(graph) if score > 0}
    records = result.records()
    assert {names(row): row["score"] for row in records} == pytest.approx(expected)
    assert [row["score"] for row in records] == sorted((row["score"] for row in records), reverse=True)
    assert all(
        row["in_common"] == len(list(nx.common_neighbors(graph, *(int(name[1:]) for name in names(row)))))
        for row in records
    )
    assert result.summary["pairs"] == len(expected)
    few = run("missing_links", snapshot_of(tiny, tmp_path / "again", graph), top=7, hub_cap=100)
    assert [names(row) for row in few.records()] == [names(row) for row in records[:7]]


@pytest.mark.parametrize("seed", range(3))
def test_hidden_ties_come_back_far_more_often_than_chance(tiny: ModuleType, tmp_path: Path, seed: int) -> None:
    """Of a tenth of the ties, hidden, the share among as many best pairs; beside drawing pairs."""
    graph = nx.relaxed_caveman_graph(15, 8, 0.1, seed=7)
    hidden = random.Random(seed).sample(sorted(graph.edges()), k=graph.number_of_edges() // 10)
    left = graph.copy()
    left.remove_edges_from(hidden)
    result = run("missing_links", snapshot_of(tiny, tmp_path, left), top=len(hidden))
    wanted = {frozenset((f"K{u}", f"K{v}")) for u, v in hidden}
    share = sum(names(row) in wanted for row in result.records()) / len(hidden)
    untied = [(u, v) for u, v in nx.non_edges(left)]
    near = [(u, v) for u, v in untied if next(iter(nx.common_neighbors(left, u, v)), None) is not None]
    random_share, near_share = len(hidden) / len(untied), len(hidden) / len(near)  # what drawing pairs finds at best
    assert share > 0.4
    assert share > 50 * random_share
    assert share > 4 * near_share


@pytest.fixture
def ring(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """Two recruiters with three victims and one open friend in common; two victims have both recruiters in common."""
    case = tiny.TinyCase()
    adi, budi, citra = case.people(["Adi", "Budi", "Citra"])
    for number in range(3):
        victim = case.add("person", f"Hidden Name{number}", protection="V1")
        case.link("RECRUITED_BY", victim, adi)
        case.link("RECRUITED_BY", victim, budi)
    witness = case.add("person", "Told Us", roles=["witness"])
    case.link("ASSOCIATE_OF", witness, citra)
    case.link("ASSOCIATE_OF", citra, adi)
    case.link("ASSOCIATE_OF", citra, budi)
    return case.snapshot(tmp_path)  # type: ignore[no-any-return]


def test_the_protected_count_and_are_never_named(ring: Snapshot) -> None:
    result = run("missing_links", ring)
    [row] = result.records()
    assert names(row) == {"Adi", "Budi"}
    assert (row["in_common"], row["unnamed"]) == (4, 3)
    [finding] = result.findings
    shown = {ring.node(code).id for code in range(ring.n_nodes) if ring.node(code).caption in {"Adi", "Budi", "Citra"}}
    assert finding.subjects == (row["first"], row["second"])
    common, rarest = finding.explanation
    assert (common.code, dict(common.numbers)) == ("in_common", {"n": 4, "unnamed": 3})
    assert (rarest.code, dict(rarest.numbers)) == ("rarest_in_common", {"unnamed": 3})
    assert {*finding.subjects, *rarest.codes} == shown
    assert result.summary["pairs"] > 1, "pairs with protected people were found and left out"


def test_pairs_that_may_not_be_listed_take_no_place(tiny: ModuleType, tmp_path: Path) -> None:
    """The best six pairs are of victims; one that may be listed is found behind them."""
    case = tiny.TinyCase()
    recruiters = case.people([f"R{number}" for number in range(6)])
    for number in range(4):
        victim = case.add("person", f"Hidden Name{number}", protection="V1")
        for recruiter in recruiters:
            case.link("RECRUITED_BY", victim, recruiter)
    [row] = run("missing_links", case.snapshot(tmp_path), top=1).records()
    assert all(name.startswith("R") for name in names(row))
    assert (row["rank"], row["in_common"], row["unnamed"]) == (1, 4, 4)


def test_a_finding_rests_on_the_ties_to_those_in_common(ring: Snapshot) -> None:
    [finding] = run("missing_links", ring).findings
    ends = {ring.code_of(subject) for subject in finding.subjects}
    rows = [ring.link_of(link) for link in finding.links]
    assert len(rows) == 8
    assert all(len(ends & {int(ring.src[row]), int(ring.dst[row])}) == 1 for row in rows)


def test_what_any_source_says_is_not_missing(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    adi, budi, *others = case.people(["Adi", "Budi", "C", "D", "E"])
    for other in others:
        case.link("ASSOCIATE_OF", adi, other)
        case.link("ASSOCIATE_OF", budi, other)
    pair = frozenset(("Adi", "Budi"))
    untied = run("missing_links", case.snapshot(tmp_path / "untied"))
    assert names(untied.records()[0]) == pair
    house = case.add("address", "Jalan Satu 1", id_scheme="address", id_value="jalan satu 1")
    for person in (adi, budi):
        case.link("RESIDES_AT", person, house)
    weakly = case.snapshot(tmp_path / "weakly")
    for narrowed in ({}, {"ltypes": ["ASSOCIATE_OF"]}):
        records = run("missing_links", weakly, **narrowed).records()
        assert records
        assert pair not in {names(row) for row in records}, narrowed


def test_a_hub_makes_no_acquaintances(tiny: ModuleType, tmp_path: Path) -> None:
    star = snapshot_of(tiny, tmp_path, nx.star_graph(40))
    capped = run("missing_links", star)
    assert (capped.rows, capped.summary["hubs"]) == ((), 1)
    assert len(run("missing_links", star, hub_cap=40).rows) == 20


def test_a_hub_is_no_reason(tiny: ModuleType, tmp_path: Path) -> None:
    star = nx.star_graph(40)
    star.add_edges_from([(1, 50), (2, 50)])
    result = run("missing_links", snapshot_of(tiny, tmp_path, star))
    told = {names(row): (row, finding) for row, finding in zip(result.records(), result.findings, strict=True)}
    row, finding = told[frozenset(("K1", "K2"))]
    assert (row["in_common"], len(finding.explanation[1].codes), len(finding.links)) == (2, 1, 2)


def test_equal_scores_share_a_rank(tiny: ModuleType, tmp_path: Path) -> None:
    records = run("missing_links", snapshot_of(tiny, tmp_path, nx.cycle_graph(6))).records()
    assert [row["rank"] for row in records] == [1] * 6


def test_it_is_the_same_again_and_asks_for_actors(ring: Snapshot) -> None:
    assert run("missing_links", ring).digest == run("missing_links", ring).digest
    with pytest.raises(AnalysisError, match="no such choice"):
        run("missing_links", ring, graph="whole")
    assert run("missing_links", ring, bits=9.0).rows == (), "a stated link has 8 bits"
