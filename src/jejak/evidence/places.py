"""Where the nodes of a drawn graph stand: as the analyst arranged them; the others beside their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Final

import networkx as nx

from jejak.evidence.chart import Place
from jejak.evidence.disclosure import Disclosure

SEED: Final = 7
#: Pixels that a node has to each side.
ROOM: Final = 120.0
#: Above this size the spring layout is not worth its time and nodes stand on a circle.
SPRING_UP_TO: Final = 2000


def places_of(disclosure: Disclosure) -> Mapping[str, Place]:
    """The place of every node of a disclosure, by its id; the same for the same disclosure."""
    given = {node.id: disclosure.places[node.id] for node in disclosure.nodes if node.id in disclosure.places}
    if len(given) == len(disclosure.nodes):
        return given
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in disclosure.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in disclosure.edges)
    spread = ROOM * sqrt(len(graph))
    if len(graph) > SPRING_UP_TO:
        found = nx.circular_layout(graph, scale=spread)
    else:
        found = nx.spring_layout(graph, seed=SEED, scale=spread, pos=given or None, fixed=sorted(given) or None)
    return {node: given.get(node, (round(float(x), 1), round(float(y), 1))) for node, (x, y) in found.items()}
