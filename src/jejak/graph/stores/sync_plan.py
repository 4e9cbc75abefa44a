"""The difference between two states: which places in the base go, which places in the snapshot come or change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.stores.columns import whole
from jejak.graph.stores.sync_state import State
from jejak.schemas.errors import StoreError

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """What must change: places in the base that go, places in the snapshot that come.

    Changed links are deleted and created again, since their ends may have moved.
    """

    base: State
    gone_links: Codes
    gone_nodes: Codes
    relabelled: Codes
    changed_nodes: Codes
    new_nodes: Codes
    new_links: Codes

    @property
    def size(self) -> int:
        """Number of rows over all steps."""
        parts = (self.gone_links, self.gone_nodes, self.relabelled, self.changed_nodes, self.new_nodes, self.new_links)
        return sum(map(len, parts))


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
    going, coming = (np.sort(np.concatenate(pair)) for pair in ((gone_links, old_links[0]), (new_links, old_links[1])))
    return Plan(base, going, gone_nodes, relabelled, old_nodes[1], new_nodes, coming)


def _compare(base: pa.Table, wanted: pa.Table) -> tuple[Codes, tuple[Codes, Codes], Codes]:
    """Places in the base that go; places in base and wanted that changed; places in wanted that are new."""
    at = _places(base, wanted)
    held = np.flatnonzero(at >= 0)
    kept = np.zeros(base.num_rows, np.bool_)
    kept[at[held]] = True
    differs = base["rev"].to_numpy()[at[held]] != wanted["rev"].to_numpy()[held]
    changed = held[differs]
    return np.flatnonzero(~kept), (at[changed], changed), np.flatnonzero(at < 0)


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
