"""Agreement of partitions: the laws of both measures, and a table worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.analysis.engine.agreement import adjusted_rand_index, normalised_mutual_information

MEASURES = (normalised_mutual_information, adjusted_rand_index)
Two = tuple[list[int], list[int]]
two_partitions = st.integers(0, 25).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 4), min_size=n, max_size=n) for _ in range(2)))
)


@given(two_partitions, st.permutations(range(5)))
def test_laws(two: Two, names: list[int]) -> None:
    one, other = two
    for measure in MEASURES:
        assert measure(one, one) == pytest.approx(1)
        assert measure(one, other) == pytest.approx(measure(other, one))
        assert measure([f"group {names[label]}" for label in one], other) == pytest.approx(measure(one, other))
        assert measure(one, other) <= 1 + 1e-12
        equal = len(set(zip(one, other, strict=True))) == len(set(one)) == len(set(other))
        assert (measure(one, other) > 1 - 1e-9) is equal
    assert normalised_mutual_information(one, other) >= 0


def test_by_hand() -> None:
    """Six things in 2 + 4 against 3 + 3, common groups 2, 1 and 3.

    Pairs together: 1 + 0 + 3 = 4 of 15; in one 1 + 6 = 7; in the other 3 + 3 = 6; by chance 7 * 6 / 15 = 2.8.
    """
    one, other = [0, 0, 1, 1, 1, 1], ["a", "a", "a", "b", "b", "b"]
    assert adjusted_rand_index(one, other) == pytest.approx((4 - 2.8) / (6.5 - 2.8))
    entropy_one = log(3) / 3 + log(1.5) * 2 / 3
    entropy_both = log(3) / 3 + log(6) / 6 + log(2) / 2
    mutual = entropy_one + log(2) - entropy_both
    assert normalised_mutual_information(one, other) == pytest.approx(2 * mutual / (entropy_one + log(2)))


def test_chance_is_about_nothing() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 5, (2, 5000))
    assert abs(adjusted_rand_index(one, other)) < 0.01
    assert adjusted_rand_index([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert normalised_mutual_information([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(0)


def test_other_lengths() -> None:
    for measure in MEASURES:
        with pytest.raises(ValueError, match="partitions of 2 and of 3 things cannot be compared"):
            measure([0, 1], [0, 1, 2])
