"""`jejak match`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jejak.ingest.segments import file_digest
from jejak.ui.cli import app, main
from listed_case import build, watch_list, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("listed"))


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    return watch_list(tmp_path)


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_the_command_tells_what_was_used_and_what_was_not(folder: Path, tmp_path: Path) -> None:
    rows = [("W1", "Moh. Susilo", "04/03/1980", "12", "red"), ("W2", "-", "", "", "")]
    path = write(tmp_path / "w.csv", ("No", "Nama", "Tgl lahir", "NIK", "Warna"), rows)
    code, said = run("match", folder / "x.case", path, "--region", "id", "--least", "0.5")
    assert code == 0
    for text in (
        "1 entries",
        "Tgl lahir = birth_date",
        "Warna",
        "record 1, NIK: a NIK has 16 digits",
        "record 2: nothing",
    ):
        assert text in said
    assert "pairs looked at" in said
    assert file_digest(path) in said


def test_the_command_says_when_there_is_nobody(folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "w.csv", ("name", "born"), [("Zainuddin Pohan", "1966-05-13")])
    code, said = run("match", folder / "x.case", path)
    assert code == 0
    assert "Nobody in the case looks like somebody on the list." in said
    assert "Tiada sesiapa" in run("match", folder / "x.case", path, "--language", "ms")[1]


def test_the_command_writes_a_file_and_json(folder: Path, watch: Path, tmp_path: Path) -> None:
    code, said = run("match", folder / "x.case", watch, "--out", tmp_path / "hits.csv", "--kind", "person")
    assert code == 0
    assert "hits written" in said
    code, said = run("match", folder / "x.case", watch, "--format", "json", "-n", "1")
    shown = json.loads(said)
    assert len(shown["hits"]) == 1 < shown["hits_found"]
    assert shown["sha256"] == file_digest(watch)


@pytest.mark.parametrize(
    ("content", "options", "code", "says"),
    [
        ("colour,size\nred,4\n", (), 3, "the columns are: colour, size"),
        ("colour,size\nred,4\n", ("--column", "name=Color"), 3, "did you mean colour"),
        ("name\nAgus\n", ("--column", "name"), 2, "FIELD=HEADER"),
        ("name\nAgus\n", ("--region", "Atlantis"), 3, "no such country"),
        ("name\nAgus\n", ("--least", "7"), 4, "between 0 and 1"),
        ("name\n-\n", (), 3, "no entry of the list can be used"),
        ("", (), 3, "the file is empty"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used(  # noqa: PLR0917 - a table of cases
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str,
    options: tuple[str, ...], code: int, says: str,
) -> None:  # fmt: skip
    (tmp_path / "w.csv").write_text(content)
    arguments = ["jejak", "match", str(folder / "x.case"), str(tmp_path / "w.csv"), *options]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == code
    said = capsys.readouterr()
    assert says in said.err + said.out
    assert "Traceback" not in said.err


def test_other_weights_can_be_used(folder: Path, watch: Path, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("kinds: {person: {review: 0.9999, suggest: 0.9999}}\n")
    shown = [
        json.loads(run("match", folder / "x.case", watch, "--format", "json", *more)[1])["hits_found"]
        for more in ([], ["--model", str(tmp_path / "m.yaml")])
    ]
    assert shown[0] > shown[1]
