"""A small case of people who look alike: one man in three records, twins, a victim and a suspect of one name."""

from __future__ import annotations

import csv
from pathlib import Path

from jejak.case import Case
from jejak.graph.model import Node

MAPPING = """mapping: people
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  person:
    type: person
    key: [no]
    protection: {column: class}
    roles: [{column: role}]
    properties: {number_in_source: no, name: name, birth_date: born, nik: nik}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  brought_by: {type: person, key: [by], properties: {name: by}}
links:
  - {type: USES, from: person, to: phone}
  - {type: RECRUITED_BY, from: person, to: brought_by, when: {column: by, present: true}}
"""
BROUGHT_BY = "Yusran Hitam"
COLUMNS = ("no", "name", "born", "nik", "phone", "class", "role", "by")
ROWS = (
    ("1", "Budi Hartono", "1980-03-04", "", "+6281234567001", "", "recruiter_calo_sponsor", ""),
    ("2", "Budi Hartono", "1980-03-04", "", "+6281234567001", "", "", ""),
    ("3", "Boedi Hartono", "1980-03-04", "", "+6281234567001", "", "", ""),
    ("4", "Wulan Prihatin", "2001-07-08", "", "+6281234567002", "V1", "victim", BROUGHT_BY),
    ("5", "Wulan Prihatin", "2001-07-08", "", "+6281234567002", "S", "broker", ""),
    ("6", "Wulan Prihatin", "2001-07-08", "", "+6281234567002", "S", "", ""),
    ("7", "Rina Kartika", "1990-05-06", "3501014605900001", "+6281234567003", "", "", ""),
    ("8", "Rini Kartika", "1990-05-06", "3501014605900002", "+6281234567003", "", "", ""),
    *((str(20 + i), f"{name} Lubis", f"197{i}-01-1{i}", "", f"+628123456710{i}", "", "", "")
      for i, name in enumerate(("Agus", "Eko", "Hadi", "Joko", "Rudi", "Tuti", "Sari", "Lina"))),
)  # fmt: skip


def alike_case(folder: Path) -> Case:
    """Make the case; to be closed by whoever asked for it."""
    (folder / "people.yaml").write_text(MAPPING)
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([COLUMNS, *ROWS])
    case = Case.create(folder / "alike.case", name="Alike", analyst="tester")
    assert case.import_file(folder / "people.csv", folder / "people.yaml").rows_ok == len(ROWS)
    return case


def ids(case: Case) -> dict[str, str]:
    """Ids by the number that a record has in the file."""
    found: dict[str, str] = {}
    for node in _people(case):
        if node.caption == BROUGHT_BY:
            found["by"] = node.id
        else:
            found |= {ROWS[ref.locator - 1][0]: node.id for ref in case.claims(node.id)}
    return found


def _people(case: Case) -> list[Node]:
    snapshot = case.snapshot()
    return [node for node in map(snapshot.node, range(snapshot.n_nodes)) if node.etype == "person"]
