"""Who is tied to whom: shared objects, lifted events, hubs, and the rows behind each tie."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jejak.analysis.projection import ProjectionParameters, project


def test_transfers_between_accounts_tie_their_holders(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    left, right = case.people(["Left", "Right"])
    accounts = [case.add("account", f"n{i}", id_scheme="account", id_value=f"{i}") for i in range(2)]
    case.link("HOLDS_ACCOUNT", left, accounts[0])
    case.link("HOLDS_ACCOUNT", right, accounts[1])
    case.link("TRANSFERRED", accounts[0], accounts[1], amount="5", currency="IDR")
    case.link("TRANSFERRED", accounts[1], accounts[0], amount="7", currency="IDR")
    snapshot = case.snapshot(tmp_path)
    found = project(snapshot)
    assert list(found.ties) == [(left, right)]
    tie = found.tie(right, left)
    assert [snapshot.link(row).ltype for row in tie.rows] == ["TRANSFERRED", "TRANSFERRED"]
    assert tie.layers[0][0] == "money"


@pytest.mark.parametrize("size", [2, 5])
def test_a_shared_object_counts_one_over_the_others(tiny: ModuleType, tmp_path: Path, size: int) -> None:
    case = tiny.TinyCase()
    house = case.add("address", "Jalan Dua 2", id_scheme="address", id_value="jalan dua 2")
    for person in case.people([f"P{i}" for i in range(size)]):
        case.link("RESIDES_AT", person, house)
    found = project(case.snapshot(tmp_path), ProjectionParameters(shared=1.0, home=1.0))
    assert len(found.ties) == size * (size - 1) // 2
    assert {tie.weight for tie in found.ties.values()} == {1 / (size - 1)}
    assert list(found.shared) == [house]


def test_what_too_many_share_ties_nobody(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    ferry = case.add("trip", "Ferry")
    for person in case.people([f"P{i}" for i in range(6)]):
        case.link("TRAVELLED_ON", person, ferry)
    snapshot = case.snapshot(tmp_path)
    assert not project(snapshot, ProjectionParameters(hub_cap=5)).ties
    assert len(project(snapshot, ProjectionParameters(hub_cap=6)).ties) == 15


def test_an_account_of_nobody_stands_for_its_unknown_user(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, two = case.people(["One", "Two"])
    account = case.add("account", "n", id_scheme="account", id_value="9")
    case.link("TRANSFERRED", one, account, amount="1", currency="IDR")
    case.link("TRANSFERRED", two, account, amount="1", currency="IDR")
    snapshot = case.snapshot(tmp_path)
    found = project(snapshot)
    assert list(found.ties) == [(one, account), (two, account)]
    assert found.shadows == {account}
    assert not project(snapshot, ProjectionParameters(hub_cap=1)).ties


def callers(tiny: ModuleType, times: list[int]) -> Any:
    """Pairs of people, the first of whom calls the second so many times."""
    case = tiny.TinyCase()
    for number, repeated in enumerate(times):
        one, two = case.people([f"One {number}", f"Two {number}"])
        for _ in range(repeated):
            case.link("CONTACTED", one, two)
    return case


def test_a_pair_weighs_as_many_bits_as_it_is_rare(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = callers(tiny, [1] * 12 + [2] * 3 + [5]).snapshot(tmp_path)
    found = project(snapshot, ProjectionParameters(once=0.0, baseline=16))
    weights = {len(tie.rows): tie.weight for tie in found.ties.values()}
    assert weights == {2: 2.0, 5: 4.0}  # one pair in four repeats, one in sixteen five times; all others are usual
    assert project(snapshot, ProjectionParameters(once=0.0, baseline=16, rarest=3.0)).tie(30, 31).weight == 3.0


def test_a_case_of_few_pairs_has_no_base_rate(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = callers(tiny, [1, 3]).snapshot(tmp_path)
    once, often = project(snapshot, ProjectionParameters(once=0.0)).ties.values()
    assert once.weight == ProjectionParameters().stated
    assert often.weight > once.weight


def test_all_pairs_are_kept_where_one_event_counts(tiny: ModuleType, tmp_path: Path) -> None:
    snapshot = callers(tiny, [1] * 8).snapshot(tmp_path)
    assert {tie.weight for tie in project(snapshot, ProjectionParameters(baseline=8)).ties.values()} == {0.1}
    assert not project(snapshot, ProjectionParameters(baseline=8, once=0.0)).ties


def test_an_event_of_a_shared_phone_is_split_between_its_holders(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    caller, *holders = case.people(["Caller", "Father", "Mother", "Child", "Aunt"])
    phone = case.add("phone", None, id_scheme="phone", id_value="+6281200001")
    for one in holders:
        case.link("USES", one, phone)
    case.link("CONTACTED", caller, phone)
    found = project(case.snapshot(tmp_path), ProjectionParameters(once=0.0, stated=8.0))
    assert [found.tie(caller, one).weight for one in holders] == [2.0] * 4


def test_unknown_parties_tie_nobody(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, two = case.people(["One", "Two"])
    unknown = case.add("unknown_party")
    case.link("TRANSFERRED", one, unknown, amount="1", currency="IDR")
    case.link("TRANSFERRED", unknown, two, amount="1", currency="IDR")
    found = project(case.snapshot(tmp_path))
    assert not found.ties
    assert sorted(found.graph) == [one, two]


def test_link_types_can_be_chosen(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path)
    found = project(snapshot, ltypes=("TRANSFERRED",))
    assert {snapshot.link(row).ltype for tie in found.ties.values() for row in tie.rows} == {"TRANSFERRED"}
