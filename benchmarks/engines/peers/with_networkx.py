"""NetworkX itself. What it has no function for (removal curve, best pairs) is the obvious loop over those it has."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import networkx as nx
import numpy as np

from engines.answers import (
    SEED,
    Array,
    Task,
    by_edge,
    by_node,
    labels,
    pair_keys,
    sample,
    sorted_nodes,
)
from engines.graphs import Table

Graph = nx.Graph


def build(table: Table) -> Graph:
    """An undirected graph."""
    return _filled(nx.Graph(), table)


def _directed(table: Table) -> nx.DiGraph:
    return _filled(nx.DiGraph(), table)


def _filled(graph: Graph, table: Table) -> Graph:
    graph.add_nodes_from(range(table.n))
    graph.add_edges_from(zip(table.src.tolist(), table.dst.tolist(), strict=True))
    return graph


def _at_distance_two(graph: Graph) -> Iterator[tuple[int, int]]:
    for node in graph:
        around = graph[node]
        yield from (
            (node, other) for other in {w for v in around for w in graph[v]} if other > node and other not in around
        )


def _best_pairs(graph: Graph, _table: Table) -> list[tuple[int, int, float]]:
    pairs = list(_at_distance_two(graph))  # NetworkX goes through them twice
    return heapq.nlargest(100, nx.adamic_adar_index(graph, pairs), key=lambda scored: scored[2])


def _curve(graph: Graph, table: Table) -> list[int]:
    left = graph.copy()
    sizes = [max(map(len, nx.connected_components(left)))]
    for node in table.hubs_first.tolist():
        left.remove_node(node)
        sizes.append(max(map(len, nx.connected_components(left)), default=0))
    return sizes


def _scores(pairs: list[tuple[int, int, float]], _table: Table) -> Array:
    return np.array([score for _, _, score in pairs])


TASKS = {
    "components": Task(lambda g, _: list(nx.connected_components(g)), labels),
    "pagerank": Task(lambda g, _: nx.pagerank(g), by_node),
    "cores": Task(lambda g, _: nx.core_number(g), by_node),
    "points": Task(lambda g, _: list(nx.articulation_points(g)), sorted_nodes),
    "bridges": Task(lambda g, _: list(nx.bridges(g)), pair_keys),
    "strong": Task(lambda g, _: list(nx.strongly_connected_components(g)), labels, _directed),
    "triangles": Task(lambda g, _: nx.triangles(g), by_node),
    "clustering": Task(lambda g, _: nx.clustering(g), by_node),
    "constraint": Task(lambda g, _: nx.constraint(g), by_node),
    "betweenness": Task(lambda g, _: nx.betweenness_centrality(g), by_node),
    "betweenness256": Task(lambda g, t: nx.betweenness_centrality(g, min(256, t.n), seed=SEED), by_node),
    "betweenness64": Task(lambda g, t: nx.betweenness_centrality(g, min(64, t.n), seed=SEED), by_node),
    "edge_betweenness": Task(lambda g, _: nx.edge_betweenness_centrality(g), by_edge),
    "closeness": Task(lambda g, _: nx.closeness_centrality(g), by_node),
    "harmonic256": Task(
        lambda g, t: nx.harmonic_centrality(g, sample(t, min(256, t.n))),
        lambda values, _: np.array([values[node] for node in sorted(values)]),
    ),
    "propagation": Task(lambda g, _: list(nx.community.fast_label_propagation_communities(g, seed=SEED)), labels),
    "adamic_adar": Task(_best_pairs, _scores),
    "removal": Task(_curve, lambda sizes, _: np.array(sizes)),
}
