"""Actors seen through the people they deal with: two who recruited and moved the same person are tied by that person.

Victims and recruited people stay in the computation as what ties actors, and leave the graph as members of groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from math import log

import networkx as nx

from jejak.analysis.projection import Projection, Tie


def tie_through(projection: Projection, people: Collection[int], *, bits: float, hub_cap: int) -> Projection:
    """Replace ``people`` by ties between the actors around them; O(ties + people × hub_cap²).

    Two actors share a person as others share an object: it gives each pair of its k actors ``bits`` over (k-1), in
    the layers of their ties with it, and no more than the weaker of the two ties; n such people together count like
    1 + ln n of their mean.
    """
    away = set(people)
    ties = {pair: tie for pair, tie in projection.ties.items() if away.isdisjoint(pair)}
    found: dict[tuple[int, int], list[Tie]] = defaultdict(list)
    for person in sorted(away & set(projection.graph)):
        actors = sorted(set(projection.graph[person]) - away)
        if 2 <= len(actors) <= hub_cap:
            for left, right in combinations(actors, 2):
                one, other = projection.tie(person, left), projection.tie(person, right)
                most = min(bits, one.weight, other.weight) / (len(actors) - 1)
                unsure = tuple(
                    most * tie.unsure[actor > person] / tie.weight for tie, actor in ((one, left), (other, right))
                )
                bond = merged([one, other], most / (one.weight + other.weight))
                found[left, right].append(replace(bond, unsure=(unsure[0], unsure[1])))
    for pair, through in found.items():
        bond = merged(through, (1 + log(len(through))) / len(through))
        ties[pair] = merged([ties[pair], bond], 1.0) if pair in ties else bond
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from((node, data) for node, data in projection.graph.nodes(data=True) if node not in away)
    graph.add_weighted_edges_from((left, right, tie.weight) for (left, right), tie in sorted(ties.items()))
    return Projection(
        graph, dict(sorted(ties.items())), projection.shared, projection.shadows - away, projection.holders
    )


def merged(ties: list[Tie], factor: float) -> Tie:
    """Ties of one pair as one, their weights multiplied."""
    layers: dict[str, float] = defaultdict(float)
    for tie in ties:
        for layer, weight in tie.layers:
            layers[layer] += weight * factor
    rows = sorted({row for tie in ties for row in tie.rows})
    unsure = (sum(tie.unsure[0] for tie in ties) * factor, sum(tie.unsure[1] for tie in ties) * factor)
    return Tie(sum(layers.values()), tuple(sorted(layers.items())), tuple(rows), unsure)
