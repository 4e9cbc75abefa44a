"""Earliest arrivals equal a brute-force fixed point, in both conventions of equal times; every path told is real."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.engine.temporal import NEVER, TimedRows, earliest_arrival

Row = tuple[int, int, int, int]


def hops(rows: list[Row], *, directed: bool) -> list[Row]:
    return rows if directed else rows + [(b, a, time, lasts) for a, b, time, lasts in rows]


def fixed_point(rows: list[Row], source: int, start: int, *, strict: bool, n: int) -> list[int]:
    """Try every row again and again until nothing gets earlier."""
    arrival = [NEVER] * n
    arrival[source] = start
    while True:
        earlier = False
        for a, b, time, lasts in rows:
            ready = arrival[a] < time or (arrival[a] == time and (not strict or a == source))
            if ready and time + lasts < arrival[b]:
                arrival[b] = time + lasts
                earlier = True
        if not earlier:
            return arrival


def table(rows: list[Row], n: int, *, directed: bool, timed: bool) -> TimedRows:
    src, dst, time, lasts = (np.array([row[i] for row in rows], np.int64) for i in range(4))
    return TimedRows(src, dst, time, n, lasts if timed else None, directed)


@given(st.data(), st.booleans(), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=400)
def test_arrivals_and_paths(data: st.DataObject, strict: bool, directed: bool, timed: bool) -> None:
    n = data.draw(st.integers(1, 7))
    node = st.integers(0, n - 1)
    lasts = st.integers(0, 3) if timed else st.just(0)
    rows: list[Row] = data.draw(st.lists(st.tuples(node, node, st.integers(-3, 5), lasts), max_size=25))
    source = data.draw(node)
    start = data.draw(st.one_of(st.none(), st.integers(-4, 6)))
    found = earliest_arrival(table(rows, n, directed=directed, timed=timed), source, start=start, strict=strict)
    begin = start if start is not None else min((row[2] for row in rows), default=0)
    ways = hops(rows, directed=directed)
    assert found.arrival.tolist() == fixed_point(ways, source, begin, strict=strict, n=n)
    assert found.reached.tolist() == [arrival != NEVER for arrival in found.arrival.tolist()]
    for end in range(n):
        if found.reached[end]:
            between = ((source, begin), (end, int(found.arrival[end])))
            walk([hops([row], directed=directed) for row in rows], found.path_to(end), between, strict=strict)
        else:
            with pytest.raises(ValueError, match="no path"):
                found.path_to(end)


def walk(
    ways: list[list[Row]], path: list[int], ends: tuple[tuple[int, int], tuple[int, int]], *, strict: bool
) -> None:
    """Go along the rows of a path; every hop must start where and when it may."""
    (at, now), first = ends[0], True
    for row in path:
        [(_, end, time, lasts)] = [way for way in ways[row] if way[0] == at]
        assert time > now or (time == now and (first or not strict))
        at, now, first = end, time + lasts, False
    assert (at, now) == ends[1]


def test_money_that_comes_and_goes_in_one_instant() -> None:
    """Rows stand in the wrong order: the second hop first."""
    rows = [(1, 2, 10, 0), (0, 1, 10, 0), (2, 3, 11, 0)]
    loose = earliest_arrival(table(rows, 4, directed=True, timed=False), 0)
    assert loose.arrival.tolist() == [10, 10, 10, 11]
    assert loose.path_to(3) == [1, 0, 2]
    strict = earliest_arrival(table(rows, 4, directed=True, timed=False), 0, strict=True)
    assert strict.arrival.tolist() == [10, 10, NEVER, NEVER]


def test_a_slow_hop_that_left_first_is_overtaken() -> None:
    rows = [(0, 1, 1, 9), (0, 1, 3, 1), (1, 2, 5, 0), (1, 3, 4, 0)]
    found = earliest_arrival(table(rows, 4, directed=True, timed=True), 0, strict=True)
    assert found.arrival.tolist() == [1, 4, 5, NEVER]
    assert found.path_to(2) == [1, 2]


def test_a_long_chain_in_one_instant_is_looked_at_once() -> None:
    """Trying all rows again until nothing changes would take a square of this."""
    n = 200_000
    rows = TimedRows(np.arange(n - 1)[::-1], np.arange(1, n)[::-1], np.zeros(n - 1, np.int64), n)
    found = earliest_arrival(rows, 0)
    assert found.reached.all()
    assert len(found.path_to(n - 1)) == n - 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([0], [1], [1, 2], 2), "length"),
        (([0], [2], [1], 2), "not there"),
        (([-1], [1], [1], 2), "not there"),
        (([0], [1], [1], 2, [-1]), "negative"),
        (([0], [1], [2**62], 2, [2**62]), "too late"),
    ],
)
def test_a_wrong_table_is_told(columns: tuple[object, ...], words: str) -> None:
    arrays = [np.array(column, np.int64) if isinstance(column, list) else column for column in columns]
    with pytest.raises(ValueError, match=words):
        TimedRows(*arrays)  # type: ignore[arg-type]


def test_a_source_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="no such node"):
        earliest_arrival(table([], 2, directed=True, timed=False), 2)
