"""A graph as compressed adjacency: for node ``v`` its neighbours stand at ``offsets[v]:offsets[v + 1]`` of ``ends``.

One arc leads from a node to each neighbour, once; an undirected edge between two nodes is two arcs with one edge
number, a loop is one arc. Parallel rows of an edge table share one edge, and every row knows its edge, so that a number
on an edge leads back to the claims behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.kernels.building import (
    group_rows,
    merge_parallel,
    number_edges,
    number_pairs,
    pair_rows,
    transpose,
)

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Csr:
    """Adjacency arrays.

    Attributes:
        offsets: Start of every node's arcs, int64, nodes + 1.
        ends: The node that each arc leads to, int32.
        edges: The number of each arc's edge, int32; edges are numbered as ``Graph.edges`` lists them.
        n_edges: How many edges there are.
        directed: Whether an arc leads one way only.
    """

    offsets: Longs
    ends: Ints
    edges: Ints
    n_edges: int
    directed: bool

    @classmethod
    def from_arcs(cls, offsets: Longs, ends: Ints, *, directed: bool) -> Csr:
        """Take adjacency as it is: no parallel arcs, and both arcs of an undirected edge are there; O(nodes + arcs)."""
        if directed:
            return cls(offsets, ends, np.arange(ends.size, dtype=np.int32), ends.size, directed=True)
        edges, count = number_edges(offsets, ends)
        return cls(offsets, ends, edges, int(count), directed=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.offsets.size - 1

    @cached_property
    def degrees(self) -> Longs:
        """Number of arcs that leave each node."""
        return np.diff(self.offsets)

    @cached_property
    def starts(self) -> Ints:
        """The node that each arc leaves, int32."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), self.degrees)

    @cached_property
    def turned(self) -> Csr:
        """The graph with every arc turned round; an undirected graph is its own."""
        if not self.directed:
            return self
        offsets, starts, arcs = transpose(self.offsets, self.ends)
        return Csr(offsets, starts, self.edges[arcs], self.n_edges, directed=True)

    @cached_property
    def _undirected(self) -> tuple[Csr, Ints]:
        return build(self.starts, self.ends, self.n_nodes, directed=False)

    @property
    def both_ways(self) -> Csr:
        """The undirected graph that is left when directions are forgotten; edges are numbered anew."""
        return self._undirected[0] if self.directed else self

    @property
    def edges_both_ways(self) -> Ints:
        """For every arc the number of its edge in ``both_ways``."""
        return self._undirected[1] if self.directed else self.edges

    @cached_property
    def loops(self) -> int:
        """Number of edges from a node to itself."""
        return int(np.count_nonzero(self.starts == self.ends))

    @cached_property
    def edge_ends(self) -> tuple[Ints, Ints]:
        """First and second end of every edge, by edge number; of an undirected edge the smaller code is first."""
        if self.directed:
            first, second = np.empty(self.n_edges, np.int32), np.empty(self.n_edges, np.int32)
            first[self.edges], second[self.edges] = self.starts, self.ends
            return first, second
        leading = self.starts <= self.ends
        return self.starts[leading], self.ends[leading]

    def by_arc(self, values: Floats) -> Floats:
        """Spread a value of every edge over its arcs."""
        return values[self.edges]


def build(src: Ints, dst: Ints, n: int, *, directed: bool) -> tuple[Csr, Ints]:
    """Make a graph from an edge table; O(nodes + rows).

    Args:
        src: Code of the first end of each row, int32, 0 to n - 1.
        dst: Code of the second end.
        n: Number of nodes.
        directed: Whether rows lead one way.

    Returns:
        The graph, and for every row the number of its edge.
    """
    if not directed:
        offsets, ends, at_src, at_dst = pair_rows(src, dst, n)
        offsets, ends, into = merge_parallel(offsets, ends)
        edges, count, edge_of_row = number_pairs(offsets, ends, src, dst, at_src, at_dst, into)
        return Csr(offsets, ends, edges, int(count), directed=False), edge_of_row
    offsets, ends, rows = group_rows(src, dst, n, both=False)
    offsets, ends, into = merge_parallel(offsets, ends)
    graph = Csr.from_arcs(offsets, ends, directed=True)
    edge_of_row = np.empty(src.size, np.int32)
    edge_of_row[rows] = graph.edges[into]
    return graph, edge_of_row
