"""What a snapshot consists of: its heading and its tables, on a shelf or in the files of a folder.

Invariant: the digest is one of all tables and batches, so that equal content has an equal digest wherever it lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.ages import AgeFlags
from jejak.graph.segments import SourceBatch
from jejak.graph.shelf import Shelf
from jejak.graph.snapshot import claims, links, nodes
from jejak.graph.snapshot.adjacency import Adjacency
from jejak.graph.snapshot.claims import ClaimLists
from jejak.graph.snapshot.layout import Layout, content, described, kept
from jejak.graph.snapshot.snapshot import Snapshot

_NUMBERS = pa.schema([pa.field("v", pa.int64())])
_SIDE = pa.schema([pa.field("nodes", pa.int32()), pa.field("links", pa.int32())])
#: The tables of a snapshot, in the order of their digests.
TABLES: dict[str, pa.Schema] = {
    "nodes": nodes.SCHEMA,
    "entity_claims": claims.SCHEMA,
    "entity_offsets": _NUMBERS,
    "links": links.SCHEMA,
    "link_claims": claims.SCHEMA,
    "link_offsets": _NUMBERS,
    "out": _SIDE,
    "out_offsets": _NUMBERS,
    "inc": _SIDE,
    "inc_offsets": _NUMBERS,
    "id_order": pa.schema([pa.field("v", pa.int32())]),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a snapshot says about itself; see ``Snapshot``."""

    ledger_id: str
    sequence: int
    batches: tuple[SourceBatch, ...]
    reused: tuple[tuple[str, tuple[int, ...]], ...]
    ages: AgeFlags = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A heading with its tables, by the names of ``TABLES``."""

    heading: Heading
    tables: Mapping[str, pa.Table]

    def layout(self, shelf: Shelf) -> Layout:
        """Where everything lies."""
        return {name: described(self.tables[name], shelf) for name in TABLES}

    def snapshot(self, shelf: Shelf) -> Snapshot:
        """The graph of it."""
        return assembled(self.heading, digest_of(self.heading, self.layout(shelf)), self.tables)


def digest_of(heading: Heading, layout: Layout) -> str:
    """sha256 over batches and tables, hex."""
    batches = json.dumps([asdict(batch) for batch in heading.batches], sort_keys=True)
    return hashlib.sha256(f"{batches}\x1f{content(layout)}".encode()).hexdigest()


def numbers(values: npt.NDArray[np.integer], shelf: Shelf) -> pa.Table:
    """Numbers as a table on a shelf."""
    return kept(pa.table({"v": values}), shelf)


def laid_out(lists: ClaimLists, shelf: Shelf) -> dict[str, pa.Table]:
    """Claims by node or link as two tables on a shelf."""
    return {f"{lists.kind}_claims": kept(lists.table, shelf), f"{lists.kind}_offsets": numbers(lists.offsets, shelf)}


def assembled(heading: Heading, digest: str, tables: Mapping[str, pa.Table]) -> Snapshot:
    """A snapshot of its parts."""
    return Snapshot(
        ledger_id=heading.ledger_id,
        sequence=heading.sequence,
        digest=digest,
        batches=heading.batches,
        nodes=tables["nodes"],
        links=tables["links"],
        out=_side(tables, "out"),
        inc=_side(tables, "inc"),
        entity_claims=_lists(tables, "entity"),
        relation_claims=_lists(tables, "link"),
        id_order=tables["id_order"].column("v").to_numpy(),
        reused=heading.reused,
        ages=heading.ages,
    )


def _offsets(tables: Mapping[str, pa.Table], name: str) -> npt.NDArray[np.int64]:
    array: npt.NDArray[np.int64] = tables[f"{name}_offsets"].column("v").to_numpy()
    return array


def _side(tables: Mapping[str, pa.Table], name: str) -> Adjacency:
    nodes, links = (tables[name].column(column).to_numpy() for column in ("nodes", "links"))
    return Adjacency(_offsets(tables, name), nodes, links)


def _lists(tables: Mapping[str, pa.Table], kind: str) -> ClaimLists:
    return ClaimLists(kind, _offsets(tables, kind), tables[f"{kind}_claims"])
