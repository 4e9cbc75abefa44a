"""Weigh pairs of subjects: the bits of every feature together, from the rarity of one subject among all.

Invariant: a score is a sum that can be read: the levels and bits of its features explain it to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.comparisons import COMPARISONS, Compared, Sight
from jejak.graph.resolution.model import Conditions, Feature, KindModel
from jejak.graph.resolution.values import Codes, Flags, Floats, best

_AT_ONCE = 1 << 18  # pairs


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of pairs.

    Attributes:
        probability: That the two are one, by the model.
        level: Level of each feature by its name, -1 where nothing could be compared.
        bits: What each feature adds, by its name.
    """

    probability: Floats
    level: Mapping[str, npt.NDArray[np.int8]]
    bits: Mapping[str, Floats]

    def total(self) -> Floats:
        """All bits of each pair but for where it starts."""
        summed: Floats = np.sum([*self.bits.values()], axis=0, dtype=np.float32)
        return summed


def score(sight: Sight, model: KindModel, left: Codes, right: Codes) -> Scores:
    """Score pairs; O(pairs · features), in parts."""
    levels = {name: np.full(left.size, -1, np.int8) for name in model.features}
    bits = {name: np.zeros(left.size, np.float32) for name in model.features}
    for low in range(0, left.size, _AT_ONCE):
        part = slice(low, low + _AT_ONCE)
        for name, feature in model.features.items():
            names, compare = COMPARISONS[model.kind][name]
            found = compare(sight, left[part], right[part])
            levels[name][part], bits[name][part] = Weights.of(feature, names).best(found, left[part].size)
    total = np.sum([*bits.values()], axis=0, dtype=np.float64) + start_bits(sight, model)
    probability = np.minimum(1 / (1 + np.exp2(-total)), _ceiling(model, levels, left.size)).astype(np.float32)
    return Scores(probability, levels, bits)


def _ceiling(model: KindModel, levels: Mapping[str, npt.NDArray[np.int8]], pairs: int) -> Floats:
    """The highest probability that the levels of each pair allow."""

    def come_to(name: str, ones: Sequence[str]) -> Flags:
        numbers = COMPARISONS[model.kind][name][0]
        found: Flags = np.isin(levels[name], [numbers.index(one) for one in ones])
        return found

    def meet(conditions: Conditions) -> Flags:
        found = np.zeros(pairs, np.bool_)
        for condition in conditions:
            found |= np.logical_and.reduce([come_to(name, ones) for name, ones in condition.items()])
        return found

    lowest = np.ones(pairs, np.float32)
    for name, feature in model.features.items():
        for level in feature.levels.values():
            if level.ceiling < 1:
                held = come_to(name, [level.name]) & ~meet(level.unless)
                held &= meet(level.where) | (not level.where)
                lowest[held] = np.minimum(lowest[held], level.ceiling)
    return lowest


def start_bits(sight: Sight, model: KindModel) -> float:
    """Where a pair starts: of all subjects, about one other is the same as a given one, or what the model says."""
    if model.start is not None:
        return model.start
    return -float(np.log2(max(sight.subjects.n, 2)))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a feature by the number of its level."""

    base: Floats
    counts_rarity: npt.NDArray[np.bool_]
    least: Floats
    most: Floats

    @classmethod
    def of(cls, feature: Feature, names: tuple[str, ...]) -> Weights:
        """Take the levels of a feature in the order in which its comparison numbers them."""
        levels = [feature.levels[name] for name in names]
        base = [np.log2(level.m) - (np.log2(level.u) if level.u is not None else 0) for level in levels]
        return cls(
            np.array(base, np.float32),
            np.array([level.u is None for level in levels], np.bool_),
            *(np.array([getattr(level, name) for level in levels], np.float32) for name in ("least", "most")),
        )

    def best(self, found: Compared, pairs: int) -> tuple[npt.NDArray[np.int8], Floats]:
        """Level and bits of each pair: those of its values that agree best."""
        bits = self.base[found.level] + np.where(self.counts_rarity[found.level], found.rarity, 0)
        bits = np.clip(bits, self.least[found.level], self.most[found.level]).astype(np.float32)
        place = best(found.crossed, bits, pairs)
        level, told = np.full(pairs, -1, np.int8), np.zeros(pairs, np.float32)
        known = np.flatnonzero(place >= 0)
        level[known], told[known] = found.level[place[known]], bits[place[known]]
        return level, told
