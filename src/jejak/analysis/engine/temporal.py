"""Paths that respect time: who can be reached from somebody, how early, by which rows of a table of dated links.

A hop leaves at its row's time, arrives its duration later, and needs that its start was reached before; a node can wait
for as long as it likes. Earliest arrivals are found in one look at every row (Wu et al., "Path problems in temporal
graphs", VLDB 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.csr import Ints, Longs
from jejak.analysis.engine.kernels.temporal import NEVER, later_hops, same_instant_hops

__all__ = ["NEVER", "Arrivals", "TimedRows", "earliest_arrival"]


@dataclass(frozen=True, eq=False)
class TimedRows:
    """A table of dated links.

    Attributes:
        src: Code of the node that each row leaves, int32.
        dst: Code of the node it leads to.
        time: When it leaves, int64, in any unit.
        n_nodes: Number of nodes.
        duration: How long each hop takes, in the same unit, not negative; without it every hop takes no time.
        directed: Whether rows lead one way.
    """

    src: Ints
    dst: Ints
    time: Longs
    n_nodes: int
    duration: Longs | None = None
    directed: bool = True

    def __post_init__(self) -> None:
        for name, kind in (("src", np.int32), ("dst", np.int32), ("time", np.int64), ("duration", np.int64)):
            column = getattr(self, name)
            if column is not None:
                # Columns of a file are often read-only, which is another type to the compiler.
                object.__setattr__(self, name, np.require(column, kind, ["C", "W"]))
                if len(column) != len(self.time):
                    raise ValueError("the columns differ in length")
        codes = np.concatenate([self.src, self.dst])
        if codes.size and not (codes.min() >= 0 and codes.max() < self.n_nodes):
            raise ValueError("a row names a node that is not there")
        if self.duration is not None and self.duration.size:
            if self.duration.min() < 0:
                raise ValueError("a duration is negative")
            if int(self.time.max()) + int(self.duration.max()) >= NEVER:
                raise ValueError("an arrival is too late to be counted")

    @cached_property
    def in_order(self) -> Longs:
        """Rows by time, those of one instant as they stand in the table; sorted once."""
        return np.argsort(self.time, kind="stable")

    @cached_property
    def durations(self) -> Longs:
        """The duration of every row."""
        return np.zeros(self.time.size, np.int64) if self.duration is None else self.duration


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What `earliest_arrival` found.

    Attributes:
        arrival: The earliest time at every node, int64; `NEVER` where it is not reached.
        previous: The row that arrives then, int64; -1 at the source and where nothing arrives.
    """

    rows: TimedRows
    arrival: Longs
    previous: Longs

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Which nodes are reached; the source is."""
        found: npt.NDArray[np.bool_] = self.arrival != NEVER
        return found

    def path_to(self, node: int) -> list[int]:
        """The rows of a path that arrives earliest, in the order of travel; none to the source.

        Raises:
            ValueError: when the node is not reached.
        """
        if self.arrival[node] == NEVER:
            raise ValueError("no path that respects time leads there")
        path: list[int] = []
        while (row := int(self.previous[node])) >= 0:
            path.append(row)
            node = int(self.rows.src[row] if self.rows.dst[row] == node else self.rows.dst[row])
        return path[::-1]


def earliest_arrival(rows: TimedRows, source: int, *, start: int | None = None, strict: bool = False) -> Arrivals:
    """Find the earliest arrival everywhere; O(nodes + rows), after one sort of the rows.

    Args:
        rows: The dated links.
        source: Code of the node to begin at.
        start: When to begin there; the first hop may leave in that instant. By default as early as any row.
        strict: A hop must leave later than the one before arrived. Otherwise it may leave in the same instant: money
            that comes and goes on one day counts as passed on, in whatever order the rows stand.

    Raises:
        ValueError: when there is no such source.
    """
    if not 0 <= source < rows.n_nodes:
        raise ValueError("there is no such node to begin at")
    order = rows.in_order
    if start is None:
        start = int(rows.time[order[0]]) if order.size else 0
    arrival, previous = np.full(rows.n_nodes, NEVER, np.int64), np.full(rows.n_nodes, -1, np.int64)
    arrival[source] = start
    order = order[np.searchsorted(rows.time, start, sorter=order) :]
    table = (rows.src, rows.dst, rows.time, rows.durations, order)
    if strict:
        later_hops(table, not rows.directed, (arrival, previous), source)
    else:
        same_instant_hops(table, not rows.directed, (arrival, previous))
    return Arrivals(rows, arrival, previous)
