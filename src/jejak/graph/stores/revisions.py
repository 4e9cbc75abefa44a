"""A number for everything that a store keeps of a node or link: equal content has an equal one, on every machine.

Whole columns are hashed at once, so that a sync of a few changes costs no pass in Python over a million links.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import Keys, whole

Hashes = npt.NDArray[np.uint64]

#: What a store keeps of a node or link beside its id and ends; a change in any of it is a new revision.
NODE_COLUMNS = (
    "etype", "caption", "search", "protection", "masked", "country", "roles", "role_times", "n_claims", "n_sources",
    "best_grade", "props",
)  # fmt: skip
LINK_COLUMNS = (
    "ltype", "ts_ms", "te_ms", "amount", "currency", "channel", "role", "n_claims", "best_grade", "props",
)  # fmt: skip
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_AT_ONCE = 50_000  # texts; more would leave the processor's cache
_POSITIVE = np.uint64(2**63 - 1)


def node_revisions(snapshot: Snapshot, keys: Keys) -> npt.NDArray[np.int64]:
    """Revision of every node, by code; ``keys`` are those of the nodes. O(bytes)."""
    return _revisions(snapshot.nodes, NODE_COLUMNS, keys)


def link_revisions(snapshot: Snapshot, keys: Keys, nodes: Keys) -> npt.NDArray[np.int64]:
    """Revision of every link and of its ends, by row; ``nodes`` are the keys of the nodes. O(bytes)."""
    ends = [half[codes] for codes in (snapshot.src, snapshot.dst) for half in nodes]
    return _revisions(snapshot.links, LINK_COLUMNS, [*keys, *ends])


def _revisions(table: pa.Table, names: Iterable[str], numbers: Iterable[Hashes]) -> npt.NDArray[np.int64]:
    found = np.zeros(table.num_rows, np.uint64)
    for part in numbers:
        found = _mixed(found + part + _STEP)
    for name in names:
        found = _mixed(found + _hashed(whole(table[name])) + _STEP)
    return (found & _POSITIVE).astype(np.int64)


def _mixed(value: Hashes) -> Hashes:
    """Spread every bit over all others (the finaliser of SplitMix64)."""
    for shift, factor in zip((30, 27), _FACTORS, strict=True):
        value = (value ^ (value >> np.uint64(shift))) * factor
    return value ^ (value >> np.uint64(31))


def _hashed(column: pa.Array) -> Hashes:
    """One number for each value; a missing one differs from every present one but by chance."""
    if pa.types.is_decimal(column.type):
        found = _decimals(column)
    elif pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        found = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False).view(np.uint64)
    else:
        found = text_hashes(column)
    if column.null_count:
        found = np.where(column.is_valid().to_numpy(zero_copy_only=False), found, _FACTORS[0])
    return found


def text_hashes(column: pa.Array) -> Hashes:
    """Hash each text of a column; of one that is a dictionary, each distinct text."""
    if pa.types.is_dictionary(column.type):
        distinct = np.append(text_hashes(column.dictionary), np.uint64(0))
        found: Hashes = distinct[pc.fill_null(column.indices.cast(pa.int64()), len(distinct) - 1).to_numpy()]
        return found
    if pa.types.is_list(column.type):
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False).astype(np.uint64)
        return text_hashes(pc.binary_join(column, "\x1f")) ^ _mixed(lengths)
    parts = [_bytes(column.slice(start, _AT_ONCE)) for start in range(0, len(column), _AT_ONCE)]
    return np.concatenate([np.zeros(0, np.uint64), *parts])


def _bytes(column: pa.Array) -> Hashes:
    """Sum over eight bytes at a time, each mixed with its place in the text; no text becomes a Python object."""
    column = column.cast(pa.large_string())
    _, ends, data = column.buffers()
    if not data:
        return _mixed(np.zeros(len(column), np.uint64))
    starts = np.frombuffer(ends, np.int64)[column.offset :][: len(column) + 1]
    low, lengths = starts[0], np.diff(starts)
    text = np.frombuffer(data, np.uint8)[low : starts[-1]]
    eights = np.ndarray(len(text) + 1, "<u8", np.append(text, np.zeros(8, np.uint8)), strides=(1,))
    counts = (lengths + 7) // 8
    last = np.cumsum(counts)
    owner = np.repeat(np.arange(len(column)), counts)
    place = np.arange(len(owner)) - (last - counts)[owner]
    beyond = np.maximum(8 * (place + 1) - lengths[owner], 0).astype(np.uint64) * np.uint64(8)  # bits of the next text
    words = eights[(starts[:-1] - low)[owner] + 8 * place] << beyond
    sums = np.append(np.uint64(0), np.cumsum(_mixed(words ^ _mixed(place.astype(np.uint64) + _STEP))))
    return _mixed(sums[last] - sums[last - counts] + lengths.astype(np.uint64))


def _decimals(column: pa.Array) -> Hashes:
    words = np.frombuffer(column.buffers()[1], "<u8")[2 * column.offset :][: 2 * len(column)].astype(np.uint64)
    return words[0::2] ^ _mixed(words[1::2])
