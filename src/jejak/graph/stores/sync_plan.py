"""The difference between two states as ordered steps: links go, nodes go, nodes come, links come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import LINK_COLUMNS, NODE_COLUMNS
from jejak.graph.stores.rows import checked_name, label_of, link_row, node_row
from jejak.graph.stores.sync_state import State

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement and its rows; it must return as many as there are rows."""

    text: str
    rows: list[object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What must change. Changed links are deleted and created again, since their ends may have moved."""

    gone_links: pd.DataFrame
    gone_nodes: pd.DataFrame
    relabelled: pd.DataFrame
    new_nodes: Codes
    new_links: Codes

    @property
    def size(self) -> int:
        """Number of rows over all steps."""
        parts = (self.gone_links, self.gone_nodes, self.relabelled, self.new_nodes, self.new_links)
        return sum(len(part) for part in parts)


def plan(base: State, wanted: State) -> Plan:
    """Compare revisions by id; O(n log n) of both states."""
    gone_nodes, changed_nodes, new_nodes = _compare(base.nodes, wanted.nodes)
    gone_links, changed_links, new_links = _compare(base.links, wanted.links)
    relabelled = changed_nodes[changed_nodes["kind_x"] != changed_nodes["kind_y"]]
    return Plan(pd.concat([gone_links, changed_links]), gone_nodes, relabelled, new_nodes, new_links)


def steps(todo: Plan, snapshot: Snapshot, wanted: State, *, size: int) -> Iterator[list[Step]]:
    """Chunks of steps, each at most ``size`` rows and meant for one transaction."""
    chunk: list[Step] = []
    for step in _all_steps(todo, snapshot, wanted, size):
        if chunk and sum(len(s.rows) for s in chunk) + len(step.rows) > size:
            yield chunk
            chunk = []
        chunk.append(step)
    if chunk:
        yield chunk


def _all_steps(todo: Plan, snapshot: Snapshot, wanted: State, size: int) -> Iterator[Step]:
    for kind, ids in _by_kind(todo.gone_links, size):
        name = checked_name(kind)
        yield Step(f"UNWIND $rows AS id MATCH ()-[r:{name} {{id: id}}]->() DELETE r RETURN count(*)", ids)
    for _, ids in _by_kind(todo.gone_nodes, size):
        yield Step("UNWIND $rows AS id MATCH (n:Entity {id: id}) DELETE n RETURN count(*)", ids)
    for kind, ids in _by_kind(todo.relabelled, size):
        yield Step(f"UNWIND $rows AS id MATCH (n:Entity {{id: id}}) REMOVE n:{label_of(kind)} RETURN count(*)", ids)
    for kind, codes in _typed(wanted.nodes, todo.new_nodes, size):
        text = f"UNWIND $rows AS row MERGE (n:Entity {{id: row.id}}) SET n:{label_of(kind)}, n += row RETURN count(*)"
        yield Step(text, _node_rows(snapshot, wanted, codes))
    for kind, rows in _typed(wanted.links, todo.new_links, size):
        text = (
            "UNWIND $rows AS row MATCH (a:Entity {id: row.a}) MATCH (b:Entity {id: row.b}) "
            f"CREATE (a)-[r:{checked_name(kind)}]->(b) SET r = row.link RETURN count(*)"
        )
        yield Step(text, _link_rows(snapshot, wanted, rows))


def _node_rows(snapshot: Snapshot, wanted: State, codes: Codes) -> list[object]:
    ids, revs = wanted.nodes["id"].take(codes).to_pylist(), wanted.nodes["rev"].take(codes).to_pylist()
    columns = snapshot.nodes.select(list(NODE_COLUMNS)).take(codes).to_pylist()
    return [node_row(column, at) | {"rev": rev} for column, at, rev in zip(columns, ids, revs, strict=True)]


def _link_rows(snapshot: Snapshot, wanted: State, rows: Codes) -> list[object]:
    ids, revs = wanted.links["id"].take(rows).to_pylist(), wanted.links["rev"].take(rows).to_pylist()
    columns = snapshot.links.select(list(LINK_COLUMNS)).take(rows).to_pylist()
    sources = wanted.nodes["id"].take(pa.array(snapshot.src[rows])).to_pylist()
    targets = wanted.nodes["id"].take(pa.array(snapshot.dst[rows])).to_pylist()
    parts = zip(columns, ids, revs, sources, targets, strict=True)
    return [{"a": a, "b": b, "link": link_row(column, at) | {"rev": rev}} for column, at, rev, a, b in parts]


def _compare(base: pa.Table, wanted: pa.Table) -> tuple[pd.DataFrame, pd.DataFrame, Codes]:
    """Rows of the base that must go, rows that change, and positions in ``wanted`` that must be written."""
    new = wanted.to_pandas()
    both = base.to_pandas().merge(new.assign(at=np.arange(len(new))), on="id", how="outer", indicator=True)
    side = both["_merge"].to_numpy()
    gone = both[side == "left_only"].assign(kind=lambda frame: frame["kind_x"])
    changed = both[(side == "both") & (both["rev_x"] != both["rev_y"]).to_numpy()]
    fresh = np.concatenate([both["at"][side == "right_only"], changed["at"]]).astype(np.int64)
    return gone, changed.assign(kind=lambda frame: frame["kind_x"]), np.sort(fresh)


def _by_kind(frame: pd.DataFrame, size: int) -> Iterator[tuple[str, list[object]]]:
    for kind, part in frame.groupby("kind", sort=True):
        ids = part["id"].tolist()
        yield from ((str(kind), ids[at : at + size]) for at in range(0, len(ids), size))


def _typed(table: pa.Table, codes: Codes, size: int) -> Iterator[tuple[str, Codes]]:
    kinds = table["kind"].take(codes).combine_chunks().dictionary_encode()
    at = kinds.indices.to_numpy()
    for number, kind in sorted(enumerate(kinds.dictionary.to_pylist()), key=lambda pair: str(pair[1])):
        mine = codes[at == number]
        yield from ((kind, mine[start : start + size]) for start in range(0, len(mine), size))
