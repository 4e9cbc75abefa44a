"""The snapshot of hand-made segments: grouping, adjacency against NetworkX, who says so, cache, undo."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph import gathering
from jejak.graph.snapshot import Snapshot, build_snapshot, load_snapshot
from jejak.schemas.errors import LedgerError
from jejak.schemas.world import load_world

WORLD = load_world()
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def bank(case: Any) -> Any:
    a = case.entity("one", "a", "account", id_scheme="account", id_value="111", id_valid=True, props={"number": "111"})
    b = case.entity("one", "b", "account", id_scheme="account", id_value="222", id_valid=True, props={"number": "222"})
    p = case.entity("one", "p", name="Ani Wati", name_raw="ANI  WATI", country="ID", grade="A1")
    case.link("one", "TRANSFERRED", a, b, amount=Decimal("10.50"), currency="USD", t_utc=day("2024-05-01"))
    case.link("one", "TRANSFERRED", a, b, amount=Decimal("2.25"), currency="USD", t_utc=day("2024-05-02"))
    case.link("one", "HOLDS_ACCOUNT", p, a, t_utc=day("2020-01-01"))
    a2 = case.entity("two", "a", "account", id_scheme="account", id_value="111", id_valid=True, props={"number": "111"})
    p2 = case.entity("two", "p", name="Budi", country="MY")
    case.link("two", "HOLDS_ACCOUNT", p2, a2)
    return case


def row_of(snapshot: Snapshot, ltype: str) -> list[int]:
    return [i for i, name in enumerate(snapshot.links.column("ltype").to_pylist()) if name == ltype]


def test_equal_accounts_of_two_files_are_one_node_with_two_claims(bank: Any) -> None:
    snapshot = build_snapshot(bank, WORLD)
    assert snapshot.n_nodes == 4
    assert snapshot.nodes.column("etype").to_pylist() == ["account", "account", "person", "person"]
    shared = snapshot.node_claims(0)
    assert [(c.file, c.locator, c.kind, c.grade) for c in shared] == [
        ("one.csv", 1, "entity", "B2"),
        ("two.csv", 1, "entity", "B2"),
    ]
    assert snapshot.node(0).n_sources == 2
    assert snapshot.node(2).best_grade == "A1"
    assert snapshot.node(2).country == "ID"
    assert snapshot.search_text(0) == "111"
    assert snapshot.search_text(2) == "ani wati"


def test_events_stay_apart_and_keep_exact_amounts(bank: Any) -> None:
    snapshot = build_snapshot(bank, WORLD)
    amounts = [snapshot.link(r).amount for r in row_of(snapshot, "TRANSFERRED")]
    assert amounts == [Decimal("10.50"), Decimal("2.25")]
    link = snapshot.link(0)
    assert link.ts_ms == 1714521600000
    assert (link.source, link.target) == (snapshot.id_of(0), snapshot.id_of(1))


def test_equal_static_links_share_a_row_and_an_undirected_one_counts_both_ways(case: Any) -> None:
    for name, ends in (("one", "ab"), ("two", "ba")):
        keys = {k: case.entity(name, k, name=f"P {k}") for k in "ab"}
        case.link(name, "FAMILY_OF", keys[ends[0]], keys[ends[1]], grade="A1" if name == "two" else None)
        case.link(name, "REFERRED_BY", keys[ends[0]], keys[ends[1]])
    first = {k: case.entities["one"][i]["ekey"].hex() for i, k in enumerate("ab")}
    second = {k: case.entities["two"][i]["ekey"].hex() for i, k in enumerate("ab")}
    for k in "ab":
        case.judge(first[k], second[k], "same")
    snapshot = build_snapshot(case, WORLD)
    assert (len(row_of(snapshot, "FAMILY_OF")), len(row_of(snapshot, "REFERRED_BY"))) == (1, 2)
    (row,) = row_of(snapshot, "FAMILY_OF")
    assert [c.file for c in snapshot.link_claims(row)] == ["one.csv", "two.csv"]
    assert (snapshot.link(row).n_claims, snapshot.link(row).best_grade) == (2, "A1")


def test_shared_static_link_spans_all_its_claims(case: Any) -> None:
    keys = [case.entity("one", k, name=f"P {k}") for k in "ab"]
    case.link("one", "REFERRED_BY", *keys, t_utc=day("2021-01-01"), t_precision="year", t_end=day("2021-06-01"))
    case.link("one", "REFERRED_BY", *keys, t_utc=day("2020-01-01"), t_precision="day", t_end=day("2022-06-01"))
    link = build_snapshot(case, WORLD).link(0)
    assert link.ts_ms == day("2020-01-01").timestamp() * 1000
    assert link.te_ms == day("2022-06-01").timestamp() * 1000


def test_ids_lead_back(bank: Any) -> None:
    snapshot = build_snapshot(bank, WORLD)
    assert [snapshot.code_of(snapshot.id_of(c)) for c in range(snapshot.n_nodes)] == list(range(snapshot.n_nodes))
    assert [snapshot.link_of(snapshot.link_id(r)) for r in range(snapshot.n_links)] == list(range(snapshot.n_links))
    assert snapshot.code_of("0" * 32) is None
    assert snapshot.code_of("no id") is None
    assert snapshot.link_of("0" * 16 + ":0") is None
    assert snapshot.link_of(snapshot.link_id(0).split(":")[0] + ":99") is None


def test_conflicting_values_stay_visible(case: Any) -> None:
    keys = [
        case.entity(b, "p", name=n, birth_date=d, props={"note": n, "sex": "F"})
        for b, n, d in (("one", "Ani Wati", "1990"), ("two", "Ani", "1991-02-03"))
    ]
    case.judge(*keys, "same")
    node = build_snapshot(case, WORLD).node(0)
    assert node.caption == "Ani Wati"
    assert node.props["birth_date_all"] == ["1990", "1991-02-03"]
    assert node.props["note"] == ["Ani", "Ani Wati"]
    assert node.props["sex"] == "F"


def test_cache_gives_the_same_snapshot_and_survives_damage(bank: Any, tmp_path: Any) -> None:
    built = load_snapshot(bank, WORLD, tmp_path / "cache")
    again = load_snapshot(bank, WORLD, tmp_path / "cache")
    assert built.digest == again.digest == build_snapshot(bank, WORLD).digest
    assert again.nodes.equals(built.nodes)
    assert again.links.equals(built.links)
    assert again.batches == built.batches
    assert again.link_claims(0) == built.link_claims(0)
    assert np.array_equal(again.out.links, built.out.links)
    digest = built.digest
    (folder,) = (tmp_path / "cache").iterdir()
    del built, again  # nothing maps the files any more
    for path in folder.glob("*.column"):
        path.write_bytes(b"\0" * path.stat().st_size)
    assert load_snapshot(bank, WORLD, tmp_path / "cache").digest == digest
    (folder / "meta.json").write_text("{")
    assert load_snapshot(bank, WORLD, tmp_path / "cache").digest == digest
    bank.role(bank.entities["one"][2]["ekey"].hex(), "victim")
    assert load_snapshot(bank, WORLD, tmp_path / "cache").digest != digest
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_reversed_batch_and_undone_judgement_leave_no_trace(bank: Any) -> None:
    before = build_snapshot(bank, WORLD).digest
    judged = bank.judge(bank.entities["one"][2]["ekey"].hex(), bank.entities["two"][1]["ekey"].hex(), "same")
    assert build_snapshot(bank, WORLD).digest != before
    bank.decisions.remove(judged)
    assert build_snapshot(bank, WORLD).digest == before
    bank.entity("three", "x", name="Citra")
    bank.reversed.add("three")
    assert build_snapshot(bank, WORLD).digest == before


def test_an_empty_case_is_an_empty_graph(case: Any, tmp_path: Any) -> None:
    snapshot = load_snapshot(case, WORLD, tmp_path / "cache")
    assert (snapshot.n_nodes, snapshot.n_links) == (0, 0)
    assert load_snapshot(case, WORLD, tmp_path / "cache").digest == snapshot.digest
    assert snapshot.to_networkx().number_of_nodes() == 0


def test_links_that_refer_to_nothing_are_an_error(case: Any) -> None:
    keys = [case.entity("one", k, name=k) for k in "ab"]
    case.link("one", "REFERRED_BY", *keys)
    case.links["one"][0]["dst_ix"] = 7
    with pytest.raises(LedgerError, match="do not fit together"):
        build_snapshot(case, WORLD)


def test_frames_have_hex_ids_and_exact_amounts(bank: Any) -> None:
    snapshot = build_snapshot(bank, WORLD)
    nodes, links = snapshot.to_pandas()
    assert nodes["id"].tolist() == [snapshot.id_of(c) for c in range(snapshot.n_nodes)]
    assert links["amount"].dropna().tolist() == [Decimal("10.50"), Decimal("2.25")]


@MANY
@given(edges=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=30))
def test_adjacency_equals_networkx(new_case: Callable[[], Any], edges: list[tuple[int, int, bool]]) -> None:
    case = new_case()
    keys = [case.entity("one", str(i), name=f"P {i}") for i in range(8)]
    for a, b, event in edges:
        case.link("one", "CONTACTED" if event else "REFERRED_BY", keys[a], keys[b])
    snapshot = build_snapshot(case, WORLD)
    oracle = nx.MultiDiGraph()
    oracle.add_nodes_from(range(8))
    oracle.add_edges_from((a, b) for a, b, event in edges if event)
    oracle.add_edges_from({(a, b) for a, b, event in edges if not event})
    for c in range(8):
        out, inc = snapshot.out, snapshot.inc
        assert sorted(out.nodes[out.offsets[c] : out.offsets[c + 1]]) == sorted(b for _, b in oracle.out_edges(c))
        assert sorted(inc.nodes[inc.offsets[c] : inc.offsets[c + 1]]) == sorted(a for a, _ in oracle.in_edges(c))
        rows = out.links[out.offsets[c] : out.offsets[c + 1]]
        assert all(snapshot.src[r] == c for r in rows)
    multi = snapshot.to_networkx(multi=True)
    assert sorted(multi.edges()) == sorted(oracle.edges())
    simple = snapshot.to_networkx(directed=False)
    assert sum(w for *_, w in simple.edges(data="weight")) == oracle.number_of_edges()
    kept = snapshot.to_networkx(ltypes=["CONTACTED"], etypes=["person"], multi=True)
    assert kept.number_of_edges() == sum(event for *_, event in edges)


def test_a_cache_that_cannot_be_written_costs_time_only(bank: Any, tmp_path: Any, caplog: Any) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert load_snapshot(bank, WORLD, tmp_path / "cache").digest == build_snapshot(bank, WORLD).digest
    assert "cannot be kept" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_disk_that_runs_full_costs_time_only(bank: Any, tmp_path: Any, caplog: Any, capfd: Any) -> None:
    import resource  # noqa: PLC0415  is not there on Windows

    written = {batch.batch_id: bank.segment_path(batch.batch_id) for batch in bank.state().batches}
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, usual[1]))
    try:
        with patch.object(type(bank), "segment_path", lambda _, batch_id: written[batch_id]):
            built = load_snapshot(bank, WORLD, tmp_path / "cache")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    gc.collect()
    assert built.digest == build_snapshot(bank, WORLD).digest
    assert "cannot be kept" in caplog.text
    assert list((tmp_path / "cache").iterdir()) == []
    assert capfd.readouterr().err == ""  # nor does a file that was given up say anything later


def test_what_a_kill_left_in_the_cache_goes_after_an_hour(bank: Any, tmp_path: Any) -> None:
    old, young = (tmp_path / f"snapshot-{name}.tmp" for name in ("old", "young"))
    old.mkdir()
    young.mkdir()
    os.utime(old, (1, 1))
    load_snapshot(bank, WORLD, tmp_path)
    assert not old.exists()
    assert young.exists()


def test_more_text_than_a_column_holds_is_an_error_of_one_sentence(bank: Any) -> None:
    with patch.object(gathering, "_MOST_BYTES", 3), pytest.raises(LedgerError, match="larger than one graph can hold"):
        build_snapshot(bank, WORLD)


def test_each_segment_is_looked_up_once(bank: Any) -> None:
    asked: list[str] = []
    found = type(bank).segment_path

    def counted(self: Any, batch_id: str) -> Any:
        asked.append(batch_id)
        return found(self, batch_id)

    with patch.object(type(bank), "segment_path", counted):
        build_snapshot(bank, WORLD)
    assert len(asked) == len(set(asked)) == 2
