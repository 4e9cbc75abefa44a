"""One column with numbers of several kinds: a value with ``when`` is taken only from the records that pass it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jejak.ingest.mapping import parse_mapping

MAPPING = """mapping: holders
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: MY}
entities:
  person:
    type: person
    key: [id, name]
    properties:
      name: name
      nik: {column: id, when: {column: id, matches: "^[0-9]{16}$"}}
      mykad: {column: id, when: {not: {column: id, matches: "^[0-9]{16}$"}}}
"""
NIK, MYKAD = "3578014508900002", "900805015432"


def test_each_number_becomes_what_it_is_and_garbage_is_a_reject(run_import: Callable[..., object]) -> None:
    done = run_import(f"id,name\n{NIK},Ani Sari\n{MYKAD},Siti Aminah\n????,Budi Jaya\n", MAPPING)
    found = {row["name"]: row["props"] for row in done.rows("entities")}  # type: ignore[attr-defined]
    assert NIK in found["Ani Sari"]
    assert "mykad" not in found["Ani Sari"]
    assert MYKAD in found["Siti Aminah"]
    assert "nik" not in found["Siti Aminah"]
    rejects = [(row["rec"], row["raw"]) for row in done.rows("rejects")]  # type: ignore[attr-defined]
    assert rejects == [(3, "????")]


@pytest.mark.parametrize("bad", ["{value: x, when: {column: id, present: true}}", "{column: id, when: {column: id}}"])
def test_a_wrong_when_is_a_fault(bad: str) -> None:
    with pytest.raises(ExceptionGroup):
        parse_mapping(MAPPING.replace("name: name\n", f"name: {bad}\n"))


def test_the_columns_of_a_when_are_required() -> None:
    mapping = parse_mapping(MAPPING.replace("{column: id, matches", "{column: kind, matches"))
    assert mapping.required_columns == ("id", "kind", "name")
