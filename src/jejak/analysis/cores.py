"""Groups of actors: communities of the ties that are unusual, grown and pruned until everybody in them belongs.

The backbone keeps only ties that would hardly be there by chance; its communities are the first groups. Then three
steps are repeated until nothing changes: who is not bound enough leaves, groups that are bound to each other become
one, and who is bound enough joins the group that binds most. What is enough is a number of bits, summed over all ties
with the group, so that many weak ties count like one strong one; for who plays a known part (often known by a nickname
and a telephone alone) less is enough. Two things are bound by less than they seem:

* who shares a telephone or an account with others, by what that telephone did: it may have been any of them. It binds
  whoever of them plays a known part, and nobody else;
* an organisation, by who directs it: everybody may have a lawful company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.projection import Projection, Tie
from jejak.analysis.splitting import communities

_ROUNDS = 12
_LAWFUL = "corporate"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParameters:
    """How groups are found.

    Attributes:
        backbone: Least bits of a tie that makes a first group (at 6, one pair in 64 repeats as often).
        joining: Least bits of all ties between a group and somebody in it.
        players: The same for somebody of a known part.
        merging: Least bits of all ties between two groups that become one.
        resolution: Resolution of the community search.
        largest: First groups above this size are split.
        seed: Seed of the community search.
    """

    backbone: float = 6.0
    joining: float = 7.0
    players: float = 2.0
    merging: float = 8.0
    resolution: float = 1.0
    largest: int = 40
    seed: int = 0


def cores(binding: Binding) -> list[list[int]]:
    """Find groups of two actors or more, each sorted, in the order of their lowest member; O(ties log ties).

    The steps end after `_ROUNDS` rounds, should groups go on changing; in any case everybody in one is bound to it.
    """
    projection, chosen = binding.projection, binding.chosen
    strong: nx.Graph[int] = nx.Graph()
    strong.add_weighted_edges_from(
        (*pair, tie.weight) for pair, tie in projection.ties.items() if tie.weight >= chosen.backbone
    )
    found = communities(strong, resolution=chosen.resolution, seed=chosen.seed, largest=chosen.largest)
    groups = [frozenset(group) for group in found]
    seen: set[frozenset[frozenset[int]]] = set()
    for _ in range(_ROUNDS):
        groups = _joined(binding, _united(binding, [binding.pruned(group) for group in groups]))
        state = frozenset(groups)
        if state in seen:
            break
        seen.add(state)
    last = (binding.pruned(group) for group in groups)
    return sorted(sorted(group) for group in last if len(group - projection.shadows) > 1)


class Binding:
    """How many bits bind somebody to a group, and how many are enough.

    Args:
        projection: The actors and their ties.
        players: Actors of whom a source states a part.
        chosen: How groups are found.
    """

    def __init__(self, projection: Projection, players: frozenset[int], chosen: GroupParameters) -> None:
        self.projection = projection
        self.players = players
        self.chosen = chosen

    def others(self, code: int) -> Iterable[int]:
        """Everybody that an actor or a shadow is tied to."""
        return self.projection.graph[code]

    def bits(self, code: int, tie: Tie, other: int) -> float:
        """What a tie counts for one of its ends."""
        bits = tie.weight
        if self.projection.graph.nodes[code].get("etype") == "organisation":
            bits -= dict(tie.layers).get(_LAWFUL, 0.0)
        if code not in self.players:
            bits -= tie.unsure[code > other]
        return bits

    def pull(self, code: int, group: Collection[int]) -> float:
        """What binds somebody to a group."""
        return sum(
            self.bits(code, self.projection.tie(code, other), other)
            for other in self.others(code)
            if other in group and other != code
        )

    def enough(self, code: int) -> float:
        """The least that somebody needs."""
        return self.chosen.players if code in self.players else self.chosen.joining

    def pruned(self, group: Collection[int]) -> frozenset[int]:
        """The largest part of a group in which everybody is bound enough to the rest; whom one drops first is alike."""
        left = frozenset(group)
        while True:
            bound = frozenset(code for code in left if self.pull(code, left) >= self.enough(code))
            if bound == left:
                return left
            left = bound


def stays(
    binding: Binding, group: Collection[int], chance: npt.NDArray[np.float64], runs: int, seed: int
) -> dict[int, float]:
    """For everybody of a group, the share of runs in which it is still bound to the rest; O(runs × size²).

    Args:
        binding: What binds whom.
        group: Its actors and shadows.
        chance: For every link row, the chance that it is there.
        runs: Each run draws which links are there; a tie counts by the share of its links that are.
        seed: Seed of the draws.
    """
    codes = sorted(group)
    place = {code: number for number, code in enumerate(codes)}
    pairs = [(one, other) for one in codes for other in binding.others(one) if other in place]
    ties = [binding.projection.tie(*pair) for pair in pairs]
    bits = np.array([binding.bits(one, tie, other) for (one, other), tie in zip(pairs, ties, strict=True)])
    left, right = (np.array([place[pair[end]] for pair in pairs], np.int64) for end in (0, 1))
    enough = np.array([binding.enough(code) for code in codes])
    rows, drawn = np.unique(np.concatenate([np.array(tie.rows, np.int64) for tie in ties]), return_inverse=True)
    of = np.repeat(np.arange(len(ties)), [len(tie.rows) for tie in ties])
    lengths = np.maximum(1, np.bincount(of, minlength=len(ties)))
    random, counts = np.random.default_rng(seed), np.zeros(len(codes))
    for _ in range(runs):
        there = (random.random(rows.size) < chance[rows])[drawn]
        weights = bits * np.bincount(of, weights=there, minlength=len(ties)) / lengths
        inside = np.ones(len(codes), np.bool_)
        while True:
            pulls = np.bincount(left, weights=weights * inside[right], minlength=len(codes))
            bound = inside & (pulls >= enough)
            if np.array_equal(bound, inside):
                break
            inside = bound
        counts += inside
    return dict(zip(codes, (counts / max(1, runs)).tolist(), strict=True))


def _united(binding: Binding, groups: list[frozenset[int]]) -> list[frozenset[int]]:
    """Groups that are bound to each other as one, the most strongly bound first."""
    groups = [group for group in groups if len(group) > 1]
    while True:
        close = _close(binding, groups)
        if not close:
            return groups
        taken: set[int] = set()
        for _, left, right in close:
            if taken.isdisjoint((left, right)):
                taken |= {left, right}
                groups[left], groups[right] = groups[left] | groups[right], frozenset()
        groups = [group for group in groups if group]


def _close(binding: Binding, groups: list[frozenset[int]]) -> list[tuple[float, int, int]]:
    """Pairs of groups that are bound enough by more than one pair of members: minus the bits, and both places."""
    place = {code: number for number, group in enumerate(groups) for code in group}
    bits: dict[tuple[int, int], float] = defaultdict(float)
    ends: dict[tuple[int, int], set[int]] = defaultdict(set)
    for code in sorted(place):
        for other in binding.others(code):
            if other in place and place[code] < place[other]:
                pair = place[code], place[other]
                tie = binding.projection.tie(code, other)
                bits[pair] += min(binding.bits(code, tie, other), binding.bits(other, tie, code))
                ends[pair] |= {code, other}
    enough = binding.chosen.merging
    return sorted((-total, *pair) for pair, total in bits.items() if total >= enough and len(ends[pair]) > 2)


def _joined(binding: Binding, groups: list[frozenset[int]]) -> list[frozenset[int]]:
    """Groups with everybody who is bound enough to one of them, and is in none."""
    place = {code: number for number, group in enumerate(groups) for code in group}
    pulls: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for code in sorted(place):
        for other in binding.others(code):
            if other not in place:
                tie = binding.projection.tie(code, other)
                pulls[other][place[code]] += binding.bits(other, tie, code)
    coming: dict[int, set[int]] = defaultdict(set)
    for code, by_group in pulls.items():
        nearest = max(by_group, key=lambda number: (by_group[number], -number))
        if by_group[nearest] >= binding.enough(code):
            coming[nearest].add(code)
    return [group | coming[number] for number, group in enumerate(groups)]
