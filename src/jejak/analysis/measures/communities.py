"""Communities by Leiden over many seeds: one consensus, how sure each member is, and a second opinion.

Modularity has many partitions that are nearly as good, and a seed picks one; what the seeds agree on (`consensus.py`)
is kept. Beside it stand what each layer alone says, and the pieces of each group at a finer resolution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.consensus import Search, consensus, found, labels, partitions, pieces
from jejak.analysis.declaration import Analysis, Cell, Outcome
from jejak.analysis.engine.agreement import adjusted_rand_index, normalised_mutual_information
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.groups import grouping, paths
from jejak.analysis.layer_groups import layer_agreement, layer_groups, layers_together
from jejak.analysis.parameters import WeighedTies, parameter
from jejak.analysis.ties import strong_ties
from jejak.analysis.weighting import weighed

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunitiesParameters(WeighedTies):
    """How groups are found and tried."""

    resolution: float = parameter(
        1.0, "Above 1 gives more and smaller groups; at 1 small ones are merged.", least=0.01, most=1000
    )
    seeds: int = parameter(20, "Runs with different seeds; their agreement is kept.", least=1, most=1000, unit="runs")
    seed: int = parameter(0, "First seed.", least=0)
    finer: float = parameter(
        2.0, "Each group is searched again at so many times the resolution; 0 does not.", least=0.0, most=1000
    )
    layer_ties: int = parameter(10, "Layers with fewer ties are not compared with the whole.", least=1, unit="ties")


def compute(snapshot: Snapshot, parameters: CommunitiesParameters) -> Outcome:
    """Find the consensus of ``seeds`` runs of Leiden; O(rounds × seeds × Leiden)."""
    ties, weighing = weighed(snapshot, strong_ties(snapshot, parameters), parameters)
    graph = ties.graph()
    search = Search(resolution=parameters.resolution, seeds=parameters.seeds, seed=parameters.seed)
    runs = partitions(graph, search)
    final = consensus(graph, runs, search)
    other = labels(graph, found(nx.community.fast_label_propagation_communities, graph, seed=parameters.seed))
    names = np.asarray(ties.names)
    groups = [names[final == label].tolist() for label in range(int(final.max(initial=-1)) + 1)]
    layers = layer_groups(ties, final, search, least=parameters.layer_ties)
    summary: dict[str, Cell] = {
        "edges": graph.number_of_edges(),
        "modularity": _modularity(graph, groups, parameters.resolution),
        "seeds_agree": _mean_agreement(runs),
        "second_opinion_groups": int(np.unique(other).size),
        "second_opinion_nmi": normalised_mutual_information(final, other),
        "second_opinion_ari": adjusted_rand_index(final, other),
        **dict(layer_agreement(layers, final)),
        **weighing,
        "layers_not_compared": ", ".join(sorted(set(ties.by_layer) - {one.layer for one in layers})),
    }
    inside = pieces(graph, final, search, finer=parameters.finer) if parameters.finer else final
    path = paths(groups, dict(zip(ties.names, inside.tolist(), strict=True)))
    columns = _stability(runs, final).tolist(), layers_together(layers, final)
    told: dict[str, tuple[Cell, ...]] = {
        snapshot.id_of(code): (sure, with_it, path[code])
        for code, sure, with_it in zip(ties.names, *columns, strict=True)
    }
    outcome = grouping(snapshot, parameters, groups, summary=summary)
    place = outcome.columns.index("id")
    rows = sorted(((*row, *told[str(row[place])]) for row in outcome.rows), key=_by_path)
    return replace(outcome, columns=(*outcome.columns, "stability", "layers", "path"), rows=tuple(rows))


def _by_path(row: tuple[Cell, ...]) -> list[int]:
    return [int(number) for number in str(row[-1]).split(".")]


def _modularity(graph: EngineGraph, groups: list[list[int]], resolution: float) -> float:
    if not graph.number_of_edges():
        return 0.0
    named = cast("nx.Graph[int]", graph)
    return float(
        nx.community.modularity(named, [set(group) for group in groups], weight="weight", resolution=resolution)
    )


def _stability(runs: list[Ints], final: Ints) -> Floats:
    """For each node the mean share of its group's others that are with it in a run; 1 for who is alone in its group."""
    sizes = np.bincount(final)[final]
    total = np.zeros(final.size)
    for run in runs:
        pairs = final.astype(np.int64) * (int(run.max(initial=0)) + 1) + run
        _, inverse, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        total += np.where(sizes > 1, (counts[inverse] - 1) / np.maximum(1, sizes - 1), 1.0)
    return total / max(1, len(runs))


def _mean_agreement(runs: list[Ints]) -> float:
    """How far neighbouring runs agree on the average (adjusted Rand index); 1 for a single run."""
    pairs = [adjusted_rand_index(one, other) for one, other in pairwise(runs)]
    return float(np.mean(pairs)) if pairs else 1.0


ANALYSIS = Analysis(
    "communities",
    4,
    "Communities (Leiden): what many runs agree on, and how sure each member is",
    CommunitiesParameters,
    compute,
    ranks=False,
)
