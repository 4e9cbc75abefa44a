"""What the modularity of a partition is made of: weights inside communities and the degrees of their nodes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel
from jejak.analysis.engine.kernels.propagation import Arcs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@kernel
def community_weights(arcs: Arcs, group: Ints, count: int, directed: bool) -> tuple[Floats, Floats, Floats]:
    """Weight of the edges inside each community, and of those that leave and that enter its nodes; O(nodes + arcs).

    Undirected: an edge is two arcs, so each adds half to what is inside, and leaving is degree. A loop is one arc, is
    wholly inside and counts twice in the degree.
    """
    inside, leaving, entering = np.zeros(count), np.zeros(count), np.zeros(count)
    for node in range(len(group)):
        here = group[node]
        for arc in range(arcs.offsets[node], arcs.offsets[node + 1]):
            there = group[arcs.ends[arc]]
            weight = arcs.weights[arc]
            twice = not directed and arcs.ends[arc] == node
            if here == there:
                inside[here] += weight if directed or twice else weight / 2
            leaving[here] += 2 * weight if twice else weight
            entering[there] += 2 * weight if twice else weight
    return inside, leaving, entering
