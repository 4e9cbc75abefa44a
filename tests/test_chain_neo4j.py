"""From an agency's files to a real Neo4j: equal counts, changes that follow, and no protected name on the server."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from jejak.case import Case
from jejak.demo.generate import generate
from jejak.demo.run import MAPPINGS
from jejak.graph.stores.neo4j_connection import Neo4jTarget

VICTIM_FILES = (
    ("interviews.csv", "interviews"),
    ("paspor_permohonan.csv", "paspor_permohonan"),
    ("kyc_rekening.csv", "kyc_rekening"),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, object]]]:
    folder = tmp_path_factory.mktemp("agencies")
    truth = generate(folder, size="small", seed=3)
    people = truth["people"]
    assert isinstance(people, dict)
    return folder, people


def victims_told(path: Path, people: dict[str, dict[str, object]]) -> set[str]:
    """What interviews state of victims; a name that somebody else also has is no secret of the victim."""
    others = {str(person["name"]).casefold() for person in people.values() if person["role"] != "victim"}
    told: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["victim_name"] or ""
            told |= {row["victim_passport"] or "", row["victim_phone"] or ""}
            told |= {name} if " " in name and name.casefold() not in others else set()
    return told - {""}


def server_texts(target: Neo4jTarget) -> str:
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        nodes = driver.execute_query("MATCH (n) RETURN properties(n) AS p").records
        links = driver.execute_query("MATCH ()-[r]->() RETURN properties(r) AS p").records
    return "\n".join(str(record["p"]) for record in [*nodes, *links])


@pytest.mark.neo4j
def test_from_files_to_the_server(
    files: tuple[Path, dict[str, dict[str, object]]],
    neo4j_target: Neo4jTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, people = files
    monkeypatch.setenv("JEJAK_NEO4J_URI", neo4j_target.uri)
    monkeypatch.setenv("JEJAK_NEO4J_PASSWORD", neo4j_target.password)
    with Case.create(tmp_path / "demo.case", analyst="tester") as case:
        for file, mapping in VICTIM_FILES:
            case.import_file(folder / file, Path(str(MAPPINGS / f"{mapping}.yaml")))
        case.sync()
        with case.store("snapshot") as here, case.store("neo4j") as there:
            assert here.counts() == there.counts()
            hits = case.searching.find("pratama")
            assert [here.get(hit.node.id) for hit in hits] == [there.get(hit.node.id) for hit in hits]
            assert here.neighbours(hits[0].node.id) == there.neighbours(hits[0].node.id)
        texts = server_texts(neo4j_target)
        told = victims_told(folder / "interviews.csv", people)
        assert len(told) > 100
        whole = texts.casefold()
        assert [text for text in told if re.search(rf"(?<!\w){re.escape(text.casefold())}(?!\w)", whole)] == []
        with Case.open(case.folder, default_store="neo4j") as team:
            assert [hit.node.id for hit in team.searching.find("pratama")] == [hit.node.id for hit in hits]
            assert [text for text in sorted(told) for hit in team.searching.find(text) if hit.node.masked] == []
        batch = case.batches()[-1]
        case.reverse(batch.batch_id)
        case.sync()
        with case.store("snapshot") as here, case.store("neo4j") as there:
            assert here.counts() == there.counts()
        case.restore(batch.batch_id)
        case.sync()
        with case.store("snapshot") as here, case.store("neo4j") as there:
            assert here.counts() == there.counts()
