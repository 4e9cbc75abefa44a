"""Why a group is together: every link once, each leading to its claims, and months without gaps."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from jejak.case import Case
from jejak.case.bonds import _between, bonds, months
from jejak.demo.run import build_demo


def test_every_link_of_a_group_stands_in_one_bond_and_leads_to_its_records(tmp_path: Path) -> None:
    made = build_demo(tmp_path / "demo", size="small", seed=3)
    with Case.open(made.case) as case:
        views, snapshot = case.syndicates(3), case.snapshot()
        assert views
        for view in views:
            listed = [link for bond in view.bonds for link in bond.links]
            assert sorted(listed) == sorted(view.link_ids)
            assert [len(bond.links) for bond in view.bonds] == sorted((len(b.links) for b in view.bonds), reverse=True)
            for bond in view.bonds:
                rows = [snapshot.link_of(link) for link in bond.links]
                found = {
                    (snapshot.link(row).source, snapshot.link(row).target, snapshot.link(row).ltype)
                    for row in rows
                    if row is not None
                }
                assert found == {(bond.left.id, bond.right.id, bond.ltype)}
                assert all(case.claims(link) for link in bond.links)
            times = [snapshot.link(row).ts_ms for link in view.link_ids if (row := snapshot.link_of(link)) is not None]
            known = Counter(f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m}" for ms in times if ms is not None)
            assert {month: n for month, n in view.months if n} == known
            assert sum(view.points.values()) == view.score
            masked = {node.caption for node in map(snapshot.node, range(snapshot.n_nodes)) if node.masked}
            assert masked.isdisjoint(member.caption for member in view.members)


def test_months_have_no_gap() -> None:
    assert _between(["2023-11", "2024-02"]) == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert _between([]) == []


def test_a_group_of_no_link_has_no_bond(tmp_path: Path) -> None:
    with Case.create(tmp_path / "empty.case", analyst="tester") as case:
        assert (bonds(case.snapshot(), ()), months(case.snapshot(), ())) == ((), ())
