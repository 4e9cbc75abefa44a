"""A child's name takes two people: the second is named, is somebody else, and stands in the chain with the reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case, Opening
from jejak.graph.model import Node
from jejak.schemas.errors import AccessDenied

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, region: ID}
entities:
  told:
    type: person
    protection: {column: class}
    roles: [victim]
    properties: {name: name, birth_date: born}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter, time: day}
  - {type: USES, from: told, to: phone}
"""
ROWS = """name,class,born,phone,recruiter,day
Invented Victim,V1,1990-04-05,+6281234567890,Made Up Recruiter,2024-05-01
Small Childname,V2,2015-06-07,+6281298765499,Made Up Recruiter,2024-05-01
Young Bydate,V1,2010-06-07,+6281298765411,Made Up Recruiter,2024-05-01
"""
REASON = "interview with the child's guardian"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(ROWS)
    with Case.create(tmp_path / "x.case", analyst="Officer Who") as opened:
        assert opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml").rows_rejected == 0
        yield opened


def called(case: Case, name: str) -> Node:
    """The masked entity with this clear name or number."""
    snapshot, masking = case.snapshot(), case.masking()
    masked = [node for node in map(snapshot.node, range(snapshot.n_nodes)) if node.masked]
    return next(node for node in masked if masking.clear_name(node.id) == name)


REFUSED = (
    ("", "only when a second person agrees"),
    ("  \t ", "only when a second person agrees"),
    (" . ", "only when a second person agrees"),
    ("Officer Who", "for themselves"),
    ("  officer   WHO. ", "for themselves"),
    ("Of\N{LATIN SMALL LIGATURE FI}cer Who", "for themselves"),
    ("Chief\nInspector", "line of the log"),
    ("C" * 201, "line of the log"),
    ("Small Childname", "somebody protected"),
    ("Inspector invented VICTIM", "somebody protected"),
)


@pytest.mark.parametrize("name", ["Small Childname", "Young Bydate", "+6281298765499"])
def test_without_a_second_person_a_child_stays_closed(case: Case, name: str) -> None:
    child = called(case, name)
    before = case.head
    for second, says in REFUSED:
        with pytest.raises(AccessDenied, match=says) as fault:
            case.reveal(child.id, REASON, second=second)
        assert name not in str(fault.value)
    assert case.head == before


def test_a_second_person_does_not_replace_the_reason(case: Case) -> None:
    with pytest.raises(AccessDenied, match="only with a reason"):
        case.reveal(called(case, "Small Childname").id, "", second="Chief Inspector")


def test_both_people_and_the_reason_stand_in_the_chain_and_no_name_of_the_child(case: Case) -> None:
    child = called(case, "Small Childname")
    assert case.reveal(child.id, REASON, second="  Chief Inspector ") == "Small Childname"
    event = case.ledger.events()[-1]
    assert (event.kind, event.subject, event.analyst, event.note) == ("name_opened", child.id, "Officer Who", REASON)
    assert event.detail["second_person"] == "Chief Inspector"
    assert "Childname" not in repr(case.ledger.events())
    assert case.ledger.verify(case.head) == []


def test_who_changes_the_second_person_afterwards_breaks_the_chain(case: Case) -> None:
    case.reveal(called(case, "Small Childname").id, REASON, second="Chief Inspector")
    folder = case.folder
    case.close()
    database = sqlite3.connect(folder / "case.db")
    for (name,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        database.execute(f'drop trigger "{name}"')
    database.execute("update event set detail = replace(detail, 'Chief Inspector', 'Other Inspector')")
    database.commit()
    database.close()
    assert Case.verify_folder(folder) != []


def test_an_adult_needs_none_and_who_agrees_anyway_is_written_down(case: Case) -> None:
    victim = called(case, "Invented Victim")
    assert case.reveal(victim.id, REASON) == "Invented Victim"
    assert "second_person" not in case.ledger.events()[-1].detail
    case.reveal(victim.id, REASON, second="Chief Inspector")
    assert case.ledger.events()[-1].detail["second_person"] == "Chief Inspector"
    with pytest.raises(AccessDenied, match="for themselves"):
        case.reveal(victim.id, REASON, second="Officer Who")


def test_a_package_shows_no_child_whoever_agreed(case: Case, tmp_path: Path) -> None:
    child = called(case, "Small Childname")
    case.reveal(child.id, REASON, second="Chief Inspector")
    with pytest.raises(AccessDenied, match="name of a child is in no package"):
        case.export(tmp_path / "out", profile_code="L0", opening=Opening((child.id,), REASON))
    assert not (tmp_path / "out").exists()
