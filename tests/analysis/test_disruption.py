"""The disruption planner held against NetworkX, brute force, every possible plan, and cases worked out by hand."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from disruption import areas, margin, measured, planted
from hypothesis import given
from hypothesis import strategies as st

from jejak.analysis.control import Chains, under_control
from jejak.analysis.cutting import cuts
from jejak.analysis.disruption import STRATEGIES, Network, Settings, area, around_of, played, refilled
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError


def network_of(
    graph: nx.Graph[int],
    holders: dict[int, set[int]],
    heads: set[int],
    *,
    removable: Collection[int] | None = None,
    costs: dict[int, float] | None = None,
) -> Network:
    """A network of a graph on 0 to n - 1; without ``removable`` everybody but the victims may be removed."""
    ends = np.array(sorted(graph.edges), np.int32).reshape(-1, 2)
    engine = EngineGraph.from_rows(ends[:, 0].copy(), ends[:, 1].copy(), len(graph))
    open_to_plans = frozenset(set(graph) - set(holders) if removable is None else removable)
    price = tuple((costs or {}).get(node, 1.0) for node in range(len(graph)))
    chains = Chains(around_of(engine), {v: frozenset(h) for v, h in holders.items()}, frozenset(heads))
    return Network(engine, chains, open_to_plans, price)


@st.composite
def networks(draw: st.DrawFn, most: int = 14) -> tuple[nx.Graph[int], Network]:
    """Random actors, some of them victims held by some of the others, some of whom lead."""
    size = draw(st.integers(1, most))
    graph = nx.gnp_random_graph(size, draw(st.sampled_from([0.1, 0.2, 0.4])), seed=draw(st.integers(0, 2**16)))
    victims = draw(st.sets(st.integers(0, size - 1), max_size=size // 2))
    others = sorted(set(graph) - victims) + sorted(victims)[:1]  # one victim may hold others
    holders = {
        victim: draw(st.sets(st.sampled_from([one for one in others if one != victim]), min_size=1, max_size=3))
        for victim in sorted(victims)
        if set(others) != {victim}
    }
    heads = draw(st.sets(st.integers(0, size - 1), max_size=3))
    return graph, network_of(graph, holders, heads, removable=set(graph) - victims)


def ways_of_control(graph: nx.Graph[int], network: Network, gone: Collection[int]) -> dict[int, int]:
    """By how many holders each victim is under control by the definition, one way at a time."""
    holders = network.chains.holders
    holding = set().union(*holders.values())
    passing = graph.subgraph(node for node in graph if node not in gone and (node not in holders or node in holding))
    heads = [head for head in network.chains.heads if head in passing]
    return {
        victim: sum(holder in passing and any(nx.has_path(passing, head, holder) for head in heads) for holder in held)
        for victim, held in holders.items()
    }


def controlled(graph: nx.Graph[int], network: Network, gone: Collection[int]) -> set[int]:
    """Victims under control."""
    return {victim for victim, count in ways_of_control(graph, network, gone).items() if count}


def fractions(graph: nx.Graph[int], network: Network, gone: Collection[int]) -> float:
    """What is left of the control over victims, each way of it being half of what the others leave."""
    return sum(1 - 2.0**-count for count in ways_of_control(graph, network, gone).values())


def fragments(graph: nx.Graph[int], gone: Collection[int]) -> tuple[int, int]:
    """The largest component and the pairs that still reach each other."""
    sizes = [len(part) for part in nx.connected_components(graph.subgraph(set(graph) - set(gone)))]
    return max(sizes, default=0), sum(size * (size - 1) // 2 for size in sizes)


@given(st.integers(1, 25), st.sampled_from([0.05, 0.1, 0.2]), st.integers(0, 2**16))
def test_what_falls_apart_without_each_node(size: int, share: float, seed: int) -> None:
    graph = nx.gnp_random_graph(size, share, seed=seed)
    around = {node: frozenset(graph[node]) for node in graph}
    nodes = [node for node in graph if node % 5]
    left, cut = graph.subgraph(nodes), cuts(around, nodes)
    for node in nodes:
        component = nx.node_connected_component(left, node)
        first, last = cut.component[node]
        assert set(cut.order[first:last]) == component
        assert cut.order[cut.at[node]] == node
        pieces = list(nx.connected_components(left.subgraph(component - {node})))
        assert sorted(cut.sizes(node)) == sorted(map(len, pieces))
        assert all(set(cut.order[slice(*part)]) in pieces for part in cut.split.get(node, ()))


@given(networks(), st.data())
def test_under_control_is_what_the_definition_says(made: tuple[nx.Graph[int], Network], data: st.DataObject) -> None:
    graph, network = made
    gone = data.draw(st.sets(st.sampled_from(sorted(graph)), max_size=4))
    assert under_control(network.chains, gone) == controlled(graph, network, gone)


@given(networks())
def test_fragmentation_takes_whom_brute_force_takes(made: tuple[nx.Graph[int], Network]) -> None:
    graph, network = made
    expected: list[int] = []
    while len(expected) < 3:
        now = fragments(graph, expected)
        better = {
            node: after
            for node in sorted(network.removable - set(expected))
            if (after := fragments(graph, [*expected, node])) != now and after[1] < now[1]
        }
        if not better:
            break
        expected.append(min(better, key=lambda node: (*better[node], node)))
    assert STRATEGIES["fragmentation"](network, Settings(3)) == tuple(expected)


@given(networks(10))
def test_victims_first_takes_whom_brute_force_takes(made: tuple[nx.Graph[int], Network]) -> None:
    graph, network = made
    expected: list[int] = []
    while len(expected) < 3:
        now = fractions(graph, network, expected)
        better = {}
        for node in sorted(network.removable - set(expected)):
            left = fractions(graph, network, [*expected, node])
            if left < now:
                better[node] = (len(controlled(graph, network, [*expected, node])), left)
        if not better:
            break
        expected.append(min(better, key=lambda node: (*better[node], node)))
    assert STRATEGIES["victims"](network, Settings(3)) == tuple(expected)


@given(networks())
def test_degree_and_betweenness_take_whom_networkx_ranks_first(made: tuple[nx.Graph[int], Network]) -> None:
    graph, network = made

    def best(scores: dict[int, float], left: Collection[int]) -> list[int]:
        asked = [node for node in left if scores[node] > 0 and node in network.removable]
        return sorted(asked, key=lambda node: (-round(scores[node], 12), node))

    assert STRATEGIES["degree"](network, Settings(4)) == tuple(best(dict(graph.degree), graph)[:4])
    once = nx.betweenness_centrality(graph)
    found = STRATEGIES["betweenness_block"](network, Settings(4))
    assert sorted((round(once[node], 9) for node in found), reverse=True) == [
        round(once[node], 9) for node in best(once, graph)[:4]
    ]
    left = graph.copy()
    for node in STRATEGIES["betweenness_sequential"](network, Settings(4)):
        scores = nx.betweenness_centrality(left)
        assert scores[node] == pytest.approx(scores[best(scores, left)[0]])
        left.remove_node(node)


@given(networks(), st.sampled_from(sorted(STRATEGIES)))
def test_a_played_plan_is_what_networkx_counts(made: tuple[nx.Graph[int], Network], strategy: str) -> None:
    graph, network = made
    order = STRATEGIES[strategy](network, Settings(4))
    curve = played(network, order)
    assert set(order) <= network.removable
    assert len(set(order)) == len(order) <= 4
    known: set[int] = set()
    for step in range(len(order) + 1):
        left = graph.subgraph(set(graph) - set(order[:step]))
        assert curve.largest[step] == fragments(graph, order[:step])[0]
        assert curve.parts[step] == nx.number_connected_components(left)
        held = controlled(graph, network, order[:step])
        assert curve.controlled[step] == len(held)
        if step:
            risk = {victim for victim in held if order[step - 1] in network.chains.holders[victim]} - known
            assert curve.at_risk[step] == len(risk)
            known |= risk
    assert list(curve.controlled) == sorted(curve.controlled, reverse=True)


@given(networks(9))
def test_no_plan_of_so_many_does_better_than_the_best_of_all(made: tuple[nx.Graph[int], Network]) -> None:
    graph, network = made
    for budget in (1, 2):
        plans = list(combinations(sorted(network.removable), min(budget, len(network.removable))))
        largest = min(fragments(graph, plan)[0] for plan in plans)
        held = min(len(controlled(graph, network, plan)) for plan in plans)
        for strategy in STRATEGIES.values():
            curve = played(network, strategy(network, Settings(budget)))
            assert curve.largest[-1] >= largest
            assert curve.controlled[-1] >= held
        if budget == 1:  # with one removal the greedy plans are the best of all
            apart = played(network, STRATEGIES["fragmentation"](network, Settings(1))).largest
            assert apart[-1] == largest or apart[0] == 1, "who is tied to nobody is never named"
            assert played(network, STRATEGIES["victims"](network, Settings(1))).controlled[-1] == held


def by_hand() -> tuple[nx.Graph[int], Network]:
    """A hub (0) with six friends and no victim; an organiser (7) who leads two carriers (8, 9), two victims each."""
    graph: nx.Graph[int] = nx.Graph([(0, friend) for friend in range(1, 7)])
    graph.add_edges_from([(0, 7), (7, 8), (7, 9), (8, 10), (8, 11), (9, 12), (9, 13), (8, 14), (9, 14)])
    holders = {10: {8}, 11: {8}, 12: {9}, 13: {9}, 14: {8, 9}}
    return graph, network_of(graph, holders, {7})


def test_ending_control_beats_degree_where_the_hub_holds_nobody() -> None:
    _, network = by_hand()
    assert STRATEGIES["degree"](network, Settings(2)) == (0, 8)
    assert STRATEGIES["victims"](network, Settings(2)) == (7,), "nobody else need go, so nobody else is named"
    degree, victims = (played(network, STRATEGIES[name](network, Settings(2))) for name in ("degree", "victims"))
    assert degree.controlled == (5, 5, 3)
    assert degree.at_risk == (0, 0, 1), "one victim of the carrier who is gone still hangs on the other"
    assert victims.controlled == (5, 0)
    assert victims.at_risk == (0, 0)


def test_who_only_carries_holds_nobody_without_a_head_and_holders_by_themselves_do() -> None:
    graph, network = by_hand()
    leading = network_of(graph, {v: set(h) for v, h in network.chains.holders.items()}, {7, 8, 9})
    assert len(under_control(network.chains, {7})) == 0
    assert len(under_control(leading.chains, {7})) == 5
    assert STRATEGIES["victims"](leading, Settings(2)) == (8, 9)


def test_whoever_ends_control_goes_before_whoever_weakens_more_of_it() -> None:
    """0 alone holds one victim; 1 holds three, each together with another."""
    holders = {5: {0}, 6: {1, 2}, 7: {1, 3}, 8: {1, 4}}
    network = network_of(nx.empty_graph(9), holders, {0, 1, 2, 3, 4})
    assert STRATEGIES["victims"](network, Settings(3)) == (0, 1, 2)
    assert played(network, (0, 1, 2)).at_risk == (0, 0, 3, 0)
    assert STRATEGIES["victims"](network_of(nx.empty_graph(9), holders, {1, 2, 3, 4}), Settings(1)) == (1,)


def test_costs_and_budget() -> None:
    graph, _ = by_hand()
    holders = {10: {8}, 11: {8}, 12: {9}, 13: {9}, 14: {8, 9}}
    dear = network_of(graph, holders, {7}, costs={7: 4.0, 8: 1.5})
    assert STRATEGIES["victims"](dear, Settings(2)) == (9,), "the organiser costs too much, then the rest is too little"
    assert STRATEGIES["victims"](dear, Settings(2.5)) == (9, 8)
    assert STRATEGIES["victims"](dear, Settings(4)) == (9, 8)
    for strategy in STRATEGIES.values():
        assert sum(dear.costs[node] for node in strategy(dear, Settings(3))) <= 3


def test_areas_by_hand() -> None:
    assert area([4, 2], [0, 1], 1) == 3
    assert area([4, 2], [0, 1], 3) == pytest.approx((3 + 2 + 2) / 3)
    assert area([4], [0], 2) == 4
    assert area([4, 2, 0], [0, 0.5, 2], 2) == pytest.approx((1.5 + 1.5) / 2)


def test_a_gap_that_is_filled() -> None:
    """A head (0) ties two helpers (1, 2) and holds a victim (3): all is taken over, or nothing."""
    network = network_of(nx.Graph([(0, 1), (0, 2), (0, 3)]), {3: {0}}, {0})
    assert refilled(network, (0,), share=0.0, runs=3, seed=1) == ((4, 1), (1, 0))
    assert refilled(network, (0,), share=1.0, runs=3, seed=1) == ((4, 3), (1, 1))
    largest, held = refilled(network, (0,), share=0.5, runs=400, seed=1)
    assert held[1] == pytest.approx(0.5, abs=0.1)
    assert 1 < largest[1] < 3


@given(networks(), st.sampled_from(sorted(STRATEGIES)), st.integers(0, 99))
def test_filling_gaps_never_helps_and_filling_none_changes_nothing(
    made: tuple[nx.Graph[int], Network], strategy: str, seed: int
) -> None:
    _, network = made
    order = STRATEGIES[strategy](network, Settings(4))
    curve = played(network, order)
    assert refilled(network, order, share=0.0, runs=2, seed=seed) == (curve.largest, curve.controlled)
    largest, held = refilled(network, order, share=0.6, runs=3, seed=seed)
    assert all(more >= less for more, less in zip(largest, curve.largest, strict=True))
    assert all(more >= less for more, less in zip(held, curve.controlled, strict=True))
    assert all(later <= earlier for earlier, later in pairwise(largest))
    assert refilled(network, order, share=0.6, runs=3, seed=seed) == (largest, held)


def test_on_planted_networks_two_strategies_beat_degree_each_at_what_it_is_for() -> None:
    found = measured()
    assert all(len(one) == 30 for one in found.values())
    apart = margin(found, "betweenness_sequential", "largest")
    freed = margin(found, "victims", "controlled")
    assert 0.15 < apart.low < apart.mean < apart.high
    assert 0.05 < freed.low < freed.mean < freed.high
    orders = [[STRATEGIES[name](planted(seed), Settings(6)) for name in STRATEGIES] for seed in (1, 2, 3)]
    assert all(len(set(plans)) == len(STRATEGIES) for plans in orders)
    assert areas(planted(5), "victims") == areas(planted(5), "victims") != areas(planted(6), "victims")


def test_an_interval_is_about_its_mean_and_narrows_with_equal_leads() -> None:
    found = {"degree": [{"largest": 0.9}] * 8, "other": [{"largest": 0.7}] * 8}
    assert margin(found, "other", "largest").low == pytest.approx(0.2)
    assert margin(found, "other", "largest").high == pytest.approx(0.2)


def named(snapshot: Snapshot, **given: object) -> set[str]:
    result = run("disruption", snapshot, **given)  # type: ignore[arg-type]
    return {str(row["caption"]) for row in result.records() if row["caption"] is not None}


def test_nobody_protected_is_in_any_plan_or_finding(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    turned = case.add("person", "Turned Recruiter", roles=["victim_turned_recruiter"])
    witness = case.add("person", "Silent Witness", protection="W1")
    moved = case.add("person", "Moved Worker")
    exploited = case.add("person", "Exploited Worker")
    case.link("RECRUITED_BY", who["victim0"], turned)
    case.link("RECRUITED_BY", turned, who["Broker"])
    case.link("TRANSPORTED_BY", moved, who["Skipper"])
    case.link("EXPLOITED_BY", exploited, who["Keeper"])
    case.link("RECRUITED_BY", who["victim2"], exploited)  # made to recruit: a part of hers, and still no plan has her
    for one in (turned, witness, moved, exploited):
        for name in ("Organiser", "Broker", "Skipper", "Keeper", "victim1"):
            case.link("ASSOCIATE_OF", one, who[name])
    snapshot = case.snapshot(tmp_path)
    result = run("disruption", snapshot, steps=50)
    hidden = [turned, witness, moved, exploited, *(who[f"victim{number}"] for number in range(5))]
    told = repr((result.rows, result.findings, dict(result.summary)))
    for code in hidden:
        node = snapshot.node(snapshot.code_of(snapshot.id_of(code)))
        assert node.id not in told
        assert node.caption not in told
    assert not [name for name in ("Hidden", "Turned", "Silent", "Moved", "Exploited") if name in told]
    assert named(snapshot, steps=50) >= {"Organiser Prima", "Broker Prima", "Skipper Prima"}
    assert result.summary["victims"] == 7
    assert result.summary["out_of_reach"] == 2, "whom victims hold no plan can free"


def test_documents_held_by_others_are_control(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    boss = case.add("person", "Boss", roles=["organiser"])
    for number in range(3):
        victim = case.add("person", f"Hidden {number}", protection="V1")
        passport = case.add("identity_document", None, id_scheme="passport", id_value=f"X000000{number}")
        case.link("ISSUED_FOR" if number else "HOLDS_DOCUMENT", *((passport, victim) if number else (victim, passport)))
        case.link("DOCUMENT_HELD_BY", passport, boss)
        case.link("DOCUMENT_HELD_BY", passport, victim)  # one's own passport is no control
    snapshot = case.snapshot(tmp_path)
    result = run("disruption", snapshot)
    assert (result.summary["victims"], result.summary["under_control"], result.summary["out_of_reach"]) == (3, 3, 0)
    assert run("disruption", snapshot, heads=[]).summary["heads"] == 1, "a victim is not her own holder"
    plan = [row for row in result.records() if row["strategy"] == "victims"]
    assert [(row["caption"], row["under_control"]) for row in plan] == [(None, 3), ("Boss", 0)]
    finding = next(one for one in result.findings if one.explanation[0].codes == ("victims",))
    assert finding.score == 1.0
    assert len(finding.links) == 3


def test_heads_parts_listed_types_and_budget(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    all_hold = run("disruption", snapshot, heads=[])
    led_alone = run("disruption", snapshot, heads=["organiser"])
    assert all_hold.summary["heads"] == 2
    assert led_alone.summary["heads"] == 1
    plan = [row["caption"] for row in led_alone.records() if row["strategy"] == "victims"]
    assert plan == [None, "Organiser Prima"], "without the organiser nobody is led"
    assert named(snapshot, listed=["organisation"]) == set()
    assert named(snapshot, listed=["account", "phone"]) == set()
    priced = run("disruption", snapshot, cost="degree", steps=2)
    for strategy in STRATEGIES:
        costs = [float(row["cost"] or 0) for row in priced.records() if row["strategy"] == strategy]
        assert sum(costs) <= 2
    assert any(0 < float(row["cost"] or 0) < 1 for row in priced.records())
    with pytest.raises(AnalysisError, match="no such part"):
        run("disruption", snapshot, heads=["king"])
    with pytest.raises(AnalysisError, match="out of bounds"):
        run("disruption", snapshot, steps=0)


def test_the_result_is_the_same_again_and_tells_who_is_best(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    result = run("disruption", snapshot, steps=2)
    assert run("disruption", snapshot, steps=2).digest == result.digest
    assert run("disruption", snapshot, steps=2, backfill=1.0).digest != result.digest
    areas_of = {name: result.summary[f"area_under_control_{name}"] for name in STRATEGIES}
    best = min(areas_of, key=lambda name: (areas_of[name], name))
    assert result.summary["best_under_control"] == best
    lead = float(areas_of["degree"] or 0) - float(areas_of[best] or 0)
    assert result.summary["lead_under_control_over_degree"] == pytest.approx(lead)
    assert [row["step"] for row in result.records() if row["strategy"] == "victims"] == [0, 1, 2]
    for finding in result.findings:
        assert finding.explanation[-1].code == "decision_aid"
        assert [snapshot.link_of(link) for link in finding.links]


def test_without_anybody_to_remove_there_is_no_plan(tiny: ModuleType, tmp_path: Path) -> None:
    empty = run("disruption", tiny.TinyCase().snapshot(tmp_path / "empty"))
    assert (empty.rows, empty.findings, empty.summary["best_under_control"]) == ((), (), None)
    case = tiny.TinyCase()
    one, other = case.people(["Hidden One", "Hidden Other"], protection="V1")
    case.link("ASSOCIATE_OF", one, other)
    result = run("disruption", case.snapshot(tmp_path / "hidden"))
    assert [(row["step"], row["largest"]) for row in result.records()] == [(0, 1.0)] * len(STRATEGIES)
    assert (result.findings, result.summary["best_largest"]) == ((), None)
