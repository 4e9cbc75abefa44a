"""The ring stands before the look-alike, says why, names no victim, and every link has a claim."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.registry import run
from jejak.analysis.role_hints import role_hints
from jejak.analysis.splitting import communities
from jejak.analysis.syndicates import SyndicateParameters, find_syndicates


def test_ring_before_family(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    ring, family = find_syndicates(snapshot)
    expected = {snapshot.id_of(who[name]) for name in ("Organiser", "Broker", "Skipper", "Keeper")}
    assert ring.ids == expected
    assert ring.victims == 5
    assert {"money", "accommodation", "family"} <= set(ring.layers)
    assert {(money.currency, str(money.total.normalize()), money.transfers) for money in ring.money} == {
        ("MYR", "7501.5", 3)
    }
    hints = {member.caption: {hint.hint for hint in member.hints} for member in ring.members}
    assert hints["Broker Prima"] == {"recruiter"}
    assert hints["Skipper Prima"] == {"transporter"}
    assert ring.shared == (snapshot.id_of(who["house"]),)
    assert family.layers == ("family",)
    assert family.parts[-1].name == "one layer"
    assert ring.score > 2 * family.score


def test_reasons_are_codes_and_figures_and_no_sentences(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    ring, family = find_syndicates(case.snapshot(tmp_path))
    told = {reason.code: reason for reason in ring.reasons}
    assert told["victims"].numbers == {"victims": 5, "moved": 0}
    assert told["money"].numbers == {"transfers": 3}
    assert told["shared"].numbers == {"things": 1}
    assert {"money", "family"} <= set(told["layers"].codes)
    assert {"recruiter", "transporter"} <= set(told["roles"].codes)
    assert "one_layer" in {reason.code for reason in family.reasons}
    assert all(part.points for part in family.parts if part.reason in family.reasons)
    words = {*told, *(code for reason in told.values() for code in reason.codes)}
    assert not {word for word in words if " " in word}


def test_a_hint_counts_others_and_holds_the_links_that_say_so(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    for name in ("Worker One", "Worker Two"):
        case.link("PLACED_BY", case.add("person", name), who["Broker"])
    snapshot = case.snapshot(tmp_path)
    hints = {hint.reason.code: hint for hint in role_hints(snapshot)[who["Broker"]]}
    assert hints["placed"].reason.numbers == {"n": 2}
    assert [snapshot.link(row).ltype for row in hints["placed"].rows] == ["PLACED_BY"] * 2


def test_no_victim_is_named_anywhere_in_the_result(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    result = run("syndicates", snapshot)
    victims = [snapshot.node(who[f"victim{number}"]) for number in range(5)]
    text = repr((result.rows, result.findings))
    for victim in victims:
        assert victim.id not in text
        assert victim.caption not in text
    assert "Hidden" not in text


def test_every_binding_link_has_a_claim(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    for found in find_syndicates(snapshot):
        assert len(found.claims(snapshot)) >= len(found.rows) > 0
        assert [snapshot.link_of(link) for link in found.links] == list(found.rows)
        assert found.score == pytest.approx(sum(part.points for part in found.parts))


def test_people_who_were_only_recruited_are_counted_not_listed(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    for number in range(3):
        case.link("RECRUITED_BY", case.add("person", f"Worker {number}"), who["Broker"])
    ring = find_syndicates(case.snapshot(tmp_path))[0]
    assert ring.moved == 3
    assert not any(member.caption.startswith("Worker") for member in ring.members)


def test_a_phone_of_nobody_known_binds_those_who_call_it(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    burner = case.add("phone", None, id_scheme="phone", id_value="+628120009")
    for number, member in enumerate(case.people(["One", "Two", "Three"])):
        held = case.add("phone", None, id_scheme="phone", id_value=f"+62813000{number}")
        case.link("USES", member, held)
        case.link("CONTACTED", held, burner)
    (found,) = find_syndicates(case.snapshot(tmp_path))
    assert {member.caption for member in found.members} == {"One", "Two", "Three"}
    assert found.layers == ("communication",)
    assert len(found.rows) == 3


def test_fewest_members_and_top(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    assert len(find_syndicates(snapshot, SyndicateParameters(least=5))) == 1
    assert len(find_syndicates(snapshot, top=1)) == 1
    assert len(run("syndicates", snapshot, top=1).rows) == 1


def test_large_groups_are_split_where_they_are_thin() -> None:
    graph = nx.connected_caveman_graph(12, 6)
    nx.set_edge_attributes(graph, 1.0, "weight")
    found = communities(graph, resolution=0.2, seed=1, largest=10)
    assert max(map(len, found)) <= 10
    assert sorted(node for group in found for node in group) == sorted(graph)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 30), st.integers(0, 2**16))
def test_communities_are_a_partition_of_the_tied(size: int, seed: int) -> None:
    graph = nx.gnp_random_graph(size, 0.2, seed=seed)
    nx.set_edge_attributes(graph, 1.0, "weight")
    found = communities(graph, resolution=1.0, seed=seed, largest=8)
    members = [node for group in found for node in group]
    assert sorted(members) == sorted(node for node, degree in graph.degree() if degree)
    assert found == communities(graph, resolution=1.0, seed=seed, largest=8)
