"""What an exporter is: a name, and a function from a disclosure to the bytes of named files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from jejak.evidence.disclosure import Disclosure

#: A picture of more nodes shows nothing that a person can read.
MOST_DRAWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Heading:
    """What a format may say about the package it is part of; no personal data.

    ``revealed`` counts the protected people whose clear names the package shows on purpose; ``digest`` is that of the
    graph that it was taken from.
    """

    case_id: str
    sequence: int
    profile: str
    created: str
    revealed: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One exchange format. ``write`` is pure: equal disclosures and headings give equal bytes.

    ``says`` gives for each file that a text search would not do justice to (a picture, a text broken into lines) what
    is written in it: the pre-flight check reads that instead. ``most`` bounds the number of nodes. One that ``draws``
    puts them at the places of the disclosure.
    """

    name: str
    title: str
    write: Callable[[Disclosure, Heading], Mapping[str, bytes]]
    says: Callable[[Disclosure, Heading], Mapping[str, bytes]] | None = None
    most: int | None = None
    draws: bool = False

    def fits(self, nodes: int) -> bool:
        """Whether so many nodes can leave in this format."""
        return self.most is None or nodes <= self.most


def as_networkx(disclosure: Disclosure) -> nx.MultiDiGraph[str]:
    """The disclosure as a NetworkX graph, in sorted order; edge keys are edge ids, every value is text."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in disclosure.nodes:
        graph.add_node(node.id)
        graph.nodes[node.id].update(node.attributes, label=node.label, etype=node.etype, shown=node.shown)
    for edge in disclosure.edges:
        graph.add_edge(edge.source, edge.target, key=edge.id)
        graph.edges[edge.source, edge.target, edge.id].update(edge.attributes, ltype=edge.ltype)
    return graph
