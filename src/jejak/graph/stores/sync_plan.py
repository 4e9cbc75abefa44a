"""The difference between two states as ordered steps: links go, nodes go, nodes come, links come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import link_ids, node_ids, whole
from jejak.graph.stores.rows import checked_name, label_of
from jejak.graph.stores.sync_state import State
from jejak.graph.stores.tables import link_table, node_table
from jejak.graph.stores.unwind import unwound
from jejak.schemas.errors import StoreError

Codes = npt.NDArray[np.int64]

#: Plans made while a server was nearly empty would scan all of a type for each row; the hint forbids that.
_NODE = "MATCH (n:Entity {id: id_[i]}) USING INDEX n:Entity(id)"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement and its parameters; it must return as many as ``size`` rows."""

    text: str
    params: Mapping[str, object]
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What must change: places in the base that go, places in the snapshot that come.

    Changed links are deleted and created again, since their ends may have moved.
    """

    base: State
    gone_links: Codes
    gone_nodes: Codes
    relabelled: Codes
    new_nodes: Codes
    new_links: Codes

    @property
    def size(self) -> int:
        """Number of rows over all steps."""
        parts = (self.gone_links, self.gone_nodes, self.relabelled, self.new_nodes, self.new_links)
        return sum(len(part) for part in parts)


def plan(base: State, wanted: State) -> Plan:
    """Compare revisions by key; O(n log n) of the part in which the keys of both states differ.

    Raises:
        StoreError: The base holds a key twice.
    """
    gone_nodes, old_nodes, new_nodes = _compare(base.nodes, wanted.nodes)
    gone_links, old_links, new_links = _compare(base.links, wanted.links)
    was, becomes = (
        whole(table["kind"]).cast(pa.string()).take(pa.array(places))
        for table, places in ((base.nodes, old_nodes[0]), (wanted.nodes, old_nodes[1]))
    )
    relabelled = old_nodes[0][pc.not_equal(was, becomes).to_numpy(zero_copy_only=False)]
    links = np.sort(np.concatenate([gone_links, old_links[0]]))
    return Plan(base, links, gone_nodes, relabelled, new_nodes, new_links)


def steps(todo: Plan, snapshot: Snapshot, wanted: State, *, size: int) -> Iterator[list[Step]]:
    """Chunks of steps, each at most ``size`` rows and meant for one transaction."""
    chunk: list[Step] = []
    for step in _all_steps(todo, snapshot, wanted, size):
        if chunk and sum(s.size for s in chunk) + step.size > size:
            yield chunk
            chunk = []
        chunk.append(step)
    if chunk:
        yield chunk


def _all_steps(todo: Plan, snapshot: Snapshot, wanted: State, size: int) -> Iterator[Step]:
    yield from _removals(todo, size)
    ids = node_ids(snapshot) if len(todo.new_nodes) + len(todo.new_links) else pa.array([], pa.string())
    for kind, codes in _typed(wanted.nodes, todo.new_nodes, size):
        table = node_table(snapshot, ids, codes).append_column("rev", wanted.nodes["rev"].take(pa.array(codes)))
        rows = unwound(table)
        text = f"{rows.head} MERGE (n:Entity {{id: id_[i]}}) SET n:{label_of(kind)}, n += {rows.map()}"
        yield Step(f"{text} RETURN count(*)", rows.params, len(codes))
    at = link_ids(snapshot) if len(todo.new_links) else pa.array([], pa.string())
    for kind, codes in _typed(wanted.links, todo.new_links, size):
        table = link_table(snapshot, at, codes).append_column("rev", wanted.links["rev"].take(pa.array(codes)))
        ends = {name: ids.take(pa.array(end[codes])) for name, end in (("a", snapshot.src), ("b", snapshot.dst))}
        rows = unwound(pa.table({name: whole(table[name]) for name in table.column_names} | ends))
        text = (
            f"{rows.head} MATCH (a:Entity {{id: a_[i]}}) USING INDEX a:Entity(id) "
            "MATCH (b:Entity {id: b_[i]}) USING INDEX b:Entity(id) "
            f"CREATE (a)-[r:{checked_name(kind)}]->(b) SET r = {rows.map(without=('a', 'b'))} RETURN count(*)"
        )
        yield Step(text, rows.params, len(codes))


def _removals(todo: Plan, size: int) -> Iterator[Step]:
    """Steps for what goes. A node that loses its label loses its revision too: a run killed here writes it again."""
    nodes, links = todo.base.nodes, todo.base.links
    for kind, places in _typed(links, todo.gone_links, size):
        name = checked_name(kind)
        text = f"MATCH ()-[r:{name} {{id: id_[i]}}]->() USING INDEX r:{name}(id) DELETE r RETURN count(*)"
        yield _on_ids(text, [f"{high:016x}:{low}" for high, low in _keys(links, places)])
    for _, places in _typed(nodes, todo.gone_nodes, size):
        text = f"{_NODE} DELETE n RETURN count(*)"
        yield _on_ids(text, [f"{high:016x}{low:016x}" for high, low in _keys(nodes, places)])
    for kind, places in _typed(nodes, todo.relabelled, size):
        text = f"{_NODE} REMOVE n:{label_of(kind)}, n.rev RETURN count(*)"
        yield _on_ids(text, [f"{high:016x}{low:016x}" for high, low in _keys(nodes, places)])


def _on_ids(text: str, ids: list[str]) -> Step:
    rows = unwound(pa.table({"id": pa.array(ids)}))
    return Step(f"{rows.head} {text}", rows.params, len(ids))


def _keys(table: pa.Table, places: Codes) -> Iterator[tuple[int, int]]:
    part = table.select(["high", "low"]).take(pa.array(places))
    return zip(part["high"].to_pylist(), part["low"].to_pylist(), strict=True)


def _compare(base: pa.Table, wanted: pa.Table) -> tuple[Codes, tuple[Codes, Codes], Codes]:
    """Places in the base that go; places in base and wanted that changed; places in wanted that must be written."""
    at = _places(base, wanted)
    held = np.flatnonzero(at >= 0)
    kept = np.zeros(base.num_rows, np.bool_)
    kept[at[held]] = True
    differs = base["rev"].to_numpy()[at[held]] != wanted["rev"].to_numpy()[held]
    changed = held[differs]
    fresh = np.sort(np.concatenate([np.flatnonzero(at < 0), changed]))
    return np.flatnonzero(~kept), (at[changed], changed), fresh


def _places(base: pa.Table, wanted: pa.Table) -> Codes:
    """Where the base holds each key of ``wanted``, or -1; what both begin and end with is not searched for."""
    old, new = ([table[half].to_numpy() for half in ("high", "low")] for table in (base, wanted))
    shorter = min(base.num_rows, wanted.num_rows)
    head = _equal(old, new, shorter, slice(0, shorter))
    tail = _equal([half[::-1] for half in old], [half[::-1] for half in new], shorter - head, slice(0, shorter - head))
    places = np.arange(wanted.num_rows, dtype=np.int64)
    places[wanted.num_rows - tail :] += base.num_rows - wanted.num_rows
    inner = slice(head, base.num_rows - tail), slice(head, wanted.num_rows - tail)
    found = _searched([half[inner[0]] for half in old], [half[inner[1]] for half in new])
    places[inner[1]] = np.where(found < 0, -1, found + head)
    return places


def _equal(old: list[npt.NDArray[np.uint64]], new: list[npt.NDArray[np.uint64]], most: int, part: slice) -> int:
    """How many keys are equal from the start on, at most ``most``."""
    differs = np.flatnonzero((old[0][part] != new[0][part]) | (old[1][part] != new[1][part]))
    return int(differs[0]) if differs.size else most


def _searched(old: list[npt.NDArray[np.uint64]], new: list[npt.NDArray[np.uint64]]) -> Codes:
    """Place of each new key among the old ones, or -1."""
    codes = [pd.factorize(np.concatenate(pair)) for pair in zip(old, new, strict=True)]
    keys = codes[0][0].astype(np.int64) * (len(codes[1][1]) + 1) + codes[1][0]
    index = pd.Index(keys[: len(old[0])])
    if not index.is_unique:
        hint = "empty its database, or synchronise to another server"
        raise StoreError("the server holds an entity or a link twice", hint=hint)
    places: Codes = index.get_indexer(keys[len(old[0]) :]).astype(np.int64)
    return places


def _typed(table: pa.Table, places: Codes, size: int) -> Iterator[tuple[str, Codes]]:
    """Places by kind, at most ``size`` at once."""
    kinds = whole(table["kind"])
    at = kinds.indices.to_numpy()[places]
    for number, kind in sorted(enumerate(kinds.dictionary.to_pylist()), key=lambda pair: str(pair[1])):
        mine = places[at == number]
        yield from ((kind, mine[start : start + size]) for start in range(0, len(mine), size))
