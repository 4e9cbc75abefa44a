"""Paths in date order: ways of the fewest steps on which every step can have been taken after the one before it.

A dated link can have been taken at any moment that its date leaves open (a day, a month, or from begin to end). What is
held (an account, a phone) is passed while it is held, in no time. Whoever is reached can wait. Two readings: *possible*
asks that the dates allow the order; *certain* (``strict``) asks that they force it. Where every date is a moment they
are the two conventions of ``engine/temporal.py``, which knows neither open dates nor a bound on the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: Before and after every date; nobody is ever at a node whose arrival is `NEVER`, and too late at `TOO_LATE`.
BEFORE: Final = -(2**62)
AFTER: Final = 2**62
NEVER: Final = 2**63 - 1
TOO_LATE: Final = -(2**63)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps that can be taken, each one way; times are milliseconds, or any other unit.

    Attributes:
        src: Node that each step leaves.
        dst: Node it leads to.
        first: The earliest moment at which it can have been taken.
        last: The latest one.
        lasts: Whether it can be passed all that time, as what is held; else it was taken once in it.
        n_nodes: Number of nodes.
    """

    src: Longs
    dst: Longs
    first: Longs
    last: Longs
    lasts: Mask
    n_nodes: int


@dataclass(frozen=True, slots=True)
class TimedPath:
    """Nodes from source to target, and for each step the one taken and all that would have fitted there."""

    nodes: tuple[int, ...]
    taken: tuple[int, ...]
    fitting: tuple[tuple[int, ...], ...]


def timed_paths(steps: Steps, source: int, target: int, *, longest: int, strict: bool = False) -> Iterator[TimedPath]:
    """Yield the paths of the fewest steps in the order of their nodes, none where there is none.

    Each way over the same nodes is told once, by the steps that arrive earliest. A way of the fewest steps visits no
    node twice: a round trip can be left out, for to be early never harms. O(steps × longest), then O(steps at the nodes
    passed) for each path.
    """
    count = _fewest(steps, source, target, longest, strict=strict)
    if count is None:
        return
    latest = _latest(steps, target, count, strict=strict)
    order = np.lexsort((np.arange(steps.src.size), steps.dst, steps.src))
    starts = np.searchsorted(steps.src[order], np.arange(steps.n_nodes + 1))
    walk = _Walk(steps, order, starts, latest, strict)
    yield from walk.onwards(TimedPath((source,), (), ()), BEFORE, count)


def _fewest(steps: Steps, source: int, target: int, longest: int, *, strict: bool) -> int | None:
    """How many steps lead to the target at least; None where more than ``longest`` would."""
    arrival = np.full(steps.n_nodes, NEVER, np.int64)
    arrival[source] = BEFORE
    for count in range(1, longest + 1):
        after = _arrivals(steps, arrival[steps.src], slice(None), strict=strict)
        arrival = np.full(steps.n_nodes, NEVER, np.int64)
        np.minimum.at(arrival, steps.dst, after)
        if arrival[target] != NEVER:
            return count
        if (arrival == NEVER).all():
            return None
    return None


def _arrivals(steps: Steps, ready: Longs | int, which: Longs | slice, *, strict: bool) -> Longs:
    """When each step arrives for somebody who is ready to take it at a time; `NEVER` where it is too late.

    To be at its end for certain after a step that was taken once, one must count its last moment.
    """
    first, last = steps.first[which], steps.last[which]
    possible = np.maximum(ready, first)
    found = np.where(possible <= last, possible, NEVER)
    if strict:
        found = np.where(steps.lasts[which], found, np.where(ready < first, last, NEVER))
    return found


def _latest(steps: Steps, target: int, count: int, *, strict: bool) -> list[Longs]:
    """For 0 to ``count`` steps that are left, how late somebody may be at each node and still reach the target."""
    latest = np.full(steps.n_nodes, TOO_LATE, np.int64)
    latest[target] = AFTER
    found = [latest]
    for _ in range(count):
        need = np.minimum(steps.last, found[-1][steps.dst])
        leave = np.where(steps.first <= need, need, TOO_LATE)
        if strict:
            certain = np.where(steps.last <= found[-1][steps.dst], steps.first - 1, TOO_LATE)
            leave = np.where(steps.lasts, leave, certain)
        latest = np.full(steps.n_nodes, TOO_LATE, np.int64)
        np.maximum.at(latest, steps.src, leave)
        found.append(latest)
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk that only takes steps from which the target can be reached, so that it never turns back."""

    steps: Steps
    order: Longs
    starts: Longs
    latest: list[Longs]
    strict: bool

    def onwards(self, path: TimedPath, ready: int, left: int) -> Iterator[TimedPath]:
        """Every way on from the end of a path, by ``left`` more steps."""
        if not left:
            yield path
            return
        node = path.nodes[-1]
        which = self.order[self.starts[node] : self.starts[node + 1]]
        arrival = _arrivals(self.steps, ready, which, strict=self.strict)
        fits = (arrival != NEVER) & (arrival <= self.latest[left - 1][self.steps.dst[which]])
        ways_on = zip(*(found[fits].tolist() for found in (self.steps.dst[which], arrival, which)), strict=True)
        for there, ways in groupby(ways_on, key=lambda way: way[0]):
            in_time = sorted((arrives, step) for _, arrives, step in ways)
            arrives, step = in_time[0]
            fitting = tuple(sorted(step for _, step in in_time))
            further = TimedPath((*path.nodes, there), (*path.taken, step), (*path.fitting, fitting))
            yield from self.onwards(further, arrives, left - 1)
