"""Groups of actors: communities of the ties that are unusual, and the known players that lean on one of them.

The backbone keeps only ties that would hardly be there by chance. Who plays a known part is often known by a nickname
and a telephone alone, too little to be in the backbone: they join the group that they are tied to most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import networkx as nx

from jejak.analysis.projection import Projection
from jejak.analysis.splitting import communities


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParameters:
    """How groups are found.

    Attributes:
        backbone: Least bits of a tie that makes groups (at 5, one pair in 32 repeats as often).
        joining: Least bits of all ties between a group and somebody of a known part who joins it.
        resolution: Resolution of the community search.
        largest: Groups above this size are split.
        seed: Seed of the community search.
    """

    backbone: float = 5.0
    joining: float = 0.5
    resolution: float = 1.0
    largest: int = 40
    seed: int = 0


def cores(projection: Projection, players: Collection[int], chosen: GroupParameters) -> list[list[int]]:
    """Find groups of two actors or more, each sorted; O(ties log ties).

    Args:
        projection: The actors and their ties.
        players: Actors of whom a source states a part.
        chosen: How groups are found.
    """
    strong: nx.Graph[int] = nx.Graph()
    strong.add_weighted_edges_from(
        (*pair, tie.weight) for pair, tie in projection.ties.items() if tie.weight >= chosen.backbone
    )
    found = communities(strong, resolution=chosen.resolution, seed=chosen.seed, largest=chosen.largest)
    found = [group for group in found if len(set(group) - projection.shadows) > 1]
    return _joined(projection, found, players, chosen.joining)


def _joined(projection: Projection, found: list[list[int]], players: Collection[int], least: float) -> list[list[int]]:
    place = {code: number for number, group in enumerate(found) for code in group}
    coming: dict[int, list[int]] = defaultdict(list)
    for player in sorted(set(players).difference(place).intersection(projection.graph)):
        pull: dict[int, float] = defaultdict(float)
        for other, tie in projection.graph[player].items():
            if other in place:
                pull[place[other]] += tie["weight"]
        nearest = max(pull, key=lambda number: (pull[number], -number), default=-1)
        if nearest >= 0 and pull[nearest] >= least:
            coming[nearest].append(player)
    return [sorted([*group, *coming[number]]) for number, group in enumerate(found)]
