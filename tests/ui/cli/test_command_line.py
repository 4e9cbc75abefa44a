"""The command line in one process: what it writes, refuses and passes on; exit codes of things that are not there."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import jejak.ui.serve
from jejak.case import Case
from jejak.ui.cli import main

MAPPING = """mapping: pairs
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, region: ID}
entities:
  a: {type: person, key: [a], properties: {name: a}}
  b: {type: person, key: [b], same_as: a, properties: {name: b}}
links:
  - {type: ASSOCIATE_OF, from: a, to: b}
"""
RING = """mapping: ring
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  a: {type: person, key: [a], roles: [recruiter_calo_sponsor], properties: {name: a}}
  b: {type: person, key: [b], roles: [harbourer], properties: {name: b}}
  c: {type: person, key: [c], roles: [financier], properties: {name: c}}
  v: {type: person, key: [v], protection: V1, properties: {name: v}}
links:
  - {type: RECRUITED_BY, from: v, to: a}
  - {type: FAMILY_OF, from: a, to: b}
  - {type: ASSOCIATE_OF, from: b, to: c}
  - {type: FAMILY_OF, from: c, to: a}
  - {type: OWES, from: b, to: c}
"""
Jejak = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "pairs.csv").write_text("a,b\nAlpha One,Beta Two\nBeta Two,Gamma Three\n")
    with Case.create(tmp_path / "x.case", analyst="tester") as case:
        case.import_file(tmp_path / "pairs.csv", tmp_path / "m.yaml")
    return tmp_path


@pytest.fixture
def jejak_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Jejak:
    """Run the command line with the given words; gives exit code, standard output and error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jejak", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        seen = capsys.readouterr()
        return int(stopped.value.code or 0), seen.out, seen.err

    return run


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder by its digest, but for the database's own log."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm")))
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_dry_run_writes_nothing(folder: Path, jejak_command: Jejak) -> None:
    (folder / "more.csv").write_text("a,b\nDelta Four,Alpha One\n,\n")
    before = state(folder)
    arguments = ("import", folder / "x.case", folder / "more.csv", "-m", folder / "m.yaml", "--dry-run")
    code, out, _ = jejak_command(*arguments, "--format", "json")
    receipt = json.loads(out)
    assert (code, receipt["dry_run"], receipt["rows_ok"], receipt["batch_id"]) == (0, True, 1, "")
    assert "encoding utf-8" in receipt["notes"]
    assert state(folder) == before


def test_a_hit_says_why_in_the_language(folder: Path, jejak_command: Jejak, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, words in (("en", "sounds"), ("id", "mirip"), ("ms", "serupa")):
        monkeypatch.setenv("JEJAK_LANGUAGE", language)
        code, out, _ = jejak_command("search", folder / "x.case", "one alfa")
        assert code == 0
        assert words in out
        assert "Alpha One" in " ".join(out.split())
    assert "Alpha One" not in jejak_command("search", folder / "x.case", "alfa one", "--type", "account")[1]
    (hit,) = json.loads(jejak_command("search", folder / "x.case", "one alfa", "--format", "json")[1])
    assert (hit["caption"], hit["why"]) == ("Alpha One", "sound")


def test_a_search_of_clear_names_needs_a_reason(folder: Path, jejak_command: Jejak) -> None:
    case = folder / "x.case"
    (folder / "ring.yaml").write_text(RING)
    (folder / "ring.csv").write_text("a,b,c,v\nRina Satu,Rudi Dua,Rosa Tiga,Hidden Woman\n")
    assert jejak_command("import", case, folder / "ring.csv", "-m", folder / "ring.yaml")[0] == 0
    assert json.loads(jejak_command("search", case, "woman hiden", "--format", "json")[1]) == []
    code, out, err = jejak_command("search", case, "woman hiden", "--reveal")
    assert (code, "Hidden" in out + err, "only with a reason" in err) == (7, False, True)
    reason = ("--reason", "asked for by the consulate")
    code, out, _ = jejak_command("search", case, "woman hiden", "--reveal", *reason, "--format", "json")
    (hit,) = json.loads(out)
    assert (code, hit["name"], hit["why"]) == (0, "Hidden Woman", "sound")
    assert sorted(hit) == ["caption", "id", "name", "why"]
    assert "Hidden Woman" in jejak_command("search", case, "hidden woman", "--reveal", *reason)[1]
    assert jejak_command("search", case, "x", *reason)[0] == 2
    assert jejak_command("search", case, "x", "--reveal", *reason, "--type", "person")[0] == 2


def test_reasons_of_a_syndicate_are_data_and_words_in_the_language(
    folder: Path, jejak_command: Jejak, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = folder / "x.case"
    (folder / "ring.yaml").write_text(RING)
    (folder / "ring.csv").write_text(
        "a,b,c,v\n" + "".join(f"Rina Satu,Rudi Dua,Rosa Tiga,Hidden Woman {n}\n" for n in "ABC")
    )
    assert jejak_command("import", case, folder / "ring.csv", "-m", folder / "ring.yaml")[0] == 0
    for language, words in (("en", "one source"), ("id", "satu sumber"), ("ms", "satu sumber")):
        monkeypatch.setenv("JEJAK_LANGUAGE", language)
        group = json.loads(jejak_command("syndicates", case, "--format", "json")[1])[0]
        assert {reason["code"] for reason in group["reasons"]} >= {"stages", "victims", "cohesion"}
        assert words in group["to_look_into"][-2]
        assert len(group["why"]) == len(group["reasons"])
        assert any(reason["code"] == "recruited" for member in group["members"] for reason in member["why"])
        table = " ".join(jejak_command("syndicates", case)[1].split())
        assert "Syndicates" in table, "tables are English"
        assert ("Recruiter" if language == "en" else "Perekrut") in table
        assert "Hidden" not in table


def test_a_judgement_is_shown_and_taken_back(folder: Path, jejak_command: Jejak) -> None:
    case = folder / "x.case"
    ids = [node["id"] for node in json.loads(jejak_command("search", case, "alpha beta", "--format", "json")[1])]
    assert len(ids) >= 2
    code, out, _ = jejak_command("resolve", case, ids[0], ids[1], "--same", "--reason", "same photo")
    assert (code, "Noted as" in out) == (0, True)
    report = json.loads(jejak_command("resolve", case, "--format", "json")[1])
    assert (report["stated"], report["in_graph"]) == (3, 2)
    (judged,) = report["judgements"]
    assert (judged["decision"], {judged["left"], judged["right"]}) == ("same", set(ids[:2]))
    assert jejak_command("resolve", case, "--undo", str(judged["number"]))[0] == 0
    assert json.loads(jejak_command("resolve", case, "--format", "json")[1])["judgements"] == []


def test_a_whole_import_is_taken_out_and_back(folder: Path, jejak_command: Jejak) -> None:
    case = folder / "x.case"
    (batch,) = json.loads(jejak_command("batches", case, "--format", "json")[1])
    assert jejak_command("reverse", case, batch["batch_id"])[0] == 0
    assert json.loads(jejak_command("stats", case, "--format", "json")[1])["counts"]["nodes"] == 0
    assert jejak_command("reverse", case, batch["batch_id"], "--back")[0] == 0
    assert json.loads(jejak_command("stats", case, "--format", "json")[1])["counts"]["nodes"] == 3


def test_a_name_is_revealed_in_a_package_of_the_case_team_with_a_reason_alone(
    folder: Path, jejak_command: Jejak
) -> None:
    case = folder / "x.case"
    (folder / "v.yaml").write_text(
        "mapping: v\nversion: 1\nsource: {format: csv}\ndefaults: {grade: B2, handling: P}\n"
        "entities:\n  v: {type: person, protection: V1, properties: {name: v}}\n"
    )
    (folder / "v.csv").write_text("v\nHidden Woman\n")
    assert jejak_command("import", case, folder / "v.csv", "-m", folder / "v.yaml")[0] == 0
    with Case.open(case) as opened:
        snapshot = opened.snapshot()
        (victim,) = [n.id for n in map(snapshot.node, range(snapshot.n_nodes)) if n.masked]
    reason = ("--reason", "identification for the consulate")
    for words, code in (
        (("--profile", "L0", "--reveal", victim), 7),
        (("--profile", "L2", "--reveal", "all", *reason), 7),
        (("--profile", "L0", "--reveal", "f" * 32, *reason), 6),
        (("--profile", "L0", *reason), 2),
    ):
        found, out, err = jejak_command("export", case, folder / "out", *words)
        assert (found, "Hidden" in out + err) == (code, False), err
        assert not (folder / "out").exists()
    words = ("--profile", "L0", "--reveal", victim, *reason, "--analyst", "Officer Who")
    code, out, err = jejak_command("export", case, folder / "out", *words)
    assert (code, "Hidden Woman" in out + err) == (0, False), err
    assert "clear names of 1 protected people" in out
    assert "Hidden Woman" in (folder / "out" / "graph.graphml").read_text("utf-8")
    code, out, _ = jejak_command("verify-export", folder / "out")
    assert (code, "identification for the consulate" in out, "Officer Who" in out) == (0, True, True)
    told = json.loads(jejak_command("verify-export", folder / "out", "--format", "json")[1])
    assert (told["faults"], told["package"]["revealed"]["people"]) == ([], 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sync", "x.case", "--to", "neo4j://127.0.0.1:1"), 5),
        (("stats", "x.case", "--store", "neo4j"), 5),
        (("stats", "x.case", "--store", "postgres"), 5),
        (("reverse", "x.case", "ffffffff"), 4),
        (("export", "x.case", "m.yaml"), 6),
        (("export", "x.case", "out", "--profile", "L9"), 6),
    ],
)
def test_what_is_not_there_has_an_exit_code(
    folder: Path, jejak_command: Jejak, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int
) -> None:
    for name in ("URI", "PASSWORD"):
        monkeypatch.delenv(f"JEJAK_NEO4J_{name}", raising=False)
    before = state(folder / "x.case" / "segments")
    monkeypatch.chdir(folder)
    found, _, err = jejak_command(*words)
    assert (found, "✗" in err) == (code, True), err
    assert state(folder / "x.case" / "segments") == before


def test_two_writers_do_not_meet(folder: Path, jejak_command: Jejak) -> None:
    (folder / "more.csv").write_text("a,b\nDelta Four,Alpha One\n")
    with Case.open(folder / "x.case", analyst="first") as case, case.ledger.lock("first"):
        code, _, err = jejak_command("import", folder / "x.case", folder / "more.csv", "-m", folder / "m.yaml")
        assert code == 4
        assert "first" in err
        assert len(case.batches()) == 1


def test_serve_passes_its_address_on(folder: Path, jejak_command: Jejak, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def note(case: Case, **options: object) -> None:
        asked.append({**options, "case": case.name})

    monkeypatch.setattr(jejak.ui.serve, "serve", note)
    assert jejak_command("serve", folder / "x.case", "--no-browser")[0] == 0
    assert jejak_command("serve", folder / "x.case", "--host", "0.0.0.0", "--port", "8050", "--no-browser")[0] == 0  # noqa: S104
    assert [one["host"] for one in asked] == ["127.0.0.1", "0.0.0.0"]  # noqa: S104
    assert asked[1]["port"] == 8050


def test_the_command_line_loads_nothing_that_most_commands_do_not_need() -> None:
    heavy = ("IPython", "dash", "neo4j", "numba", "pandas", "pyvis", "scipy.optimize")
    code = f"import sys, jejak.ui.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
