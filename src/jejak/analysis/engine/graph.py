"""The engine's graph as NetworkX sees it: nodes with their names, edges with numbers, and arrays behind both."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final, Literal

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.csr import Csr, Floats, Ints, build
from jejak.analysis.engine.kernels.building import gather, sum_into
from jejak.analysis.engine.offers import NotAnsweredError

#: What becomes of the weights of parallel edges.
Parallel = Literal["sum", "least"]
#: A column without a name that counts parallel rows.
COUNT: Final = "count"


class EngineGraph:
    """A graph that the engine answers NetworkX functions for: ``nx.pagerank(graph)`` runs compiled.

    It is no ``networkx.Graph``: there is no ``graph[u]``; ``to_networkx`` makes one. It does not change.

    Attributes:
        csr: The adjacency; a node's code is its place in ``names``.
        names: Names of the nodes in code order.
    """

    __networkx_backend__ = "jejak"

    def __init__(
        self,
        csr: Csr,
        names: Sequence[Hashable],
        *,
        weights: Mapping[str, Floats] | None = None,
        origin: nx.Graph[Hashable] | None = None,
        edge_of_row: Ints | None = None,
    ) -> None:
        """Join adjacency and names; ``weights`` are by edge number, ``origin`` is the graph this was converted from."""
        self.csr = csr
        self.names = names
        self.graph: dict[str, object] = {}
        self._weights = dict(weights or {})
        self._origin = origin
        self._edge_of_row = edge_of_row
        self._degrees_by: dict[str | None, npt.NDArray[np.generic]] = {}

    @classmethod
    def from_rows(
        cls,
        src: Ints,
        dst: Ints,
        n: int,
        *,
        directed: bool = False,
        weights: Mapping[str, Floats] | None = None,
        names: Sequence[Hashable] | None = None,
    ) -> EngineGraph:
        """Make a graph of an edge table; weights of parallel rows are added up.

        Nodes are named by their codes, 0 to n - 1, unless ``names`` has a name for each.
        """
        # Columns of a file are often read-only, which is another type to the compiler.
        csr, edge_of_row = build(
            np.require(src, np.int32, ["C", "W"]), np.require(dst, np.int32, ["C", "W"]), n, directed=directed
        )
        summed = {
            name: sum_into(edge_of_row, np.require(values, np.float64, ["C", "W"]), csr.n_edges)
            for name, values in (weights or {}).items()
        }
        return cls(csr, range(n) if names is None else names, weights=summed, edge_of_row=edge_of_row)

    @property
    def origin(self) -> nx.Graph[Hashable] | None:
        """The graph this was converted from, for what adjacency does not tell (keys, order of predecessors)."""
        return self._origin

    @cached_property
    def codes(self) -> Mapping[Hashable, int]:
        """Code of every node by its name."""
        return {name: code for code, name in enumerate(self.names)}

    @cached_property
    def listed(self) -> list[Hashable]:
        """Names of the nodes in code order, made into objects once: answers share them."""
        return list(self.names)

    @cached_property
    def _objects(self) -> npt.NDArray[np.object_]:
        return np.fromiter(self.listed, np.object_, len(self))

    def named(self, codes: npt.NDArray[np.integer]) -> list[Hashable]:
        """The names of some codes, in their order."""
        found: list[Hashable] = self._objects[codes].tolist()
        return found

    def by_name(self, values: npt.NDArray[Any], codes: npt.NDArray[np.integer] | None = None) -> dict[Hashable, Any]:
        """A value for every node in code order, or for each of ``codes``, as a dictionary of Python numbers."""
        names = self.listed if codes is None else self.named(codes)
        return dict(zip(names, values.tolist(), strict=True))

    def sets(self, part: Ints, count: int) -> Iterator[set[Hashable]]:
        """The nodes of each of ``count`` parts, none of them empty, by the number of every node's part."""
        order, starts = gather(part, count)
        bounds = starts.tolist()
        largest = int(np.diff(starts).argmax()) if count else 0
        start, stop = bounds[largest : largest + 2] if count else (0, 0)
        if 2 * (stop - start) <= len(self):
            return _pieces(self.named(order), bounds)
        # More than half of the nodes: a copy of all without the others is made in a third of the time.
        names = self.named(np.concatenate((order[:start], order[stop:])))
        later = [bound - (stop - start) for bound in bounds[largest + 1 :]]
        return chain(_pieces(names, bounds[: largest + 1]), map(self._all_but, [names]), _pieces(names, later))

    def _all_but(self, names: list[Hashable]) -> set[Hashable]:
        whole = set(self.codes)
        whole.difference_update(names)
        return whole

    @cached_property
    def into(self) -> Csr:
        """The arcs turned round; of a converted graph those into a node are in the order of NetworkX's predecessors.

        They have no edge numbers of their own: ``csr.turned`` has.
        """
        if self._origin is None or not self.csr.directed:
            return self.csr.turned
        before: Mapping[Hashable, Mapping[Hashable, object]] = vars(self._origin)["_pred"]
        around = [list(before[name]) for name in self.names]
        offsets = np.zeros(len(around) + 1, np.int64)
        np.cumsum([len(others) for others in around], out=offsets[1:])
        starts = map(self.codes.__getitem__, chain.from_iterable(around))
        return Csr.from_arcs(offsets, np.fromiter(starts, np.int32, int(offsets[-1])), directed=True)

    @cached_property
    def _rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        assert self._edge_of_row is not None  # noqa: S101  asked for by `rows_of` alone
        order = np.argsort(self._edge_of_row, kind="stable")
        return order, np.searchsorted(self._edge_of_row[order], np.arange(self.csr.n_edges + 1))

    def rows_of(self, edge: int) -> npt.NDArray[np.int64]:
        """Rows of the edge table that an edge stands for, ascending; none for a graph that was converted."""
        if self._edge_of_row is None:
            return np.empty(0, np.int64)
        order, starts = self._rows
        return order[starts[edge] : starts[edge + 1]]

    def edge_between(self, one: int, other: int) -> int:
        """The number of the edge from one code to another; O(neighbours).

        Raises:
            KeyError: when there is none.
        """
        arcs = slice(*self.csr.offsets[one : one + 2].tolist())
        found = np.flatnonzero(self.csr.ends[arcs] == other)
        if not found.size:
            raise KeyError((one, other))
        return int(self.csr.edges[arcs][found[0]])

    def arc_weights(self, attribute: str | None, default: float = 1.0, parallel: Parallel = "sum") -> Floats:
        """The weight of every arc; of a converted graph it is read anew, for an attribute can change unseen.

        Without an attribute every edge weighs ``default``, parallel ones of a converted multigraph each.

        Raises:
            NotAnsweredError: when a weight is no finite number, so that NetworkX itself may answer.
        """
        if self._origin is not None and (attribute is not None or self.is_multigraph()):
            return _read_weights(self._origin, attribute, default, parallel, self.csr.ends.size)
        if attribute is None or attribute not in self._weights:  # as `weighs_alike` tells
            return np.full(self.csr.ends.size, default)
        return self.csr.by_arc(self._weights[attribute])

    def weighs_alike(self, attribute: str | None) -> bool:
        """Whether `arc_weights` has one number for all arcs because there is nothing to read."""
        if self._origin is not None:
            return attribute is None and not self.is_multigraph()
        return attribute is None or attribute not in self._weights

    def edge_weights(self, attribute: str) -> Floats:
        """The weight of every edge by its number, 1 where there is none of this name."""
        return self._weights.get(attribute, np.ones(self.csr.n_edges))

    def is_directed(self) -> bool:
        """Whether edges lead one way."""
        return self.csr.directed

    def is_multigraph(self) -> bool:
        """Whether the graph it was converted from may have parallel edges; the engine's own has none."""
        return self._origin is not None and self._origin.is_multigraph()

    def number_of_nodes(self) -> int:
        """How many nodes there are."""
        return self.csr.n_nodes

    order = __len__ = number_of_nodes

    def number_of_edges(self) -> int:
        """How many edges there are; parallel ones count once."""
        return self.csr.n_edges

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.names)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.codes
        except TypeError:
            return False

    def degree(
        self, node: Hashable = None, weight: str | None = None
    ) -> int | float | Iterator[tuple[Hashable, int | float]]:
        """Degree of a node, or name and degree of every node; a loop counts twice, as in NetworkX.

        Args:
            node: Name of a node; none for all of them.
            weight: Name of the weight that is added up; none counts the ends of edges.
        """
        values = self._degrees(weight)
        if node is None:
            return iter(zip(self.names, values.tolist(), strict=True))
        value: int | float = values[self.codes[node]].item()
        return value

    def _degrees(self, weight: str | None) -> npt.NDArray[np.generic]:
        if weight not in self._degrees_by:
            csr = self.csr
            arcs = None if weight is None else self.arc_weights(weight)
            out = np.bincount(csr.starts, arcs, minlength=len(self))
            if csr.directed:
                found = out + np.bincount(csr.ends, arcs, minlength=len(self))
            else:
                loops = csr.starts == csr.ends
                found = out + np.bincount(csr.starts[loops], None if arcs is None else arcs[loops], minlength=len(self))
            self._degrees_by[weight] = found
        return self._degrees_by[weight]

    @property
    def nodes(self) -> Sequence[Hashable]:
        """Names of the nodes in code order."""
        return self.names

    @property
    def edges(self) -> list[tuple[Hashable, Hashable]]:
        """The two names of every edge, by edge number."""
        names = self.names
        return [(names[a], names[b]) for a, b in zip(*(ends.tolist() for ends in self.csr.edge_ends), strict=True)]

    def to_networkx(self) -> nx.Graph[Hashable]:
        """The same graph for NetworkX; the original where it was converted from one, its parallel edges included."""
        if self._origin is not None:
            return self._origin
        graph: nx.Graph[Hashable] = nx.DiGraph() if self.is_directed() else nx.Graph()
        graph.add_nodes_from(self.names)
        graph.add_edges_from(self.edges)
        for name, values in self._weights.items():
            for (a, b), value in zip(self.edges, values.tolist(), strict=True):
                graph[a][b][name] = value
        return graph


def _pieces(names: list[Hashable], bounds: list[int]) -> Iterator[set[Hashable]]:
    """Sets of the names between one bound and the next."""
    return ({names[start]} if stop - start == 1 else set(names[start:stop]) for start, stop in pairwise(bounds))


def _read_weights(
    graph: nx.Graph[Hashable], attribute: str | None, default: float, parallel: Parallel, size: int
) -> Floats:
    """Weights in adjacency order; of a multigraph those of parallel edges are added up, or the least is taken."""
    adjacency: Mapping[Hashable, Mapping[Hashable, Any]] = vars(graph)["_adj"]  # without NetworkX's views
    read = (data for around in adjacency.values() for data in around.values())
    try:
        if graph.is_multigraph():
            join = sum if parallel == "sum" else min
            values = np.fromiter((join(_number(d, attribute, default) for d in keys.values()) for keys in read), float)
        else:
            values = np.fromiter((_number(data, attribute, default) for data in read), float)
    except (TypeError, ValueError, OverflowError) as error:
        raise NotAnsweredError(f"the attribute {attribute!r} of an edge is no number") from error
    if values.size != size or not np.isfinite(values).all():
        raise NotAnsweredError(f"the attribute {attribute!r} of an edge is no finite number")
    return values


def _number(data: Mapping[str, object], attribute: str | None, default: float) -> float:
    value = default if attribute is None else data.get(attribute, default)
    if isinstance(value, (bool, int, float, np.number)):
        return float(value)
    raise TypeError(attribute)
