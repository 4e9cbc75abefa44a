"""Which claims make up a node: claims sorted by node, and where those of each node begin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jejak.graph.resolution import Resolution
from jejak.graph.snapshot.adjacency import offsets_of
from jejak.graph.statements import Codes


@dataclass(frozen=True, slots=True)
class Groups:
    """The claims of node ``c`` are the rows ``order[offsets[c]:offsets[c + 1]]``, the earliest is ``first[c]``."""

    node_of: npt.NDArray[np.int32]
    first: Codes
    order: Codes
    offsets: Codes

    @classmethod
    def of(cls, resolution: Resolution) -> Groups:
        """Sort the claims by node; O(claims log claims)."""
        order = np.argsort(resolution.node_of, kind="stable")
        return cls(resolution.node_of, resolution.first, order, offsets_of(resolution.node_of, resolution.n_nodes))

    @property
    def counts(self) -> Codes:
        """Number of claims of every node."""
        return np.diff(self.offsets)

    def rows(self, nodes: Codes) -> tuple[Codes, Codes]:
        """The claims of some nodes, node after node, and where those of each node begin, with their end."""
        counts = self.offsets[nodes + 1] - self.offsets[nodes]
        stops = np.r_[0, np.cumsum(counts)]
        return self.order[np.repeat(self.offsets[nodes] - stops[:-1], counts) + np.arange(stops[-1])], stops
