"""A small invented case of people, a protected one, documents and licensed agencies, to be matched with lists."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from jejak.case import Case

PASSPORTS = """mapping: passports
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, region: ID}
entities:
  person:
    type: person
    key: [no]
    properties: {number_in_source: no, name: name, birth_date: born, nik: nik, passport_no: passport}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  home: {type: address, key: [address], properties: {full: address}}
links:
  - {type: USES, from: person, to: phone, when: {column: phone, present: true}}
  - {type: RESIDES_AT, from: person, to: home, when: {column: address, present: true}}
"""
SEIZED = """mapping: seized
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P}
entities:
  person: {type: person, key: [name], properties: {name: name}}
  document: {type: identity_document, key: [number], properties: {number: number}}
links:
  - {type: HOLDS_DOCUMENT, from: person, to: document}
"""
ISSUED = """mapping: issued
version: 1
source: {format: csv}
defaults: {grade: A1, handling: P, region: ID}
entities:
  person: {type: person, key: [number], properties: {name: name, passport_no: number}}
  document: {type: identity_document, key: [number], properties: {number: number}}
links:
  - {type: HOLDS_DOCUMENT, from: person, to: document}
"""
INTERVIEWS = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim, birth_date: born}}
"""
REGISTER = """mapping: register
version: 1
source: {format: csv}
defaults: {grade: A1, handling: P, region: ID}
entities:
  agency: {type: organisation, key: [agency], properties: {name: agency}}
  licence: {type: licence, key: [licence], properties: {number: licence}}
links:
  - {type: LICENSED, from: agency, to: licence}
"""
HEADER = ("no", "name", "born", "nik", "passport", "phone", "address")
STORY = [
    ("calo", "MOHAMAD SOESILO BIN KARTO", "1980-03-04", "", "B1234567", "+6281234567001", "Jl. Melati 4, Batam"),
    ("namesake", "Hendra Gunarso", "1975-01-09", "", "", "+6281234567008", "Jl. Kenari 9, Cilacap"),
    ("reused", "Bagas Aryo", "1991-02-03", "", "B7654321", "", "Jl. Angsa 2, Medan"),
    ("nik", "Rina Kartika", "1990-05-06", "3501014605900001", "", "", "Jl. Mawar 1"),
]
FIRST = ("Agus", "Dewi", "Eko", "Fitri", "Hadi", "Indah", "Joko", "Lina", "Nanang", "Ratna", "Rudi", "Sari", "Tuti")
LAST = ("Santoso", "Lubis", "Wibowo", "Utami", "Siregar", "Permana", "Astuti", "Basuki", "Ginting", "Nasution")
WATCH = [
    ("W1", "Moh. Susilo", "04/03/1980", "", "0812-3456-7001"),
    ("W2", "Hendra Gunarso", "30/11/1958", "", ""),
    ("W3", "R. Kartika", "", "3501014605900001", ""),
    ("W4", "Wulan Prihatin", "08/07/2001", "", ""),
    ("W5", "Zainuddin Pohan", "13/05/1966", "", "0899 1234 5678"),
]
Rows = Sequence[Sequence[str]]


def write(path: Path, header: Sequence[str], rows: Rows, *, delimiter: str = ",", mark: str = "") -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(mark)
        csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return path


def crowd(seed: int, count: int) -> list[tuple[str, ...]]:
    rng = random.Random(seed)
    return [
        (
            f"{seed}-{i}", f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            f"{rng.randrange(1950, 2000)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}", "", "",
            f"+62813{seed:02d}{i:06d}", f"Jl. {rng.choice(LAST)} {rng.randrange(1, 200)}, Batam",
        )
        for i in range(count)
    ]  # fmt: skip


def build(root: Path) -> Path:
    """Make the case ``x.case`` in a folder, with its files and mappings beside it."""
    for name, text in (("p", PASSPORTS), ("i", INTERVIEWS), ("r", REGISTER), ("s", SEIZED), ("b", ISSUED)):
        (root / f"{name}.yaml").write_text(text)
    write(root / "one.csv", HEADER, [*STORY, *crowd(1, 150)])
    write(root / "told.csv", ("victim", "born"), [("Wulan Prihatin", "2001-07-08")])
    write(root / "seized.csv", ("name", "number"), [("Yohan Seran", "C5550001"), ("Bagas Aryo", "B7654321")])
    write(root / "issued.csv", ("name", "number"), [("Tirta Wibisana", "D1112223"), ("Galuh Prameswari", "D1112224")])
    others = [(f"PT {one} {two}", f"SIP-{one}-{two}") for one in LAST for two in FIRST]
    agencies = [
        *others,
        ("PT Melati Jaya Abadi", "SIP-001"),
        ("PT Kenanga Sentosa", "SIP-002"),
        ("CV Mawar", "SIP-003"),
    ]
    write(root / "agencies.csv", ("agency", "licence"), agencies)
    with Case.create(root / "x.case", analyst="tester") as case:
        for name, mapping in (("one", "p"), ("told", "i"), ("agencies", "r"), ("seized", "s"), ("issued", "b")):
            case.import_file(root / f"{name}.csv", root / f"{mapping}.yaml")
        case.snapshot()
    return root


def watch_list(folder: Path) -> Path:
    """A list as spreadsheet programs write it."""
    header = ("No", "Nama Lengkap", "Tgl lahir", "NIK", "No HP")
    return write(folder / "watch.csv", header, WATCH, delimiter=";", mark="\ufeff")
