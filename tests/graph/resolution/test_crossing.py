"""Pairs between a case and a list: all that meet in a block and no other, and large blocks are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.resolution import crossing as crossed
from jejak.graph.resolution.blocking import Keys
from jejak.graph.resolution.crossing import crossing

KEYS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=40)


def seen(n: int) -> Any:
    return SimpleNamespace(subjects=SimpleNamespace(n=n))


def ruled(*rules: list[tuple[int, int]], most: int) -> dict[str, Any]:
    """Rules that give fixed keys."""

    def rule(keys: list[tuple[int, int]]) -> Any:
        owner, key = (np.array([one[place] for one in keys], np.int64) for place in (0, 1))
        return lambda _sight: Keys(owner, key)

    return {f"rule {place}": (rule(keys), most) for place, keys in enumerate(rules)}


@given(KEYS, KEYS, st.integers(0, 10), st.integers(2, 5))
def test_pairs_are_those_of_blocks_that_are_not_too_large(
    one: list[tuple[int, int]], other: list[tuple[int, int]], own: int, most: int
) -> None:
    expected: set[tuple[int, int]] = set()
    overfull = []
    for keys in (one, other):
        large = 0
        for key in {key for _, key in keys}:
            members = {owner for owner, its in keys if its == key}
            pairs = {(a, b) for a in members for b in members if a < own <= b}
            large += len(pairs) > most * (most - 1) // 2
            expected |= pairs if len(pairs) <= most * (most - 1) // 2 else set()
        overfull.append(large)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crossed, "RULES", ruled(one, other, most=most))
        patch.setattr(crossed, "MOST_FOR_ALL", -1)
        found = crossing(seen(10), own)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert [count.overfull for count in found.counts] == overfull
    assert sum(count.alone for count in found.counts) == len(expected)


@given(st.integers(0, 6), st.integers(0, 6))
def test_between_few_all_pairs_are_looked_at(own: int, theirs: int) -> None:
    found = crossing(seen(own + theirs), own)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert pairs == [(a, b) for a in range(own) for b in range(own, own + theirs)]
