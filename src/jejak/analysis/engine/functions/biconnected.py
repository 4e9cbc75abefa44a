"""Cut nodes, bridges and biconnected components under their NetworkX names, in NetworkX's order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr, Ints
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.biconnected import blocks, cut_nodes, low_points
from jejak.analysis.engine.kernels.components import connected
from jejak.analysis.engine.offers import offered

_Pair = tuple[Hashable, Hashable]


def _bridge_edges(csr: Csr) -> Ints:
    """Numbers of the edges whose removal parts a component, ascending."""
    met, low, entered, _ = low_points(csr.offsets, csr.ends)
    below = np.flatnonzero(entered >= 0)
    arcs = entered[below]
    return np.sort(csr.edges[arcs[low[below] > met[csr.starts[arcs]]]])


def _bridges(graph: EngineGraph, root: Hashable | None) -> Iterator[_Pair]:
    """Bridges in the order of the graph's edges; of all components, or of that of ``root``."""
    csr = graph.csr
    if root is not None and root not in graph:
        raise nx.NodeNotFound(f"the root {root!r} is no node of the graph")
    edges = _bridge_edges(csr)
    first, second = (ends[edges] for ends in csr.edge_ends)
    if root is not None:
        part, _ = connected(csr.offsets, csr.ends)
        inside = part[first] == part[graph.codes[root]]
        first, second = first[inside], second[inside]
    pairs = zip(graph.named(first), graph.named(second), strict=True)
    if graph.is_multigraph():
        origin = graph.to_networkx()
        return (pair for pair in pairs if origin.number_of_edges(*pair) == 1)
    return pairs


def _blocks(graph: EngineGraph) -> Iterator[list[_Pair]]:
    edges, bounds = blocks(graph.csr.offsets, graph.csr.ends)
    names = graph.names
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield [(names[a], names[b]) for a, b in edges[start:stop].tolist()]


@offered()
def articulation_points(G: EngineGraph) -> Iterator[Hashable]:
    """Yield the nodes whose removal parts a component (Hopcroft and Tarjan 1973); O(nodes + edges)."""
    yield from G.named(cut_nodes(G.csr.starts, *low_points(G.csr.offsets, G.csr.ends)))


@offered()
def bridges(G: EngineGraph, root: Hashable | None = None) -> Iterator[_Pair]:
    """Yield the edges whose removal parts a component (Tarjan 1974); an edge that is there twice is none; O(n + m).

    Raises:
        NodeNotFound: when ``root`` is no node of the graph.
    """
    yield from _bridges(G, root)


@offered()
def has_bridges(G: EngineGraph, root: Hashable | None = None) -> bool:
    """Tell whether there is a bridge, in all the graph or in the component of ``root``; O(nodes + edges).

    Raises:
        NodeNotFound: when ``root`` is no node of the graph.
    """
    return next(_bridges(G, root), None) is not None


@offered()
def is_biconnected(G: EngineGraph) -> bool:
    """Tell whether there are two nodes or more, all connected, and no cut node; O(nodes + edges)."""
    csr = G.csr
    met, low, entered, left = low_points(csr.offsets, csr.ends)
    if met.size < 2 or np.count_nonzero(entered < 0) > 1:
        return False
    return not cut_nodes(csr.starts, met, low, entered, left).size


@offered()
def biconnected_components(G: EngineGraph) -> Iterator[set[Hashable]]:
    """Yield the nodes of each block, blocks in the order in which the search closes them; O(nodes + edges)."""
    for block in _blocks(G):
        yield {name for pair in block for name in pair}


@offered()
def biconnected_component_edges(G: EngineGraph) -> Iterator[list[_Pair]]:
    """Yield the edges of each block as the search walks them; O(nodes + edges)."""
    yield from _blocks(G)
