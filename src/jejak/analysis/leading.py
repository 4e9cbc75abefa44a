"""The order of a syndicate's members: who may lead it stands first.

Those who lead let others meet the victims, and so are named by none; but the ties of those others meet in them. Three
tiers, so that a known player is not behind whoever just knows one member:

1. who is stated or hinted to organise, broker or finance;
2. who lies between others of the group and plays no part that meets people;
3. everybody else.

In each, who lies between most others is first, then who is tied most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import networkx as nx

from jejak.analysis.hidden_organisers import MEETING

if TYPE_CHECKING:
    from jejak.analysis.projection import Projection
    from jejak.analysis.syndicate_facts import Group

#: Parts that direct, join or pay for what the others do.
LEADING = frozenset({"organiser", "broker", "financier"})


def between(projection: Projection, group: Group, least: float) -> Mapping[int, float]:
    """For everybody of a group, its share of the shortest ways between the others; O(nodes × ties).

    Ways go over unusual ties alone, of ``least`` bits or more, each as long as any other: who talks most with somebody
    is not nearer to him in the chain. Betweenness of Freeman (1977), by the algorithm of Brandes (2001).
    """
    unusual: nx.Graph[int] = nx.Graph()
    unusual.add_nodes_from(group.nodes)
    inside = set(group.nodes)
    unusual.add_edges_from(
        (code, other)
        for code in group.nodes
        for other, data in projection.graph[code].items()
        if code < other and other in inside and data["weight"] >= least
    )
    found: dict[int, float] = nx.betweenness_centrality(unusual)
    return found


def leading_first(group: Group, betweenness: Mapping[int, float], strengths: Mapping[int, float]) -> list[int]:
    """The members of a group, who may lead it first."""

    def tier(code: int) -> int:
        parts = {hint.hint for hint in group.hints.get(code, ())}
        if parts & LEADING:
            return 0
        return 1 if betweenness[code] > 0 and parts.isdisjoint(MEETING) else 2

    return sorted(group.members, key=lambda code: (tier(code), -betweenness[code], -strengths[code], code))
