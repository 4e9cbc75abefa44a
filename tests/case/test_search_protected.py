"""A protected person's clear name finds nobody, unless a reason is logged first; children and informants never."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case.searching import MOST_OPENED, NAMES_OPENED
from jejak.schemas.errors import AccessDenied

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, region: ID}
entities:
  told:
    type: person
    protection: {column: class}
    roles: [{column: role, map: {victim: victim, informant: informant}}]
    properties: {name: name, alias: alias, passport_no: passport}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter}
  - {type: USES, from: told, to: phone}
"""
ROWS = """name,class,role,alias,passport,phone,recruiter
Moh. Soesilo Invented,V1,victim,Si Kancil,C1234567,+6281234567890,Made Up Recruiter
Small Childname,V2,victim,Bocah,C7654321,+6281298765499,Made Up Recruiter
Quiet Teller,W1,informant,Burung,C5555444,+6281298765411,Made Up Recruiter
"""
REASON = "the consulate asks for the file"
CLEAR = (
    "Moh. Soesilo Invented", "soesilo", "susilo", "Si Kancil", "kancil", "C1234567", "2345", "081234567890", "234567",
    "Small Childname", "Quiet Teller", "Bocah", "C7654321", "C5555444",
)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(ROWS)
    with Case.create(tmp_path / "x.case", analyst="Officer Who") as opened:
        assert opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml").rows_rejected == 0
        yield opened


def on_disk(case: Case) -> bytes:
    return b"".join(path.read_bytes() for path in (case.folder / "cache").rglob("*") if path.is_file()).lower()


@pytest.mark.parametrize("text", CLEAR)
def test_without_the_right_nothing_is_found(case: Case, text: str) -> None:
    assert case.searching.find(text) == []


def test_the_kept_index_holds_no_clear_name(case: Case) -> None:
    assert [hit.node.caption for hit in case.searching.find("recruiter")] == ["Made Up Recruiter"]
    assert any(path.suffix == ".arrow" for path in (case.folder / "cache").iterdir())
    case.searching.protected("kancil", REASON)
    content = on_disk(case)
    assert b"recruiter" in content
    for text in (b"soesilo", b"susilo", b"kancil", b"c1234567", b"81234567890", b"childname", b"teller"):
        assert text not in content


@pytest.mark.parametrize(
    ("text", "why"), [("susilo moh", "spelling"), ("Si Kancil", "name"), ("c 1234567", "number"), ("2345", "part")]
)
def test_with_a_reason_a_victim_is_found_and_that_is_logged_first(
    case: Case, text: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = case.ledger.graph_sequence
    (hit,) = case.searching.protected(text, REASON)
    event = case.ledger.events()[-1]
    assert (hit.name, hit.why.code) == ("Moh. Soesilo Invented", why)
    assert hit.caption == f"Victim {hit.id[:8].upper()}"
    assert (event.kind, event.analyst, event.note) == (NAMES_OPENED, "Officer Who", REASON)
    assert event.detail["ids"] == [hit.id]
    assert text not in str(event)
    assert text not in caplog.text
    assert case.ledger.graph_sequence == before
    assert case.ledger.verify() == []


@pytest.mark.parametrize("text", ["Small Childname", "Bocah", "C7654321", "Quiet Teller", "C5555444", "nobody at all"])
def test_children_and_informants_are_not_among_them_and_asking_is_logged(case: Case, text: str) -> None:
    assert case.searching.protected(text, REASON) == []
    event = case.ledger.events()[-1]
    assert (event.kind, event.detail["ids"], event.note) == (NAMES_OPENED, [], REASON)


@pytest.mark.parametrize(
    ("reason", "says"), [("", "only with a reason"), ("ask Si Kancil about it", "names somebody"), ("a\nb" * 9, "line")]
)
def test_without_a_good_reason_nothing_is_searched(case: Case, reason: str, says: str) -> None:
    before = case.head
    with pytest.raises(AccessDenied, match=says) as fault:
        case.searching.protected("Soesilo", reason)
    assert "oesilo" not in str(fault.value)
    assert case.head == before


def test_no_more_names_are_opened_than_are_asked_for(case: Case, tmp_path: Path) -> None:
    lines = "".join(f"Many Invented{chr(97 + n)}h,V1,victim,,,,Made Up Recruiter\n" for n in range(MOST_OPENED + 5))
    (tmp_path / "more.csv").write_text(ROWS.splitlines()[0] + "\n" + lines)
    case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    assert len(case.searching.protected("many", REASON, limit=500)) == MOST_OPENED
    opened = case.ledger.events()[-1].detail["ids"]
    assert isinstance(opened, list)
    assert len(opened) == MOST_OPENED
    assert len(case.searching.protected("many", REASON, limit=2)) == 2


def test_whoever_becomes_protected_is_not_found_any_more(case: Case) -> None:
    (hit,) = case.searching.find("made recruiter")
    case.ledger.assert_role(hit.node.id, "victim", analyst="Officer Who", reason="told so")
    assert b"made" in on_disk(case)
    assert case.searching.find("made up recruiter") == []
    assert b"made" not in on_disk(case)
