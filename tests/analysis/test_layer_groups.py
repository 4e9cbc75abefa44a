"""Layers that say different things, against counts over all pairs; pieces of groups, which never leave their group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import log
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.consensus import Search, consensus, partitions, pieces
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.groups import ordered_groups, paths
from jejak.analysis.layer_groups import LayerGroups, layers_together
from jejak.analysis.parameters import Parameters
from jejak.analysis.projection import project
from jejak.analysis.registry import run
from jejak.analysis.ties import ties_of
from jejak.graph.snapshot import Snapshot

MONEY = [{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}, {12, 13, 14, 15, 16, 17}, {18, 19, 20, 21, 22, 23}]
#: Four of the first ring call two of the second; the fourth ring has no phones, and one person has nothing else.
PHONES = [{0, 1, 2, 3, 6, 7}, {4, 5, 8, 9, 10, 11}, {12, 13, 14, 15, 16, 17, 24}]
TOGETHER = {
    **dict.fromkeys((0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), "2/2"),
    **dict.fromkeys((4, 5, 6, 7), "1/2"),
    **dict.fromkeys((18, 19, 20, 21, 22, 23, 24), "1/1"),
}


def layered(tiny: ModuleType, folder: Path, *, hidden: Sequence[int] = ()) -> Snapshot:
    """People who pay each other three times inside rings, and call each other once inside other ones."""
    case = tiny.TinyCase()
    who = [case.add("person", f"P{number}", protection="V1" if number in hidden else "S") for number in range(25)]
    for ltype, rings, times in (("TRANSFERRED", MONEY, 3), ("CONTACTED", PHONES, 1)):
        for ring in rings:
            for one, other in combinations(sorted(ring), 2):
                for _ in range(times):
                    case.link(ltype, who[one], who[other])
    case.link("FAMILY_OF", who[0], who[1])
    return case.snapshot(folder)  # type: ignore[no-any-return]


def by_pairs(one: dict[int, int], other: dict[int, int]) -> float:
    """Adjusted Rand index by looking at every pair of those whom both know."""
    both = sorted(one.keys() & other.keys())
    seen = Counter((one[a] == one[b], other[a] == other[b]) for a, b in combinations(both, 2))
    yes, left, right, no = seen[True, True], seen[True, False], seen[False, True], seen[False, False]
    below = (yes + left) * (left + no) + (yes + right) * (right + no)
    return 2 * (yes * no - left * right) / below if below else 1.0


def by_shares(one: dict[int, int], other: dict[int, int]) -> float:
    """Normalised mutual information from its definition."""
    both = sorted(one.keys() & other.keys())
    joint = Counter((one[a], other[a]) for a in both)
    left, right = Counter(one[a] for a in both), Counter(other[a] for a in both)
    n = len(both)
    mutual = sum(c / n * log(c * n / (left[a] * right[b])) for (a, b), c in joint.items())
    spread = -sum(c / n * log(c / n) for side in (left, right) for c in side.values())
    return 2 * mutual / spread if spread else 1.0


def numbered(rings: Iterable[Iterable[int]]) -> dict[int, int]:
    return {member: number for number, ring in enumerate(rings) for member in ring}


@pytest.mark.parametrize("graph", ["whole", "actors"])
def test_money_says_one_thing_and_phones_another(tiny: ModuleType, tmp_path: Path, graph: str) -> None:
    result = run("communities", layered(tiny, tmp_path), graph=graph, top=0)
    whole = {int(str(row["caption"])[1:]): int(row["group"] or 0) for row in result.records()}
    assert len(whole) == 25
    for layer, rings in (("money", MONEY), ("communication", PHONES)):
        planted = numbered(rings)
        assert result.summary[f"layer_{layer}_known"] == len(planted)
        assert result.summary[f"layer_{layer}_groups"] == len(rings)
        assert result.summary[f"layer_{layer}_ari"] == pytest.approx(by_pairs(planted, whole))
        assert result.summary[f"layer_{layer}_nmi"] == pytest.approx(by_shares(planted, whole))
    assert result.summary["layers_not_compared"] == "family"
    assert not [name for name in result.summary if name.startswith("layer_family")]


def test_each_member_is_told_in_how_many_layers_she_is_with_her_group(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("communities", layered(tiny, tmp_path), graph="whole", top=0)
    assert result.summary["layer_money_ari"] == 1.0
    assert result.summary["layer_communication_ari"] < 0.7
    assert {int(str(row["caption"])[1:]): row["layers"] for row in result.records()} == TOGETHER


def test_a_layer_counts_from_so_many_ties(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = layered(tiny, tmp_path)
    ties = sum(len(ring) * (len(ring) - 1) // 2 for ring in PHONES)
    at = run("communities", snapshot, graph="whole", layer_ties=ties)
    above = run("communities", snapshot, graph="whole", layer_ties=ties + 1)
    assert "layer_communication_ari" in at.summary
    assert "layer_communication_ari" not in above.summary
    assert above.summary["layers_not_compared"] == "communication, family"
    pairs = sum(len(ring) * (len(ring) - 1) // 2 for ring in MONEY)  # each paid three times and is one tie
    assert "layer_money_ari" in run("communities", snapshot, graph="whole", layer_ties=pairs).summary
    assert "layer_money_ari" not in run("communities", snapshot, graph="whole", layer_ties=pairs + 1).summary
    none = run("communities", snapshot, graph="whole", layer_ties=10_000)
    assert {row["layers"] for row in none.records()} == {"0/0"}


def test_one_layer_alone_is_the_whole(tiny: ModuleType, tmp_path: Path) -> None:
    result = run("communities", layered(tiny, tmp_path), graph="whole", layers=("communication",), top=0)
    assert (result.summary["layer_communication_ari"], result.summary["layer_communication_nmi"]) == (1.0, 1.0)
    assert result.summary["layers_not_compared"] == ""


def test_the_protected_count_in_every_layer_and_are_never_listed(tiny: ModuleType, tmp_path: Path) -> None:
    seen = run("communities", layered(tiny, tmp_path / "seen"), graph="actors", top=0)
    hidden = run("communities", layered(tiny, tmp_path / "hidden", hidden=(0, 12, 24)), graph="actors", top=0)
    shown = {row["caption"]: (row["size"], row["layers"], row["path"]) for row in hidden.records()}
    assert shown.keys() == {f"P{number}" for number in range(25)} - {"P0", "P12", "P24"}
    before = {row["caption"]: (row["size"], row["layers"], row["path"]) for row in seen.records()}
    assert all(before[caption] == cells for caption, cells in shown.items())
    assert hidden.summary["layer_money_known"] == 24


def test_the_weight_of_a_tie_is_that_of_its_layers(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    ties = ties_of(snapshot, Parameters(graph="actors")).of_weight(5.0)
    found: dict[tuple[str, int, int], float] = {}
    for layer in ties.by_layer:
        graph = ties.of_layer(layer)
        weights = graph.edge_weights("weight").tolist()
        found.update({(layer, *sorted(pair)): w for pair, w in zip(graph.edges, weights, strict=True)})  # type: ignore[type-var]
    assert len({layer for layer, _, _ in found}) > 2
    assert found == pytest.approx(
        {
            (layer, *pair): weight
            for pair, tie in project(snapshot).ties.items()
            if tie.weight >= 5.0
            for layer, weight in tie.layers
        }
    )


def test_in_the_whole_graph_a_layer_has_its_own_links(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = layered(tiny, tmp_path)
    ties = ties_of(snapshot, Parameters())
    for layer in ties.by_layer:
        alone = ties_of(snapshot, Parameters(layers=(layer,))).graph()
        graph = ties.of_layer(layer)
        assert sorted(graph.edges) == sorted(alone.edges)  # type: ignore[type-var]
        assert graph.edge_weights("weight").sum() == alone.edge_weights("weight").sum()
        assert set(graph.names) == {end for edge in alone.edges for end in edge}


labels = st.lists(st.integers(0, 3), min_size=1, max_size=12)


@st.composite
def said(draw: st.DrawFn) -> tuple[list[int], list[dict[int, int]]]:
    """The groups of some people, and those of layers that each know some of them."""
    whole = draw(labels)
    layer = st.dictionaries(st.integers(0, len(whole) - 1), st.integers(0, 3), min_size=1)
    return whole, draw(st.lists(layer, max_size=4))


@given(said())
def test_together_is_with_most_of_those_whom_the_layer_knows(case: tuple[list[int], list[dict[int, int]]]) -> None:
    whole, layers = case
    given_layers = [
        LayerGroups("x", np.array(sorted(layer), np.int64), np.array([layer[who] for who in sorted(layer)], np.int32))
        for layer in layers
    ]
    for who, told in enumerate(layers_together(given_layers, np.array(whole, np.int32))):
        knowing = [layer for layer in layers if who in layer]
        held = 0
        for layer in knowing:
            others = [other for other in layer if other != who and whole[other] == whole[who]]
            held += sum(layer[other] == layer[who] for other in others) > len(others) / 2
        assert told == f"{held}/{len(knowing)}"


def engine(graph: nx.Graph) -> EngineGraph:
    ends = np.array(list(graph.edges()), np.int32).reshape(-1, 2)
    weights = np.array([data.get("weight", 1.0) for _, _, data in graph.edges(data=True)], np.float64)
    return EngineGraph.from_rows(ends[:, 0], ends[:, 1], len(graph), weights={"weight": weights})


@st.composite
def weighted(draw: st.DrawFn) -> nx.Graph:
    graph = nx.gnm_random_graph(draw(st.integers(1, 24)), draw(st.integers(0, 70)), seed=draw(st.integers(0, 99)))
    for _, _, data in graph.edges(data=True):
        data["weight"] = draw(st.sampled_from((0.5, 1.0, 3.0, 8.0)))
    return graph


@settings(max_examples=60, deadline=None)
@given(weighted(), st.sampled_from((0.5, 1.0, 2.0, 5.0, 1000.0)))
def test_pieces_part_their_group_and_hang_together(graph: nx.Graph, finer: float) -> None:
    made, search = engine(graph), Search(resolution=1.0, seeds=4, seed=0)
    final = consensus(made, partitions(made, search), search)
    inside = pieces(made, final, search, finer=finer)
    assert np.array_equal(inside, pieces(made, final, search, finer=finer))
    members: dict[int, list[int]] = defaultdict(list)
    for code, piece in enumerate(inside.tolist()):
        members[piece].append(code)
    for piece in members.values():
        assert len({int(final[code]) for code in piece}) == 1
        assert nx.is_connected(graph.subgraph(piece))
    assert sum(map(len, members.values())) == len(graph)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=40))
def test_a_path_begins_with_the_number_of_the_group(drawn: list[tuple[int, int]]) -> None:
    groups: dict[int, set[int]] = defaultdict(set)
    for code, (group, _) in enumerate(drawn):
        groups[group].add(code)
    found = paths(list(groups.values()), {code: group * 10 + part for code, (group, part) in enumerate(drawn)})
    assert found.keys() == set(range(len(drawn)))
    for number, group in enumerate(ordered_groups(list(groups.values())), start=1):
        parts = Counter(drawn[code][1] for code in group)
        split = len(parts) > 1 and max(parts.values()) > 1
        assert {found[code].partition(".")[0] for code in group} == {str(number)}
        assert {"." in found[code] for code in group} == {split}
        for one, other in combinations(group, 2):
            assert (found[one] == found[other]) == (not split or drawn[one][1] == drawn[other][1])
        sizes = Counter(found[code] for code in group)
        if split:
            assert [sizes[f"{number}.{place}"] for place in range(1, len(parts) + 1)] == sorted(
                parts.values(), reverse=True
            )


def pairs_of_cliques(copies: int) -> nx.Graph:
    """Copies of two cliques of four with three ties between, in a ring with one tie from each to the next."""
    one = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    one.add_edges_from([(0, 4), (1, 5), (2, 6)])
    graph = nx.disjoint_union_all([one] * copies)
    graph.add_edges_from((8 * place + 3, (8 * place + 15) % (8 * copies)) for place in range(copies))
    return graph


def test_cells_inside_groups_are_found(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.from_edges((f"K{u:02}", f"K{v:02}", 1) for u, v in pairs_of_cliques(4).edges())
    snapshot = case.snapshot(tmp_path)
    result = run("communities", snapshot, graph="whole", top=0)
    groups: dict[object, set[int]] = defaultdict(set)
    cells: dict[str, set[int]] = defaultdict(set)
    for row in result.records():
        number = int(str(row["caption"])[1:])
        groups[row["group"]].add(number // 8)
        cells[str(row["path"])].add(number // 4)
    assert sorted(map(sorted, groups.values())) == [[0], [1], [2], [3]]
    assert sorted(map(sorted, cells.values())) == [[number] for number in range(8)]
    assert sorted(cells) == [f"{group}.{cell}" for group in range(1, 5) for cell in (1, 2)]
    off = run("communities", snapshot, graph="whole", finer=0.0, top=0)
    assert all(row["path"] == str(row["group"]) for row in off.records())
    assert [row["path"] for row in result.records()] == sorted(str(row["path"]) for row in result.records())


def parted(members: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every way to part some things."""
    if not members:
        yield []
        return
    for rest in parted(members[1:]):
        yield [[members[0]], *rest]
        for place, part in enumerate(rest):
            yield [*rest[:place], [members[0], *part], *rest[place + 1 :]]


@pytest.mark.parametrize(("finer", "cells"), [(1.0, 1), (2.0, 2)])
def test_resolution_is_measured_as_in_the_whole_graph(finer: float, cells: int) -> None:
    graph = pairs_of_cliques(4)
    made, search = engine(graph), Search(resolution=1.0, seeds=6, seed=0)
    final = np.maximum(np.arange(32, dtype=np.int32) - 7, 0)  # one group; the others are alone
    inside = pieces(made, final, search, finer=finer)
    group = graph.subgraph(range(8))
    degree, ties = dict(group.degree()), graph.number_of_edges()

    def worth(parts: list[list[int]]) -> float:
        return sum(
            group.number_of_edges(one, other) - finer * degree[one] * degree[other] / (2 * ties)
            for part in parts
            for one, other in combinations(part, 2)
        )

    best = max(parted(range(8)), key=worth)
    assert sorted(map(sorted, best)) == sorted(
        np.flatnonzero(inside[:8] == piece).tolist() for piece in np.unique(inside[:8])
    )
    assert len(best) == cells


def test_a_group_that_falls_apart_into_single_people_is_not_split(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.from_edges((f"K{u}", f"K{v}", 1) for u, v in nx.complete_graph(8).edges())
    result = run("communities", case.snapshot(tmp_path), graph="whole", finer=1000.0)
    assert {row["path"] for row in result.records()} == {"1"}
