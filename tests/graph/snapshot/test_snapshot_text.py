"""Nodes written by the column equal those written claim by claim."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph.snapshot import build_snapshot, fold
from jejak.graph.snapshot import nodes as nodes_module
from jejak.graph.snapshot.plain import plain
from jejak.schemas.world import load_world

WORLD = load_world()
text = st.sampled_from([None, "", " ", "Ani", "ANI  Wati", "x:y", "Wati\tAni", 'A "B" /C', "Wati\x1fAni", "Änı"])
listed = st.one_of(text.filter(bool), st.lists(text.filter(bool), max_size=2))
props = st.fixed_dictionaries(
    {},
    optional={
        "alias": listed,
        "number": listed,
        "institution": listed,
        "name_all": st.just(["Ani", "Budi"]),
        "identifiers": st.just(["nik:1", "passport:B 2"]),
    },
)
claim = st.fixed_dictionaries(
    {
        "name": text,
        "name_raw": text,
        "id_value": text,
        "id_valid": st.sampled_from([None, True, False]),
        "birth_date": st.sampled_from([None, "1990", "1990-02"]),
        "country": st.sampled_from([None, "ID", "MY"]),
        "t_from": st.sampled_from([None, "2020", "2021-01-01"]),
        "grade": st.sampled_from([None, "A1", "C3"]),
        "props": props,
    }
)
node = st.tuples(st.sampled_from(["person", "account", "organisation"]), st.lists(claim, min_size=1, max_size=3))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(node, max_size=3))
def test_by_column_equals_by_claim(new_case: Callable[[], Any], nodes: list[tuple[str, list[dict[str, Any]]]]) -> None:
    case = new_case()
    for i, (etype, claims) in enumerate(nodes):
        keys = [
            case.entity(
                f"source{j}", f"{i}", etype, id_scheme="note" if said["id_value"] else None,
                **said | {"props": said["props"] | own_identifiers(i, said["props"])},
            )
            for j, said in enumerate(claims)
        ]  # fmt: skip
        for key in keys[1:]:
            case.judge(keys[0], key, "same")
    by_column = build_snapshot(case, WORLD)
    with patch.object(
        nodes_module, "plain", lambda block, types: (plain(block, types)[0], np.zeros(block.n, np.bool_))
    ):
        by_claim = build_snapshot(case, WORLD)
    assert by_column.nodes.to_pylist() == by_claim.nodes.to_pylist()
    assert by_column.digest == by_claim.digest


def own_identifiers(number: int, given_props: dict[str, Any]) -> dict[str, list[str]]:
    return {"identifiers": [f"nik:{number}", f"passport:B {number}"]} if "identifiers" in given_props else {}


@given(st.text())
def test_folding_twice_changes_nothing(value: str) -> None:
    assert fold(fold(value)) == fold(value)


def test_folding() -> None:
    assert fold("  Siti\tAMÍNAH ") == "siti aminah"
    assert json.dumps(fold("STRASSE")) == json.dumps(fold("straße"))


def test_a_node_has_the_type_of_its_first_claim(new_case: Callable[[], Any]) -> None:
    case = new_case()
    case.entity("one", "key", "vessel", name="a,b")
    case.entity("two", "key", "unknown_party", name="a,b")
    for number, etype in enumerate(("vessel", "unknown_party")):
        case.entities[("one", "two")[number]][0]["ekey"] = b"k" * 16
        assert case.entities[("one", "two")[number]][0]["etype"] == etype
    (node,) = build_snapshot(case, WORLD).nodes.to_pylist()
    assert (node["etype"], node["caption"], node["search"]) == ("vessel", "a,b", "a,b")
