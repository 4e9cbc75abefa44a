"""Random graphs for the comparison with NetworkX: every kind, with loops, parallel edges, lone nodes, odd names."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import networkx as nx
from hypothesis import strategies as st

#: Names that are not the codes, not in order, and not all of one type.
NAMES: tuple[Hashable, ...] = (7, "calo", (1, "b"), 3, "a", 0, -2, "Z", 11, frozenset({2}), 5, "tekong", 8, 2, "x", 1)
KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
WEIGHTS: Sequence[float] = (1, 2, 3, 0.5, 7, 1)


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    kinds: Sequence[type[nx.Graph]] = KINDS,
    loops: bool = True,
    largest: int = len(NAMES),
    least: int = 0,
    weights: Sequence[float] = WEIGHTS,
    most_edges: int = 40,
) -> nx.Graph:
    """Draw a graph; some edges have a ``weight``, some have none; isolated nodes and empty graphs come up."""
    kind = draw(st.sampled_from(kinds))
    names = draw(st.permutations(NAMES))[: draw(st.integers(least, largest))]
    graph = kind()
    graph.add_nodes_from(names)
    if not names:
        return graph
    ends = st.sampled_from(names)
    for a, b, weight in draw(
        st.lists(st.tuples(ends, ends, st.one_of(st.none(), st.sampled_from(weights))), max_size=most_edges)
    ):
        if a == b and not loops:
            continue
        if weight is None:
            graph.add_edge(a, b)
        else:
            graph.add_edge(a, b, weight=weight)
    return graph
