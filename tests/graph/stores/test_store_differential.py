"""On random graphs every store gives the snapshot's answers, and reach and paths are those of NetworkX."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import networkx as nx
import pytest

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.contract import GraphStore
from jejak.graph.stores.snapshot_store import SnapshotStore

pytestmark = pytest.mark.neo4j
FILTERS = (None, ["TRANSFERRED"], ["CONTACTED", "FAMILY_OF"])
Show = Callable[[Snapshot], GraphStore]


def oracle(snapshot: Snapshot, ltypes: list[str] | None) -> nx.MultiGraph:
    graph = nx.MultiGraph()
    graph.add_nodes_from(snapshot.id_of(code) for code in range(snapshot.n_nodes))
    for row in range(snapshot.n_links):
        link = snapshot.link(row)
        if ltypes is None or link.ltype in ltypes:
            graph.add_edge(link.source, link.target, link.id)
    return graph


@pytest.mark.parametrize("seed", range(4))
def test_reach_and_paths_are_those_of_networkx(random_graph: Any, open_store: Show, seed: int) -> None:
    snapshot = random_graph(seed, n_links=35 + 10 * seed).snapshot()
    store = open_store(snapshot)
    ids = sorted(snapshot.id_of(code) for code in range(snapshot.n_nodes))
    for number, ltypes in enumerate(FILTERS):
        graph = oracle(snapshot, ltypes)
        starts = ids[number : number + 2]
        wanted = nx.multi_source_dijkstra_path_length(graph, set(starts), cutoff=3)
        assert store.reach(starts, 3, ltypes=ltypes) == wanted
        assert list(store.reach(starts, 3, ltypes=ltypes)) == sorted(wanted, key=lambda n: (wanted[n], n))
        for start, end in zip(ids[::7], ids[3::5], strict=False):
            found = store.shortest_paths(start, end, ltypes=ltypes, max_hops=5, limit=50)
            if not nx.has_path(graph, start, end) or nx.shortest_path_length(graph, start, end) > 5:
                assert found == []
                continue
            expected = sorted(tuple(path) for path in nx.all_shortest_paths(nx.Graph(graph), start, end))
            assert [path.nodes for path in found] == expected[:50]
            for path in found:
                steps = zip(path.nodes, path.nodes[1:], strict=False)
                assert path.links == tuple(tuple(sorted(graph[here][there])) for here, there in steps)
            assert store.shortest_paths(start, end, ltypes=ltypes, max_hops=5, limit=1) == found[:1]


@pytest.mark.parametrize("seed", range(4))
def test_every_store_answers_like_the_snapshot(random_graph: Any, open_store: Show, seed: int) -> None:
    snapshot = random_graph(seed).snapshot()
    store, truth = open_store(snapshot), SnapshotStore(snapshot)
    ids = [snapshot.id_of(code) for code in range(snapshot.n_nodes)]
    assert store.counts() == truth.counts()
    assert [store.get(node_id) for node_id in ids] == [snapshot.node(code) for code in range(snapshot.n_nodes)]
    everything = store.subgraph(ids)
    assert sorted(link.id for link in everything.links) == sorted(map(snapshot.link_id, range(snapshot.n_links)))
    for ltypes in FILTERS:
        assert store.subgraph(ids[:15], ltypes=ltypes) == truth.subgraph(ids[:15], ltypes=ltypes)
        for limit in (3, 1000):
            assert store.window(1000, 15000, ltypes=ltypes, limit=limit) == truth.window(
                1000, 15000, ltypes=ltypes, limit=limit
            )


@pytest.mark.parametrize("direction", ["both", "in", "out"])
def test_neighbours_are_those_of_the_link_table(random_graph: Any, open_store: Show, direction: str) -> None:
    snapshot = random_graph(11).snapshot()
    store = open_store(snapshot)
    links = [snapshot.link(row) for row in range(snapshot.n_links)]
    for code in islice(range(snapshot.n_nodes), 0, None, 3):
        centre = snapshot.id_of(code)
        there = [
            link for link in links
            if (link.source == centre and direction != "in") or (link.target == centre and direction != "out")
        ]  # fmt: skip
        others = sorted({end for link in there for end in (link.source, link.target)} - {centre})
        found = store.neighbours(centre, direction=direction, limit=4)
        assert [node.id for node in found.nodes] == sorted([centre, *others[:4]])
        assert found.truncated == (len(others) > 4)
        shown = {centre, *others[:4]}
        assert [k.id for k in found.links] == sorted(k.id for k in there if {k.source, k.target} <= shown)
