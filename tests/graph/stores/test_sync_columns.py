"""Whole columns at once: equal to the row-by-row truth for ids, amounts, revisions, differences and joined texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.stores.columns import Keys, link_ids, link_keys, node_ids, node_keys
from jejak.graph.stores.revisions import link_revisions, node_revisions, text_hashes
from jejak.graph.stores.rows import joined_amount, split_amount
from jejak.graph.stores.sync_plan import plan
from jejak.graph.stores.sync_state import STATE, State, wanted_state
from jejak.graph.stores.tables import split_amounts
from jejak.graph.stores.unwind import unwound
from jejak.schemas.errors import StoreError

AMOUNTS = st.none() | st.decimals(
    min_value=1 - Decimal(10) ** 20, max_value=Decimal(10) ** 20 - 1, places=8, allow_nan=False, allow_infinity=False
)
MONEY = st.lists(
    st.tuples(AMOUNTS | st.integers(0, 10**13).map(Decimal), st.sampled_from([None, "", "IDR", "JPY", "KWD"]))
)
KEY = st.tuples(st.integers(0, 3), st.integers(0, 30))
ROWS = st.dictionaries(KEY, st.tuples(st.sampled_from("ab"), st.integers(0, 2)), max_size=25)
TEXTS = st.lists(st.none() | st.text(), min_size=1)


@given(MONEY)
def test_amounts_of_a_column_are_those_of_its_rows(money: list[tuple[Decimal | None, str | None]]) -> None:
    amounts = pa.array([amount for amount, _ in money], pa.decimal128(28, 8))
    minor, text = split_amounts(amounts, pa.array([currency for _, currency in money], pa.string()))
    found = list(zip(minor.to_pylist(), text.to_pylist(), strict=True))
    assert found == [split_amount(amount, currency) for amount, currency in money]
    assert [joined_amount(*pair, currency) for pair, (_, currency) in zip(found, money, strict=True)] == [
        amount for amount, _ in money
    ]


def test_ids_of_columns_are_those_of_the_snapshot(random_graph: Any) -> None:
    snapshot = random_graph(3).snapshot()
    nodes, links = node_keys(snapshot), link_keys(snapshot)
    told = [snapshot.id_of(code) for code in range(snapshot.n_nodes)]
    assert node_ids(snapshot).to_pylist() == told
    assert [f"{high:016x}{low:016x}" for high, low in zip(*nodes, strict=True)] == told
    told = [snapshot.link_id(row) for row in range(snapshot.n_links)]
    assert link_ids(snapshot, np.arange(snapshot.n_links)).to_pylist() == told
    assert [f"{high:016x}:{low}" for high, low in zip(*links, strict=True)] == told


@pytest.mark.parametrize(
    "changed",
    [
        {"caption": "other"}, {"search": "other"}, {"protection": "V1"}, {"masked": True}, {"country": "MY"},
        {"country": ""}, {"roles": ["victim"]}, {"role_times": ["broker 2023/"]}, {"n_claims": 2}, {"n_sources": 2},
        {"best_grade": "B2"},
        {"props": '{"a":"b"}'}, {"etype": "organisation"},
    ],
    ids=str,
)  # fmt: skip
def test_any_change_of_a_node_changes_its_revision_alone(draft: Any, changed: dict[str, object]) -> None:
    draft.node("a"), draft.node("b")
    before = draft.snapshot()
    draft.node("a", **changed)
    after = draft.snapshot()
    old, new = (node_revisions(snapshot, node_keys(snapshot)) for snapshot in (before, after))
    assert [int(place) for place in np.flatnonzero(old != new)] == [0]


@pytest.mark.parametrize(
    "changed",
    [
        {"ts_ms": 0}, {"te_ms": 5}, {"amount": Decimal(0)}, {"amount": Decimal("1e-8")}, {"currency": "IDR"},
        {"channel": "x"}, {"role": ""}, {"n_claims": 2}, {"best_grade": "A1"}, {"props": ""}, {"ltype": "USES"},
        {"target": "c"}, {"source": "c"},
    ],
    ids=str,
)  # fmt: skip
def test_any_change_of_a_link_changes_its_revision_alone(draft: Any, changed: dict[str, object]) -> None:
    draft.node("a"), draft.node("b"), draft.node("c")
    draft.link("a", "b", at=(0, 0)), draft.link("a", "b", at=(0, 1))
    before = draft.snapshot()
    draft.links[0, 0] |= changed
    after = draft.snapshot()
    old, new = (link_revisions(snapshot, link_keys(snapshot), node_keys(snapshot)) for snapshot in (before, after))
    assert [int(place) for place in np.flatnonzero(old != new)] == [0]


def state(rows: dict[tuple[int, int], tuple[str, int]]) -> pa.Table:
    keys = Keys(*(np.array([key[half] for key in rows], np.uint64) for half in (0, 1)))
    kinds = pa.array([kind for kind, _ in rows.values()], pa.string()).dictionary_encode()
    revisions = pa.array([rev for _, rev in rows.values()], pa.int64())
    return pa.table([keys.high, keys.low, kinds.cast(STATE.field("kind").type), revisions], schema=STATE)


@given(ROWS, ROWS)
def test_a_plan_is_the_difference_of_two_maps(
    base: dict[tuple[int, int], tuple[str, int]], wanted: dict[tuple[int, int], tuple[str, int]]
) -> None:
    found = plan(State(state(base), state(base)), State(state(wanted), state(wanted)))
    old, new = list(base), list(wanted)
    changed = {key for key in old if key in wanted and base[key][1] != wanted[key][1]}
    gone = set(old) - set(new)
    assert {old[place] for place in found.gone_nodes} == gone
    assert {old[place] for place in found.gone_links} == gone | changed
    assert {new[place] for place in found.new_nodes} == set(new) - set(old)
    assert {new[place] for place in found.changed_nodes} == changed
    assert {new[place] for place in found.new_links} == set(new) - set(old) | changed
    assert {old[place] for place in found.relabelled} == {key for key in changed if base[key][0] != wanted[key][0]}


def test_a_key_held_twice_is_refused(random_graph: Any) -> None:
    wanted = wanted_state(random_graph(1).snapshot())
    twice = pa.concat_tables([wanted.nodes[5:8], wanted.nodes[5:8]]).combine_chunks()
    with pytest.raises(StoreError, match="twice"):
        plan(State(twice, wanted.links), wanted)


@given(st.lists(st.text(alphabet="a\0é😀") | st.text(min_size=6, max_size=20)), st.integers(0, 5))
def test_texts_have_equal_hashes_if_they_are_equal(texts: list[str], start: int) -> None:
    usable = [text.encode("utf-8", "ignore").decode() for text in texts]
    column = pa.array(usable, pa.string())
    hashes = text_hashes(column).tolist()
    assert [a == b for a in hashes for b in hashes] == [a == b for a in usable for b in usable]
    assert text_hashes(column.slice(start)).tolist() == hashes[start:]
    assert text_hashes(column.dictionary_encode()).tolist() == hashes


@given(TEXTS)
def test_joined_texts_split_into_the_same_values(values: list[str | None]) -> None:
    usable = [None if value is None else value.encode("utf-8", "ignore").decode() for value in values]
    rows = unwound(
        pa.table({"id": pa.array([str(place) for place in range(len(usable))]), "x": pa.array(usable, pa.string())})
    )
    (_, joined), between, none = (rows.params[name] for name in ("columns", "between", "none"))
    assert [None if part == none else part for part in joined.split(between)] == usable


def test_marks_in_every_set_are_refused() -> None:
    with pytest.raises(StoreError, match="control characters"):
        unwound(pa.table({"id": ["\x1f\x02\ue01f"]}))
