"""The ties that an analysis looks at, as arrays, each with the link rows that it rests on; graphs are made of them.

A graph of every node is made of all ties, or of those that some links leave; its nodes are named by snapshot codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.parameters import Parameters, StrongTies, WeighedTies
from jejak.analysis.projection import ProjectionParameters, Tie, project
from jejak.analysis.selection import chosen_ltypes
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Ties between two nodes each.

    Attributes:
        names: Snapshot codes of the nodes, tied or not, ascending.
        left: First end of each tie, a place in ``names``.
        right: Second end.
        weight: Weight of each tie.
        offsets: Start of each tie's link rows in ``rows``, ties + 1.
        rows: Link rows of the snapshot, tie by tie.
        by_layer: For each layer that gives some of the weight, sorted by name: the ties that have it, ascending, and
            the weight that it gives to each.
    """

    names: Sequence[int]
    left: Ints
    right: Ints
    weight: Floats
    offsets: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    by_layer: Mapping[str, tuple[npt.NDArray[np.int64], Floats]] = field(default_factory=dict)

    def graph(self, *, directed: bool = False) -> EngineGraph:
        """The graph of all ties; edges carry ``weight``, and `EngineGraph.rows_of` gives places of ties."""
        return self._graph(self.left, self.right, self.weight, directed=directed)

    def where(self, links: Mask, *, directed: bool = False) -> EngineGraph:
        """The graph of the ties that some of ``links`` (a mask of link rows) leave.

        A tie that loses a share of its links loses that share of its weight; one that loses all is gone.
        """
        left = np.add.reduceat(links[self.rows], self.offsets[:-1], dtype=np.int64) if self.rows.size else np.zeros(0)
        share = left / np.diff(self.offsets)
        kept = np.flatnonzero(share)
        return self._graph(self.left[kept], self.right[kept], (self.weight * share)[kept], directed=directed)

    def _graph(self, left: Ints, right: Ints, weight: Floats, *, directed: bool) -> EngineGraph:
        n = len(self.names)
        return EngineGraph.from_rows(left, right, n, directed=directed, weights={"weight": weight}, names=self.names)

    def of_layer(self, layer: str) -> EngineGraph:
        """The graph of the ties that a layer gives weight to, with that weight; of the nodes that these tie alone."""
        ties, weight = self.by_layer[layer]
        tied, ends = np.unique(np.concatenate([self.left[ties], self.right[ties]]), return_inverse=True)
        left, right = np.split(ends.astype(np.int32), 2)
        names = [self.names[place] for place in tied.tolist()]
        return EngineGraph.from_rows(left, right, len(names), weights={"weight": weight}, names=names)

    def of_weight(self, least: float) -> Ties:
        """The ties of at least this weight, and the nodes that they tie."""
        kept = np.flatnonzero(self.weight >= least)
        offsets, rows = self._rows_of_ties(kept)
        tied, ends = np.unique(np.concatenate([self.left[kept], self.right[kept]]), return_inverse=True)
        left, right = np.split(ends.astype(np.int32), 2)
        names = [self.names[place] for place in tied.tolist()]
        by_layer = {
            layer: (np.searchsorted(kept, ties[held]), weight[held])
            for layer, (ties, weight) in self.by_layer.items()
            if (held := self.weight[ties] >= least).any()
        }
        return Ties(names, left, right, self.weight[kept], offsets, rows, by_layer)

    def replaced(self, weight: Floats, by_layer: Mapping[str, tuple[npt.NDArray[np.int64], Floats]]) -> Ties:
        """The same nodes with other weights of their ties; ties that weigh nothing are gone."""
        kept = np.flatnonzero(weight > 0)
        offsets, rows = self._rows_of_ties(kept)
        left = {
            layer: (np.searchsorted(kept, ties[held]), own[held])
            for layer, (ties, own) in by_layer.items()
            if (held := (weight[ties] > 0) & (own > 0)).any()
        }
        return Ties(self.names, self.left[kept], self.right[kept], weight[kept], offsets, rows, left)

    def _rows_of_ties(self, kept: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Offsets and link rows of some ties alone."""
        lengths = np.diff(self.offsets)[kept]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        return offsets, self.rows[np.repeat(self.offsets[kept] - offsets[:-1], lengths) + np.arange(int(offsets[-1]))]

    def rows_of_edges(self, graph: EngineGraph, pairs: Sequence[tuple[int, int]]) -> list[int]:
        """The link rows of the ties between pairs of neighbours (places) in a graph of these ties, ascending."""
        edges = [graph.edge_between(one, other) for one, other in pairs]
        found = [graph.rows_of(edge) for edge in edges]
        return self.rows_of(np.concatenate(found)) if found else []

    def rows_of(self, ties: npt.NDArray[np.int64]) -> list[int]:
        """The link rows of some ties, ascending, each once."""
        found = [self.rows[self.offsets[tie] : self.offsets[tie + 1]] for tie in ties.tolist()]
        return np.unique(np.concatenate(found)).tolist() if found else []


def ties_of(snapshot: Snapshot, parameters: Parameters) -> Ties:
    """The ties of the graph that ``parameters`` name, without those of a node with itself.

    In the whole graph every link is a tie of weight 1; among actors a tie weighs what the projection says.
    """
    if parameters.graph == "actors":
        return _between_actors(snapshot, parameters)
    wanted = chosen_ltypes(snapshot, parameters)
    keep = snapshot.src != snapshot.dst
    if wanted:
        column = snapshot.links.column("ltype")
        keep &= pc.is_in(column, value_set=pa.array(wanted, pa.string())).to_numpy()
    rows = np.flatnonzero(keep)
    ends, weight = (snapshot.src[rows], snapshot.dst[rows]), np.ones(rows.size)
    by_layer = {layer: (ties, weight[ties]) for layer, ties in rows_by_layer(snapshot, rows).items()}
    return Ties(range(snapshot.n_nodes), *ends, weight, np.arange(rows.size + 1), rows, by_layer)


def strong_ties(snapshot: Snapshot, parameters: StrongTies | WeighedTies) -> Ties:
    """The ties of the graph that ``parameters`` name; among actors those of at least ``bits``, and whom they tie."""
    ties = ties_of(snapshot, parameters)
    return ties.of_weight(parameters.bits) if parameters.graph == "actors" else ties


def _between_actors(snapshot: Snapshot, parameters: Parameters) -> Ties:
    projection = project(snapshot, ProjectionParameters(), ltypes=chosen_ltypes(snapshot, parameters))
    ties, names = projection.ties, sorted(projection.graph)
    ends = np.searchsorted(names, np.array(list(ties), np.int64).reshape(-1, 2)).astype(np.int32)
    offsets = np.zeros(len(ties) + 1, np.int64)
    np.cumsum([len(tie.rows) for tie in ties.values()], out=offsets[1:])
    rows = np.fromiter((row for tie in ties.values() for row in tie.rows), np.int64, int(offsets[-1]))
    weight = np.fromiter((tie.weight for tie in ties.values()), np.float64, len(ties))
    by_layer = _weights_by_layer(ties.values())
    return Ties(names, ends[:, 0].copy(), ends[:, 1].copy(), weight, offsets, rows, by_layer)


def rows_by_layer(snapshot: Snapshot, rows: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int64]]:
    """For each layer the places in ``rows`` of its links, ascending."""
    types = load_world().link_types
    column = snapshot.links.column("ltype").take(pa.array(rows)).combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    layers = [types[name].layer for name in encoded.dictionary.to_pylist()]
    names = sorted(set(layers))
    codes = np.array([names.index(layer) for layer in layers], np.int8)
    of_row = codes[encoded.indices.to_numpy(zero_copy_only=False)] if rows.size else np.zeros(0, np.int8)
    found = {name: np.flatnonzero(of_row == code) for code, name in enumerate(names)}
    return {name: ties for name, ties in found.items() if ties.size}


def _weights_by_layer(ties: Iterable[Tie]) -> dict[str, tuple[npt.NDArray[np.int64], Floats]]:
    found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for place, tie in enumerate(ties):
        for layer, weight in tie.layers:
            places, weights = found[layer]
            places.append(place)
            weights.append(weight)
    return {
        layer: (np.array(places, np.int64), np.array(weights, np.float64))
        for layer, (places, weights) in sorted(found.items())
    }
