"""Who may lead a syndicate is its first member: no victim names him, and the others meet in him."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from jejak.analysis.leading import leading_first
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint
from jejak.analysis.syndicate_facts import Group, SyndicateParameters
from jejak.analysis.syndicate_score import Facts
from jejak.analysis.syndicates import find_syndicates

FACTS = Facts((), 0, 0, (), 0, 0, (), 0, 1.0, None, None)


def ordered(parts: dict[int, str], betweenness: dict[int, float], strengths: dict[int, float]) -> list[int]:
    hints = {code: (RoleHint(part, Reason("stated_role")),) for code, part in parts.items() if part}
    group = Group(tuple(strengths), tuple(strengths), hints, (), (), (), FACTS)
    return leading_first(group, betweenness, strengths)


@pytest.mark.parametrize("part", ["organiser", "broker", "financier"])
def test_a_leading_part_comes_before_whoever_lies_between_and_is_tied_most(part: str) -> None:
    assert ordered({1: part, 2: "", 3: ""}, {1: 0.0, 2: 0.9, 3: 0.0}, {1: 7.0, 2: 90.0, 3: 50.0}) == [1, 2, 3]


def test_who_lies_between_unseen_comes_before_a_player_who_meets_people() -> None:
    assert ordered({1: "recruiter", 2: "", 3: "money"}, {1: 0.9, 2: 0.2, 3: 0.3}, dict.fromkeys((1, 2, 3), 9.0)) == [
        3, 2, 1,
    ]  # fmt: skip


def test_who_just_knows_one_member_is_behind_a_known_player() -> None:
    assert ordered({1: "", 2: "recruiter"}, {1: 0.0, 2: 0.1}, {1: 40.0, 2: 8.0}) == [2, 1]
    assert ordered({1: "", 2: "recruiter", 3: ""}, dict.fromkeys((1, 2, 3), 0.0), {1: 4.0, 2: 8.0, 3: 9.0}) == [3, 2, 1]


def test_a_quiet_head_is_first_though_others_are_tied_more(tiny: ModuleType, tmp_path: Path) -> None:
    """Three recruiters report to the head, and two of them, whom victims name, deal most."""
    case = tiny.TinyCase()
    head, *recruiters = case.people(["Head", "Left", "Right", "Far"])
    for recruiter in recruiters:
        case.link("ASSOCIATE_OF", head, recruiter)
        case.link("RECRUITED_BY", case.add("person", f"V{recruiter}", protection="V1"), recruiter)
    for day in range(1, 6):
        case.link("TRANSFERRED", *recruiters[:2], amount="5", currency="IDR", t=f"2024-05-0{day}")
    (found,) = find_syndicates(case.snapshot(tmp_path), SyndicateParameters(least_score=0))
    assert [member.caption for member in found.members] == ["Head", "Left", "Right", "Far"]
    assert [member.between for member in found.members] == [pytest.approx(2 / 3), 0.0, 0.0, 0.0]
    assert found.members[0].strength < found.members[1].strength
