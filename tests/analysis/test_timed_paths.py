"""Paths in date order equal what trying every moment finds, and the engine's arrivals where dates are moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.temporal import TimedRows, earliest_arrival
from jejak.analysis.timed_paths import Steps, TimedPath, timed_paths

#: From, to, first and last moment, and whether it can be passed all that time.
Row = tuple[int, int, int, int, bool]
MOMENTS = range(6)
NODES = 5


def steps_of(rows: Sequence[Row], n: int = NODES) -> Steps:
    src, dst, first, last = (np.array([row[i] for row in rows], np.int64) for i in range(4))
    return Steps(src, dst, first, last, np.array([row[4] for row in rows], np.bool_), n)


def possible(way: Sequence[Row]) -> bool:
    """Whether moments can be chosen, one in each step, that never go back."""
    return any(list(moments) == sorted(moments) for moments in product(*(range(r[2], r[3] + 1) for r in way)))


def certain(way: Sequence[Row]) -> bool:
    """Whether every choice of moments of what was taken once goes forward, what is held being passed in between."""
    held = [range(r[2], r[3] + 1) if r[4] else (None,) for r in way]
    return any(_forced(way, passed) for passed in product(*held))


def _forced(way: Sequence[Row], passed: Sequence[int | None]) -> bool:
    spans = [(r[2], r[3]) if at is None else (at, at) for r, at in zip(way, passed, strict=True)]
    return all(
        before[1] < after[0] or (row[4] and before[1] <= after[0])
        for (before, after), row in zip(pairwise(spans), way[1:], strict=True)
    )


def ways(rows: Sequence[Row], at: int, target: int, count: int) -> Iterator[tuple[int, ...]]:
    """Every sequence of ``count`` steps to the target, any node as often as one likes."""
    if count == 0:
        if at == target:
            yield ()
        return
    for number, row in enumerate(rows):
        if row[0] == at:
            yield from ((number, *rest) for rest in ways(rows, row[1], target, count - 1))


def by_trying(rows: Sequence[Row], longest: int, *, strict: bool) -> list[tuple[int, ...]]:
    """The node sequences of the fewest steps from 0 to the last node."""
    test = certain if strict else possible
    for count in range(1, longest + 1):
        found = {
            (0, *(rows[number][1] for number in way))
            for way in ways(rows, 0, NODES - 1, count)
            if test([rows[number] for number in way])
        }
        if found:
            return sorted(found)
    return []


def row() -> st.SearchStrategy[Row]:
    node, moment = st.integers(0, NODES - 1), st.integers(MOMENTS[0], MOMENTS[-1])
    drawn = st.tuples(node, node, moment, moment, st.booleans())
    return drawn.map(lambda r: (r[0], r[1], min(r[2], r[3]), max(r[2], r[3]), r[4])).filter(lambda r: r[0] != r[1])


@given(st.lists(row(), max_size=9), st.integers(1, 4), st.booleans())
@settings(deadline=None, max_examples=300)
def test_they_are_those_that_trying_every_moment_finds(rows: list[Row], longest: int, strict: bool) -> None:
    found = list(timed_paths(steps_of(rows), 0, NODES - 1, longest=longest, strict=strict))
    assert [path.nodes for path in found] == by_trying(rows, longest, strict=strict)
    for path in found:
        taken = [rows[step] for step in path.taken]
        assert [(r[0], r[1]) for r in taken] == list(pairwise(path.nodes))
        assert (certain if strict else possible)(taken)
        assert all(step in fitting for step, fitting in zip(path.taken, path.fitting, strict=True))
        assert len(set(path.nodes)) == len(path.nodes)


@given(st.data(), st.booleans())
@settings(deadline=None, max_examples=200)
def test_moments_are_reached_as_the_engine_says(data: st.DataObject, strict: bool) -> None:
    n = data.draw(st.integers(2, 7))
    node = st.integers(0, n - 1)
    rows = data.draw(st.lists(st.tuples(node, node, st.integers(0, 6)), min_size=1, max_size=25))
    src, dst, time = (np.array([r[i] for r in rows], np.int64) for i in range(3))
    reached = earliest_arrival(TimedRows(src, dst, time, n), 0, strict=strict).reached
    steps = steps_of([(a, b, at, at, False) for a, b, at in rows], n)
    for target in range(1, n):
        assert bool(list(timed_paths(steps, 0, target, longest=n, strict=strict))) == reached[target]


def test_parallel_steps_make_one_path_by_the_earliest() -> None:
    rows: list[Row] = [(0, 1, 3, 3, False), (0, 1, 1, 1, False), (0, 1, 5, 5, False), (1, 4, 4, 4, False)]
    assert list(timed_paths(steps_of(rows), 0, 4, longest=3)) == [TimedPath((0, 1, 4), (1, 3), ((0, 1), (3,)))]


def test_many_paths_are_not_counted_out_before_the_first_is_told() -> None:
    """Forty layers of two nodes: a million million ways."""
    layers = [[0], *([2 * k + 1, 2 * k + 2] for k in range(40)), [81]]
    rows: list[Row] = [(a, b, k, k, False) for k, (x, y) in enumerate(pairwise(layers)) for a in x for b in y]
    first = next(timed_paths(steps_of(rows, 82), 0, 81, longest=50))
    assert first.nodes == (0, *(2 * k + 1 for k in range(40)), 81)
