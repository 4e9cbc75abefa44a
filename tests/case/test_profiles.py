"""The profile of an entity: who states which value, where sources differ, who is spared, and the money, exact."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case.entities import LISTED, Entities
from jejak.case.profiles import MOST_ENDS, Profile
from jejak.case.roles import state_role
from jejak.graph.entity_table import Listing
from jejak.schemas.errors import ExportError
from jejak.schemas.role_times import RoleTime

FIRST = """mapping: first
version: 1
source: {format: csv}
defaults: {grade: B2, handling: C, region: ID, zone: UTC}
entities:
  victim:
    type: person
    key: [victim]
    protection: V1
    roles: [{value: victim, from: {column: since}, to: {column: until}}]
    properties: {name: victim, birth_date: born}
  boss:
    type: person
    key: [nik]
    roles: [{value: broker, from: {column: since}, to: {column: until}}]
    properties: {name: boss, birth_date: born, nik: nik}
  account: {type: account, key: [account], properties: {number: account}}
  other: {type: account, key: [other], properties: {number: other}}
links:
  - {type: RECRUITED_BY, from: victim, to: boss, time: since}
  - {type: HOLDS_ACCOUNT, from: boss, to: account}
  - {type: TRANSFERRED, from: other, to: account, amount: sum, currency: {value: IDR}, time: since}
"""
SECOND = """mapping: second
version: 1
source: {format: csv}
defaults: {grade: A1, handling: P, region: ID, zone: UTC}
entities:
  boss: {type: person, key: [nik], properties: {name: boss, birth_date: born, nik: nik, birth_place: place}}
"""
NIK = "3171010101800001"
ROWS = "victim,boss,nik,born,account,other,sum,since,until\n" + "".join(
    f"Rahasia {n},Bos Contoh,{NIK},1980-01-01,111222{n % 2},99900{n},0.{n + 1:02d},2024-0{n + 1}-01,\n"
    for n in range(3)
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("profiles")
    for name, text in (("first.yaml", FIRST), ("second.yaml", SECOND), ("first.csv", ROWS)):
        (folder / name).write_text(text)
    (folder / "second.csv").write_text(f"boss,nik,born,place\nBOS CONTOH,{NIK},1981-01-01,Batam\n")
    with Case.create(folder / "p.case", analyst="tester") as opened:
        for name in ("first", "second"):
            opened.import_file(folder / f"{name}.csv", folder / f"{name}.yaml")
        snapshot = opened.snapshot()
        by_nik = [n.id for n in snapshot.nodes_of(range(snapshot.n_nodes)) if n.props.get("nik") == NIK]
        if len(by_nik) > 1:
            opened.judge(by_nik[0], by_nik[1], "same", reason="same NIK")
        yield opened


def find(case: Case, role: str) -> Profile:
    snapshot = case.snapshot()
    found = next(n for n in snapshot.nodes_of(range(snapshot.n_nodes)) if role in n.roles)
    profile = case.entities.profile(found.id)
    assert profile is not None
    return profile


def test_values_in_which_sources_differ_stand_side_by_side_with_who_states_them(case: Case) -> None:
    facts = {fact.name: fact for fact in find(case, "broker").facts}
    born = {one.value: {claim.file for claim in one.claims} for one in facts["birth_date"].stated}
    assert born == {"1981-01-01": {"second.csv"}, "1980-01-01": {"first.csv"}}
    assert facts["birth_date"].differ
    assert facts["birth_date"].stated[0].value == "1981-01-01", "the best graded one comes first"
    assert not facts["name"].differ, "case alone is no difference"
    assert {one.value for one in facts["name"].stated} == {"Bos Contoh", "BOS CONTOH"}
    assert [claim.file for claim in facts["birth_place"].stated[0].claims] == ["second.csv"]
    assert find(case, "broker").facts[0].name == "birth_date", "differences come first"


def test_of_a_masked_one_nothing_is_told_that_its_node_hides(case: Case) -> None:
    victim = find(case, "victim")
    assert "Rahasia" not in repr(victim)
    assert "1980" not in repr((victim.node, victim.facts, victim.roles))
    assert "2024-0" not in "".join(repr(role.time) for role in victim.roles)
    assert [role.time for role in victim.roles] == [RoleTime("victim")]
    assert {claim.file for claim in victim.claims} == {"first.csv"}
    assert not victim.spared


def test_a_victim_who_plays_a_part_is_spared_and_an_analysts_role_is_told(case: Case) -> None:
    victim = find(case, "victim")
    number = state_role(
        case, victim.node.id, "recruiter_calo_sponsor", period=("2024-06", ""), note="statement"
    ).role.seq
    again = case.entities.profile(victim.node.id)
    assert again is not None
    assert again.spared
    assert ("recruiter_calo_sponsor", "tester") in [(role.time.role, role.analyst) for role in again.roles]
    assert not find(case, "broker").spared
    case.ledger.withdraw_role(number, analyst="tester", reason="")


def test_roles_have_their_times_and_records(case: Case) -> None:
    roles = [role for role in find(case, "broker").roles if role.time.role == "broker"]
    assert [role.time.t_from for role in roles] == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert [(claim.file, claim.locator) for role in roles for claim in role.claims] == [("first.csv", 1)] * 3


def test_money_is_that_of_the_accounts_held_exact_by_currency_and_way(case: Case) -> None:
    money = find(case, "broker").money
    assert {one.caption for one in money.accounts} == {"1112220", "1112221"}
    assert [(one.currency, one.out, one.total, one.count, one.others) for one in money.sums] == [
        ("IDR", False, Decimal("0.06"), 3, 3)
    ]
    assert sum(flow.total for flow in money.flows) == Decimal("0.06")
    assert {flow.ties.target for flow in money.flows} == {one.id for one in money.accounts}


def test_links_stand_by_layer_and_masked_ends_keep_their_pseudonyms(case: Case) -> None:
    layers = {layer.layer: layer for layer in find(case, "broker").layers}
    assert {name: layer.links for name, layer in layers.items()} == {"money": 2, "recruitment": 3}
    ends = [tie.other.caption for tie in layers["recruitment"].ties]
    assert all(caption.startswith("Victim ") for caption in ends)
    assert layers["recruitment"].others == 3 <= MOST_ENDS


def test_nobody_is_no_profile(case: Case) -> None:
    assert case.entities.profile("0" * 32) is None


def test_a_list_that_leaves_is_an_event_without_what_was_looked_for(case: Case) -> None:
    entities: Entities = case.entities
    rows = entities.leaving(Listing(text="Contoh", codes=(("etype", frozenset({"person"})),)))
    (event,) = [one for one in case.ledger.events() if one.kind == LISTED]
    assert [row.caption for row in rows] == ["BOS CONTOH"]
    assert event.detail == {"rows": 1, "searched": True, "near": "", "etype": ["person"]}
    assert "Contoh" not in repr(event)
    with pytest.raises(ExportError, match="nothing is listed"):
        entities.leaving(Listing(text="nobody at all"))


def test_payments_in_cash_are_summed_and_make_no_others(tmp_path: Path) -> None:
    mapping = """mapping: cash
version: 1
source: {format: csv}
defaults: {grade: B2, handling: C, region: ID, zone: UTC}
entities:
  account: {type: account, key: [account], properties: {number: account}}
  payer: {type: unknown_party, key: [ref]}
  known: {type: account, key: [known], properties: {number: known}}
links:
  - {type: TRANSFERRED, from: payer, to: account, amount: sum, currency: {value: IDR}, time: day}
  - {type: TRANSFERRED, from: known, to: account, amount: sum, currency: {value: IDR}, time: day}
"""
    rows = "".join(f"1112220000,cash {n},9990000001,10.50,2024-01-0{n}\n" for n in range(1, 6))
    (tmp_path / "cash.csv").write_text(f"account,ref,known,sum,day\n{rows}")
    (tmp_path / "cash.yaml").write_text(mapping)
    with Case.create(tmp_path / "c.case", analyst="tester") as opened:
        opened.import_file(tmp_path / "cash.csv", tmp_path / "cash.yaml")
        row = next(row for row in opened.entities.block(Listing(), 0, 99)[0] if row.caption.endswith("1112220000"))
        found = opened.entities.profile(row.id)
        assert found
        (told,) = found.money.sums
        assert (told.total, told.count, told.others) == (Decimal("105.00"), 10, 1)
