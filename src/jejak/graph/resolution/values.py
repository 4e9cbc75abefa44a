"""What subjects state, by the column: several values each, as codes of distinct texts.

Invariant: the codes of a subject are distinct and ascending, so equal statements give equal arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_RANDOM_PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Crossed:
    """Every value of one subject beside every value of the other: ``pair`` says of which pair, and ascends."""

    pair: Codes
    left: Codes
    right: Codes

    def of_pairs(self, wanted: Flags) -> Crossed:
        """Those of some of the pairs."""
        kept = wanted[self.pair]
        return self if kept.all() else Crossed(self.pair[kept], self.left[kept], self.right[kept])


@dataclass(frozen=True, slots=True)
class Values:
    """Values of ``n`` subjects: those of subject ``i`` are ``codes[starts[i]:starts[i + 1]]``, places in ``texts``.

    ``times`` says how often each text is stated in all, by whatever subject.
    """

    starts: Codes
    codes: Codes
    texts: tuple[str, ...]
    times: Codes

    @classmethod
    def of(cls, subject: Codes, texts: pa.Array | Sequence[str], n: int) -> Values:
        """Gather what subjects state; equal statements of one subject are one; O(statements log statements).

        Args:
            subject: Who states text ``i``, in any order.
            texts: The texts, without nulls.
            n: How many subjects there are.
        """
        encoded = (texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())).dictionary_encode()
        codes = encoded.indices.to_numpy().astype(np.int64)
        return cls.coded(subject, codes, n, tuple(encoded.dictionary.to_pylist()))

    @classmethod
    def coded(cls, subject: Codes, codes: Codes, n: int, texts: tuple[str, ...] = ()) -> Values:
        """Gather codes that are there already."""
        size = max(int(codes.max(initial=-1)) + 1, 1)
        both = np.unique(subject.astype(np.int64) * size + codes)
        owner, kept = np.divmod(both, size)
        times = np.bincount(codes, minlength=len(texts))
        return cls(np.searchsorted(owner, np.arange(n + 1)), kept, texts, times)

    @property
    def n(self) -> int:
        """How many subjects there are."""
        return int(self.starts.size - 1)

    @property
    def counts(self) -> Codes:
        """How many values each subject has."""
        return np.diff(self.starts)

    @property
    def owner(self) -> Codes:
        """Which subject has value ``i`` of ``codes``."""
        return np.repeat(np.arange(self.n), self.counts)

    def bearers(self, size: int | None = None) -> Codes:
        """How many subjects state each value."""
        return np.bincount(self.codes, minlength=len(self.texts) if size is None else size)

    def stated(self, subjects: Codes) -> Flags:
        """Whether subjects state anything."""
        found: Flags = self.counts[subjects] > 0
        return found

    def texts_of(self, subject: int) -> tuple[str, ...]:
        """The texts of a subject."""
        return tuple(self.texts[code] for code in self.codes[self.starts[subject] : self.starts[subject + 1]])

    def crossed(self, left: Codes, right: Codes) -> Crossed:
        """Every value of each left subject beside every value of its right subject; O(products)."""
        return Values.paired(self, self, left, right)

    def common(self, left: Codes, right: Codes) -> Flags:
        """Whether subjects have a value in common."""
        crossed = self.crossed(left, right)
        found = np.zeros(left.size, np.bool_)
        found[crossed.pair[crossed.left == crossed.right]] = True
        return found

    def share_in_common(self) -> float:
        """How many of all pairs of subjects have a value in common, from a fixed sample of pairs."""
        if self.n < 2:
            return 0.0
        rng = np.random.default_rng(1)
        left, right = rng.integers(0, self.n, (2, _RANDOM_PAIRS))
        different = left != right
        return float(self.common(left[different], right[different]).mean()) if different.any() else 0.0

    @staticmethod
    def paired(one: Values, other: Values, left: Codes, right: Codes) -> Crossed:
        """Every value of the left subjects in one set beside every value of the right ones in another."""
        lefts, rights = one.counts[left], other.counts[right]
        sizes = lefts * rights
        pair = np.repeat(np.arange(left.size), sizes)
        within = np.arange(pair.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        row, column = np.divmod(within, np.maximum(rights[pair], 1))
        return Crossed(pair, one.codes[one.starts[left][pair] + row], other.codes[other.starts[right][pair] + column])


def strangers(bearers: Codes, again: float) -> npt.NDArray[np.float64]:
    """How many of those who state something are others, where everybody is stated so many times more; at least one."""
    found: npt.NDArray[np.float64] = np.maximum(bearers - again, 1.0)
    return found


def best(crossed: Crossed, score: Floats, pairs: int) -> Codes:
    """The place in ``crossed`` of the highest score of each pair, the first of equals; -1 where it has nothing."""
    found = np.full(pairs, -1, np.int64)
    if crossed.pair.size:
        starts = np.flatnonzero(np.diff(crossed.pair, prepend=-1))
        top = np.repeat(np.maximum.reduceat(score, starts), np.diff(np.append(starts, crossed.pair.size)))
        at = np.flatnonzero(score == top)
        owners, first = np.unique(crossed.pair[at], return_index=True)
        found[owners] = at[first]
    return found
