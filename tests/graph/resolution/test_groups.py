"""Groups of pairs, against cutting every pair and counting what falls apart."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.resolution.groups import MOST_MEMBERS, groups

NAMES = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(NAMES, NAMES), max_size=14)


def around(pairs: list[tuple[str, str]], start: str) -> set[str]:
    """Everybody whom pairs lead to."""
    seen, waiting = {start}, [start]
    for here in waiting:
        for left, right in pairs:
            for there in {left, right} - seen if here in (left, right) else ():
                seen.add(there)
                waiting.append(there)
    return seen


@given(PAIRS)
def test_groups_and_bridges_are_what_cutting_shows(pairs: list[tuple[str, str]]) -> None:
    distinct = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    found = groups(pairs)
    assert {one.members for one in found} == {tuple(sorted(around(distinct, left))) for left, _ in distinct}
    expected = {}
    for pair in distinct:
        left = around([other for other in distinct if other != pair], pair[0])
        if pair[1] not in left:
            right = around([other for other in distinct if other != pair], pair[1])
            if min(len(left), len(right)) > 1:
                expected[pair] = tuple(sorted((len(left), len(right))))
    assert {(b.left, b.right): b.parts for one in found for b in one.bridges} == expected


@given(PAIRS, st.randoms())
def test_neither_order_nor_direction_matters(pairs: list[tuple[str, str]], random: Random) -> None:
    turned = [pair[::-1] for pair in pairs]
    random.shuffle(turned)
    assert groups(turned) == groups(pairs)


def test_a_group_is_large_beyond_what_one_subject_is_stated_as() -> None:
    chain = [(f"{n:02d}", f"{n + 1:02d}") for n in range(MOST_MEMBERS)]
    assert groups(chain)[0].large
    assert not groups(chain[1:])[0].large
