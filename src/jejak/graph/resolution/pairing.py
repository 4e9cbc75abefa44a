"""The score of one pair that somebody asks about, whether it was suggested or not.

Invariant: a pair that a model suggests has the score and the reasons here that it has there; nothing is fitted.
"""

from __future__ import annotations

import numpy as np

from jejak.graph.resolution.comparisons import Sight
from jejak.graph.resolution.model import Model
from jejak.graph.resolution.scoring import score, start_bits
from jejak.graph.resolution.subjects import gather
from jejak.graph.resolution.suggesting import Suggestion, read_claims, weighed
from jejak.graph.segments import LedgerView
from jejak.schemas.world import World


def weigh_pair(ledger: LedgerView, world: World, model: Model, left: str, right: str) -> Suggestion | None:
    """Score two entities; ``None`` where they are not of one kind that is compared.

    Args:
        ledger: The claims and judgements.
        world: Entity and link types.
        model: The weights.
        left: Canonical id of one.
        right: Canonical id of the other.

    Raises:
        LedgerError: A live segment is missing or damaged.
    """
    claims, ends, resolution = read_claims(ledger, ledger.state(), world)
    for kind, weights in model.kinds.items():
        sight = Sight(gather(claims, ends, resolution, kind=kind), kind)
        place = {ident: at for at, ident in enumerate(sight.subjects.ids)}
        if left in place and right in place:
            scores = score(sight, weights, np.array([place[left]]), np.array([place[right]]))
            probability = round(float(scores.probability[0]), 6)
            return Suggestion(kind, left, right, probability, start_bits(sight, weights), weighed(weights, scores, 0))
    return None
