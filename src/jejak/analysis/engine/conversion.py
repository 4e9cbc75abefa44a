"""From a ``networkx.Graph`` to the engine's graph and back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import chain

import networkx as nx
import numpy as np

from jejak.analysis.engine.csr import Csr
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.offers import NotAnsweredError

#: Subclasses may mean something else by adjacency, so these alone are converted.
_PLAIN = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)


def convert_from_nx(graph: nx.Graph[Hashable] | EngineGraph, **_wishes: object) -> EngineGraph:
    """Read adjacency in NetworkX's own order; attributes are not copied, weights are read when a function asks.

    Raises:
        NotAnsweredError: for subclasses of NetworkX's graphs, which NetworkX then answers itself.
    """
    if isinstance(graph, EngineGraph):
        return graph
    if type(graph) not in _PLAIN:
        raise NotAnsweredError(f"graphs of type {type(graph).__name__} are not converted")
    names = list(graph)
    adjacency: Mapping[Hashable, Mapping[Hashable, object]] = vars(graph)["_adj"]  # without NetworkX's views
    # A filtered view may tell a wrong length: what it iterates over is counted instead.
    around = [list(adjacency[name]) for name in names]
    offsets = np.zeros(len(names) + 1, np.int64)
    np.cumsum([len(others) for others in around], out=offsets[1:])
    ends = np.fromiter(_codes(names, around), np.int32, int(offsets[-1]))
    return EngineGraph(Csr.from_arcs(offsets, ends, directed=graph.is_directed()), names, origin=graph)


def _codes(names: list[Hashable], around: list[list[Hashable]]) -> map[int] | chain[int]:
    codes = {name: code for code, name in enumerate(names)}
    return map(codes.__getitem__, chain.from_iterable(around))


def convert_to_nx(result: object, *, name: str | None = None) -> object:  # noqa: ARG001  NetworkX passes the name
    """Turn an engine graph into NetworkX's; everything else is already what NetworkX would return."""
    return result.to_networkx() if isinstance(result, EngineGraph) else result
