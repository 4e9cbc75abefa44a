"""Leiden on the benchmark graphs of Lancichinetti, Fortunato and Radicchi (2008), whose groups are known.

The graphs are generated, no file is needed; the table is that of NetworkX's Louvain, recomputed.
"""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest

from jejak.analysis.engine.agreement import adjusted_rand_index, normalised_mutual_information

#: Mixing: mean agreement (normalised mutual information) of seeds 10-12 with NetworkX's own Louvain.
LFR = {0.1: 1.000, 0.2: 0.998, 0.3: 0.992, 0.4: 0.922, 0.5: 0.551, 0.6: 0.197}
SEEDS = (10, 11, 12)


def agreements(mixing: float, seed: int) -> tuple[float, float]:
    """Mutual information and Rand index of the planted groups and those of Leiden."""
    graph = nx.LFR_benchmark_graph(
        1000, 3, 1.5, mixing, average_degree=20, max_degree=50, min_community=20, max_community=100, seed=seed
    )
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    truth = [min(graph.nodes[node]["community"]) for node in graph]
    parts = nx.community.leiden_communities(graph, seed=seed, backend="jejak")
    found = {node: number for number, part in enumerate(parts) for node in part}
    labels = [found[node] for node in graph]
    return normalised_mutual_information(truth, labels), adjusted_rand_index(truth, labels)


@pytest.mark.slow
def test_lfr_has_the_expected_shape() -> None:
    """Planted groups are found up to a mixing of .4, nearly as well at least as by Louvain, and lost beyond."""
    found = {mixing: [agreements(mixing, seed) for seed in SEEDS] for mixing in LFR}
    information = [sum(pair[0] for pair in pairs) / len(SEEDS) for pairs in found.values()]
    rand = [sum(pair[1] for pair in pairs) / len(SEEDS) for pairs in found.values()]
    for mean, louvain in zip(information, LFR.values(), strict=True):
        assert mean >= louvain - 0.04
    assert all(easier >= harder for easier, harder in pairwise(information))
    assert all(easier >= harder for easier, harder in pairwise(rand))
    assert information[0] > 0.99
    assert information[-1] < 0.5
