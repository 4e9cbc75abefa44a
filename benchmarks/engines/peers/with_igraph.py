"""igraph (GPL; for the benchmark only). Where it counts otherwise than NetworkX, `read` says how."""

from __future__ import annotations

import random

import igraph
import numpy as np

from engines.answers import SEED, Array, Task, by_node, of_all_sources, sample, sorted_nodes
from engines.graphs import Table, keys_of

Graph = igraph.Graph
_SCORES_AT_ONCE = 5_000_000


def build(table: Table) -> Graph:
    """An undirected graph."""
    return igraph.Graph(n=table.n, edges=np.column_stack([table.src, table.dst]))


def _directed(table: Table) -> Graph:
    return igraph.Graph(n=table.n, edges=np.column_stack([table.src, table.dst]), directed=True)


def _membership(clustering: igraph.VertexClustering, _table: Table) -> Array:
    return np.array(clustering.membership)


def _bridges(edges: list[int], table: Table) -> Array:
    """Edges are numbered as the rows are."""
    return np.sort(keys_of(table.src[edges], table.dst[edges], table.n))


def _triangles(graph: Graph, table: Table) -> Array:
    """The share of closed pairs of neighbours, times all pairs: quicker than its list of triangles."""
    degrees = table.degrees
    return np.rint(np.array(graph.transitivity_local_undirected(mode="zero")) * degrees * (degrees - 1) / 2)


def _betweenness(values: list[float], table: Table) -> Array:
    """Unordered pairs."""
    return np.array(values) * 2 / ((table.n - 1) * (table.n - 2))


def _sampled(k: int) -> Task:
    def read(values: list[float], table: Table) -> Array:
        """The ways from each source are counted half."""
        return of_all_sources(2 * np.array(values), sample(table, min(k, table.n)), table)

    return Task(lambda g, t: g.betweenness(sources=sample(t, min(k, t.n))), read)


def _closeness(answer: tuple[list[float], list[int]], table: Table) -> Array:
    """Within components; NetworkX multiplies by the share of nodes that are reached (Wasserman, Faust 1994)."""
    values, component = answer
    size = np.bincount(component)[component]
    return np.nan_to_num(np.array(values)) * (size - 1) / (table.n - 1)


def _label_propagation(graph: Graph, _table: Table) -> igraph.VertexClustering:
    random.seed(SEED)
    return graph.community_label_propagation()


def _leiden(graph: Graph, _table: Table) -> igraph.VertexClustering:
    random.seed(SEED)
    return graph.community_leiden(objective_function="modularity", resolution=1.0)


def _edge_betweenness(values: list[float], table: Table) -> Array:
    order = np.argsort(keys_of(table.src, table.dst, table.n))
    return np.array(values)[order] * 2 / (table.n * (table.n - 1))


def _best_pairs(graph: Graph, table: Table) -> Array:
    """It scores a node with all others: blocks of nodes, pairs that are tied left out, the best kept."""
    best = np.empty(0)
    size = max(1, _SCORES_AT_ONCE // table.n)
    for start in range(0, table.n, size):
        block = range(start, min(table.n, start + size))
        scores = np.array(graph.similarity_inverse_log_weighted(vertices=block))
        for row, node in zip(scores, block, strict=True):
            row[: node + 1] = 0
            row[graph.neighbors(node)] = 0
        kept = np.concatenate([best, scores[scores > 0]])
        best = np.partition(kept, -100)[-100:] if kept.size > 100 else kept
    return -np.sort(-best)


def _curve(graph: Graph, table: Table) -> list[int]:
    order = table.hubs_first.tolist()
    left = (graph.induced_subgraph(order[gone:]) for gone in range(table.n + 1))
    return [max(rest.connected_components().sizes(), default=0) for rest in left]


TASKS = {
    "components": Task(lambda g, _: g.connected_components(), _membership),
    "pagerank": Task(lambda g, _: g.pagerank(), by_node),
    "cores": Task(lambda g, _: g.coreness(), by_node),
    "points": Task(lambda g, _: g.articulation_points(), sorted_nodes),
    "bridges": Task(lambda g, _: g.bridges(), _bridges),
    "strong": Task(lambda g, _: g.connected_components(mode="strong"), _membership, _directed),
    "triangles": Task(_triangles, lambda counts, _: counts),
    "clustering": Task(lambda g, _: g.transitivity_local_undirected(mode="zero"), by_node),
    "constraint": Task(lambda g, _: g.constraint(), by_node),
    "betweenness": Task(lambda g, _: g.betweenness(), _betweenness),
    "betweenness256": _sampled(256),
    "betweenness64": _sampled(64),
    "edge_betweenness": Task(lambda g, _: g.edge_betweenness(), _edge_betweenness),
    "closeness": Task(lambda g, _: (g.closeness(), g.connected_components().membership), _closeness),
    "harmonic256": Task(
        lambda g, t: g.harmonic_centrality(vertices=sorted(sample(t, min(256, t.n)))),
        lambda values, t: np.array(values) * (t.n - 1),
    ),
    "leiden": Task(_leiden, _membership),
    "propagation": Task(_label_propagation, _membership),
    "adamic_adar": Task(_best_pairs, lambda scores, _: scores),
    "removal": Task(_curve, lambda sizes, _: np.array(sizes)),
}
