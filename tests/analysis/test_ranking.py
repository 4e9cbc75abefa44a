"""Ranking with stability: who rests on one bad report drops out, who is well evidenced stays; the same for a seed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from jejak.analysis.doubt import belief, doubted
from jejak.analysis.engine.control import running
from jejak.analysis.registry import run
from jejak.case import Case
from jejak.graph.ledger.records import Verdict
from jejak.graph.snapshot import Snapshot

MAPPING = """mapping: partners
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  one: {type: person, key: [one], properties: {name: one, number_in_source: one}}
  other: {type: person, key: [other], properties: {name: other, number_in_source: other}}
links:
  - {type: ASSOCIATE_OF, from: one, to: other}
"""


@pytest.fixture
def planted(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """Thirty people; one broker of twenty ties on A1 claims, one of twenty-five on an F4 report, some of a few ties."""
    case = tiny.TinyCase()
    people = case.people([f"Orang {number}" for number in range(30)])
    good, bad = case.people(["Baik", "Buruk"])
    others = case.people([f"Lain {number}" for number in range(8)])
    for person in people[:20]:
        case.link("ASSOCIATE_OF", good, person, grade="A1")
    for person in people[5:]:
        case.link("ASSOCIATE_OF", bad, person, grade="F4")
    for number, other in enumerate(others):
        for person in people[number : number + 8]:
            case.link("ASSOCIATE_OF", other, person, grade="B2")
    return case.snapshot(tmp_path)


@pytest.mark.parametrize("measure", ["degree", "betweenness"])
def test_a_broker_of_one_bad_report_does_not_stay(planted: Snapshot, measure: str) -> None:
    result = run("ranking", planted, measure=measure, k=3)
    stays = {str(row["caption"]): row["stays"] for row in result.records()}
    assert [row["caption"] for row in result.records()][:2] == ["Buruk", "Baik"], "the bare rank believes the report"
    assert stays["Buruk"] < 0.5
    assert stays["Baik"] > 0.95


def test_it_is_the_same_for_a_seed_and_another_for_another(planted: Snapshot) -> None:
    first = run("ranking", planted, measure="degree", seed=3)
    assert first.digest == run("ranking", planted, measure="degree", seed=3).digest
    assert first.rows != run("ranking", planted, measure="degree", seed=4).rows


def test_what_carries_a_place_is_told_with_its_links(planted: Snapshot) -> None:
    result = run("ranking", planted, measure="degree", k=2)
    assert [finding.explanation[0].code for finding in result.findings] == ["ranked"] * len(result.rows)
    for finding, row in zip(result.findings, result.records(), strict=True):
        assert finding.explanation[0].numbers == {"rank": row["rank"], "stays": row["stays"]}
        assert finding.subjects == (row["id"],)
        code = planted.code_of(finding.subjects[0])
        rows = [planted.link_of(link) for link in finding.links]
        assert rows
        assert all(code in (planted.src[row], planted.dst[row]) for row in rows)


def test_without_doubt_everybody_at_the_top_stays(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    hub, *rest = case.people([f"P{number}" for number in range(6)])
    for person in rest:
        case.link("ASSOCIATE_OF", hub, person, grade="A1")
    result = run("ranking", case.snapshot(tmp_path), measure="degree", k=1, hidden=0.0)
    assert result.rows[0][-1] == 1.0
    assert result.summary["stable"] is True


def test_an_empty_graph_ranks_nobody(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("ranking", tiny.TinyCase().snapshot(tmp_path), measure="degree")
    assert result.rows == ()
    assert result.findings == ()


def test_claims_of_one_file_are_one_voice_and_files_add_up(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "first.csv").write_text("one,other\nAdi,Budi\nAdi,Budi\nCitra,Dewi\n")
    (tmp_path / "second.csv").write_text("one,other\nAdi,Budi\n")
    with Case.create(tmp_path / "r.case", analyst="tester") as case:
        case.import_file(tmp_path / "first.csv", tmp_path / "m.yaml")
        once = case.snapshot()
        assert belief(once).tolist() == pytest.approx([0.64, 0.64])
        case.import_file(tmp_path / "second.csv", tmp_path / "m.yaml")
        ids = {node.caption: [] for node in once.nodes_of(range(once.n_nodes))}  # the people of both files, by name
        twice = case.snapshot()
        for code in range(twice.n_nodes):
            ids[twice.node(code).caption].append(twice.id_of(code))
        for name in ("Adi", "Budi"):
            case.judge(*ids[name], Verdict.SAME, reason="one person in both files")
        joined = belief(case.snapshot())
    assert sorted(joined.tolist()) == pytest.approx([0.64, 1 - 0.36 * 0.36])


def test_doubt_keeps_each_link_with_its_chance() -> None:
    chance = np.array([0.0, 0.25, 0.9, 1.0])
    seen = np.mean(list(doubted(chance, 4000, 1)), axis=0)
    assert seen == pytest.approx(chance, abs=0.03)
    assert all(np.array_equal(a, b) for a, b in zip(doubted(chance, 5, 7), doubted(chance, 5, 7), strict=True))


@pytest.mark.parametrize(("name", "steps"), [("ranking", 7), ("communities", 7)])
def test_it_tells_each_run_and_can_be_stopped(planted: Snapshot, name: str, steps: int) -> None:
    given: dict[str, int] = {"runs": steps} if name == "ranking" else {"seeds": steps}
    told: list[tuple[int, int]] = []
    with running(tick=lambda done, of: told.append((done, of))):
        run(name, planted, **given)
    assert [one for one in told if one[1] == steps][:steps] == [(step, steps) for step in range(1, steps + 1)]

    def stop(done: int, _of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with running(tick=stop), pytest.raises(KeyboardInterrupt):
        run(name, planted, **given)
