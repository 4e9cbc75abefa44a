"""The embedded graph: answers the store contract by array work over the snapshot, without server or second copy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.model import Counts, Link, Node, Path, Subgraph
from jejak.graph.snapshot import Adjacency, Snapshot
from jejak.graph.stores.columns import id_rank
from jejak.graph.stores.contract import check_direction

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class SnapshotStore:
    """Graph store over one snapshot; a look-up costs the degree of the nodes that it touches."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def name(self) -> str:
        """What answers, for people."""
        return "embedded snapshot"

    @property
    def sequence(self) -> int:
        """The ledger's sequence that this store shows."""
        return self._snapshot.sequence

    def get(self, node_id: str) -> Node | None:
        """Return one node, or None."""
        code = self._snapshot.code_of(node_id)
        return None if code is None else self._snapshot.node(code)

    def neighbours(
        self, node_id: str, *, ltypes: Collection[str] | None = None, etypes: Collection[str] | None = None,
        direction: str = "both", limit: int = 200,
    ) -> Subgraph:  # fmt: skip
        """The node, its lowest neighbours by id and all links to them; links to itself are always among them."""
        check_direction(direction)
        code = self._snapshot.code_of(node_id)
        if code is None:
            return Subgraph((), ())
        nodes, links = self._step(np.array([code], np.int64), ltypes, direction)
        others = np.unique(nodes[nodes != code])
        if etypes is not None:
            others = others[self._of_type(self._etypes, etypes, others)]
        others = self._by_id(others)
        kept = others[:limit]
        there = links[np.isin(nodes, np.append(kept, code))]
        return self._answer(np.append(kept, code), there, truncated=len(others) > limit)

    def reach(
        self, node_ids: Collection[str], hops: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> dict[str, int]:
        """Hop distance of every node within ``hops``, by breadth-first rounds: O(links of the nodes reached)."""
        frontier = self._codes(node_ids)
        seen = np.zeros(self._snapshot.n_nodes, np.bool_)
        found: dict[str, int] = {}
        for hop in range(hops + 1):
            seen[frontier] = True
            found.update((self._snapshot.id_of(int(code)), hop) for code in self._by_id(frontier)[: limit - len(found)])
            if len(found) >= limit or not len(frontier):
                break
            around, _ = self._step(frontier, ltypes)
            frontier = np.unique(around[~seen[around]])
        return found

    def shortest_paths(
        self, start: str, end: str, *, max_hops: int = 6, ltypes: Collection[str] | None = None, limit: int = 20
    ) -> list[Path]:
        """All shortest paths: distances to the end by rounds, then a walk that only takes steps towards it."""
        first, last = self._snapshot.code_of(start), self._snapshot.code_of(end)
        if first is None or last is None or limit < 1:
            return []
        distance = self._distances(last, first, max_hops, ltypes)
        if distance[first] < 0:
            return []
        found: list[Path] = []
        for walk in self._walks([first], distance, ltypes):
            found.append(self._path(walk, ltypes))
            if len(found) == limit:
                break
        return found

    def subgraph(self, node_ids: Collection[str], *, ltypes: Collection[str] | None = None) -> Subgraph:
        """The named nodes that exist and all links whose two ends are among them."""
        codes = self._codes(node_ids)
        inside = np.zeros(self._snapshot.n_nodes, np.bool_)
        inside[codes] = True
        nodes, links = self._step(codes, ltypes, "out")
        return self._answer(codes, links[inside[nodes]])

    def window(
        self, start_ms: int, end_ms: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> list[Link]:
        """Links with ``start_ms <= ts_ms < end_ms``, sorted by time, then id."""
        times, rows = self._timeline
        low, high = np.searchsorted(times, [start_ms, end_ms])
        times, rows = times[low:high], rows[low:high]
        if ltypes is not None:
            kept = self._of_type(self._ltypes, ltypes, rows)
            times, rows = times[kept], rows[kept]
        if len(rows) > limit:  # everything that ties with the last one kept, so that the lowest ids win
            cut = np.searchsorted(times, times[limit - 1], side="right") if limit > 0 else 0
            times, rows = times[:cut], rows[:cut]
        ids = [self._snapshot.link_id(int(row)) for row in rows]
        order = sorted(range(len(ids)), key=lambda i: (times[i], ids[i]))
        return self._snapshot.links_of(rows[order[:limit]])

    def counts(self) -> Counts:
        """Totals by type."""
        by_etype, by_ltype = _tally(self._etypes), _tally(self._ltypes)
        return Counts(self._snapshot.n_nodes, self._snapshot.n_links, by_etype, by_ltype)

    def close(self) -> None:
        """Nothing to release: the snapshot belongs to the caller."""

    @cached_property
    def _rank(self) -> Codes:
        return id_rank(self._snapshot)

    @cached_property
    def _etypes(self) -> pa.DictionaryArray:
        return _encoded(self._snapshot.nodes["etype"])

    @cached_property
    def _ltypes(self) -> pa.DictionaryArray:
        return _encoded(self._snapshot.links["ltype"])

    @cached_property
    def _timeline(self) -> tuple[Codes, Codes]:
        column = self._snapshot.links["ts_ms"].combine_chunks()
        rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        times = column.drop_null().to_numpy()
        order = np.argsort(times, kind="stable")
        return times[order], rows[order]

    def _codes(self, node_ids: Iterable[str]) -> Codes:
        known = (self._snapshot.code_of(node_id) for node_id in node_ids)
        return np.unique(np.array([code for code in known if code is not None], np.int64))

    def _by_id(self, codes: Codes) -> Codes:
        return codes[np.argsort(self._rank[codes])]

    @staticmethod
    def _of_type(column: pa.DictionaryArray, names: Collection[str], at: Codes | None = None) -> Mask:
        """Whether each row, or each row ``at`` a place, is of one of the types; O(rows asked for)."""
        wanted = np.array([name in names for name in column.dictionary.to_pylist()], np.bool_)
        kinds = column.indices.to_numpy()
        mask: Mask = np.take(wanted, kinds if at is None else kinds[at])
        return mask

    def _step(self, codes: Codes, ltypes: Collection[str] | None, direction: str = "both") -> tuple[Codes, Codes]:
        """Neighbour and link of every link at ``codes``; a link to itself appears once per direction."""
        sides = {"out": [self._snapshot.out], "in": [self._snapshot.inc]}.get(direction)
        parts = [_gather(side, codes) for side in sides or [self._snapshot.out, self._snapshot.inc]]
        nodes = np.concatenate([part[0] for part in parts])
        links = np.concatenate([part[1] for part in parts])
        if ltypes is None:
            return nodes, links
        kept = self._of_type(self._ltypes, ltypes, links)
        return nodes[kept], links[kept]

    def _distances(self, source: int, target: int, max_hops: int, ltypes: Collection[str] | None) -> Codes:
        """Hops to ``source``, -1 where unknown; stops at the round that meets ``target``."""
        distance = np.full(self._snapshot.n_nodes, -1, np.int64)
        distance[source] = 0
        frontier = np.array([source], np.int64)
        for hop in range(1, max_hops + 1):
            if distance[target] >= 0 or not len(frontier):
                break
            around, _ = self._step(frontier, ltypes)
            frontier = np.unique(around[distance[around] < 0])
            distance[frontier] = hop
        return distance

    def _walks(self, walk: list[int], distance: Codes, ltypes: Collection[str] | None) -> Iterator[list[int]]:
        left = distance[walk[-1]]
        if left == 0:
            yield walk
            return
        around, _ = self._step(np.array([walk[-1]], np.int64), ltypes)
        for code in self._by_id(np.unique(around[distance[around] == left - 1])):
            yield from self._walks([*walk, int(code)], distance, ltypes)

    def _path(self, walk: list[int], ltypes: Collection[str] | None) -> Path:
        steps = []
        for here, there in pairwise(walk):
            nodes, links = self._step(np.array([here], np.int64), ltypes)
            steps.append(tuple(sorted(self._snapshot.link_id(int(row)) for row in links[nodes == there])))
        return Path(tuple(self._snapshot.id_of(code) for code in walk), tuple(steps))

    def _answer(self, codes: Codes, links: Codes, *, truncated: bool = False) -> Subgraph:
        nodes = self._snapshot.nodes_of(self._by_id(np.unique(codes)))
        found = self._snapshot.links_of(np.unique(links))
        return Subgraph(tuple(nodes), tuple(sorted(found, key=lambda link: link.id)), truncated)


def _gather(side: Adjacency, codes: Codes) -> tuple[Codes, Codes]:
    """All entries of the adjacency at ``codes``, one after the other."""
    starts = side.offsets[codes]
    lengths = side.offsets[codes + 1] - starts
    at = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))
    return side.nodes[at].astype(np.int64), side.links[at].astype(np.int64)


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.combine_chunks().dictionary_encode()


def _tally(column: pa.DictionaryArray) -> dict[str, int]:
    names = column.dictionary.to_pylist()
    numbers = np.bincount(column.indices.to_numpy(), minlength=len(names)).tolist() if names else []
    return {name: number for name, number in sorted(zip(names, numbers, strict=True)) if number}
