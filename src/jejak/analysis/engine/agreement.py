"""How far two partitions of the same things agree: 1 when they are equal, whatever the labels are called.

Both measures read the table of how many things have each pair of labels, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from jejak.analysis.engine.csr import Floats

#: Labels of things; place by place the two partitions speak of the same thing.
Labels = npt.ArrayLike


def normalised_mutual_information(one: Labels, other: Labels) -> float:
    """Mutual information over the mean of the two entropies, 0 to 1; O(n log n).

    The normalisation by the arithmetic mean, 2 I / (H + H'), is that of Danon, Díaz-Guilera, Duch, Arenas,
    "Comparing community structure identification", J. Stat. Mech. P09008, 2005. Two partitions of one group each,
    and two of nothing, are equal: 1.

    Raises:
        ValueError: when the partitions are of different length.
    """
    pairs, rows, columns = _table(one, other)
    spread = _entropy(rows) + _entropy(columns)
    if spread == 0:
        return 1.0
    return min(1.0, max(0.0, 2 * (spread - _entropy(pairs)) / spread))


def adjusted_rand_index(one: Labels, other: Labels) -> float:
    """Share of pairs of things on which both agree, less what chance gives: 1 equal, about 0 by chance; O(n log n).

    Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985, formula 5.

    Raises:
        ValueError: when the partitions are of different length.
    """
    pairs, rows, columns = _table(one, other)
    together, in_one, in_other = _pairs(pairs), _pairs(rows), _pairs(columns)
    every = _pairs(np.array([rows.sum()]))
    if in_one == in_other and (in_one in {0.0, every}):
        return 1.0  # all alone or all together in both
    chance = in_one * in_other / every
    return (together - chance) / ((in_one + in_other) / 2 - chance)


def _table(one: Labels, other: Labels) -> tuple[Floats, Floats, Floats]:
    """Sizes of the common groups that are not empty, of the groups of the first and of those of the second."""
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"partitions of {first.size} and of {second.size} things cannot be compared")
    _, left = np.unique(first, return_inverse=True)
    _, right = np.unique(second, return_inverse=True)
    # Two labels in one number: both are under n, so a pair fits where n squared does.
    _, pairs = np.unique(left.astype(np.int64) * (first.size + 1) + right, return_counts=True)
    return pairs.astype(float), np.bincount(left).astype(float), np.bincount(right).astype(float)


def _entropy(counts: Floats) -> float:
    """Entropy of groups of these sizes, in nats."""
    if counts.size < 2:
        return 0.0
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _pairs(counts: Floats) -> float:
    """How many pairs of things lie in one group."""
    return float((counts * (counts - 1)).sum() / 2)
