"""Captions and search texts written by the column equal those written claim by claim."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph.snapshot import build_snapshot, fold
from jejak.schemas.world import load_world

WORLD = load_world()
text = st.sampled_from([None, "", " ", "Ani", "ANI  Wati", "x:y", "Wati\tAni"])
listed = st.one_of(text.filter(bool), st.lists(text.filter(bool), max_size=2))
props = st.fixed_dictionaries(
    {},
    optional={
        "alias": listed,
        "number": listed,
        "institution": listed,
        "identifiers": st.just(["nik:1", "passport:B 2"]),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["person", "account", "organisation"]), text, text, props), max_size=4))
def test_by_column_equals_by_claim(
    new_case: Callable[[], Any], rows: list[tuple[str, str, str, dict[str, Any]]]
) -> None:
    case = new_case()
    for i, (etype, name, value, given_props) in enumerate(rows):
        own = {"identifiers": [f"nik:{i}", f"passport:B {i}"]} if "identifiers" in given_props else {}
        case.entity(
            "one", f"{i}", etype, name=name, name_raw=name, id_value=value, id_valid=False, props=given_props | own
        )
    by_column = build_snapshot(case, WORLD)
    case.entity("one", "somebody", name="Zz Qq", protection="V1")  # with a protected person, all go claim by claim
    by_claim = build_snapshot(case, WORLD)
    for code in range(len(rows)):
        assert by_column.node(code) == by_claim.node(code)
        assert by_column.search_text(code) == by_claim.search_text(code)


@given(st.text())
def test_folding_twice_changes_nothing(value: str) -> None:
    assert fold(fold(value)) == fold(value)


def test_folding() -> None:
    assert fold("  Siti\tAMÍNAH ") == "siti aminah"
    assert json.dumps(fold("STRASSE")) == json.dumps(fold("straße"))
