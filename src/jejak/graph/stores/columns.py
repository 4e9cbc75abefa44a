"""Whole columns of a snapshot in the form that stores need: link ids, order by id, content hashes."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot

#: What a store keeps of a node or link beside its id and ends; a change in any of it is a new revision.
NODE_COLUMNS = (
    "etype", "caption", "search", "protection", "masked", "country", "roles", "n_claims", "n_sources", "best_grade",
    "props",
)  # fmt: skip
LINK_COLUMNS = (
    "ltype", "ts_ms", "te_ms", "amount", "currency", "channel", "role", "n_claims", "best_grade", "props",
)  # fmt: skip
_NULL, _BETWEEN = "\x1e", "\x1f"


def node_ids(snapshot: Snapshot) -> pa.Array:
    """The canonical id of every node as text, by code."""
    return pa.array([raw.hex() for raw in snapshot.nodes["id"].to_pylist()], pa.string())


def link_ids(snapshot: Snapshot) -> pa.Array:
    """The id of every link as text, by row."""
    if not snapshot.n_links:
        return pa.array([], pa.string())
    batches = snapshot.links["batch"].to_numpy()
    codes, first = np.unique(batches, return_index=True)
    prefixes = [snapshot.link_id(int(row)).rpartition(":")[0] for row in first]
    heads = pa.array(prefixes, pa.string()).take(pa.array(np.searchsorted(codes, batches)))
    return pc.binary_join_element_wise(heads, snapshot.links["row"].cast(pa.string()).combine_chunks(), ":")


def id_rank(snapshot: Snapshot) -> npt.NDArray[np.int64]:
    """Place of every node in the order of ids, by code."""
    rank = np.empty(snapshot.n_nodes, np.int64)
    rank[snapshot.id_order] = np.arange(snapshot.n_nodes)
    return rank


def node_revisions(snapshot: Snapshot) -> list[str]:
    """A hash of everything that a store keeps of each node, by code."""
    return _hashes(_text(snapshot.nodes[name]) for name in NODE_COLUMNS)


def link_revisions(snapshot: Snapshot, ids: pa.Array) -> list[str]:
    """A hash of everything that a store keeps of each link and of its ends, by row; ``ids`` are those of the nodes."""
    ends = [ids.take(pa.array(codes)) for codes in (snapshot.src, snapshot.dst)]
    return _hashes([*(_text(snapshot.links[name]) for name in LINK_COLUMNS), *ends])


def _text(column: pa.ChunkedArray) -> pa.Array:
    """Each value as text, a missing one as a control character that no value holds."""
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        whole = whole.cast(whole.type.value_type)
    if pa.types.is_list(whole.type):
        whole = pc.binary_join(whole, ",")
    return pc.fill_null(whole.cast(pa.string()), _NULL)


def _hashes(parts: Iterable[pa.Array]) -> list[str]:
    joined = pc.binary_join_element_wise(*parts, _BETWEEN)
    return [blake2b(text.encode(), digest_size=8).hexdigest() for text in joined.to_pylist()]
