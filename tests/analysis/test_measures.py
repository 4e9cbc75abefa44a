"""Measures against NetworkX and published or recomputed figures (``data.md``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from jejak.analysis.parameters import needed
from jejak.analysis.registry import ANALYSES, rerun, run
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError

Data = Callable[[str], Path]
#: Those that run without being told anything.
ALONE = sorted(name for name, analysis in ANALYSES.items() if not needed(analysis.parameters))


def _by_caption(snapshot: Snapshot, name: str, column: str, **params: object) -> dict[str, object]:
    return {str(row["caption"]): row[column] for row in run(name, snapshot, **params).records()}  # type: ignore[arg-type]


@pytest.fixture
def karate(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    graph = nx.karate_club_graph()
    return tiny.from_edges((f"K{u}", f"K{v}", 1) for u, v in graph.edges()).snapshot(tmp_path)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "column", "oracle"),
    [
        ("degree", "degree", lambda g: dict(g.degree())),
        ("betweenness", "betweenness", nx.betweenness_centrality),
        ("closeness", "closeness", nx.closeness_centrality),
        ("kcore", "core", nx.core_number),
    ],
)
def test_measures_equal_networkx(karate: Snapshot, name: str, column: str, oracle: Callable[[nx.Graph], dict]) -> None:
    ours = _by_caption(karate, name, column, top=0)
    expected = oracle(nx.karate_club_graph())
    assert ours == pytest.approx({f"K{node}": value for node, value in expected.items()})


def test_pagerank_equals_networkx_along_the_links(karate: Snapshot) -> None:
    ours = _by_caption(karate, "pagerank", "pagerank", top=0)
    directed = nx.DiGraph((min(u, v), max(u, v)) for u, v in nx.karate_club_graph().edges())
    expected = nx.pagerank(directed, tol=1e-12)
    assert ours == pytest.approx({f"K{node}": value for node, value in expected.items()}, abs=1e-7)


def test_a_sampled_rank_says_whether_it_is_settled(karate: Snapshot) -> None:
    sampled = run("betweenness", karate, exact_up_to=0, sources=16)
    assert (sampled.summary["exact"], sampled.summary["sources"]) == (False, 16)
    assert sampled.summary["stable"] is False, "sixteen sources do not settle twenty places"
    assert 0 <= int(str(sampled.summary["settled"])) < int(str(sampled.summary["top"]))
    assert sampled.digest == run("betweenness", karate, exact_up_to=0, sources=16).digest
    assert "stable" not in run("betweenness", karate).summary


def test_louvain_reaches_the_known_optimum_of_karate(karate: Snapshot) -> None:
    result = run("louvain", karate, seeds=20)
    assert result.summary["modularity"] == pytest.approx(0.4198, abs=5e-5)
    assert result.summary["groups"] == 4


@pytest.mark.parametrize(
    ("file", "top", "components", "largest"),
    [
        ("meetings", {"18": 0.373, "47": 0.220, "27": 0.159, "68": 0.126, "12": 0.117}, 5, 92),
        ("phonecalls", {"18": 0.418, "61": 0.282, "47": 0.236, "29": 0.220, "75": 0.096}, 5, 89),
    ],
)
def test_montagna(
    tiny: ModuleType,
    tmp_path: Path,
    shared_data: Data,
    *,
    file: str,
    top: dict[str, float],
    components: int,
    largest: int,
) -> None:
    edges = tiny.edge_list(shared_data(f"montagna/Montagna_{file}_edgelist.csv"))
    snapshot = tiny.from_edges(edges).snapshot(tmp_path)
    found = _by_caption(snapshot, "betweenness", "betweenness", top=5)
    assert list(found) == list(top)
    assert found == pytest.approx(top, abs=5e-4)
    parts = run("components", snapshot)
    assert (parts.summary["groups"], parts.summary["largest"]) == (components, largest)


def test_caviar(tiny: ModuleType, tmp_path: Path, shared_data: Data) -> None:
    lines = [line.split(",") for line in shared_data("caviar/morselli_caviar.csv").read_text().splitlines()]
    names = [name.strip('"') for name in lines[0][1:]]
    edges = [
        (line[0].strip('"'), name, int(float(value)))
        for line in lines[1:]
        for name, value in zip(names, line[1:], strict=True)
        if float(value)
    ]
    snapshot = tiny.from_edges(edges).snapshot(tmp_path)
    between = _by_caption(snapshot, "betweenness", "betweenness", top=7)
    expected = {"1": 0.6375, "12": 0.2921, "87": 0.1193, "76": 0.1152, "3": 0.1052, "37": 0.0745, "41": 0.0696}
    assert between == pytest.approx(dict(expected.items()), abs=5e-5)
    assert _by_caption(snapshot, "degree", "degree", top=3) == {"1": 60, "12": 28, "3": 27}
    groups = run("louvain", snapshot, seeds=60)
    assert groups.summary["modularity"] == pytest.approx(0.480, abs=5e-4)
    assert groups.summary["edges"] == 205


@pytest.mark.parametrize("number", range(1, 6))
def test_kosmas_top_betweenness_is_a_trafficker(
    tiny: ModuleType, tmp_path: Path, shared_data: Data, *, number: int
) -> None:
    source = nx.read_graphml(shared_data(f"kosmas/HT5_{number}_40.graphml"))
    plain = nx.Graph(source)
    snapshot = tiny.from_edges((u, v, 1) for u, v in plain.edges()).snapshot(tmp_path)
    first = next(iter(_by_caption(snapshot, "betweenness", "betweenness", top=1)))
    assert "trafficker" in " ".join(str(value) for value in source.nodes[first].values()).lower()


def test_sampled_betweenness_is_seeded_and_says_so(karate: Snapshot) -> None:
    first = run("betweenness", karate, exact_up_to=10, sources=8, seed=3)
    assert first.digest == run("betweenness", karate, exact_up_to=10, sources=8, seed=3).digest
    assert first.summary["exact"] is False
    assert first.summary["sources"] == 8
    assert first.digest != run("betweenness", karate, exact_up_to=10, sources=8, seed=4).digest


def test_closeness_of_a_shortlist_is_exact_for_those_it_names(karate: Snapshot) -> None:
    whole = _by_caption(karate, "closeness", "closeness", top=0)
    short = _by_caption(karate, "closeness", "closeness", exact_up_to=10, shortlist=5)
    assert len(short) == 5
    assert all(whole[name] == value for name, value in short.items())


@pytest.mark.parametrize("name", ALONE)
def test_every_analysis_gives_the_same_digest_again(karate: Snapshot, name: str) -> None:
    first = run(name, karate)
    assert rerun(first.card, karate).digest == first.digest
    assert first.card.snapshot_digest == karate.digest


@pytest.mark.parametrize("name", ALONE)
def test_every_analysis_stands_an_empty_graph(tiny: ModuleType, tmp_path: Path, name: str) -> None:
    assert run(name, tiny.TinyCase().snapshot(tmp_path)).rows == ()


def test_a_result_says_what_it_is_ranked_by_and_can_be_a_frame(karate: Snapshot) -> None:
    result = run("kcore", karate, top=5)
    assert result.ranked_by == "core"
    assert list(result.to_pandas()["core"]) == [4, 4, 4, 4, 4]
    assert run("louvain", karate).ranked_by is None


def test_wrong_names_are_refused_with_the_right_ones(karate: Snapshot) -> None:
    with pytest.raises(AnalysisError, match="louvain"):
        run("louvian", karate)
    with pytest.raises(AnalysisError, match="no such parameter"):
        run("degree", karate, topp=3)
    with pytest.raises(AnalysisError, match="a whole number"):
        run("degree", karate, top="3")
    with pytest.raises(AnalysisError, match="no such choice"):
        run("degree", karate, graph="half")


def test_a_card_of_another_snapshot_is_refused(tiny: ModuleType, karate: Snapshot, tmp_path: Path) -> None:
    other = tiny.from_edges([("A", "B", 1)]).snapshot(tmp_path / "other")
    with pytest.raises(AnalysisError, match="another snapshot"):
        rerun(run("degree", karate).card, other)


def test_protected_people_count_and_are_not_listed(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    hub = case.add("person", "Quiet Middle", protection="V1")
    child = case.add("person", "Small One", protection="V2")
    by_role = case.add("person", "Told Us", roles=["witness"])
    others = case.people(["A One", "B Two", "C Three"])
    for other in (*others, child, by_role):
        case.link("ASSOCIATE_OF", other, hub)
    snapshot = case.snapshot(tmp_path)
    for name in ("degree", "betweenness", "closeness", "pagerank", "kcore", "components", "louvain"):
        captions = {str(row["caption"]) for row in run(name, snapshot).records()}
        assert captions == {"A One", "B Two", "C Three"}, name
    assert _by_caption(snapshot, "closeness", "closeness")["A One"] == pytest.approx(5 / 9)
    assert run("components", snapshot).records()[0]["protected"] == 3
