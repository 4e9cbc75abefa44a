"""The pairs of a whole graph that are probably tied unseen: not tied, with many and telling common neighbours.

The score is Adamic and Adar's (2003): the sum of 1 / log(degree) over common neighbours. It is added up in whole
multiples of 2^-40, so that equal scores are equal whatever the order of the edges; ties are ranked by codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Csr, Floats, Ints, Longs
from jejak.analysis.engine.functions.link_prediction import loops_twice
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.building import transpose
from jejak.analysis.engine.kernels.links import best_pairs, pairs_in_common

#: What a score of 1 is in whole numbers; four million common neighbours still fit.
UNIT: Final = 2**40
#: A graph is split into about so many parts, however many threads there are.
_PARTS: Final = 64


@dataclass(frozen=True, slots=True)
class MissingLinks:
    """The best pairs, best first.

    Attributes:
        first: Code of one node of each pair, the smaller, int32.
        second: Code of the other.
        score: Sum of 1 / log(degree) over common neighbours that are no hubs.
        common: Number of common neighbours, hubs included.
        pairs: How many pairs have a score at all.
        hubs: How many nodes were passed over as common neighbours for having more ties than the cap.
    """

    first: Ints
    second: Ints
    score: Floats
    common: Longs
    pairs: int
    hubs: int


def missing_links(graph: EngineGraph, *, top: int = 100, hub_cap: int | None = None) -> MissingLinks:
    """Find the best pairs at distance two; O(sum of squared degrees up to the cap).

    Directions are forgotten. Progress is told, and the run can be stopped, through ``control``.

    Args:
        graph: The graph.
        top: How many pairs; fewer where there are fewer.
        hub_cap: Common neighbours with more ties than this count for nothing, for a bank or a ferry terminal makes no
            acquaintances; scores are then lower bounds of the full index. None lets everybody count.

    Raises:
        ValueError: when ``top`` is not positive, or ``hub_cap`` is below 2.
    """
    if top < 1 or (hub_cap is not None and hub_cap < 2):
        raise ValueError("at least one pair, and a cap of at least 2")
    csr = graph.csr.both_ways
    degrees = loops_twice(csr)
    counts = degrees >= 2
    hubs = np.zeros(degrees.size, np.bool_) if hub_cap is None else degrees > hub_cap
    values = np.zeros(degrees.size, np.int64)
    values[counts & ~hubs] = np.rint(UNIT / np.log(degrees[counts & ~hubs]))
    scores, first, second, pairs = _best(csr, values, top)
    _, common, _ = pairs_in_common(csr.offsets, csr.ends, first, second, np.zeros(degrees.size))
    return MissingLinks(first, second, scores / UNIT, common, pairs, int(np.count_nonzero(hubs)))


def common_neighbours(graph: EngineGraph, first: int, second: int) -> Ints:
    """Codes of the common neighbours of two nodes, ascending: the reasons for a pair."""
    csr = graph.csr.both_ways
    one, other = (csr.ends[csr.offsets[node] : csr.offsets[node + 1]] for node in (first, second))
    found: Ints = np.intersect1d(one, other, assume_unique=True)
    between: Ints = found[(found != first) & (found != second)]
    return between


def _best(csr: Csr, values: Longs, top: int) -> tuple[Longs, Ints, Ints, int]:
    n = csr.n_nodes
    offsets, ends, _ = transpose(csr.offsets, csr.ends)  # of an undirected graph: the same, neighbours ascending
    size = max(1, -(-n // _PARTS))
    starts = range(0, n, size)

    def work(begin: int) -> tuple[Longs, Ints, Ints, int]:
        return best_pairs((offsets, ends), values, (begin, min(n, begin + size)), top)

    best = (np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))
    pairs = 0
    for *columns, looked_at in in_parts(work, starts, len(starts)):
        scores, first, second = (np.concatenate([old, new]) for old, new in zip(best, columns, strict=True))
        order = np.lexsort((second, first, -scores))[:top]
        best, pairs = (scores[order], first[order], second[order]), pairs + int(looked_at)
    filled = best[0] > 0
    return best[0][filled], best[1][filled], best[2][filled], pairs
