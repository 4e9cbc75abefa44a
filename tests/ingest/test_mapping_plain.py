"""A mapping as plain data and back: no text of it changes its meaning on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.ingest.mapping import parse_mapping
from jejak.ingest.mapping.plain import read_plain, write_plain
from jejak.schemas.world import load_world

MAPPINGS = sorted((Path(__file__).parents[2] / "src" / "jejak" / "demo" / "mappings").glob("*.yaml"))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_a_mapping_is_the_same_mapping_afterwards(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse_mapping(write_plain(read_plain(text)), load_world()) == parse_mapping(text, load_world())


@pytest.mark.parametrize("text", ["NO", "01", "null", "~", "", "2024-01-01", "1e3", "- a", "#x", "'q'", "a: b", "0812"])
def test_no_text_becomes_something_else(text: str) -> None:
    assert read_plain(write_plain({"a": text, text: [text]})) == {"a": text, text: [text]}


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.none(), st.lists(TEXTS), st.dictionaries(TEXTS, TEXTS))))
def test_any_plain_data_comes_back(data: dict[str, object]) -> None:
    assert read_plain(write_plain(data)) == data
