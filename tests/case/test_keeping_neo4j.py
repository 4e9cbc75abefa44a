"""Chosen kept findings stand on a real server's nodes, go when not chosen, and are never on anybody protected."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner

from jejak.case import Case
from jejak.demo.generate import generate
from jejak.demo.run import MAPPINGS
from jejak.graph.stores.marks import Mark
from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.schemas.errors import AnalysisError, StoreError
from jejak.ui.cli import app

pytestmark = pytest.mark.neo4j
Shown = dict[str, dict[str, Mark]]
FILES = ("interviews", "kyc_rekening", "paspor_permohonan")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case folder with a few files; each test works on a copy."""
    folder = tmp_path_factory.mktemp("imported")
    generate(folder, size="small", seed=3)
    with Case.create(folder / "k.case", analyst="tester") as made:
        for name in FILES:
            made.import_file(folder / f"{name}.csv", MAPPINGS / f"{name}.yaml")
    return folder / "k.case"


@pytest.fixture
def case(imported: Path, tmp_path: Path, neo4j_target: Neo4jTarget, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setenv("JEJAK_NEO4J_URI", neo4j_target.uri)
    monkeypatch.setenv("JEJAK_NEO4J_PASSWORD", neo4j_target.password)
    with Case.open(shutil.copytree(imported, tmp_path / "k.case"), analyst="tester") as opened:
        yield opened


def ask(target: Neo4jTarget, text: str, **params: Any) -> list[Any]:
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver, driver.session() as session:
        return [record[0] for record in session.run(text, params)]


def shown(target: Neo4jTarget) -> Shown:
    """All marks on the server's nodes, read without our code."""
    nodes = ask(target, "MATCH (n) RETURN properties(n)")
    marks = {str(n.get("id")): {k: v for k, v in n.items() if k.startswith("found_")} for n in nodes}
    return {ident: one for ident, one in marks.items() if one}


def wanted(case: Case, *numbers: int) -> Shown:
    """The same from the results themselves."""
    found: Shown = {}
    for number in numbers:
        name = case.keeping.one(number).analysis
        result = case.run(name)
        for record in result.records():
            score = record.get(result.ranked_by or "score")
            told = {"": number, "_rank": record.get("rank"), "_score": score, "_group": record.get("group")}
            mine = {f"found_{name}{part}": value for part, value in told.items() if value is not None}
            found.setdefault(str(record["id"]), {}).update(mine)  # type: ignore[arg-type]
    return found


def test_chosen_findings_are_shown_and_go_again(case: Case, neo4j_target: Neo4jTarget) -> None:
    degree, louvain = case.keeping.keep(case.run("degree")), case.keeping.keep(case.run("louvain"))
    plain = case.sync()
    assert (shown(neo4j_target), plain.marked) == ({}, {})

    report = case.sync(findings=[degree, louvain])
    assert shown(neo4j_target) == wanted(case, degree, louvain)
    assert report.changed == len(wanted(case, degree, louvain))
    assert report.marked["found_degree"] == report.marked["found_degree_rank"] == len(case.run("degree").rows)
    assert case.sync(findings=[louvain, degree]).changed == 0

    assert case.sync(findings=[louvain]).changed == len(wanted(case, degree, louvain).keys() & wanted(case, degree))
    assert shown(neo4j_target) == wanted(case, louvain)
    assert case.sync().changed == len(wanted(case, louvain))
    assert shown(neo4j_target) == {}
    assert case.sync().changed == 0


def test_an_empty_server_is_filled_with_them(case: Case, neo4j_target: Neo4jTarget) -> None:
    number = case.keeping.keep(case.run("betweenness"))
    report = case.sync(findings=[number])
    assert report.changed == case.snapshot().n_nodes + case.snapshot().n_links
    assert shown(neo4j_target) == wanted(case, number)
    assert case.sync(findings=[number]).changed == 0


def test_nobody_protected_carries_one(case: Case, neo4j_target: Neo4jTarget) -> None:
    number = case.keeping.keep(case.run("degree"))
    case.sync(findings=[number])
    masked = "MATCH (n:Entity) WHERE (n.masked OR n.protection IN ['V1', 'V2', 'W1']) RETURN count(n)"
    assert ask(neo4j_target, masked)[0] > 0
    assert ask(neo4j_target, f"{masked[:-15]} AND n.found_degree IS NOT NULL RETURN count(n)") == [0]
    first = case.keeping.one(number).rows[0].id
    case.ledger.assert_role(first, "victim", analyst="tester", reason="told so", protection="V1")
    case.sync(findings=[number])
    assert first not in shown(neo4j_target)
    assert shown(neo4j_target)


def test_one_taken_back_is_refused_and_the_server_stays(case: Case, neo4j_target: Neo4jTarget) -> None:
    number = case.keeping.keep(case.run("degree"))
    case.sync(findings=[number])
    before = shown(neo4j_target)
    case.keeping.undo(number)
    with pytest.raises(AnalysisError, match="taken back"):
        case.sync(findings=[number])
    with pytest.raises(AnalysisError, match="no kept finding"):
        case.sync(findings=[1])
    assert shown(neo4j_target) == before
    case.sync()
    assert shown(neo4j_target) == {}


def test_a_mark_that_somebody_took_off_stops_the_sync_and_the_next_one_mends_it(
    case: Case, neo4j_target: Neo4jTarget
) -> None:
    number = case.keeping.keep(case.run("degree"))
    case.sync(findings=[number])
    ask(neo4j_target, "MATCH (n:Entity {id: $id}) REMOVE n.found_degree", id=case.keeping.one(number).rows[0].id)
    with pytest.raises(StoreError, match="the kept findings on the nodes differ"):
        case.sync(findings=[number])
    with pytest.raises(StoreError, match="not hold a complete copy"), case.store("neo4j"):
        pass
    case.sync(findings=[number])
    assert shown(neo4j_target) == wanted(case, number)
    assert case.sync(findings=[number]).changed == 0


def test_the_command_counts_them_and_warns_of_an_older_graph(case: Case) -> None:
    number = case.keeping.keep(case.run("degree"))
    told = CliRunner().invoke(app, ["sync", str(case.folder), "--findings", str(number)])
    assert told.exit_code == 0, told.output
    assert f"entities with found_degree │ {len(case.run('degree').rows)}" in " ".join(told.stdout.split())
    assert told.stderr == ""
    case.reverse(case.batches()[-1].batch_id)
    told = CliRunner().invoke(app, ["sync", str(case.folder), "--findings", str(number)])
    assert f"Finding {number} (degree): the graph has changed since: 1 event." in " ".join(told.stderr.split())
