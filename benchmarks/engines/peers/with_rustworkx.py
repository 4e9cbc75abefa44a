"""rustworkx (Apache-2.0), one thread. Its PageRank takes directed graphs, so an edge is given both ways."""

from __future__ import annotations

import numpy as np
import rustworkx as rx

from engines.answers import Array, Task, by_node, labels, pair_keys, sorted_nodes
from engines.graphs import Table, keys_of

Graph = rx.PyGraph


def build(table: Table) -> Graph:
    """An undirected graph."""
    return _filled(rx.PyGraph(), table)


def _directed(table: Table) -> rx.PyDiGraph:
    return _filled(rx.PyDiGraph(), table)


def _both_ways(table: Table) -> rx.PyDiGraph:
    graph = _directed(table)
    graph.extend_from_edge_list(list(zip(table.dst.tolist(), table.src.tolist(), strict=True)))
    return graph


def _filled(graph: Graph, table: Table) -> Graph:
    graph.add_nodes_from(range(table.n))
    graph.extend_from_edge_list(list(zip(table.src.tolist(), table.dst.tolist(), strict=True)))
    return graph


def _curve(graph: Graph, table: Table) -> list[int]:
    left = graph.copy()
    sizes = [max(map(len, rx.connected_components(left)))]
    for node in table.hubs_first.tolist():
        left.remove_node(node)
        sizes.append(max(map(len, rx.connected_components(left)), default=0))
    return sizes


def _edge_betweenness(values: rx.EdgeCentralityMapping, table: Table) -> Array:
    """Edges are numbered as the rows are."""
    order = np.argsort(keys_of(table.src, table.dst, table.n))
    return np.array([values[row] for row in range(len(values))])[order]


TASKS = {
    "components": Task(lambda g, _: rx.connected_components(g), labels),
    "pagerank": Task(lambda g, _: rx.pagerank(g), by_node, _both_ways),
    "cores": Task(lambda g, _: rx.core_number(g), by_node),
    "points": Task(lambda g, _: rx.articulation_points(g), sorted_nodes),
    "bridges": Task(lambda g, _: rx.bridges(g), pair_keys),
    "strong": Task(lambda g, _: rx.strongly_connected_components(g), labels, _directed),
    "betweenness": Task(lambda g, _: rx.betweenness_centrality(g), by_node),
    "edge_betweenness": Task(lambda g, _: rx.edge_betweenness_centrality(g), _edge_betweenness),
    "closeness": Task(lambda g, _: rx.closeness_centrality(g), by_node),
    "removal": Task(_curve, lambda sizes, _: np.array(sizes)),
}
