"""scikit-network (BSD). Its graph is a sparse matrix; it has no triangles or clustering of single nodes."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from sknetwork.clustering import Leiden, PropagationClustering
from sknetwork.ranking import PageRank
from sknetwork.topology import get_connected_components, get_core_decomposition

from engines.answers import Task
from engines.graphs import Table

Graph = sparse.csr_matrix


def build(table: Table) -> Graph:
    """A symmetric matrix."""
    ends = np.concatenate([table.src, table.dst]), np.concatenate([table.dst, table.src])
    return sparse.csr_matrix((np.ones(2 * table.src.size, np.bool_), ends), (table.n, table.n))


def _directed(table: Table) -> Graph:
    return sparse.csr_matrix((np.ones(table.src.size, np.bool_), (table.src, table.dst)), (table.n, table.n))


TASKS = {
    "components": Task(lambda g, _: get_connected_components(g), lambda found, _: np.asarray(found)),
    "pagerank": Task(lambda g, _: PageRank().fit_predict(g), lambda found, _: np.asarray(found)),
    "cores": Task(lambda g, _: get_core_decomposition(g), lambda found, _: np.asarray(found)),
    "strong": Task(lambda g, _: get_connected_components(g, "strong"), lambda found, _: np.asarray(found), _directed),
    "leiden": Task(
        lambda g, _: Leiden(resolution=1, random_state=1).fit_predict(g), lambda found, _: np.asarray(found)
    ),
    "propagation": Task(lambda g, _: PropagationClustering().fit_predict(g), lambda found, _: np.asarray(found)),
}
