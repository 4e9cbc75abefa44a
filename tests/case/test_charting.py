"""What the chart asks of a case: parts and stages, neighbours by links, direction and time, and paths in date order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jejak.case import Case
from jejak.case.charting import LinkKind, Wish

MAPPING = """mapping: ring
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim}}
  recruiter: {type: person, key: [recruiter], protection: S, properties: {name: recruiter}}
  payer: {type: organisation, key: [payer], protection: S, properties: {name: payer}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter, time: day}
  - {type: TRANSFERRED, from: payer, to: recruiter, amount: sum, currency: {value: MYR}, time: paid}
"""
ROWS = """victim,recruiter,payer,sum,day,paid
Zulaiha Zz,Yusran Yy,PT Wawa Ww,10.00,2024-05-03,2024-05-01
Qamariah Qq,Yusran Yy,PT Wawa Ww,20.00,2024-05-05,2024-05-02
Viktoria Vv,Yusran Yy,PT Sama Ss,30.00,2024-06-01,2024-06-01
"""
DAY = 86_400_000
MAY_FIRST = 1_714_521_600_000


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("charting")
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(ROWS)
    with Case.create(folder / "c.case", analyst="tester") as opened:
        assert opened.import_file(folder / "rows.csv", folder / "m.yaml").rows_ok == 3
        yield opened


@pytest.fixture(scope="module")
def ids(case: Case) -> dict[str, str]:
    """Ids by name; victims by number."""
    snapshot = case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    named = {node.caption: node.id for node in nodes if not node.masked}
    masked = sorted(node.id for node in nodes if node.masked)
    return named | {f"victim {at}": ident for at, ident in enumerate(masked)}


def test_the_part_that_links_state_gives_the_stage_and_no_protected_person_has_one(
    case: Case, ids: dict[str, str]
) -> None:
    recruiter = case.charting.standing(ids["Yusran Yy"])
    assert (recruiter.part, recruiter.stage, recruiter.neighbours) == ("recruiter", 0, 5)
    for at in range(3):
        assert case.charting.standing(ids[f"victim {at}"]).part == ""
    assert case.charting.standing("f" * 32).neighbours == 0


def test_links_are_counted_by_type_and_direction(case: Case, ids: dict[str, str]) -> None:
    assert case.charting.link_kinds(ids["Yusran Yy"]) == [
        LinkKind("RECRUITED_BY", "in", 3, 3),
        LinkKind("TRANSFERRED", "in", 3, 2),
    ]
    assert case.charting.link_kinds("f" * 32) == []


@pytest.mark.parametrize(
    ("wish", "count"),
    [
        (None, 5),
        (Wish((("TRANSFERRED", "in"),)), 2),
        (Wish((("TRANSFERRED", "out"),)), 0),
        (Wish((("TRANSFERRED", "in"), ("RECRUITED_BY", "in"))), 5),
        (Wish(since_ms=MAY_FIRST + 30 * DAY), 2),
        (Wish(until_ms=MAY_FIRST + DAY), 1),
        (Wish((("RECRUITED_BY", "in"),), MAY_FIRST, MAY_FIRST + 3 * DAY), 1),
    ],
)
def test_neighbours_are_chosen_by_links_direction_and_time(
    case: Case, ids: dict[str, str], wish: Wish | None, count: int
) -> None:
    assert len(case.charting.neighbours(ids["Yusran Yy"], wish)) == count


def test_the_strongest_come_first(case: Case, ids: dict[str, str]) -> None:
    assert case.charting.neighbours(ids["Yusran Yy"])[0] == ids["PT Wawa Ww"]
    assert case.charting.neighbours("f" * 32) == []


def test_paths_in_the_order_of_dates_go_forward_only(case: Case, ids: dict[str, str]) -> None:
    there = case.charting.timed_paths(ids["PT Wawa Ww"], ids["Yusran Yy"])
    assert there == [(ids["PT Wawa Ww"], ids["Yusran Yy"])]
    assert case.charting.timed_paths(ids["Yusran Yy"], ids["PT Wawa Ww"]) == []
