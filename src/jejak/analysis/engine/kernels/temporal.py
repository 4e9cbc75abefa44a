"""Earliest arrivals along timed rows: each row is looked at once, rows in order of departure; O(nodes + rows)."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.compiler import kernel

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
#: Both ends, departure and duration of every row, and the rows by departure.
Table = tuple[Ints, Ints, Longs, Longs, Longs]
#: The arrival at every node, and the row that brings it.
Found = tuple[Longs, Longs]
#: Rows of one instant by the node that they leave: the instant for which a node has rows, the last entry of each node,
#: the entry before each entry, and the nodes that wait to be left.
Chains = tuple[Longs, Longs, Longs, Ints]
#: The arrival at a node that is never reached.
NEVER: Final = np.iinfo(np.int64).max


@kernel
def later_hops(table: Table, both: bool, found: Found, source: int) -> None:
    """Follow rows where a departure must be later than the arrival before it; at ``source`` it may be at once."""
    src, dst, time, duration, order = table
    arrival, previous = found
    for row in order:
        departure = time[row]
        for way in range(2 if both else 1):
            start, end = (src[row], dst[row]) if way == 0 else (dst[row], src[row])
            ready = arrival[start] < departure or (start == source and arrival[start] <= departure)
            if ready and departure + duration[row] < arrival[end]:
                arrival[end] = departure + duration[row]
                previous[end] = row


@kernel
def same_instant_hops(table: Table, both: bool, found: Found) -> None:
    """Follow rows where a departure may be in the very instant of the arrival before it, whatever the rows' order."""
    time, order = table[2], table[4]
    n, m = len(found[0]), len(order)
    chains = (np.full(n, -1, np.int64), np.empty(n, np.int64), np.empty(2 * m, np.int64), np.empty(n, np.int32))
    begin = 0
    while begin < m:
        end = begin + 1
        while end < m and time[order[end]] == time[order[begin]]:
            end += 1
        if end - begin == 1:
            lone_hop(table, order[begin], both, found)
        else:
            hang_up(table, (begin, end), both, chains)
            spread(table, (begin, end), both, found, chains)
        begin = end


@kernel
def lone_hop(table: Table, row: int, both: bool, found: Found) -> None:
    """Follow a row that is the only one of its instant."""
    src, dst, time, duration, _ = table
    arrival, previous = found
    departure = time[row]
    for way in range(2 if both else 1):
        start, end = (src[row], dst[row]) if way == 0 else (dst[row], src[row])
        if arrival[start] <= departure and departure + duration[row] < arrival[end]:
            arrival[end] = departure + duration[row]
            previous[end] = row


@kernel
def hang_up(table: Table, span: tuple[int, int], both: bool, chains: Chains) -> None:
    """Chain the rows of one instant by the node they leave; entry ``2 i + 1`` is the way back of entry ``2 i``."""
    src, dst, _, _, order = table
    stamp, last_of, before, _ = chains
    begin, end = span
    for i in range(end - 1, begin - 1, -1):
        for way in range(2 if both else 1):
            node = src[order[i]] if way == 0 else dst[order[i]]
            before[2 * i + way] = last_of[node] if stamp[node] == begin else -1
            stamp[node] = begin
            last_of[node] = 2 * i + way


@kernel
def spread(table: Table, span: tuple[int, int], both: bool, found: Found, chains: Chains) -> None:
    """Leave every node that is reached in time, breadth first, each once; so no row of the instant is used twice."""
    src, dst, time, duration, order = table
    arrival, previous = found
    stamp, last_of, before, queue = chains
    begin, end = span
    now = time[order[begin]]
    head, tail = 0, 0
    for i in range(begin, end):
        for way in range(2 if both else 1):
            node = src[order[i]] if way == 0 else dst[order[i]]
            if arrival[node] <= now and stamp[node] == begin:
                stamp[node] = -1
                queue[tail] = node
                tail += 1
    while head < tail:
        node = queue[head]
        head += 1
        entry = last_of[node]
        while entry >= 0:
            row = order[entry // 2]
            other = dst[row] if entry % 2 == 0 else src[row]
            if now + duration[row] < arrival[other]:
                arrival[other] = now + duration[row]
                previous[other] = row
                if arrival[other] == now and stamp[other] == begin:
                    stamp[other] = -1
                    queue[tail] = other
                    tail += 1
            entry = before[entry]
