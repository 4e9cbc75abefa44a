"""Shares for the weights from the case itself, without labels: expectation and maximisation over the candidates.

After Fellegi and Sunter (1969): what pairs that are probably one subject come to tells how often such pairs do, and
random pairs tell how often two different subjects do.
Invariant: the same candidates give the same shares; no judgement and no label is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution.comparisons import COMPARISONS, Sight
from jejak.graph.resolution.model import Feature, KindModel, Shares
from jejak.graph.resolution.scoring import Scores, score
from jejak.graph.resolution.values import Codes, Floats

ROUNDS = 12
MOST_PAIRS = 400_000
_LOOKS = (3, 7)  # rounds after which it is looked how many entities a subject has, and how random pairs compare
_FLOOR = 0.002  # a level that no probable pair came to is rare, not impossible
_FEW = 50.0  # probable pairs below which a feature keeps its shares
_LIKELY = 0.5
_MOST_AGAIN = 20.0  # further entities of one subject
_RANDOM_PAIRS = 200_000
_NO_FURTHER = 16.0  # times that a share of random pairs may be from what the model says


def estimated(sight: Sight, model: KindModel, left: Codes, right: Codes) -> tuple[Sight, KindModel]:
    """The model with shares that fit the candidates of this case, and the sight by which to score with it.

    That sight knows how many entities a subject has here: what only its own entities state is rarer than it seems.

    Args:
        sight: The subjects.
        model: Where to start.
        left: Candidates; of many, an evenly spaced part is enough.
        right: Their other halves.
    """
    step = max(left.size // MOST_PAIRS, 1)
    left, right = left[::step], right[::step]
    everybody = max(sight.subjects.n * (sight.subjects.n - 1) / 2, 1)
    for turn in range(ROUNDS):
        found = score(sight, model, left, right)
        likely = found.probability[found.probability >= _LIKELY]  # many hopeless pairs would add up to a few more
        one = min(max(float(likely.sum()) * step, 1.0), everybody / 2)
        model = replace(model.with_shares(dict(_of_one(model, found))), start=math.log2(one / (everybody - one)))
        if turn in _LOOKS:
            sight = replace(sight, again=min(2 * one / max(sight.subjects.n, 1), _MOST_AGAIN))
            model = model.with_shares(dict(_of_two(sight, model)))
    return sight, model


def _of_one(model: KindModel, found: Scores) -> Iterator[tuple[tuple[str, str], Shares]]:
    """How often probable pairs come to each level."""
    for name, feature in model.features.items():
        weights = _counts(model, name, found, found.probability)
        if weights.sum() >= _FEW and len(feature.levels) > 1:
            shares = np.clip(weights / weights.sum(), _FLOOR, 1 - _FLOOR)
            for level, m in zip(_levels(model, feature), shares / shares.sum(), strict=True):
                yield (name, level), Shares(float(m), feature.levels[level].u)


def _of_two(sight: Sight, model: KindModel) -> Iterator[tuple[tuple[str, str], Shares]]:
    """How often random pairs that are hardly one subject come to each level, where the model has a share for it."""
    left, right = np.random.default_rng(1).integers(0, sight.subjects.n, (2, _RANDOM_PAIRS))
    different = left != right
    found = score(sight, model, left[different], right[different])
    for name, feature in model.features.items():
        weights = _counts(model, name, found, 1 - found.probability)
        for level, weight in zip(_levels(model, feature), weights, strict=True):
            said = feature.levels[level]
            if said.u is not None and weights.sum() >= _FEW:
                seen = (weight + 0.5) / (weights.sum() + 1)
                u = min(max(seen, said.u / _NO_FURTHER, 1e-6), said.u * _NO_FURTHER, 0.999)
                yield (name, level), Shares(said.m, float(u))


def _counts(model: KindModel, name: str, found: Scores, weight: Floats) -> npt.NDArray[np.float64]:
    """The weight of the pairs that come to each level of a feature."""
    known = found.level[name] >= 0
    size = len(COMPARISONS[model.kind][name][0])
    counts = np.bincount(found.level[name][known], weight[known].astype(np.float64), minlength=size)
    return counts.astype(np.float64)


def _levels(model: KindModel, feature: Feature) -> tuple[str, ...]:
    return COMPARISONS[model.kind][feature.name][0]
