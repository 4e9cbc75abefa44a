"""Who is tied to whom: shared objects, lifted events, hubs, and the rows behind each tie."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

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
    found = project(case.snapshot(tmp_path), ProjectionParameters(accommodation=1.0))
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


def test_what_is_repeated_weighs_more_up_to_a_bound(tiny: ModuleType, tmp_path: Path) -> None:
    weights = []
    for times in (1, 3, 9):
        case = tiny.TinyCase()
        one, two = case.people(["One", "Two"])
        for _ in range(times):
            case.link("TRANSFERRED", one, two, amount="1", currency="IDR")
        chosen = ProjectionParameters(money=1.0, once=0.25, often=4)
        weights.append(project(case.snapshot(tmp_path / str(times)), chosen).tie(one, two).weight)
    assert weights == [0.25, 2.25, 4.25]


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
