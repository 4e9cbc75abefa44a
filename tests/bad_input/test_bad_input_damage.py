"""A byte of a segment or a page of case.db is changed: `verify` names it, and no command believes the rest."""

from __future__ import annotations

import json
import shlex

import pytest

from bad_input.bad_cases import READING, flip, forget, root_page, segment, spoil_page
from bad_input.desk import BadInput, Desk, clear_message

SEGMENT = ("the segment is damaged: {} is not the file that the manifest names", "jejak verify")
DATABASE = (r"a.case/case.db: the ledger's database is damaged", "backup")
FILES = ("entities.parquet", "links.parquet", "rejects.parquet")
READERS = [command for command in READING if command.split()[0] not in {"batches", "verify", "import", "reverse"}]


def faults(desk: Desk) -> list[dict[str, str]]:
    """What `verify` finds, as a program reads it."""
    said = desk.jejak("verify", "a.case", "--format", "json")
    assert said.returncode == 1, said.stderr
    assert said.stderr == "Do not go on working in this case; restore it from a copy and compare.\n"
    return list(json.loads(said.stdout))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("part", [0.02, 0.4, 0.97])
def test_verify_names_a_segment_with_one_changed_byte(desk: Desk, name: str, part: float) -> None:
    path = segment(desk, name)
    flip(path, int(part * path.stat().st_size))
    (fault,) = faults(desk)
    assert fault["where"] == str(path.relative_to(desk.case))
    assert "sha256 differs" in fault["what"]


@pytest.mark.parametrize("command", READERS)
def test_no_command_reads_a_damaged_segment(desk: Desk, command: str) -> None:
    path = segment(desk, "entities.parquet")
    flip(path, path.stat().st_size // 2)
    forget(desk)
    says = tuple(text.format(path.name) for text in SEGMENT)
    clear_message(BadInput(command, command, 4, says), desk.jejak(*shlex.split(command)))
    assert not desk.path("out").exists()


def test_the_same_import_mends_a_damaged_segment(desk: Desk) -> None:
    path = segment(desk, "links.parquet")
    whole = path.read_bytes()
    flip(path, path.stat().st_size // 2)
    said = desk.jejak("import", "a.case", "good.csv", "-m", "m.yaml")
    assert (said.returncode, path.read_bytes()) == (0, whole), said.stderr
    (fault,) = faults(desk)
    assert fault["where"].startswith("lost/")


@pytest.mark.parametrize("command", [command for command in READING if not command.startswith("verify")])
def test_no_command_believes_a_damaged_database(desk: Desk, command: str) -> None:
    spoil_page(desk, root_page(desk, "event"))
    clear_message(BadInput(command, command, 4, DATABASE), desk.jejak(*shlex.split(command)))
    assert not desk.path("out").exists()


@pytest.mark.parametrize("table", ["meta", "event", "one_live_batch", "sqlite_autoindex_source_1"])
def test_verify_names_a_damaged_database(desk: Desk, table: str) -> None:
    spoil_page(desk, root_page(desk, table))
    assert faults(desk) == [{"where": "case.db", "what": "the ledger's database is damaged"}]


def test_verify_names_a_database_without_its_first_page(desk: Desk) -> None:
    spoil_page(desk, 1)
    assert faults(desk) == [{"where": "case.db", "what": "the ledger's database is damaged"}]


def test_a_damaged_cache_is_only_built_again(desk: Desk) -> None:
    before = desk.jejak("stats", "a.case").stdout
    for path in (desk.case / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xa5" * 100)
    said = desk.jejak("stats", "a.case")
    assert (said.returncode, said.stdout) == (0, before)
