"""What leaves the demo case holds no name, number or document of its victims: packages, cache, log, command line."""

from __future__ import annotations

import csv
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from jejak.analysis.parameters import needed
from jejak.analysis.registry import ANALYSES
from jejak.case import Case, Opening
from jejak.demo.run import DemoCase, build_demo
from jejak.graph.ledger.records import StoredMapping


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoCase:
    return build_demo(tmp_path_factory.mktemp("leaks"), size="small", seed=8)


@pytest.fixture(scope="module")
def victims(demo: DemoCase) -> frozenset[str]:
    """Every name and identity of a victim in the truth, said of nobody else."""
    people = json.loads(demo.truth.read_text(encoding="utf-8"))["people"].values()
    others = {text for person in people if person["role"] != "victim" for text in told(person)}
    return telling({text for person in people if person["role"] == "victim" for text in told(person)} - others)


@pytest.fixture(scope="module")
def secrets(demo: DemoCase) -> frozenset[str]:
    """What the interviews state of victims: the files say of whom it is, so nothing of it may show anywhere.

    The other identities of a victim are secrets that the case cannot know before somebody judges who is who.
    """
    people = json.loads(demo.truth.read_text(encoding="utf-8"))["people"].values()
    others = {text for person in people if person["role"] != "victim" for text in told(person)}
    with (demo.files / "interviews.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["victim_name"]]
    columns = ("victim_name", "victim_passport", "victim_phone")
    return telling({(row[column] or "").casefold() for row in rows for column in columns} - others)


def telling(texts: Iterable[str]) -> frozenset[str]:
    """Full names and numbers; a single word is nobody's name alone."""
    return frozenset(text for text in texts if " " in text or any(ch.isdigit() for ch in text))


def told(person: dict[str, object]) -> Iterable[str]:
    numbers = [*person["identifiers"], *person["phones"]]  # type: ignore[misc]
    return (str(text).casefold() for text in (person["name"], *numbers))


def leaks(texts: Iterable[bytes], secrets: frozenset[str]) -> list[str]:
    """Secrets that stand in one of the texts; telephone numbers without their sign, as every form writes them."""
    read = "\n".join(text.decode("utf-8", errors="replace").casefold() for text in texts)
    return sorted(secret for secret in secrets if secret.lstrip("+") in read)


def test_there_are_secrets_to_keep_and_sources_hold_them(demo: DemoCase, secrets: frozenset[str]) -> None:
    assert len(secrets) > 100
    sources = [path.read_bytes() for path in sorted(demo.files.iterdir())]
    assert len(leaks(sources, secrets)) > 100


def test_a_package_holds_none(demo: DemoCase, secrets: frozenset[str], victims: frozenset[str], tmp_path: Path) -> None:
    with Case.open(demo.case) as case:
        for profile, hidden in (("L0", secrets), ("L2", secrets | victims)):
            case.export(tmp_path / profile, ids=case.syndicate_ids(1), profile_code=profile)
            files = [path.read_bytes() for path in sorted((tmp_path / profile).iterdir())]
            assert len(files) > 5
            assert leaks(files, hidden) == []


def test_a_package_with_opened_names_holds_those_alone(demo: DemoCase, secrets: frozenset[str], tmp_path: Path) -> None:
    with Case.open(demo.case, analyst="tester") as case:
        chosen = {ident for group in case.syndicates(8) for ident in case.syndicate_ids(group.rank)}
        before = case.ledger.sequence
        opening = Opening(("all",), "identification with the consulate")
        case.export(tmp_path / "out", ids=chosen, profile_code="L0", opening=opening)
        log = repr(case.ledger.events(before)).encode()
    files = [path.read_bytes() for path in sorted((tmp_path / "out").iterdir())]
    nodes = json.loads((tmp_path / "out" / "graph.json").read_text(encoding="utf-8"))["nodes"]
    opened = {node["label"].casefold() for node in nodes if "revealed" in node["attributes"]}
    assert len(opened & secrets) > 5
    others = frozenset(secret for secret in secrets if not any(secret in name for name in opened))
    assert len(others) > 50
    assert leaks(files, others) == []
    assert leaks([log], secrets) == []


def test_findings_in_the_cache_hold_none(demo: DemoCase, secrets: frozenset[str]) -> None:
    with Case.open(demo.case) as case:
        case.syndicates()
        for name, analysis in ANALYSES.items():
            if not needed(analysis.parameters):
                case.run(name)
        first, last = (str(case.run("degree").records()[place]["id"]) for place in (0, -1))
        case.run("paths", source=first, target=last, graph="whole")
    kept = [path.read_bytes() for path in (demo.case / "cache").glob("findings-*")]
    assert len(kept) > 8
    assert leaks(kept, secrets) == []


def test_the_snapshot_and_its_cache_hold_none(demo: DemoCase, secrets: frozenset[str]) -> None:
    with Case.open(demo.case) as case:
        snapshot = case.snapshot()
        tables = [str(table.to_pydict()).encode() for table in (snapshot.nodes, snapshot.links)]
    assert leaks(tables, secrets) == []
    cached = [path for path in (demo.case / "cache").rglob("*") if path.is_file()]
    assert cached
    assert leaks([path.read_bytes() for path in cached], secrets) == []


def test_the_log_holds_none(
    demo: DemoCase, secrets: frozenset[str], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level(logging.DEBUG), Case.create(tmp_path / "again.case", analyst="tester") as case:
        for receipt in demo.receipts[-5:]:
            mapping = next(m for m in mappings_of(demo) if m.name == receipt.mapping)
            path = tmp_path / f"{mapping.name}.yaml"
            path.write_text(mapping.text, encoding="utf-8")
            case.import_file(demo.files / receipt.file, path)
        case.snapshot()
    assert leaks([caplog.text.encode()], secrets) == []


def mappings_of(demo: DemoCase) -> list[StoredMapping]:
    with Case.open(demo.case) as case:
        return case.ledger.mappings()


@pytest.mark.parametrize(
    "command", [("syndicates", "-n", "20"), ("analyse", "degree", "-n", "200"), ("search", "wa", "-n", "500")]
)
@pytest.mark.parametrize("form", ["table", "json"])
def test_the_command_line_prints_none(
    demo: DemoCase, secrets: frozenset[str], command: tuple[str, ...], form: str
) -> None:
    words = [sys.executable, "-m", "jejak.ui.cli", command[0], str(demo.case), *command[1:], "--format", form]
    done = subprocess.run(words, capture_output=True, check=True, env={**os.environ, "COLUMNS": "400"})
    assert len(done.stdout) > 200
    assert leaks([done.stdout, done.stderr], secrets) == []


def test_a_search_for_a_victim_finds_nobody(demo: DemoCase, secrets: frozenset[str]) -> None:
    with Case.open(demo.case) as case:
        for secret in sorted(secrets)[:60]:
            hits = [hit.node for hit in case.searching.find(secret)]
            assert [node for node in hits if node.masked or node.caption.casefold() == secret] == []
