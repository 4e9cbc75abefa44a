"""Reach and shortest paths in rounds, for stores that answer "who is next to these?"; no round enumerates trails."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

#: Given ids, all pairs (one of them, a direct neighbour), ignoring direction.
Expand = Callable[[Collection[str]], Iterable[tuple[str, str]]]
Steps = dict[str, set[str]]


def reach_in_rounds(starts: Collection[str], hops: int, *, expand: Expand, limit: int) -> dict[str, int]:
    """Hop distance of every node within ``hops``; nearest, then lowest id, first; at most ``limit``."""
    frontier, seen = set(starts), set(starts)
    found: dict[str, int] = {}
    for hop in range(hops + 1):
        for node_id in sorted(frontier)[: limit - len(found)]:
            found[node_id] = hop
        if hop == hops or len(found) >= limit or not frontier:
            break
        frontier = {there for _, there in expand(frontier)} - seen
        seen |= frontier
    return found


def walks_in_rounds(start: str, end: str, *, max_hops: int, expand: Expand) -> Iterator[tuple[str, ...]]:
    """All shortest walks in the order of their ids, from both ends at once, the smaller side first.

    When the sides first meet, every shortest walk passes exactly one meeting node, so the parents of both sides
    hold all of them: O(pairs seen).
    """
    ahead, behind = _Side(start), _Side(end)
    hops = 0
    while not ahead.frontier & behind.frontier:
        if hops == max_hops or not ahead.frontier or not behind.frontier:
            return
        (ahead if len(ahead.frontier) <= len(behind.frontier) else behind).grow(expand)
        hops += 1
    meeting = ahead.frontier & behind.frontier
    onwards: Steps = {}
    for child, parents in ahead.between(meeting):
        for parent in parents:
            onwards.setdefault(parent, set()).add(child)
    for child, parents in behind.between(meeting):
        onwards.setdefault(child, set()).update(parents)
    yield from _walk((start,), end, onwards)


class _Side:
    """One end's breadth-first search: its last round and, for each node seen, the nodes one hop nearer."""

    def __init__(self, source: str) -> None:
        self.frontier = {source}
        self._parents: Steps = {source: set()}

    def grow(self, expand: Expand) -> None:
        found: Steps = {}
        for here, there in expand(self.frontier):
            if there not in self._parents:
                found.setdefault(there, set()).add(here)
        self._parents |= found
        self.frontier = set(found)

    def between(self, nodes: Collection[str]) -> Iterator[tuple[str, set[str]]]:
        """Each node on the way from ``nodes`` back to the source, with its parents."""
        todo, done = set(nodes), set[str]()
        while todo:
            node_id = todo.pop()
            done.add(node_id)
            yield node_id, self._parents[node_id]
            todo |= self._parents[node_id] - done


def _walk(walked: tuple[str, ...], end: str, onwards: Steps) -> Iterator[tuple[str, ...]]:
    if walked[-1] == end:
        yield walked
        return
    for node_id in sorted(onwards.get(walked[-1], ())):
        yield from _walk((*walked, node_id), end, onwards)
