"""Groups followed through slices: each event where it was put, whatever the members are called."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.analysis.evolution import Event, Members, Rules, follow, overlap

A, B, C = frozenset(range(10)), frozenset(range(10, 20)), frozenset(range(20, 30))
LEFT, RIGHT = frozenset(range(5)), frozenset(range(5, 10))


def told(events: Sequence[Event]) -> list[tuple[str, int, int]]:
    return [(event.kind, event.slice, event.group) for event in events]


def later(slices: list[list[Members]]) -> list[tuple[str, int, int]]:
    """The events after the first slice."""
    return [event for event in told(follow(slices)) if event[1]]


def test_what_does_not_change_has_births_alone() -> None:
    assert told(follow([[A, B, C]] * 6)) == [("born", 0, 1), ("born", 0, 2), ("born", 0, 3)]


def test_two_halves_are_a_split() -> None:
    assert later([[A, B], [LEFT, RIGHT, B], [LEFT, RIGHT, B]]) == [("split", 1, 1)]
    (event,) = [event for event in follow([[A], [LEFT, RIGHT]]) if event.kind == "split"]
    assert (event.others, event.before, event.after) == ((2,), A, A)


def test_two_into_one_are_a_merger() -> None:
    assert later([[LEFT, RIGHT, B], [A, B], [A, B]]) == [("merged", 1, 2)]
    (event,) = [event for event in follow([[LEFT, RIGHT], [A]]) if event.kind == "merged"]
    assert (event.group, event.others, event.before, event.after) == (1, (2,), A, A)


def test_a_small_one_goes_into_a_large_one() -> None:
    assert later([[A | B, frozenset({20, 21, 22})], [A | B | {20, 21, 22}]]) == [("merged", 1, 1)]


def test_who_is_gone_and_back_was_dormant() -> None:
    assert later([[A, B], [A], [A], [A, B]]) == [("dormant", 1, 2), ("resumed", 3, 2)]


def test_who_is_gone_for_long_has_ended_and_who_comes_after_is_new() -> None:
    slices = [[A, B], [A], [A], [A, B]]
    rules = Rules(patience=2)
    assert [event for event in told(follow(slices, rules)) if event[1]] == [("ended", 1, 2), ("born", 3, 3)]


def test_who_is_gone_at_the_end_is_dormant_until_patience_is_out() -> None:
    assert later([[A, B], [A], [A]]) == [("dormant", 1, 2)]
    assert later([[A, B], [A], [A], [A], [A]]) == [("ended", 1, 2)]


def test_size_counts_from_the_share_on() -> None:
    assert later([[A], [A | {90}], [A | {90, 91, 92, 93}], [A]]) == [("grown", 2, 1), ("shrunk", 3, 1)]


def test_one_for_one_is_the_same_group_however_much_it_lost_or_won() -> None:
    assert later([[A | B | C], [LEFT]]) == [("shrunk", 1, 1)]
    assert later([[LEFT], [A | B | C]]) == [("grown", 1, 1)]


@pytest.mark.parametrize("same", [0.2, 0.5, 0.9])
def test_a_piece_below_the_overlap_is_still_told(same: float) -> None:
    kinds = [event.kind for event in follow([[A], [LEFT, RIGHT]], Rules(same=same))]
    assert kinds == ["born", "split"] if same <= 0.5 else {"born"} != set(kinds)


blocks = st.lists(st.integers(0, 6), min_size=12, max_size=12)


def as_groups(labels: list[int]) -> list[Members]:
    """Groups of a labelling; label 0 is nobody."""
    found = [frozenset(at for at, label in enumerate(labels) if label == wanted) for wanted in range(1, 7)]
    return [group for group in found if len(group) >= 2]


@given(st.lists(blocks, min_size=1, max_size=6))
def test_every_group_is_accounted_for(slices: list[list[int]]) -> None:
    groups = [as_groups(labels) for labels in slices]
    events = follow(groups)
    started = {number for event in events if event.kind in {"born", "merged"} for number in (event.group,)}
    started |= {number for event in events if event.kind == "split" for number in event.others}
    assert {event.group for event in events} <= started
    for event in events:
        if event.kind in {"dormant", "ended"}:
            assert event.before in groups[event.slice - 1]
            assert not any(2 * len(event.before & group) > len(event.before) for group in groups[event.slice])
        if event.kind == "born":
            assert event.after in groups[event.slice]
    alive = [number for event in events if event.kind in {"dormant", "ended"} for number in (event.group,)]
    back = [event.group for event in events if event.kind == "resumed"]
    assert all(alive.count(number) >= back.count(number) for number in back)


@given(st.lists(blocks, min_size=1, max_size=6))
def test_a_pair_keeps_its_number_only_where_it_overlaps_or_one_holds_most_of_the_other(slices: list[list[int]]) -> None:
    for event in follow([as_groups(labels) for labels in slices], Rules(same=0.4)):
        common = len(event.before & event.after)
        most = 2 * common > min(len(event.before), len(event.after))
        if event.kind in {"grown", "shrunk"}:
            assert overlap(event.before, event.after) >= 0.4 or most
        if event.kind == "resumed":
            assert overlap(event.before, event.after) >= 0.4
