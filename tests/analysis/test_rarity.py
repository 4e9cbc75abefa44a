"""Bits of surprise: none for the usual, more for the rarer, the tail of the counts by definition."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.analysis.rarity import Rarity

COUNTS = st.lists(st.integers(1, 9), min_size=1, max_size=60)


@given(COUNTS)
def test_bits_are_the_logarithm_of_the_share_of_pairs_with_as_many(counts: list[int]) -> None:
    rarity = Rarity.of((("money", n) for n in counts), baseline=1, unknown=8.0, most=99.0)
    for number in counts:
        assert rarity("money", number) == pytest.approx(log2(len(counts) / sum(n >= number for n in counts)))
    assert rarity("money", min(counts)) == 0.0


@given(COUNTS, st.integers(1, 9))
def test_bits_grow_with_the_number_and_end_at_the_most(counts: list[int], most: int) -> None:
    rarity = Rarity.of((("money", n) for n in counts), baseline=1, unknown=8.0, most=most)
    bits = [rarity("money", number) for number in sorted(set(counts))]
    assert bits == sorted(bits)
    assert bits[-1] <= most


def test_layers_have_base_rates_of_their_own_or_none() -> None:
    pairs = [("communication", 1)] * 3 + [("communication", 2)] + [("money", 2)]
    rarity = Rarity.of(pairs, baseline=4, unknown=6.0, most=8.0)
    assert rarity("communication", 2) == 2.0
    assert rarity("money", 1) == 6.0
    assert rarity("money", 2) > 6.0
    assert rarity("travel", 1) == 6.0


def test_pairs_that_are_looked_for_do_not_make_each_other_usual() -> None:
    usual = [1] * 6000 + [2] * 600 + [3] * 60  # each number a tenth as often: a pair of five is one in ten thousand
    for ring in (0, 60):
        bits = Rarity.of((("money", n) for n in [*usual, *[5] * (ring + 1)]), baseline=500, unknown=8.0, most=16.0)
        assert bits("money", 5) == pytest.approx(min(-log2(1e-4), log2((6661 + ring) / (ring + 1)) + 4), abs=1.0)
    assert bits("money", 1) == pytest.approx(0.0, abs=0.01)


def test_a_wide_bulk_is_believed_as_it_is_seen() -> None:
    wide = [number for number in range(1, 40) for _ in range(2000 // number)]
    bits = Rarity.of((("money", n) for n in wide), baseline=500, unknown=8.0, most=16.0)
    assert bits("money", 30) < log2(len(wide) / sum(n >= 30 for n in wide)) + 4.01
