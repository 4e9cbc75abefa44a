"""The ring stands before the look-alike, says why, names no victim, and every link has a claim."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.listing import listable_codes
from jejak.analysis.registry import run
from jejak.analysis.role_hints import CHAIN, stated_hints
from jejak.analysis.role_patterns import role_hints
from jejak.analysis.splitting import communities
from jejak.analysis.syndicate_facts import SyndicateParameters
from jejak.analysis.syndicates import find_syndicates

#: Whoever scores little is listed too.
EVERY = SyndicateParameters(least_score=0)


def test_ring_before_family(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    ring, family = find_syndicates(snapshot, EVERY)
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
    assert family.parts[-1].name == "one_layer"
    assert ring.score > 2 * family.score
    assert [found.ids for found in find_syndicates(snapshot)] == [ring.ids]  # a family is no syndicate


def test_reasons_are_codes_and_figures_and_no_sentences(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    ring, family = find_syndicates(case.snapshot(tmp_path), EVERY)
    told = {reason.code: reason for reason in ring.reasons}
    assert told["victims"].numbers == {"victims": 5, "moved": 0}
    assert told["money"].numbers == {"transfers": 3}
    assert told["shared"].numbers == {"things": 1}
    assert {"money", "family"} <= set(told["layers"].codes)
    assert {"recruitment", "transport"} <= set(told["stages"].codes)
    assert "one_layer" in {reason.code for reason in family.reasons}
    assert all(part.points for part in family.parts if part.reason in family.reasons)
    words = {*told, *(code for reason in told.values() for code in reason.codes)}
    assert not {word for word in words if " " in word}


def test_a_hint_counts_others_and_holds_the_links_that_say_so(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    for name in ("Worker One", "Worker Two"):
        case.link("PLACED_BY", case.add("person", name), who["Broker"])
    snapshot = case.snapshot(tmp_path)
    hints = {hint.reason.code: hint for hint in role_hints(snapshot, stated_hints(snapshot))[who["Broker"]]}
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
    (found,) = find_syndicates(case.snapshot(tmp_path), EVERY)
    assert {member.caption for member in found.members} == {"One", "Two", "Three"}
    assert found.layers == ("communication",)
    assert len(found.rows) == 3


def test_fewest_members_and_top(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    assert len(find_syndicates(snapshot, SyndicateParameters(least=5, least_score=0))) == 1
    assert len(find_syndicates(snapshot, top=1)) == 1
    assert len(run("syndicates", snapshot, top=1).rows) == 1


def test_who_rests_on_one_bad_report_is_of_the_rim_and_stays_seldom(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, two, three, told, known = case.people(["One", "Two", "Three", "Told", "Known"])
    for pair in ((one, two), (two, three), (one, three), (one, known), (two, known), (three, known)):
        case.link("ASSOCIATE_OF", *pair, grade="A1")
    case.link("ASSOCIATE_OF", one, told, grade="F6")
    (found,) = find_syndicates(case.snapshot(tmp_path), EVERY)
    stays = {member.caption: member.stays for member in found.members}
    assert stays["Told"] < 0.5
    assert stays["Known"] > 0.95
    assert {member.caption for member in found.members if not member.core} == {"Told"}


def test_what_is_missing_and_where_a_group_goes_over_are_told(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    ring, family = find_syndicates(case.snapshot(tmp_path), EVERY)
    assert [reason.code for reason in family.missing][:3] == ["missing_stages", "missing_victims", "missing_money"]
    assert "missing_money" not in {reason.code for reason in ring.missing}
    covered = next(reason.codes for reason in ring.reasons if reason.code == "stages")
    (unseen,) = [reason.codes for reason in ring.missing if reason.code == "missing_stages"]
    assert set(covered) | set(unseen) == set(CHAIN)
    assert set(covered).isdisjoint(unseen)


def test_who_is_paid_again_and_again_by_two_members_handles_money(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    people = case.people(["One", "Two", "Collector"])
    accounts = [case.add("account", None, id_scheme="account", id_value=f"00{n}") for n in range(3)]
    for person, account in zip(people, accounts, strict=True):
        case.link("HOLDS_ACCOUNT", person, account)
    for payer in accounts[:2]:
        for _ in range(3):
            case.link("TRANSFERRED", payer, accounts[2], amount="100", currency="IDR")
    snapshot = case.snapshot(tmp_path)
    (found,) = find_syndicates(snapshot, EVERY)
    hints = {member.caption: [hint.reason.code for hint in member.hints] for member in found.members}
    assert hints == {"One": [], "Two": [], "Collector": ["collects"]}
    (hint,) = next(member.hints for member in found.members if member.caption == "Collector")
    assert {snapshot.link(row).ltype for row in hint.rows} == {"TRANSFERRED"}
    assert len(hint.rows) == 6
    assert not hint.stated, "nobody says so"
    (money,) = found.money
    assert (money.total, money.transfers, money.received, money.paid) == (600, 6, 0, 0)


def test_a_factory_without_a_name_is_no_actor(tiny: ModuleType, tmp_path: Path) -> None:
    case, who = tiny.chain_ring()
    before = find_syndicates(case.snapshot(tmp_path / "a"), EVERY)[0]
    factory = case.add("organisation", "Rumah majikan")
    for number in range(5):
        case.link("EXPLOITED_BY", who[f"victim{number}"], factory)
    after = find_syndicates(case.snapshot(tmp_path / "b"), EVERY)[0]
    assert {member.caption for member in before.members} == {member.caption for member in after.members}


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


def test_a_registered_company_is_an_actor_whatever_it_is_called(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    described = case.add("organisation", "Rumah Makan")
    registered = case.add("organisation", "Rumah Makan", id_scheme="registration_no", id_value="9120100000000")
    snapshot = case.snapshot(tmp_path)
    assert listable_codes(snapshot, {"organisation"}) == {registered}
    assert described != registered
