"""Groups that pairs make, and where a single pair alone holds a group together.

One wrong pair joins two people with all that is known of either: a group that hangs on one pair is worth a look.
Invariant: the same pairs give the same groups in the same order, whatever order they come in and however turned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

MOST_MEMBERS = 12  # entities that one subject is stated as; a larger group has probably swallowed several
_LEAST_PART = 2  # members on either side of a weak bridge


@dataclass(frozen=True, slots=True)
class Bridge:
    """A pair without which its group falls into two parts of two members or more each.

    Attributes:
        left: One end.
        right: The other end.
        parts: How many members are on either side, the smaller number first.
    """

    left: str
    right: str
    parts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Members that pairs join, ascending, with the weak bridges among the pairs."""

    members: tuple[str, ...]
    bridges: tuple[Bridge, ...]

    @property
    def large(self) -> bool:
        """Whether there are more members than one subject is likely to have."""
        return len(self.members) > MOST_MEMBERS


def groups(pairs: Iterable[tuple[str, str]]) -> tuple[Group, ...]:
    """The groups of at least two members, the largest first, then by their first member; O(pairs log pairs)."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted((min(pair), max(pair)) for pair in pairs))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    parts = [members for members in nx.connected_components(graph) if len(members) > 1]
    found = [Group(tuple(sorted(members)), tuple(_bridges(graph.subgraph(members)))) for members in parts]
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.members)))


def _bridges(group: nx.Graph[str]) -> list[Bridge]:
    """The weak bridges of a connected group: each lies in every spanning tree, which tells how much hangs on it."""
    if len(group) < 2 * _LEAST_PART:
        return []
    root = min(group)
    tree = list(nx.dfs_edges(group, root))
    below = dict.fromkeys(group, 1)
    for above, member in reversed(tree):
        below[above] += below[member]
    told = []
    lower = {frozenset(edge): edge[1] for edge in tree}
    for pair in nx.bridges(group, root):
        left, right = sorted(pair)
        size = below[lower[frozenset(pair)]]
        parts = sorted((size, len(group) - size))
        if parts[0] >= _LEAST_PART:
            told.append(Bridge(left, right, (parts[0], parts[1])))
    return sorted(told, key=lambda one: (one.left, one.right))
