"""Protection classes: severity, roles, age, spreading, pseudonyms."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.protection import (
    CLASSES,
    LOWEST_PROTECTED,
    RANK,
    claimed_ranks,
    is_masked,
    pseudonym,
    role_class,
    spread,
    with_children,
    with_roles,
)
from jejak.schemas.world import load_world


def test_severity() -> None:
    assert [str(c) for c in CLASSES] == ["", "N", "S", "W1", "V1", "V2"]
    assert [is_masked(str(c)) for c in CLASSES] == [False, False, False, True, True, True]


def test_every_role_of_the_world_is_decided() -> None:
    codes = load_world().code_lists["role"].codes
    silent = {code for code in codes if role_class(code) == ""}
    assert silent == {"family_contact", "unknown"}


def test_strictest_claim_wins_in_any_order() -> None:
    column = pa.chunked_array([["S", "V1", None, "N", "W1", "S"]])
    ranks = claimed_ranks(column, np.array([0, 0, 1, 2, 3, 3], np.int32), 4)
    assert [str(CLASSES[r]) for r in ranks] == ["V1", "", "N", "W1"]


def test_roles_raise_and_never_lower() -> None:
    ranks = np.array([RANK["V2"], 0, RANK["N"]], np.int8)
    raised = with_roles(ranks, {0: ["financier"], 1: ["unknown"], 2: ["witness", "broker"]})
    assert [str(CLASSES[r]) for r in raised] == ["V2", "", "W1"]


@pytest.mark.parametrize(
    ("birth", "child"), [("2006-02-29", True), ("2006", True), ("2005-12", True), ("2005-11", False)]
)
def test_a_partial_birth_date_counts_as_the_youngest_it_allows(birth: str, child: bool) -> None:
    at = np.array([np.datetime64("2023-12-15", "ms").astype(np.int64)], float)
    ranks = with_children(np.array([RANK["V1"]], np.int8), {0: [birth]}, at)
    assert bool(ranks[0] == RANK["V2"]) is child


def test_without_a_date_nobody_becomes_a_child() -> None:
    ranks = with_children(np.array([RANK["V1"]], np.int8), {0: ["2020"]}, np.array([np.nan]))
    assert ranks[0] == RANK["V1"]


@given(
    ranks=st.lists(st.integers(0, 5), min_size=6, max_size=6),
    ties=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12),
)
def test_spreading_reaches_what_networkx_reaches(ranks: list[int], ties: list[tuple[int, int]]) -> None:
    array = np.array(ties, np.int64).reshape(-1, 2)
    found = spread(np.array(ranks, np.int8), (array[:, 0], array[:, 1]))
    graph = nx.DiGraph(ties)
    graph.add_nodes_from(range(6))
    for node in range(6):
        above = [ranks[a] for a in nx.ancestors(graph, node) if ranks[a] >= LOWEST_PROTECTED]
        assert found[node] == max([ranks[node], *above])


def test_pseudonyms() -> None:
    key = "3f2a9c1b" + "0" * 24
    assert pseudonym(key, protection="V1", label="Person") == "Victim 3F2A9C1B"
    assert pseudonym(key, protection="V2", label="Person") == "Child victim 3F2A9C1B"
    assert pseudonym(key, protection="W1", label="Person") == "Witness 3F2A9C1B"
    assert pseudonym(key, protection="V1", label="Phone") == "Phone 3F2A9C1B"
