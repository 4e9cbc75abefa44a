"""NetworKit (MIT), one thread. It draws its own sample of sources, so that row is compared with nothing."""

from __future__ import annotations

import networkit as nk
import numpy as np

from engines.answers import SEED, Array, Task
from engines.graphs import Table, keys_of

Graph = nk.Graph
nk.setNumberOfThreads(1)


def build(table: Table) -> Graph:
    """An undirected graph."""
    return nk.GraphFromCoo((table.src, table.dst), n=table.n)


def _directed(table: Table) -> Graph:
    return nk.GraphFromCoo((table.src, table.dst), n=table.n, directed=True)


def _run(algorithm: nk.base.Algorithm) -> nk.base.Algorithm:
    return algorithm.run()


def _partition(algorithm: nk.base.Algorithm, _table: Table) -> Array:
    return np.array(algorithm.getPartition().getVector())


def _scores(algorithm: nk.base.Algorithm, _table: Table) -> Array:
    return np.array(algorithm.scores())


def _triangles(graph: Graph, table: Table) -> Array:
    degrees = table.degrees
    share = np.array(_run(nk.centrality.LocalClusteringCoefficient(graph)).scores())
    return np.rint(share * degrees * (degrees - 1) / 2)


def _sampled(k: int) -> Task:
    def ask(graph: Graph, table: Table) -> nk.base.Algorithm:
        nk.setSeed(SEED, useThreadId=False)
        return _run(nk.centrality.EstimateBetweenness(graph, min(k, table.n), True))

    return Task(ask, _scores, comparable=False)


def _edge_betweenness(answer: tuple[list[float], Graph], table: Table) -> Array:
    """Ordered pairs."""
    values, graph = answer
    ends = np.array([(u, v) for u, v in graph.iterEdges()], np.int64)
    numbers = np.array([graph.edgeId(u, v) for u, v in ends.tolist()])
    return np.array(values)[numbers][np.argsort(keys_of(ends[:, 0], ends[:, 1], table.n))] / (table.n * (table.n - 1))


def _of_edges(graph: Graph, _table: Table) -> tuple[list[float], Graph]:
    return _run(nk.centrality.Betweenness(graph, computeEdgeCentrality=True)).edgeScores(), graph


def _with_edge_numbers(table: Table) -> Graph:
    graph = build(table)
    graph.indexEdges()
    return graph


def _leiden(graph: Graph, _table: Table) -> nk.base.Algorithm:
    nk.setSeed(SEED, useThreadId=False)
    return _run(nk.community.ParallelLeiden(graph, gamma=1.0))


def _propagation(graph: Graph, _table: Table) -> nk.base.Algorithm:
    nk.setSeed(SEED, useThreadId=False)
    return _run(nk.community.PLP(graph))


def _best_pairs(graph: Graph, _table: Table) -> list[tuple[tuple[int, int], float]]:
    pairs = nk.linkprediction.MissingLinksFinder(graph).findAtDistance(2)
    scored = nk.linkprediction.AdamicAdarIndex(graph).runOn(pairs)
    nk.linkprediction.PredictionsSorter.sortByScore(scored)
    return scored[:100]


TASKS = {
    "components": Task(lambda g, _: _run(nk.components.ConnectedComponents(g)), _partition),
    "pagerank": Task(lambda g, _: _run(nk.centrality.PageRank(g, 0.85, 1e-6)), _scores),
    "cores": Task(lambda g, _: _run(nk.centrality.CoreDecomposition(g)), _scores),
    "strong": Task(lambda g, _: _run(nk.components.StronglyConnectedComponents(g)), _partition, _directed),
    "triangles": Task(_triangles, lambda counts, _: counts),
    "clustering": Task(lambda g, _: _run(nk.centrality.LocalClusteringCoefficient(g)), _scores),
    "betweenness": Task(lambda g, _: _run(nk.centrality.Betweenness(g, normalized=True)), _scores),
    "betweenness256": _sampled(256),
    "betweenness64": _sampled(64),
    "edge_betweenness": Task(_of_edges, _edge_betweenness, _with_edge_numbers),
    "closeness": Task(
        lambda g, _: _run(nk.centrality.Closeness(g, True, nk.centrality.ClosenessVariant.GENERALIZED)), _scores
    ),
    "leiden": Task(_leiden, _partition),
    "propagation": Task(_propagation, _partition),
    "adamic_adar": Task(_best_pairs, lambda scored, _: np.array([score for _, score in scored])),
}
