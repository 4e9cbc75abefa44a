"""Shares for the weights from the case itself, without labels: expectation and maximisation over the candidates.

After Fellegi and Sunter (1969): what pairs that are probably one subject come to tells how often such pairs do.
Invariant: the same candidates give the same shares; no judgement and no label is read.
"""

from __future__ import annotations

import math

import numpy as np

from jejak.graph.resolution.comparisons import COMPARISONS, Sight
from jejak.graph.resolution.model import KindModel
from jejak.graph.resolution.scoring import score
from jejak.graph.resolution.values import Codes

ROUNDS = 8
_FLOOR = 0.002  # a level that no probable pair came to is rare, not impossible
_FEW = 50.0  # probable pairs below which a feature keeps its shares
MOST_PAIRS = 400_000


def estimated(sight: Sight, model: KindModel, left: Codes, right: Codes) -> KindModel:
    """The model with shares ``m`` that fit the candidates of this case.

    Args:
        sight: The subjects.
        model: Where to start.
        left: Candidates; of many, an evenly spaced part is enough.
        right: Their other halves.
    """
    step = max(left.size // MOST_PAIRS, 1)
    left, right = left[::step], right[::step]
    for _ in range(ROUNDS):
        found = score(sight, model, left, right)
        shares: dict[tuple[str, str], float] = {}
        for name, feature in model.features.items():
            level = found.level[name]
            known = level >= 0
            weight = found.probability[known].astype(np.float64)
            names = COMPARISONS[model.kind][name][0]
            if weight.sum() < _FEW or len(feature.levels) < 2:
                continue
            counts = np.bincount(level[known], weight, minlength=len(names)) / weight.sum()
            counts = np.clip(counts, _FLOOR, 1 - _FLOOR)
            shares |= {(name, one): float(share) for one, share in zip(names, counts / counts.sum(), strict=True)}
        pairs = max(sight.subjects.n * (sight.subjects.n - 1) / 2, 1)
        one = min(max(float(found.probability.sum()) * step, 1.0), pairs / 2)
        model = model.with_shares(shares, math.log2(one / (pairs - one)))
    return model
