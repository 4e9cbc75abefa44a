"""An import in many small parts and ranges is the import in one, byte by byte."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.ingest import scratch, statements
from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import Draft, ImportRequest, import_table
from jejak.schemas.world import load_world

MAPPING = """
mapping: parts
source: {format: csv}
defaults: {zone: Asia/Jakarta, currency: IDR, region: ID, day_first: true}
entities:
  a: {type: account, key: from, properties: {number: from, holder_name: name}}
  b: {type: account, key: to, same_as: a, properties: {number: to}}
  who: {type: person, key: [name, born], roles: [{column: role, map: {k: victim}}],
        properties: {name: name, birth_date: born, alias: {column: alias, split: ";"}, phone_text: phone}}
  call: {type: phone, when: {column: role, not_in: [z]}, properties: {number: phone}}
links:
  - {type: TRANSFERRED, from: a, to: b, time: when, amount: amount, swap_when: {column: role, equals: s}}
  - {type: HOLDS_ACCOUNT, from: who, to: a, role: {column: role}}
  - {type: USES, from: who, to: call}
"""
HEADER = "from,to,name,born,role,alias,phone,when,amount"
ROW = st.tuples(
    st.sampled_from(["", "1001234567", "100-1234567", "1001234568", "77"]),
    st.sampled_from(["", "1001234567", "1001234570"]),
    st.sampled_from(["", "Budi", "BUDI", "Siti  Aminah", "Émile", "-", "n/a"]),
    st.sampled_from(["", "1990-01-02", "1990"]),
    st.sampled_from(["", "k", "s", "z"]),
    st.sampled_from(["", "Bo;Ba", "Ba"]),
    st.sampled_from(["", "0812-3456-7890", "6281234567890", "12"]),
    st.sampled_from(["", "2024-05-01 10:00:00", "02/05/2024 10:00", "yesterday"]),
    st.sampled_from(["", "1", "Rp 1.234,00", "x"]),
)


def imported(rows: list[tuple[str, ...]], folder: Path) -> tuple[Draft, dict[str, bytes]]:
    folder.mkdir()
    path = folder / "t.csv"
    text = HEADER + "\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    world = load_world()
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    draft = import_table(ImportRequest(path, sha, parse_mapping(MAPPING, world), world, folder / "out"))
    return draft, {file.name: file.read_bytes() for file in (folder / "out").iterdir()}


def in_parts(patch: pytest.MonkeyPatch, rows: int, entities: int) -> None:
    for name in ("FIRST_ROWS", "PART_ROWS"):
        patch.setattr(scratch, name, rows)
    patch.setattr("jejak.ingest.readers.lines.BLOCK", 40)
    patch.setattr(statements, "RANGE", entities)
    patch.setattr("jejak.ingest.entities.RANGE", entities)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROW, min_size=2, max_size=9).filter(lambda rows: any(map(any, rows))), st.integers(1, 3))
def test_parts_and_ranges_leave_no_trace(rows: list[tuple[str, ...]], size: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        whole, files = imported(rows, Path(name) / "whole")
        with pytest.MonkeyPatch.context() as patch:
            in_parts(patch, size, size)
            cut, others = imported(rows, Path(name) / "cut")
        assert cut == whole
        assert others == files


def test_an_entity_of_several_parts_is_one(tmp_path: Path) -> None:
    rows = [
        ("1001234567", "1001234570", name, "", role, "", "0812-3456-7890", "", "1")
        for name, role in (("", ""), ("Budi", "k"), ("Siti", ""), ("", "s"))
    ]
    with pytest.MonkeyPatch.context() as patch:
        in_parts(patch, 1, 1)
        draft, _ = imported(rows, tmp_path / "x")
    entities = pq.read_table(tmp_path / "x" / "out" / "entities.parquet").to_pylist()
    payer = next(row for row in entities if row["id_value"] == "1001234567")
    assert (payer["n_rows"], payer["locator"]) == (4, 1)
    assert json.loads(payer["props"])["holder_name"] == ["Budi", "Siti"]
    assert [row["ix"] for row in entities] == list(range(draft.n_entities))
    links = pq.read_table(tmp_path / "x" / "out" / "links.parquet").to_pylist()
    money = [(row["locator"], row["src_ix"] == payer["ix"]) for row in links if row["ltype"] == "TRANSFERRED"]
    assert money == [(1, True), (2, True), (3, True), (4, False)]  # the last one is turned round


def test_texts_of_a_condition_stay_as_they_are(tmp_path: Path) -> None:
    mapping = """
mapping: condition
source: {format: csv}
entities:
  firm: {type: organisation, properties: {name: {column: name, when: {column: kind, equals: c.v.}}}}
"""
    path = tmp_path / "t.csv"
    path.write_text("name,kind\nSatu,c.v.\nDua,pt.\n", encoding="utf-8")
    world = load_world()
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    import_table(ImportRequest(path, sha, parse_mapping(mapping, world), world, tmp_path / "out"))
    names = pq.read_table(tmp_path / "out" / "entities.parquet").column("name").to_pylist()
    assert names == ["Satu"]
