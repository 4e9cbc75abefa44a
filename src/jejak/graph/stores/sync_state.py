"""What a server holds and what it should hold: id, kind and revision of every node and link, as two Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import link_ids, link_revisions, node_ids, node_revisions
from jejak.graph.stores.neo4j_connection import Neo4jConnection
from jejak.graph.stores.neo4j_marker import Marker

STATE = pa.schema([("id", pa.string()), ("kind", pa.string()), ("rev", pa.string())])
_NODES = "MATCH (n:Entity) RETURN n.id AS id, coalesce(n.etype, '') AS kind, coalesce(n.rev, '') AS rev"
_LINKS = (
    "MATCH (:Entity)-[r]->(:Entity) WHERE r.id IS NOT NULL "
    "RETURN r.id AS id, type(r) AS kind, coalesce(r.rev, '') AS rev"
)
_FRAME = 50_000


@dataclass(frozen=True, slots=True)
class State:
    """All nodes and links by id, kind and revision; rows of a wanted state stand at their snapshot code."""

    nodes: pa.Table
    links: pa.Table


def wanted_state(snapshot: Snapshot) -> State:
    """What a complete copy of the snapshot holds."""
    ids = node_ids(snapshot)
    nodes = _table(ids, snapshot.nodes["etype"], node_revisions(snapshot))
    at = link_ids(snapshot)
    return State(nodes, _table(at, snapshot.links["ltype"], link_revisions(snapshot, ids)))


def server_state(connection: Neo4jConnection) -> State:
    """What the server holds now, read from it."""
    return State(_framed(connection.read(_NODES)), _framed(connection.read(_LINKS)))


def remembered_state(folder: Path, marker: Marker) -> State | None:
    """What the server held after the sync that the marker names, if that sync ended here; else None."""
    paths = [_path(folder, marker, part) for part in ("nodes", "links")]
    if not marker.complete or not all(path.is_file() for path in paths):
        return None
    return State(*(pq.read_table(path, schema=STATE) for path in paths))


def remember(folder: Path, marker: Marker, state: State) -> None:
    """Keep the state of a completed sync for the next one; older ones go. A lost file costs time, never data."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, table in (("nodes", state.nodes), ("links", state.links)):
        path = _path(folder, marker, part)
        draft = path.with_suffix(".tmp")
        pq.write_table(table, draft, compression="zstd")
        draft.replace(path)
        for old in folder.glob(f"neo4j-*-{part}.parquet"):
            if old != path:
                old.unlink(missing_ok=True)


def _path(folder: Path, marker: Marker, part: str) -> Path:
    return folder / f"neo4j-{marker.run}-{part}.parquet"


def _table(ids: pa.Array, kinds: pa.ChunkedArray, revisions: list[str]) -> pa.Table:
    return pa.table([ids, kinds.cast(pa.string()), pa.array(revisions, pa.string())], schema=STATE)


def _framed(records: Iterable[Mapping[str, object]]) -> pa.Table:
    frames, rows = [], list[Mapping[str, object]]()
    for record in records:
        rows.append(record)
        if len(rows) == _FRAME:
            frames.append(pa.Table.from_pylist(rows, schema=STATE))
            rows = []
    return pa.concat_tables([*frames, pa.Table.from_pylist(rows, schema=STATE)])
