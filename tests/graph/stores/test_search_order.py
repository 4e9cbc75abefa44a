"""Hits come in one order: the better reason, then who has more links, then by caption, then by id; on any machine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jejak.graph.search import SnapshotSearch, Why, ranks, snapshot_index, why_of
from jejak.graph.search.finding import NO_HIT
from jejak.graph.snapshot import Snapshot


def search_of(snapshot: Snapshot) -> SnapshotSearch:
    return SnapshotSearch(snapshot, snapshot_index(snapshot))


@pytest.fixture
def ids(draft: Any) -> dict[str, str]:
    """Ana Dewi has two links, Ana Çelik and the two Anas of one caption none."""
    made = {
        "celik": draft.node("celik", caption="Ana Çelik", search="ana celik\n0812345"),
        "dewi": draft.node("dewi", caption="Ana Dewi"),
        "one": draft.node("one", caption="Ana"),
        "two": draft.node("two", caption="Ana"),
        "firm": draft.node("firm", "organisation", caption="Budi"),
        "citra": draft.node("citra", caption="Victim 3F2A9C1B", masked=True, protection="V1"),
    }
    draft.link("dewi", "firm")
    draft.link("firm", "dewi")
    return made


def test_ties_go_to_links_then_caption_then_id(draft: Any, ids: dict[str, str]) -> None:
    search = search_of(draft.snapshot())
    same = sorted([ids["one"], ids["two"]])
    everybody = [*same, ids["dewi"], ids["celik"]]
    assert [hit.node.id for hit in search.find("ANA")] == everybody
    assert [hit.node.id for hit in search.find("an")] == [ids["dewi"], *same, ids["celik"]]
    for limit in range(6):
        assert [hit.node.id for hit in search.find("ana", limit=limit)] == everybody[:limit]


def test_types_numbers_and_ids(draft: Any, ids: dict[str, str]) -> None:
    search = search_of(draft.snapshot())
    assert next(hit.node.id for hit in search.find("  çelik  ana ")) == ids["celik"]
    first = search.find("0812 ana", etypes=["person"])[0]
    assert (first.node.id, first.why) == (ids["celik"], Why.PART)
    assert search.find("ana", etypes=["organisation"]) == []
    assert [hit.node.id for hit in search.find("budi", etypes=["organisation", "person"])] == [ids["firm"]]
    assert [hit.node.id for hit in search.find(f" {ids['citra']} ")] == [ids["citra"]]
    assert search.find(ids["citra"], etypes=["account"]) == []
    assert search.find(ids["citra"], limit=0) == []
    assert [hit.node.id for hit in search.find("3f2a9c1b")] == [ids["citra"]]


def test_an_empty_graph_is_searched(draft: Any) -> None:
    assert search_of(draft.snapshot()).find("ana") == []


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("text", ["an", "ana", "budi calo", "3 calo", "bdui", "o"])
def test_the_order_is_that_of_sorting_everybody(random_graph: Any, seed: int, text: str) -> None:
    snapshot = random_graph(seed).snapshot()
    found = ranks(snapshot_index(snapshot), text).tolist()
    degree = np.bincount(np.concatenate([snapshot.src, snapshot.dst]), minlength=snapshot.n_nodes)
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    hits = [code for code in range(snapshot.n_nodes) if found[code] < NO_HIT]
    hits.sort(key=lambda code: (found[code], -degree[code], nodes[code].caption, nodes[code].id))
    search = search_of(snapshot)
    for limit in (3, 50):
        wanted = [(nodes[code].id, why_of(found[code])) for code in hits[:limit]]
        assert [(hit.node.id, hit.why) for hit in search.find(text, limit=limit)] == wanted
