"""The graph at one sequence: node and link tables with dense codes, both adjacencies, the claims behind every row."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.ages import AgeFlag, AgeFlags
from jejak.graph.model import ClaimRef, Link, Node
from jejak.graph.segments import SourceBatch
from jejak.graph.snapshot.adjacency import Adjacency
from jejak.graph.snapshot.claims import ClaimLists
from jejak.schemas.role_times import RoleTime

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

#: Node codes or link rows.
Places = Sequence[int] | npt.NDArray[np.int64]
_ID_BYTES = 16
_PREFIX = 16


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The graph; node codes and link rows are places in ``nodes`` and ``links``.

    Attributes:
        ledger_id: Identity of the case.
        sequence: The ledger's sequence that it shows.
        digest: sha256 over everything below, hex; equal content has an equal digest.
        batches: Live batches; the ``batch`` column of claims and links holds places in it.
        nodes: Node rows in canonical order.
        links: Link rows ordered by (batch, row) of their earliest claim.
        out: Links by their source.
        inc: Links by their target.
        entity_claims: Who says so, by node code.
        relation_claims: Who says so, by link row.
        id_order: Node codes in the order of ids.
        reused: Identifiers that incompatible nodes share: scheme and node codes.
        ages: Who was, or may have been, under age: a word and node codes, ascending; never a date.
    """

    ledger_id: str
    sequence: int
    digest: str
    batches: tuple[SourceBatch, ...]
    nodes: pa.Table
    links: pa.Table
    out: Adjacency
    inc: Adjacency
    entity_claims: ClaimLists
    relation_claims: ClaimLists
    id_order: npt.NDArray[np.int32]
    reused: tuple[tuple[str, tuple[int, ...]], ...] = ()
    ages: AgeFlags = ()

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.nodes.num_rows)

    @property
    def n_links(self) -> int:
        """Number of links."""
        return int(self.links.num_rows)

    @property
    def src(self) -> npt.NDArray[np.int32]:
        """Source code of every link."""
        array: npt.NDArray[np.int32] = self.links.column("src").to_numpy()
        return array

    @property
    def dst(self) -> npt.NDArray[np.int32]:
        """Target code of every link."""
        array: npt.NDArray[np.int32] = self.links.column("dst").to_numpy()
        return array

    def id_of(self, code: int) -> str:
        """The canonical id of a node, 32 hex digits."""
        raw: bytes = self.nodes.column("id")[int(code)].as_py()
        return raw.hex()

    def code_of(self, node_id: str) -> int | None:
        """The code of a node, or None; O(log nodes)."""
        try:
            raw = bytes.fromhex(node_id)
        except ValueError:
            return None
        if len(raw) != _ID_BYTES:
            return None
        low, high = 0, self.n_nodes
        column = self.nodes.column("id")
        while low < high:
            middle = (low + high) // 2
            if column[int(self.id_order[middle])].as_py() < raw:
                low = middle + 1
            else:
                high = middle
        if low == self.n_nodes:
            return None
        code = int(self.id_order[low])
        return code if column[code].as_py() == raw else None

    def link_id(self, row: int) -> str:
        """The id of a link, ``<batch, 16 hex>:<row>`` of its earliest claim."""
        batch = self.batches[self.links.column("batch")[int(row)].as_py()]
        return f"{batch.batch_id[:_PREFIX]}:{self.links.column('row')[int(row)].as_py()}"

    def link_of(self, link_id: str) -> int | None:
        """The row of a link, or None; O(log links)."""
        prefix, _, number = link_id.partition(":")
        if not (number.isascii() and number.isdigit()):
            return None
        for code, batch in enumerate(self.batches):
            if batch.batch_id[:_PREFIX] == prefix:
                start, stop = np.searchsorted(self.links.column("batch").to_numpy(), [code, code + 1])
                rows = self.links.column("row").to_numpy()[start:stop]
                place = int(np.searchsorted(rows, int(number)))
                return int(start) + place if place < rows.size and rows[place] == int(number) else None
        return None

    def node(self, code: int) -> Node:
        """One node as the case team may see it."""
        return _node({name: self.nodes.column(name)[int(code)].as_py() for name in _NODE_FIELDS})

    def link(self, row: int) -> Link:
        """One link."""
        values = {name: self.links.column(name)[int(row)].as_py() for name in _LINK_FIELDS}
        ends = self.links.column("src")[int(row)].as_py(), self.links.column("dst")[int(row)].as_py()
        return _link(values, self.link_id(row), (self.id_of(ends[0]), self.id_of(ends[1])))

    def nodes_of(self, codes: Places) -> list[Node]:
        """Nodes by code, in the order asked for; each column is read once however many they are."""
        return [_node(values) for values in _taken(self.nodes, _NODE_FIELDS, _array(codes))]

    def links_of(self, rows: Places) -> list[Link]:
        """Links by row, in the order asked for; each column is read once however many they are."""
        at, ids = _array(rows), self.nodes.column("id")
        ends = [ids.take(self.links.column(end).take(at)).to_pylist() for end in ("src", "dst")]
        names = [batch.batch_id[:_PREFIX] for batch in self.batches]
        return [
            _link(values, f"{names[place['batch']]}:{place['row']}", (source.hex(), target.hex()))
            for values, place, source, target in zip(
                _taken(self.links, _LINK_FIELDS, at), _taken(self.links, ("batch", "row"), at), *ends, strict=True
            )
        ]

    def age_flag(self, code: int) -> AgeFlag | None:
        """What the birth dates say of a node's age (RF-23), or None; O(log nodes)."""
        for flag, nodes in self.ages:
            place = bisect_left(nodes, code)
            if place < len(nodes) and nodes[place] == code:
                return flag
        return None

    def node_claims(self, code: int) -> list[ClaimRef]:
        """Who says that this node exists, in (batch, row) order."""
        return self.entity_claims.of(int(code), self.batches)

    def link_claims(self, row: int) -> list[ClaimRef]:
        """Who says that this link exists, in (batch, row) order."""
        return self.relation_claims.of(int(row), self.batches)

    def claims_of_nodes(self, codes: Places) -> list[list[ClaimRef]]:
        """The claims behind each of many nodes, in the order asked for."""
        return self.entity_claims.of_many(np.asarray(codes, np.int64), self.batches)

    def claims_of_links(self, rows: Places) -> list[list[ClaimRef]]:
        """The claims behind each of many links, in the order asked for."""
        return self.relation_claims.of_many(np.asarray(rows, np.int64), self.batches)

    def search_text(self, code: int) -> str:
        """Folded names, aliases and identifiers of a node, each on a line; of a masked one the pseudonym alone."""
        text: str = self.nodes.column("search")[int(code)].as_py()
        return text

    def to_pandas(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Nodes and links as data frames; ids are hex text, amounts stay exact."""
        from jejak.graph.snapshot.convert import frames  # noqa: PLC0415  pandas loads only when it is asked for

        return frames(self)

    def to_networkx(
        self,
        *,
        ltypes: frozenset[str] | set[str] | list[str] | tuple[str, ...] | None = None,
        etypes: frozenset[str] | set[str] | list[str] | tuple[str, ...] | None = None,
        directed: bool = True,
        multi: bool = False,
    ) -> nx.Graph[int]:
        """The graph for NetworkX, with codes as nodes; see ``convert.graph``."""
        from jejak.graph.snapshot.convert import graph  # noqa: PLC0415  NetworkX loads only when it is asked for

        return graph(self, ltypes=ltypes, etypes=etypes, directed=directed, multi=multi)


_NODE_FIELDS = (
    "id", "etype", "caption", "protection", "masked", "country", "roles", "role_times",
    "n_claims", "n_sources", "best_grade", "props",
)  # fmt: skip
_LINK_FIELDS = ("ltype", "ts_ms", "te_ms", "amount", "currency", "channel", "role", "n_claims", "best_grade", "props")


def _array(places: Places) -> pa.Array:
    return pa.array(np.asarray(places, np.int64))


def _taken(table: pa.Table, names: Sequence[str], places: pa.Array) -> Iterator[dict[str, Any]]:
    """Rows of some columns, as mappings."""
    columns = [table.column(name).take(places).to_pylist() for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _node(values: dict[str, Any]) -> Node:
    times = tuple(map(RoleTime.parse, values["role_times"] or ()))
    own = {"id": values["id"].hex(), "roles": tuple(values["roles"] or ()), "props": _props(values["props"])}
    return Node(**{**values, **own, "role_times": times})


def _link(values: dict[str, Any], ident: str, ends: tuple[str, str]) -> Link:
    return Link(**{**values, "props": _props(values["props"])}, id=ident, source=ends[0], target=ends[1])


def _props(text: str | None) -> dict[str, str | list[str]]:
    loaded: dict[str, str | list[str]] = json.loads(text) if text else {}
    return loaded
