"""What is around one entity, by the array: its links by layer, and the places among them.

Invariant: nothing is made but what is shown, whatever the number of links; protected people are not ranked by links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.model import Node
from jejak.graph.snapshot import Snapshot
from jejak.schemas.model import World

Rows = npt.NDArray[np.int64]
_PLACE = "L"  # group of entity types


@dataclass(frozen=True, slots=True)
class Ties:
    """All links of one type between an entity and another one.

    Attributes:
        other: The other end.
        ltype: Their type.
        source: Id of the end where they start.
        target: Id of the end where they stop.
        count: How many there are.
        first_ms: Time of the first one that says when.
        last_ms: Time of the last one.
    """

    other: Node
    ltype: str
    source: str
    target: str
    count: int
    first_ms: int | None
    last_ms: int | None


@dataclass(frozen=True, slots=True)
class Layer:
    """The links of one layer: how many, to how many others, by type, and the first ties."""

    layer: str
    links: int
    others: int
    by_type: tuple[tuple[str, int], ...]
    ties: tuple[Ties, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """Links at some nodes: the own end, the other one, the link row, and whether it starts at the own end."""

    own: Rows
    other: Rows
    row: Rows
    out: npt.NDArray[np.bool_]

    def at(self, places: npt.NDArray[np.bool_] | Rows) -> Around:
        """Some of them."""
        return Around(self.own[places], self.other[places], self.row[places], self.out[places])

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """All of them as columns of a table."""
        return {"own": self.own, "other": self.other, "row": self.row, "out": self.out}


def links_at(snapshot: Snapshot, codes: Sequence[int]) -> Around:
    """All links at some nodes; O(links there)."""
    parts = []
    for side, out in ((snapshot.out, True), (snapshot.inc, False)):
        for code in codes:
            span = slice(int(side.offsets[code]), int(side.offsets[code + 1]))
            other, row = side.nodes[span].astype(np.int64), side.links[span].astype(np.int64)
            parts.append(Around(np.full(row.size, code), other, row, np.full(row.size, out)))
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in ("own", "other", "row", "out"))
    return Around(*joined)


def layers(snapshot: Snapshot, world: World, code: int, *, limit: int) -> tuple[Layer, ...]:
    """The links of an entity by layer, the fullest first, each with the first ``limit`` ties; O(its links)."""
    around = links_at(snapshot, [code])
    kind, names = types_of(snapshot, around.row)
    layer = np.array([world.link_types[name].layer for name in names], object)[kind]
    found = []
    for name in sorted(set(layer.tolist())):
        here = layer == name
        types, counts = np.unique(kind[here], return_counts=True)
        by_type = sorted(((names[t], int(n)) for t, n in zip(types, counts, strict=True)), key=lambda p: (-p[1], p[0]))
        part = around.at(here)
        ties = _ties(snapshot, part, limit)
        found.append(Layer(name, part.row.size, np.unique(part.other).size, tuple(by_type), ties))
    return tuple(sorted(found, key=lambda one: (-one.links, one.layer)))


def places(snapshot: Snapshot, world: World, code: int, *, limit: int) -> tuple[Ties, ...]:
    """The first ``limit`` ties of an entity to places."""
    around = links_at(snapshot, [code])
    etypes = snapshot.nodes.column("etype").take(pa.array(around.other)).to_pylist()
    there = np.array([world.entity_types[name].group == _PLACE for name in etypes], np.bool_)
    return _ties(snapshot, around.at(there), limit)


def types_of(snapshot: Snapshot, rows: Rows) -> tuple[Rows, list[str]]:
    """The types of some links, as places in a list of names."""
    encoded = snapshot.links.column("ltype").take(pa.array(rows)).cast(pa.string()).combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def ordered(ends: pa.Table, snapshot: Snapshot, count: str) -> Rows:
    """The order of rows that have an ``other`` end: by a number, highest first; the protected last, by their ids."""
    masked = snapshot.nodes.column("masked").take(ends.column("other")).to_numpy()
    numbers = np.where(masked, 0, ends.column(count).to_numpy())
    captions = snapshot.nodes.column("caption").take(ends.column("other")).combine_chunks()
    by_caption = np.empty(len(captions), np.int64)
    by_caption[pc.sort_indices(captions).to_numpy()] = np.arange(len(captions))
    return np.lexsort([by_caption, -numbers, masked])


def _ties(snapshot: Snapshot, around: Around, limit: int) -> tuple[Ties, ...]:
    kind, names = types_of(snapshot, around.row)
    times = snapshot.links.select(["ts_ms", "te_ms"]).take(pa.array(around.row))
    last = pc.max_element_wise(times.column("ts_ms"), times.column("te_ms"))
    listed = pa.table({**around.columns(), "kind": kind, "first": times.column("ts_ms"), "last": last})
    ends = listed.group_by(["own", "other", "out", "kind"]).aggregate(
        [("row", "count"), ("first", "min"), ("last", "max")]
    )
    ends = ends.take(pa.array(ordered(ends, snapshot, "row_count")[:limit]))
    nodes = snapshot.nodes_of(ends.column("other").to_numpy())
    found = []
    for end, node in zip(ends.to_pylist(), nodes, strict=True):
        own = snapshot.id_of(end["own"])
        source, target = (own, node.id) if end["out"] else (node.id, own)
        found.append(
            Ties(node, names[end["kind"]], source, target, end["row_count"], end["first_min"], end["last_max"])
        )
    return tuple(found)
