"""Answers the store contract with Cypher that Neo4j and the embedded engine both understand; values are parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from itertools import islice, pairwise

from jejak.graph.model import Counts, Link, Node, Path, Subgraph
from jejak.graph.stores.contract import check_direction
from jejak.graph.stores.rows import checked_name, link_of, node_of
from jejak.graph.stores.traversal import reach_in_rounds, walks_in_rounds

Record = Mapping[str, object]
_NODE = "properties(n) AS node"
_LINK = "a.id AS source, b.id AS target, type(r) AS ltype, properties(r) AS link"
_AT_ONCE = 1000  # ids per statement of a round


class StatementStore(ABC):
    """A graph store behind a Cypher engine; subclasses say how one statement is run."""

    #: The pattern of all links, ``r``; beside entities a server may hold what is not ours.
    every_link = "(:Entity)-[r]->(:Entity)"

    @property
    @abstractmethod
    def name(self) -> str:
        """What answers, for people."""

    @property
    @abstractmethod
    def sequence(self) -> int:
        """The ledger's sequence that this store shows."""

    @abstractmethod
    def close(self) -> None:
        """Release connections."""

    @abstractmethod
    def rows(self, text: str, params: Mapping[str, object]) -> list[Record]:
        """Run one reading statement of ours and return its records by column name."""

    def get(self, node_id: str) -> Node | None:
        """Return one node, or None."""
        found = self._nodes([node_id])
        return found[0] if found else None

    def neighbours(
        self, node_id: str, *, ltypes: Collection[str] | None = None, etypes: Collection[str] | None = None,
        direction: str = "both", limit: int = 200,
    ) -> Subgraph:  # fmt: skip
        """The node, its lowest neighbours by id and all links to them; links to itself are always among them."""
        check_direction(direction)
        left, right = {"both": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}[direction]
        typed = "" if etypes is None else " AND n.etype IN $etypes"
        found = self.rows(
            f"MATCH (c:Entity {{id: $id}}){left}{_pattern(ltypes)}{right}(n:Entity) WHERE n.id <> $id{typed} "
            "RETURN DISTINCT n.id AS id ORDER BY id LIMIT $limit",
            {"id": node_id, "etypes": sorted(etypes or ()), "limit": limit + 1},
        )
        kept = [str(row["id"]) for row in found[:limit]]
        links = self._links_at(node_id, [*kept, node_id], ltypes, direction)
        return Subgraph(tuple(self._nodes([*kept, node_id])), links, truncated=len(found) > limit)

    def reach(
        self, node_ids: Collection[str], hops: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> dict[str, int]:
        """Hop distance of every node within ``hops``; one statement per round and thousand nodes."""
        starts = [node.id for node in self._nodes(node_ids)]
        return reach_in_rounds(starts, hops, expand=lambda ids: self._around(ids, ltypes), limit=limit)

    def shortest_paths(
        self, start: str, end: str, *, max_hops: int = 6, ltypes: Collection[str] | None = None, limit: int = 20
    ) -> list[Path]:
        """All shortest paths, sorted by their node ids; parallel links do not multiply them."""
        if len(self._nodes({start, end})) < len({start, end}) or limit < 1:
            return []
        walks = walks_in_rounds(start, end, max_hops=max_hops, expand=lambda ids: self._around(ids, ltypes))
        found = list(islice(walks, limit))
        joins = self._joins({step for walk in found for step in pairwise(walk)}, ltypes)
        return [Path(walk, tuple(joins[step] for step in pairwise(walk))) for walk in found]

    def subgraph(self, node_ids: Collection[str], *, ltypes: Collection[str] | None = None) -> Subgraph:
        """The named nodes that exist and all links whose two ends are among them."""
        text = f"MATCH (a:Entity)-{_pattern(ltypes)}->(b:Entity) WHERE a.id IN $some AND b.id IN $ids RETURN {_LINK}"
        ids = sorted(set(node_ids))
        found = [row for some in _parts(ids) for row in self.rows(text, {"some": some, "ids": ids})]
        return Subgraph(tuple(self._nodes(ids)), _links(found))

    def window(
        self, start_ms: int, end_ms: int, *, ltypes: Collection[str] | None = None, limit: int = 2000
    ) -> list[Link]:
        """Links with ``start_ms <= ts_ms < end_ms``, sorted by time, then id."""
        found = self.rows(
            f"MATCH (a:Entity)-{_pattern(ltypes)}->(b:Entity) WHERE r.ts_ms >= $start AND r.ts_ms < $end "
            f"RETURN {_LINK} ORDER BY r.ts_ms, r.id LIMIT $limit",
            {"start": start_ms, "end": end_ms, "limit": limit},
        )
        return [_link(row) for row in found]

    def counts(self) -> Counts:
        """Totals by type."""
        nodes = self.rows("MATCH (n:Entity) RETURN n.etype AS name, count(*) AS number", {})
        links = self.rows(f"MATCH {self.every_link} RETURN type(r) AS name, count(*) AS number", {})
        by_etype, by_ltype = _tally(nodes), _tally(links)
        return Counts(sum(by_etype.values()), sum(by_ltype.values()), by_etype, by_ltype)

    def _nodes(self, node_ids: Iterable[str]) -> list[Node]:
        text = f"MATCH (n:Entity) WHERE n.id IN $ids RETURN {_NODE} ORDER BY n.id"
        parts = _parts(sorted(set(node_ids)))
        return [node_of(_map(row["node"])) for ids in parts for row in self.rows(text, {"ids": ids})]

    def _links_at(
        self, node_id: str, others: list[str], ltypes: Collection[str] | None, direction: str
    ) -> tuple[Link, ...]:
        ends = {"out": ["out"], "in": ["in"]}.get(direction, ["out", "in"])
        tests = {"out": "a.id = $id AND b.id IN $ids", "in": "b.id = $id AND a.id IN $ids"}
        texts = [f"MATCH (a:Entity)-{_pattern(ltypes)}->(b:Entity) WHERE {tests[e]} RETURN {_LINK}" for e in ends]
        return _links(row for text in texts for row in self.rows(text, {"id": node_id, "ids": others}))

    def _around(self, ids: Collection[str], ltypes: Collection[str] | None) -> Iterable[tuple[str, str]]:
        text = (
            f"MATCH (n:Entity)-{_pattern(ltypes)}-(m:Entity) WHERE n.id IN $ids "
            "RETURN DISTINCT n.id AS here, m.id AS there"
        )
        for some in _parts(sorted(ids)):
            yield from ((str(row["here"]), str(row["there"])) for row in self.rows(text, {"ids": some}))

    def _joins(
        self, steps: Collection[tuple[str, str]], ltypes: Collection[str] | None
    ) -> dict[tuple[str, str], tuple[str, ...]]:
        text = (
            f"UNWIND $steps AS step MATCH (n:Entity {{id: step[0]}})-{_pattern(ltypes)}-(m:Entity {{id: step[1]}}) "
            "RETURN step[0] AS here, step[1] AS there, r.id AS id"
        )
        found: dict[tuple[str, str], set[str]] = {step: set() for step in steps}
        for row in self.rows(text, {"steps": [list(step) for step in sorted(steps)]}) if steps else ():
            found[str(row["here"]), str(row["there"])].add(str(row["id"]))
        return {step: tuple(sorted(ids)) for step, ids in found.items()}


def _pattern(ltypes: Collection[str] | None) -> str:
    """The relationship part of a pattern; types cannot be parameters, so their names are checked."""
    if ltypes is None:
        return "[r]"
    return f"[r:{'|'.join(checked_name(name) for name in sorted(ltypes)) or 'NO_TYPE'}]"


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _link(row: Record) -> Link:
    return link_of(_map(row["link"]), (str(row["source"]), str(row["target"])), str(row["ltype"]))


def _links(found: Iterable[Record]) -> tuple[Link, ...]:
    links = {link.id: link for link in map(_link, found)}
    return tuple(links[link_id] for link_id in sorted(links))


def _tally(found: Iterable[Record]) -> dict[str, int]:
    return dict(sorted((str(row["name"]), int(str(row["number"]))) for row in found))
