"""Ranking with stability: who is at the top, and how often still when links are doubted by grade and some are hidden.

Each run believes every link by chance: as its claims are graded (``doubt.py``), and as if a share of all links had not
been found. An actor who is at the top through one bad report drops out of most runs; who has good evidence stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.declaration import Analysis, Finding, Outcome
from jejak.analysis.doubt import belief, doubted
from jejak.analysis.engine.control import current, running
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.listing import listable_codes, ranking
from jejak.analysis.parameters import WeighedTies, parameter
from jejak.analysis.reasons import Reason
from jejak.analysis.ties import Ties, strong_ties
from jejak.analysis.weighting import weighed

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
#: Ties that explain a place together carry at least this share of it, and are at most so many.
_CARRIED, _MOST_TIES = 0.8, 5
#: From this share of the top that stays on the average, the top is called stable.
_STABLE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingParameters(WeighedTies):
    """What ranks, and how hard the ranking is tried."""

    top: int = parameter(20, "At most so many rows; 0 lists all.", least=0, unit="rows")
    measure: str = parameter(
        "betweenness", "The measure that ranks.", choices=("betweenness", "closeness", "degree", "kcore", "pagerank")
    )
    k: int = parameter(10, "How many places are the top.", least=1, unit="places")
    runs: int = parameter(200, "Runs in which links are doubted.", least=1, most=10_000, unit="runs")
    hidden: float = parameter(0.1, "Share of the links that each run hides besides.", least=0.0, most=0.9)
    exact_up_to: int = parameter(1000, "Nodes up to which every source is used.", least=0, unit="nodes")
    sources: int = parameter(64, "Sampled sources above that size.", least=1, unit="nodes")
    seed: int = parameter(0, "Seed of the runs and samples.", least=0)


def compute(snapshot: Snapshot, parameters: RankingParameters) -> Outcome:
    """Rank, then count in how many runs each actor is among the first ``k``; O(runs × measure)."""
    ties, weighing = weighed(snapshot, strong_ties(snapshot, parameters), parameters)
    graph = ties.graph()
    scores = _scores(graph, parameters, parameters.seed)
    keep = np.isin(np.asarray(ties.names), sorted(listable_codes(snapshot, parameters.listed)))
    stays = _stays(ties, belief(snapshot) * (1.0 - parameters.hidden), keep, parameters)
    lower = np.searchsorted(np.sort(scores[keep]), scores, side="left") / max(1, int(keep.sum()))
    shown = {
        code: (float(scores[place]), float(lower[place]), float(stays[place])) for place, code in enumerate(ties.names)
    }
    first = [place for place in _top(scores, keep, parameters.k).tolist() if scores[place] > 0]
    kept = float(stays[first].mean()) if first else 1.0
    summary = {
        "edges": graph.number_of_edges(),
        "runs": parameters.runs,
        "exact": _sources(graph, parameters) is None,
        "top_kept": kept,
        "stable": kept >= _STABLE,
        **weighing,
    }
    outcome = ranking(snapshot, parameters, (parameters.measure, "percentile", "stays"), scores=shown, summary=summary)
    return replace(outcome, findings=_findings(snapshot, outcome, ties, graph, parameters))


def _sources(graph: EngineGraph, parameters: RankingParameters) -> int | None:
    """How many sources are sampled; None where all are used."""
    exact = parameters.measure != "betweenness" or len(graph) <= max(parameters.exact_up_to, parameters.sources)
    return None if exact else parameters.sources


def _scores(graph: EngineGraph, parameters: RankingParameters, seed: int) -> Floats:
    """The measure of every node, by place."""
    named = cast("nx.Graph[Hashable]", graph)  # NetworkX takes it through its dispatch
    made: Mapping[str, Callable[[], Mapping[Hashable, float]]] = {
        "betweenness": lambda: nx.betweenness_centrality(named, k=_sources(graph, parameters), seed=seed),
        "closeness": lambda: nx.closeness_centrality(named),
        "degree": lambda: dict(zip(graph.names, graph.csr.degrees.tolist(), strict=True)),
        "kcore": lambda: nx.core_number(named),
        "pagerank": lambda: nx.pagerank(named, weight="weight"),
    }
    values = made[parameters.measure]()
    return np.fromiter((values[name] for name in graph.names), np.float64, len(graph))


def _top(scores: Floats, keep: npt.NDArray[np.bool_], k: int) -> npt.NDArray[np.int64]:
    """Places of the ``k`` best that may be listed, best first, equal ones in the order of their codes."""
    places = np.flatnonzero(keep)
    return places[np.argsort(-scores[places], kind="stable")[:k]]


def _stays(ties: Ties, chance: Floats, keep: npt.NDArray[np.bool_], parameters: RankingParameters) -> Floats:
    """Share of the runs in which each node is among the first ``k``; who has no score at all is not."""
    counts = np.zeros(len(ties.names))
    tick = current().tick
    for run, links in enumerate(doubted(chance, parameters.runs, parameters.seed), 1):
        with running(threads=current().threads):  # a run is one step, whatever happens inside
            scores = _scores(ties.where(links), parameters, parameters.seed + run)
        top = _top(scores, keep, parameters.k)
        counts[top[scores[top] > 0]] += 1
        tick(run, parameters.runs)
    return counts / parameters.runs


def _findings(
    snapshot: Snapshot, outcome: Outcome, ties: Ties, graph: EngineGraph, parameters: RankingParameters
) -> tuple[Finding, ...]:
    """One for each row with a value: how often it stays at the top, and the links of the ties that carry it."""
    carried = _carried(graph, parameters)
    found = []
    for row in outcome.rows:
        rank, subject, stays = row[0], str(row[1]), float(row[-1] or 0)
        code = snapshot.code_of(subject)
        if code is None or not row[4]:
            continue
        place = graph.codes[code]
        edges = graph.csr.edges[slice(*graph.csr.offsets[place : place + 2].tolist())]
        order = edges[np.argsort(-carried[edges], kind="stable")]
        share = np.cumsum(carried[order]) / max(float(carried[edges].sum()), np.finfo(float).tiny)
        chosen = order[: min(int(np.searchsorted(share, _CARRIED)) + 1, _MOST_TIES)]
        rows = ties.rows_of(np.concatenate([graph.rows_of(int(edge)) for edge in chosen]))
        numbers = {"ties": chosen.size, "share": float(share[chosen.size - 1]), "of": edges.size}
        reasons = (
            Reason("ranked", {"rank": int(rank or 0), "stays": stays}, (parameters.measure,)),
            Reason("carried_by", numbers),
        )
        found.append(Finding((subject,), stays, reasons, tuple(snapshot.link_id(one) for one in rows)))
    return tuple(found)


def _carried(graph: EngineGraph, parameters: RankingParameters) -> Floats:
    """What each edge carries: the shortest ways over it for betweenness, else its weight; by edge number."""
    if parameters.measure != "betweenness":
        return graph.edge_weights("weight")
    k = _sources(graph, parameters)
    over = nx.edge_betweenness_centrality(cast("nx.Graph[Hashable]", graph), k=k, seed=parameters.seed)
    return np.fromiter(over.values(), np.float64, len(over))


ANALYSIS = Analysis(
    "ranking", 3, "Ranking with stability: who stays at the top when links are doubted", RankingParameters, compute
)
