"""Faults of a second reading: marks that ran together, folders with telling names, sums with many digits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import ImportRequest, import_table
from jejak.schemas.world import World

PEOPLE = """
mapping: people
source: {format: csv}
entities:
  who:
    type: person
    key: id
    roles: [{column: role, split: ";"}]
    properties: {name: name, alias: {column: alias, split: ";"}}
"""
MONEY = """
mapping: money
source: {format: csv}
defaults: {currency: IDR}
entities:
  a: {type: account, key: from, properties: {number: from}}
  b: {type: account, key: to, properties: {number: to}}
links: [{type: TRANSFERRED, from: a, to: b, amount: amount}]
"""


@pytest.mark.parametrize(
    ("rows", "aliases", "roles"),
    [
        ("1,A;victim,x,\n1,A,x,victim\n", ["A", "victim"], ["victim"]),
        ("1,A;B,victim,broker\n1,A,B,victim;broker\n", ["A", "B"], ["broker", "victim"]),
    ],
)
def test_where_a_list_ends_tells_statements_apart(
    run_import: Callable[..., Any], rows: str, aliases: list[str], roles: list[str]
) -> None:
    (who,) = run_import("id,alias,name,role\n" + rows, PEOPLE).rows("entities")
    props = json.loads(who["props"])
    assert (props["alias"], props["roles"]) == (aliases, roles)


@pytest.mark.parametrize("name", ["case [2024]", "ord=9", "rec=abc", "a*b", "it's"])
def test_the_names_of_folders_say_nothing(tmp_path: Path, world: World, name: str) -> None:
    source = tmp_path / "money.csv"
    source.write_text("from,to,amount\n1001,1002,5\n1001,1003,6\n")
    sha = hashlib.sha256(source.read_bytes()).hexdigest()
    written = []
    for folder in (tmp_path / "plain", tmp_path / name):
        draft = import_table(ImportRequest(source, sha, parse_mapping(MONEY, world), world, folder / "out"))
        written.append((draft.digest, pq.read_table(folder / "out" / "entities.parquet").to_pylist()))
    assert written[0] == written[1]


def test_sums_of_many_digits_are_exact(run_import: Callable[..., Any]) -> None:
    most = "99999999999999999999.12345678"
    draft = run_import(f"from,to,amount\n1,2,{most}\n1,3,{most}\n", MONEY).draft
    assert draft.money_in == draft.money_claims == {"IDR": "199999999999999999998.24691356"}


def test_parts_of_a_key_do_not_run_together(run_import: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    people = [{"f": "a\x1fb", "g": "c"}, {"f": "a", "g": "b\x1fc"}]
    path.write_text("\n".join(map(json.dumps, people)), encoding="utf-8")
    mapping = "mapping: m\nsource: {format: jsonl}\nentities: {p: {type: person, key: [f, g], properties: {name: f}}}\n"
    assert [person["n_rows"] for person in run_import(path, mapping).rows("entities")] == [1, 1]
