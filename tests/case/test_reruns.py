"""A run card gives its result again, or tells what has changed since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jejak.case import Case
from jejak.case.reruns import rerun
from jejak.schemas.errors import AnalysisError
from jejak.ui.cli import app

MAPPING = """mapping: partners
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  one: {type: person, key: [one], properties: {name: one}}
  other: {type: person, key: [other], properties: {name: other}}
links:
  - {type: ASSOCIATE_OF, from: one, to: other}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "first.csv").write_text("one,other\nAdi,Budi\nBudi,Citra\n")
    (tmp_path / "second.csv").write_text("one,other\nCitra,Dewi\n")
    with Case.create(tmp_path / "r.case", analyst="tester") as opened:
        opened.import_file(tmp_path / "first.csv", tmp_path / "m.yaml")
    return tmp_path


def card(folder: Path, *options: str) -> str:
    """What the command line prints."""
    told = CliRunner().invoke(app, ["analyse", str(folder / "r.case"), "degree", "--format", "json", *options])
    assert told.exit_code == 0, told.output
    return told.stdout


def test_the_same_case_gives_the_same_digest(folder: Path) -> None:
    text = card(folder, "--min-grade", "C3", "--param", "graph=actors")
    with Case.open(folder / "r.case") as case:
        again = rerun(case, text)
    assert again.same
    assert (again.changes, again.differs) == ((), ())
    assert again.result.card.parameters["min_grade"] == "C3"


def test_it_says_which_batch_has_changed_the_graph(folder: Path) -> None:
    text = card(folder)
    with Case.open(folder / "r.case") as case:
        receipt = case.import_file(folder / "second.csv", folder / "m.yaml")
        again = rerun(case, text)
        assert not again.same
        assert [event.kind for event in again.changes] == ["batch_adopted"]
        assert again.changes[0].subject == receipt.batch_id
        assert again.differs == ("sequence", "snapshot_digest")
        case.ledger.reverse(receipt.batch_id, analyst="tester")
        taken_back = rerun(case, text)
    assert [event.kind for event in taken_back.changes] == ["batch_adopted", "batch_reversed"]
    assert taken_back.differs == ("sequence",), "the graph is the one of the card again"


def test_the_command_ends_with_one_when_it_differs(folder: Path) -> None:
    (folder / "card.json").write_text(card(folder))
    command = ["rerun", str(folder / "r.case"), str(folder / "card.json")]
    assert CliRunner().invoke(app, command).exit_code == 0
    with Case.open(folder / "r.case") as case:
        case.import_file(folder / "second.csv", folder / "m.yaml")
    told = CliRunner().invoke(app, [*command, "--format", "json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["changes"][0]["kind"] == "batch_adopted"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"card": {}, "digest": "x"}', '{"card": {"parameters": {}}, "digest": 3}', "null"]
)
def test_what_is_no_card_is_told(folder: Path, text: str) -> None:
    with Case.open(folder / "r.case") as case, pytest.raises(AnalysisError, match="no run card"):
        rerun(case, text)


def test_a_card_of_another_version_is_told(folder: Path) -> None:
    document = json.loads(card(folder))
    document["card"]["version"] = 99
    with Case.open(folder / "r.case") as case, pytest.raises(AnalysisError, match="another version"):
        rerun(case, json.dumps(document))
