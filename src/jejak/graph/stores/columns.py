"""Whole columns of a snapshot as stores need them: ids as text and as pairs of numbers, and the order of ids."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot

_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint16)
_ID_TEXT = 32


class Keys(NamedTuple):
    """Ids as two 64-bit halves: of a node its sixteen bytes, of a link its batch and its row there."""

    high: npt.NDArray[np.uint64]
    low: npt.NDArray[np.uint64]


def node_keys(snapshot: Snapshot) -> Keys:
    """The id of every node, by code."""
    halves = np.frombuffer(_id_bytes(snapshot), ">u8").astype(np.uint64).reshape(-1, 2)
    return Keys(halves[:, 0].copy(), halves[:, 1].copy())


def link_keys(snapshot: Snapshot) -> Keys:
    """The id of every link, by row."""
    prefixes = np.array([int(batch.batch_id[:16], 16) for batch in snapshot.batches], np.uint64)
    return Keys(prefixes[snapshot.links["batch"].to_numpy()], snapshot.links["row"].to_numpy().astype(np.uint64))


def node_ids(snapshot: Snapshot) -> pa.Array:
    """The canonical id of every node as text, by code."""
    text = _HEX[np.frombuffer(_id_bytes(snapshot), np.uint8)]
    ends = np.arange(snapshot.n_nodes + 1, dtype=np.int64) * _ID_TEXT
    whole = pa.LargeStringArray.from_buffers(snapshot.n_nodes, pa.py_buffer(ends), pa.py_buffer(text))
    return whole.cast(pa.string())


def link_ids(snapshot: Snapshot, rows: npt.NDArray[np.int64]) -> pa.Array:
    """The ids of some links as text."""
    heads = pa.array([batch.batch_id[:16] for batch in snapshot.batches], pa.string())
    part = snapshot.links.select(["batch", "row"]).take(pa.array(rows))
    return pc.binary_join_element_wise(heads.take(whole(part["batch"])), whole(part["row"]).cast(pa.string()), ":")


def id_rank(snapshot: Snapshot) -> npt.NDArray[np.int64]:
    """Place of every node in the order of ids, by code."""
    rank = np.empty(snapshot.n_nodes, np.int64)
    rank[snapshot.id_order] = np.arange(snapshot.n_nodes)
    return rank


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One array of all chunks."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def _id_bytes(snapshot: Snapshot) -> bytes | memoryview:
    """All ids behind each other."""
    column = whole(snapshot.nodes["id"])
    data = column.buffers()[1]
    if data is None:
        return b""
    width = column.type.byte_width
    return memoryview(data)[column.offset * width : (column.offset + len(column)) * width]
