"""The command line as a process: documented exit codes, one clear message, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jejak.case import Case

MAPPING = """mapping: pairs
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P}
entities:
  a: {type: organisation, key: [a], properties: {name: a}}
  b: {type: organisation, key: [b], same_as: a, properties: {name: b}}
links:
  - {type: PARTNER_OF, from: a, to: b}
"""


def jejak(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jejak.ui.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "bad.yaml").write_text(
        "mapping: bad\nentities:\n  a: {type: nothing}\n  b: {type: person, properties: {colour: x}}\n"
        "links:\n  - {type: HATES, from: a, to: c}\n"
    )
    (folder / "pairs.csv").write_text("a,b\nAlpha,Beta\nBeta,Gamma\n")
    with Case.create(folder / "x.case", analyst="tester") as case:
        case.import_file(folder / "pairs.csv", folder / "m.yaml")
    return folder


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("stats", "nowhere.case"), 4, "no case folder"),
        (("import", "x.case", "missing.csv", "-m", "m.yaml"), 3, "no such file"),
        (("import", "x.case", "pairs.csv", "-m", "bad.yaml"), 3, "bad.yaml"),
        (("show", "x.case", "f" * 32), 5, "nothing has this id"),
        (("query", "x.case", "LOAD CSV FROM 'a' AS r RETURN r"), 5, "query"),
        (("analyse", "x.case", "astrology"), 3, "astrology"),
        (("verify-export", "nowhere"), 6, "nowhere"),
        (("types", "--language", "xx"), 3, "no such language"),
        (("nonsense",), 2, "nonsense"),
    ],
)  # fmt: skip
def test_a_wrong_wish_gets_one_message(folder: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    files = {"x.case", "missing.csv", "pairs.csv", "m.yaml", "bad.yaml", "nowhere.case", "nowhere"}
    done = jejak(*(folder / a if a in files else a for a in arguments))
    assert done.returncode == code, done.stderr
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_all_faults_of_a_mapping_come_together(folder: Path) -> None:
    done = jejak("import", folder / "x.case", folder / "pairs.csv", "-m", folder / "bad.yaml")
    assert done.stderr.count("✗") >= 3


@pytest.mark.parametrize(
    "command", [("stats",), ("search", "alpha"), ("batches",), ("syndicates",), ("analyse", "degree")]
)
def test_every_reading_command_speaks_json(folder: Path, command: tuple[str, ...]) -> None:
    done = jejak(command[0], folder / "x.case", *command[1:], "--format", "json")
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)


def test_a_changed_package_is_named(folder: Path) -> None:
    assert jejak("export", folder / "x.case", folder / "out", "--as", "graphml").returncode == 0
    assert jejak("verify-export", folder / "out").returncode == 0
    graph = folder / "out" / "graph.graphml"
    graph.write_bytes(graph.read_bytes().replace(b"Alpha", b"Alphb"))
    done = jejak("verify-export", folder / "out")
    assert done.returncode == 6
    assert "graph.graphml" in done.stdout
