"""Records of one entity that contradict each other: nothing is chosen away."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import ImportRequest, import_table
from jejak.schemas.world import load_world

MAPPING = """
mapping: conflicts
source: {format: csv}
defaults: {region: ID}
entities:
  worker:
    type: person
    key: id
    properties: {name: name, birth_date: born, passport_no: passport, father_name: father}
  account: {type: account, key: number, properties: {number: number, institution: bank}}
"""
TEXT = """id,name,born,passport,father,number,bank
1,Budi Santoso,1990-01-02,C1234567,Slamet,1001234567,BNI
1,Boedi Santoso,1991-01-02,C7654321,Slamet,1001234567,BRI
2,Siti Aminah,1985,,,1001234568,BNI
2,SITI AMINAH,1985,,,1001234568,BNI
2,Siti Aminah,,,Umar,1001234568,
"""


def imported(folder: Path) -> list[dict[str, Any]]:
    path = folder / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    world = load_world()
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    import_table(ImportRequest(path, sha, parse_mapping(MAPPING, world), world, folder / "out"))
    rows = pq.read_table(folder / "out" / "entities.parquet").to_pylist()
    return [row | {"props": json.loads(row["props"])} for row in rows]


def test_all_values_are_kept(tmp_path: Path) -> None:
    bank, other, budi, siti = sorted(imported(tmp_path), key=lambda row: (row["etype"], row["locator"]))
    assert (budi["name"], budi["birth_date"]) == ("Budi Santoso", "1990-01-02")  # the first record that has one
    assert budi["props"]["name_all"] == ["Boedi Santoso", "Budi Santoso"]
    assert budi["props"]["birth_date_all"] == ["1990-01-02", "1991-01-02"]
    assert budi["props"]["passport_no"] == ["C1234567", "C7654321"]
    assert budi["props"]["identifiers"] == ["passport:C1234567", "passport:C7654321"]
    assert budi["props"]["father_name"] == "Slamet"
    assert bank["props"]["institution"] == ["BNI", "BRI"]
    assert siti["name"] == "Siti Aminah"
    assert "name_all" not in siti["props"]  # another case of letters is no contradiction
    assert "birth_date_all" not in siti["props"]  # nor is a value that a record lacks
    assert siti["props"]["father_name"] == "Umar"
    assert other["props"]["institution"] == "BNI"
