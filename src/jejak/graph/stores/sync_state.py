"""What a server holds and what it should hold: key, kind and revision of every node and link, as two Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import Keys, link_keys, node_keys, whole
from jejak.graph.stores.marks import NO_MARKS, Marks
from jejak.graph.stores.neo4j_marker import Marker
from jejak.graph.stores.revisions import link_revisions, node_revisions
from jejak.graph.stores.rows import checked_name, label_of

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_connection import Neo4jConnection

STATE = pa.schema(
    [
        pa.field("high", pa.uint64()),
        pa.field("low", pa.uint64()),
        pa.field("kind", pa.dictionary(pa.int32(), pa.string())),
        pa.field("rev", pa.int64()),
    ]
)
_NODES = "MATCH (n:Entity) RETURN n.id AS id, coalesce(n.etype, '') AS kind, coalesce(n.rev, -1) AS rev"
_LINKS = "MATCH (:Entity)-[r]->(:Entity) RETURN r.id AS id, type(r) AS kind, coalesce(r.rev, -1) AS rev"
#: What carries no id of ours is not ours; it goes, since nothing else could tell it from a faulty copy.
_STRANGE = (
    (
        "MATCH (:Entity)-[r]->(:Entity) WHERE r.id IS NULL OR NOT r.id =~ '[0-9a-f]{16}:[0-9]{1,18}' "
        "CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS"
    ),
    (
        "MATCH (n:Entity) WHERE n.id IS NULL OR NOT n.id =~ '[0-9a-f]{32}' "
        "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
    ),
)
#: The offline importer cannot write an empty list, and without one ``NOT 'x' IN n.roles`` would be null.
_LISTS = "MATCH (n:Entity) WHERE n.roles IS NULL CALL (n) { SET n.roles = [] } IN TRANSACTIONS OF 10000 ROWS"
_FRAME = 50_000
_HALF = 2**32


@dataclass(frozen=True, slots=True)
class State:
    """All nodes and links by key, kind and revision; rows of a wanted state stand at their snapshot code."""

    nodes: pa.Table
    links: pa.Table


def wanted_state(snapshot: Snapshot, marks: Marks = NO_MARKS) -> State:
    """What a complete copy of the snapshot holds, with marks on its nodes."""
    nodes, links = node_keys(snapshot), link_keys(snapshot)
    return State(
        _table(nodes, snapshot.nodes["etype"], marks.revised(node_revisions(snapshot, nodes))),
        _table(links, snapshot.links["ltype"], link_revisions(snapshot, links, nodes)),
    )


def kinds(table: pa.Table) -> list[str]:
    """The kinds of a table, sorted."""
    return sorted(str(name) for name in whole(table["kind"]).dictionary.to_pylist())


def server_state(connection: Neo4jConnection, wanted: State) -> State:
    """What the server holds now: as wanted if the sums of the revisions of each type say so, else read row by row."""
    connection.run(_LISTS, write=True)
    if _sums_on(connection, wanted) == _sums_of(wanted):
        return wanted
    for text in _STRANGE:
        connection.run(text, write=True)
    return State(_framed(connection.read(_NODES), _node_key), _framed(connection.read(_LINKS), _link_key))


def remembered_state(folder: Path, marker: Marker) -> State | None:
    """What the server held after the sync that the marker names, if that sync ended here; else None."""
    paths = [_path(folder, marker, part) for part in ("nodes", "links")]
    if not marker.complete or not all(path.is_file() for path in paths):
        return None
    try:
        tables = [_read(path) for path in paths]
    except (OSError, pa.ArrowException):  # damaged: the server itself tells
        return None
    return State(*tables) if all(table.schema.equals(STATE) for table in tables) else None


def remember(folder: Path, marker: Marker, state: State) -> None:
    """Keep the state of a completed sync for the next one; older ones go. A lost file costs time, never data."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, table in (("nodes", state.nodes), ("links", state.links)):
        path = _path(folder, marker, part)
        draft = path.with_suffix(".tmp")
        with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, STATE) as writer:
            writer.write_table(table)
        draft.replace(path)
        for old in [*folder.glob(f"neo4j-*-{part}.arrow"), *folder.glob(f"neo4j-*-{part}.parquet")]:
            if old != path:
                old.unlink(missing_ok=True)


def _path(folder: Path, marker: Marker, part: str) -> Path:
    return folder / f"neo4j-{marker.run}-{part}.arrow"


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()


def _table(keys: Keys, kinds: pa.ChunkedArray, revisions: npt.NDArray[np.int64]) -> pa.Table:
    kind = whole(kinds)
    coded = kind if pa.types.is_dictionary(kind.type) else kind.dictionary_encode()
    return pa.table([keys.high, keys.low, coded.cast(STATE.field("kind").type), revisions], schema=STATE)


def _sums_of(state: State) -> dict[tuple[str, str], list[int]]:
    """Per table and kind: number of rows, and the sums of both halves of their revisions."""
    found = {}
    for part, table in (("node", state.nodes), ("link", state.links)):
        kind, revisions = whole(table["kind"]), table["rev"].to_numpy()
        codes, names = kind.indices.to_numpy(), kind.dictionary.to_pylist()
        for code, name in enumerate(names):
            mine = revisions[codes == code]
            if mine.size:
                found[part, str(name)] = [int(mine.size), int((mine // _HALF).sum()), int((mine % _HALF).sum())]
    return found


def _sums_on(connection: Neo4jConnection, wanted: State) -> dict[tuple[str, str], list[int]]:
    """The same of the server, where a node's readable label must be that of its type."""
    rev = "toInteger(x.rev)"
    tally = f"count(*) AS rows, sum({rev} / {_HALF}) AS high, sum({rev} % {_HALF}) AS low"
    labels = {
        label_of(checked_name(str(name))): str(name) for name in whole(wanted.nodes["kind"]).dictionary.to_pylist()
    }
    found = {}
    for row in connection.read(f"MATCH (x:Entity) RETURN labels(x) AS kind, x.etype AS etype, {tally}"):
        names = [labels.get(str(label)) for label in _texts(row["kind"]) if label != "Entity"]
        told = row["etype"] if names == [row["etype"]] else None
        found["node", str(told)] = _numbers(row)
    for row in connection.read(f"MATCH (:Entity)-[x]->(:Entity) RETURN type(x) AS kind, {tally}"):
        found["link", str(row["kind"])] = _numbers(row)
    return found


def _numbers(row: Mapping[str, object]) -> list[int]:
    return [int(str(row[name])) for name in ("rows", "high", "low")]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _node_key(text: str) -> tuple[int, int]:
    return int(text[:16], 16), int(text[16:], 16)


def _link_key(text: str) -> tuple[int, int]:
    return int(text[:16], 16), int(text[17:])


def _framed(records: Iterator[dict[str, object]], key: Callable[[str], tuple[int, int]]) -> pa.Table:
    frames = []
    while rows := list(islice(records, _FRAME)):
        keys = np.array([key(str(row["id"])) for row in rows], np.uint64)
        kinds = pa.array([str(row["kind"]) for row in rows]).dictionary_encode()
        revisions = pa.array([_revision(row["rev"]) for row in rows], pa.int64())
        frames.append(_table(Keys(keys[:, 0], keys[:, 1]), kinds, revisions.to_numpy()))
    return pa.concat_tables([STATE.empty_table(), *frames]).unify_dictionaries().combine_chunks()


def _revision(value: object) -> int:
    """A revision that no row of ours has where the server holds anything else."""
    return value if isinstance(value, int) else -1
