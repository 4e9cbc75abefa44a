"""All entities of a snapshot as a table that is filtered, sorted and cut into blocks; no row is made but those shown.

Invariant: protected people are in it under their pseudonyms, and are never ranked: sorted by a measure they stand last.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.search import SnapshotSearch
from jejak.graph.snapshot import Snapshot

Codes = npt.NDArray[np.int64]
#: What stands for the lack of a value among the codes of a column.
NONE = "-"
#: Columns of codes, which can be filtered; all but the roles, of which somebody may have several, can be sorted.
CODED = ("etype", "roles", "country", "protection")
#: Columns of numbers: protected people are not ranked by them.
MEASURES = ("n_sources", "n_links")
_KEPT = 16  # lists that are kept, so that the blocks of one list cost no second look
_SHOWN = ("id", "etype", "caption", "protection", "masked", "country", "roles", "n_sources", "best_grade")


class EntityRow(NamedTuple):
    """One entity as the table lists it."""

    id: str
    etype: str
    caption: str
    protection: str
    masked: bool
    country: str | None
    roles: tuple[str, ...]
    n_sources: int
    best_grade: str | None
    n_links: int


@dataclass(frozen=True, slots=True)
class Order:
    """By which column; ``codes`` are the codes of a coded column in the order of the words that a reader sees."""

    column: str
    descending: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be listed, and how.

    Attributes:
        text: Whoever fits it, as the search finds it; best hits first where no order is given.
        codes: Wanted codes by column; a column that is not there, or has none, takes all.
        least: Least values by column.
        near: Only entities that are linked to the one of this id.
        order: By what, the first one before the others; ties go by caption, then by id.
    """

    text: str = ""
    codes: tuple[tuple[str, frozenset[str]], ...] = ()
    least: tuple[tuple[str, int], ...] = ()
    near: str = ""
    order: tuple[Order, ...] = ()


class EntityTable:
    """The table of one snapshot; several threads may ask at a time."""

    def __init__(self, snapshot: Snapshot, search: SnapshotSearch) -> None:
        """Take a snapshot and its search; columns are made ready when they are first asked for."""
        self.snapshot = snapshot
        self._search = search
        self._lists: OrderedDict[Listing, Codes] = OrderedDict()

    def codes(self, wanted: Listing) -> Codes:
        """Codes of the nodes that a listing wants, in its order; O(nodes) the first time, O(nodes log nodes) sorted."""
        found = self._lists.get(wanted)
        if found is None:
            found = self._lists[wanted] = self._sorted(self._chosen(wanted), wanted)
            while len(self._lists) > _KEPT:
                self._lists.popitem(last=False)
        return found

    def rows(self, codes: Codes) -> list[EntityRow]:
        """What the table shows of some nodes."""
        at = pa.array(codes)
        columns = [self.snapshot.nodes.column(name).take(at).to_pylist() for name in _SHOWN]
        links = self._number("n_links")[codes].tolist()
        return [
            EntityRow._make((raw.hex(), *parts, tuple(roles or ()), sources, grade, n_links))
            for raw, *parts, roles, sources, grade, n_links in zip(*columns, links, strict=True)
        ]

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many entities have each code, by coded column."""
        return {name: self._counted(name) for name in CODED}

    def _counted(self, name: str) -> dict[str, int]:
        _, codes, names = self._coded(name)
        numbers = np.bincount(codes, minlength=len(names)).tolist()
        return {code: count for code, count in zip(names, numbers, strict=True) if count}

    def _chosen(self, wanted: Listing) -> Codes:
        """Who fits, in the order of the search where there is a text."""
        fits = np.ones(self.snapshot.n_nodes, np.bool_)
        for name, codes in wanted.codes:
            if codes:
                fits &= self._with(name, codes)
        for name, least in wanted.least:
            fits &= self._number(name) >= least
        if wanted.near:
            fits &= self._near(wanted.near)
        found = self._search.codes(wanted.text) if wanted.text else np.arange(fits.size)
        return found[fits[found]]

    def _with(self, name: str, wanted: Collection[str]) -> npt.NDArray[np.bool_]:
        owners, codes, names = self._coded(name)
        has = np.zeros(self.snapshot.n_nodes, np.bool_)
        has[owners[np.array([one in wanted for one in names], np.bool_)[codes]]] = True
        return has

    def _near(self, ident: str) -> npt.NDArray[np.bool_]:
        near = np.zeros(self.snapshot.n_nodes, np.bool_)
        code = self.snapshot.code_of(ident)
        if code is not None:
            for side in (self.snapshot.out, self.snapshot.inc):
                near[side.nodes[side.offsets[code] : side.offsets[code + 1]]] = True
            near[code] = False
        return near

    def _sorted(self, codes: Codes, wanted: Listing) -> Codes:
        if not wanted.order and wanted.text:
            return codes
        keys = [self._by_caption[codes]]  # the last key of lexsort is the first to count
        for order in reversed(wanted.order):
            keys += self._keys(order, codes)
        return codes[np.lexsort(keys)]

    def _keys(self, order: Order, codes: Codes) -> list[Codes]:
        """What a column is sorted by; for a measure also whether somebody is not ranked, which counts first."""
        if order.column == "caption":
            key = self._by_caption[codes]
        elif order.column in MEASURES:
            masked = self.snapshot.nodes.column("masked").to_numpy()[codes]
            key = np.where(masked, 0, self._number(order.column)[codes])
            return [-key if order.descending else key, masked.astype(np.int64)]
        else:
            _, own, names = self._coded(order.column)
            place = {code: at for at, code in enumerate(order.codes)}
            key = np.array([place.get(name, len(place)) for name in names], np.int64)[own[codes]]
        return [-key if order.descending else key]

    def _number(self, name: str) -> Codes:
        if name == "n_links":
            return self._degree
        found: Codes = self.snapshot.nodes.column(name).to_numpy().astype(np.int64)
        return found

    @cached_property
    def _degree(self) -> Codes:
        found: Codes = np.diff(self.snapshot.out.offsets) + np.diff(self.snapshot.inc.offsets)
        return found

    @cached_property
    def _by_caption(self) -> Codes:
        """The place of every node in the order of captions, whatever their case, then of ids."""
        nodes = self.snapshot.nodes
        place = np.empty(self.snapshot.n_nodes, np.int64)
        place[self.snapshot.id_order] = np.arange(place.size)
        listed = pa.table({"caption": pc.utf8_lower(nodes.column("caption")), "id": place})
        order = pc.sort_indices(listed, [("caption", "ascending"), ("id", "ascending")]).to_numpy()
        rank = np.empty(order.size, np.int64)
        rank[order] = np.arange(order.size)
        return rank

    def _coded(self, name: str) -> tuple[Codes, Codes, list[str]]:
        """Nodes, the place of a code of each, and the codes; a node of several codes stands there several times."""
        if name not in self._columns:
            self._columns[name] = self._encoded(name)
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, tuple[Codes, Codes, list[str]]]:
        return {}

    def _encoded(self, name: str) -> tuple[Codes, Codes, list[str]]:
        column = self.snapshot.nodes.column(name).combine_chunks()
        owners = np.arange(len(column))
        if pa.types.is_list(column.type):
            length = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
            bare = np.flatnonzero(length == 0)
            owners = np.concatenate([pc.list_parent_indices(column).to_numpy(), bare])
            column = pa.concat_arrays([pc.list_flatten(column), pa.array([NONE] * bare.size, pa.string())])
        texts = pc.fill_null(column.cast(pa.string()), NONE)
        encoded = pc.if_else(pc.equal(texts, ""), NONE, texts).dictionary_encode()
        return owners, encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()
