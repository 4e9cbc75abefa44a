"""`jejak draw`: an entity and a link by hand, told with the way back; a malformed value or word writes nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.ui.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Case.create(tmp_path / "k.case", analyst="Ana").close()
    return tmp_path / "k.case"


def draw(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """Run the command; returns its exit code."""
    monkeypatch.setattr(sys, "argv", ["jejak", "draw", str(folder), *words, "--analyst", "Ana"])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_two_people_and_a_link_between_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = []
    for name in ("Alpha One", "Beta Two"):
        said = ("person", "--set", f"name={name}", "--role", "broker", "--basis", "told by a colleague")
        assert draw(monkeypatch, folder, *said, "--format", "json") == 0
        ids.append(json.loads(capsys.readouterr().out)["node"]["id"])
    assert draw(monkeypatch, folder, "ASSOCIATE_OF", *ids, "--since", "2024", "--basis", "told by a colleague") == 0
    told = capsys.readouterr().out
    with Case.open(folder) as case:
        link, last = case.snapshot().link(0), case.batches()[-1]
        assert {link.source, link.target} == set(ids)
        assert f"jejak reverse {folder} {last.batch_id[:12]}" in told.replace("\n", "")
        assert (last.analyst, last.default_grade, last.default_handling) == ("Ana", "C3", "C")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("phone", "--set", "number=0812", "--basis", "a slip"), 3, "number: a local number without its region"),
        (("person", "--set", "name=A B", "--basis", " "), 3, "basis: a statement needs a basis"),
        (("person", "--set", "name=A B", "--basis", "a slip", "--grade", "A1"), 3, "graded B2 at best"),
        (("person", "--set", "name", "--basis", "a slip"), 2, "--set takes name=value"),
        (("person", "x", "--basis", "a slip"), 2, "a link takes two ids"),
        (("person", "--set", "name=A B", "--amount", "5", "--basis", "a slip"), 2, "go with a link"),
        (("USES", "x", "y", "--basis", "a slip"), 3, "a link needs two entities that are in the case"),
    ],
)
def test_what_is_malformed_is_told_and_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, words: tuple[str, ...],
    code: int, told: str,
) -> None:  # fmt: skip
    assert draw(monkeypatch, folder, *words) == code
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert told in said
    with Case.open(folder) as case:
        assert case.batches() == []
        assert case.ledger.sources() == []
