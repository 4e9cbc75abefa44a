"""The façade on small files: import, repeat, supersede, reverse, judge, mask, reveal, hand on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import AccessDenied, RecordError, ResolutionError

INTERVIEWS = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, region: ID}
entities:
  victim: {type: person, protection: V1, roles: [victim], properties: {name: victim, passport_no: passport}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter}
  - {type: USES, from: victim, to: phone}
"""
ROWS = """victim,passport,phone,recruiter
Invented Victim,B1234567,+6281234567890,Made Up Recruiter
Other Person,B7654321,+6281298765432,Made Up Recruiter
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(INTERVIEWS)
    (tmp_path / "rows.csv").write_text(ROWS)
    with Case.create(tmp_path / "x.case", analyst="tester") as opened:
        opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
        yield opened


def node_ids(case: Case, etype: str) -> list[str]:
    snapshot = case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    return [node.id for node in nodes if node.etype == etype]


def test_importing_twice_changes_nothing_but_the_log(case: Case, tmp_path: Path) -> None:
    digest = case.snapshot().digest
    receipt = case.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
    assert receipt.outcome == "already imported: nothing changed"
    assert case.snapshot().digest == digest
    assert len(case.batches()) == 1


def test_a_new_mapping_version_replaces(case: Case, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(INTERVIEWS.replace("version: 1", "version: 2").replace("B2", "C3"))
    case.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
    assert sorted(batch.status for batch in case.batches()) == ["live", "superseded"]
    assert len(node_ids(case, "person")) == 3


def test_reversing_is_as_if_it_had_never_come(case: Case, tmp_path: Path) -> None:
    before = case.snapshot().digest
    (tmp_path / "more.csv").write_text(ROWS.replace("Invented", "Further"))
    receipt = case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    changed = case.snapshot().digest
    case.reverse(receipt.batch_id)
    assert case.snapshot().digest == before != changed
    case.restore(receipt.batch_id)
    assert case.snapshot().digest == changed


def test_a_judgement_and_its_undo(case: Case) -> None:
    before = case.snapshot().digest
    one, other, _ = node_ids(case, "person")
    seq = case.judge(one, other, Verdict.SAME, reason="same photograph")
    assert len(node_ids(case, "person")) == 2
    case.undo(seq)
    assert case.snapshot().digest == before
    case.judge(one, other, Verdict.NOT_SAME, reason="two photographs")
    with pytest.raises(ResolutionError):
        case.judge(one, other, Verdict.SAME, reason="changed my mind")
    with pytest.raises(ResolutionError):
        case.judge(one, "0" * 32, Verdict.SAME, reason="nobody")


def test_a_record_shows_the_recruiter_and_masks_the_victim(case: Case) -> None:
    snapshot = case.snapshot()
    victims = [n for n in map(snapshot.node, range(snapshot.n_nodes)) if n.masked and n.etype == "person"]
    assert len(victims) == 2
    assert all(n.caption.startswith("Victim ") for n in victims)
    cells = dict(case.record(case.claims(victims[0].id)[0]))
    assert cells["recruiter"] == "Made Up Recruiter"
    for column in ("victim", "passport", "phone"):
        assert cells[column] not in ROWS


def test_a_name_opens_with_a_reason_and_is_logged(case: Case) -> None:
    nodes = map(case.snapshot().node, range(case.snapshot().n_nodes))
    victim = next(node.id for node in nodes if node.masked and node.etype == "person")
    with pytest.raises(AccessDenied):
        case.reveal(victim, "")
    assert case.reveal(victim, "identification with the consulate") in {"Invented Victim", "Other Person"}
    assert case.ledger.events()[-1].kind == "name_opened"


def test_nothing_is_written_by_a_dry_run_or_a_failed_import(case: Case, tmp_path: Path) -> None:
    head = case.head
    assert case.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml", dry_run=True).rows_ok == 2
    with pytest.raises(RecordError):
        case.import_file(tmp_path / "missing.csv", tmp_path / "m.yaml")
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ExceptionGroup):
        case.import_file(tmp_path / "wrong.csv", tmp_path / "m.yaml")
    assert [b.file for b in case.batches()] == ["rows.csv"]
    assert not list((case.folder / "tmp").iterdir())
    assert case.head == head or case.ledger.events()[-1].kind.startswith("source_")


def test_an_export_names_the_recruiter_and_nobody_else(case: Case, tmp_path: Path) -> None:
    case.export(tmp_path / "out")
    text = "".join(path.read_text("utf-8", errors="replace") for path in (tmp_path / "out").iterdir())
    assert "Made Up Recruiter" in text
    for secret in ("Invented Victim", "Other Person", "B1234567", "6281234567890"):
        assert secret not in text
    assert case.ledger.events()[-1].kind == "package_exported"


def test_an_export_of_a_chart_holds_only_the_links_that_are_drawn(case: Case, tmp_path: Path) -> None:
    snapshot = case.snapshot()
    links = [snapshot.link(row) for row in range(snapshot.n_links)]
    ids = sorted({end for one in links for end in (one.source, one.target)})
    drawn = (links[0].source, links[0].target, links[0].ltype)
    case.export(tmp_path / "out", ids=ids, profile_code="L0", kinds=["json"], links={drawn})
    told = json.loads((tmp_path / "out" / "graph.json").read_text("utf-8"))
    assert len(told["nodes"]) == len(ids)
    assert {one["ltype"] for one in told["links"]} == {drawn[2]}
    assert len(told["links"]) == sum((one.source, one.target, one.ltype) == drawn for one in links) < len(links)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["filters"]["links"] == f"{len(told['links'])} of {len(links)} between them"
