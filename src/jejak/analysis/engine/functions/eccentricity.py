"""Eccentricity, diameter and radius in hops under their NetworkX names, exact."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, cast

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Ints, Longs
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.distances import farthest
from jejak.analysis.engine.offers import ALL_PAIRS, offered, weighted

_WORD = 64


def _bunch(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own errors about what is neither a node nor a list of names."""
    bunch = arguments["v"]
    if bunch is None or isinstance(bunch, Hashable):
        return None
    if isinstance(bunch, (list, set)) and all(isinstance(name, Hashable) for name in bunch):
        return None
    return "v must be a node, a list or a set of nodes"


def _empty(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own error about a graph without nodes."""
    return "the graph is empty" if not len(arguments["G"]) else None


@offered(_bunch, weighted("sp"), weighted(), least=ALL_PAIRS)
def eccentricity(
    G: EngineGraph,
    v: Hashable | Iterable[Hashable] | None = None,
    sp: None = None,
    weight: None = None,
) -> dict[Hashable, int] | int:
    """Hops from a node to the farthest other one, for all nodes, some or one; O(n m / 64).

    Raises:
        networkx.NetworkXError: when a node does not reach all others.
    """
    if v is None:
        return dict(zip(G.names, _hops(G, np.arange(len(G), dtype=np.int32)), strict=True))
    if v in G:
        return _hops(G, np.array([G.codes[cast("Hashable", v)]], np.int32))[0]
    if not isinstance(v, Iterable):
        raise nx.NetworkXError(f"{v} is neither a node of the graph nor a list of nodes")
    names = [name for name in v if name in G]
    return dict(zip(names, _hops(G, np.array([G.codes[name] for name in names], np.int32)), strict=True))


@offered(_empty, weighted("e"), weighted(), least=ALL_PAIRS)
def diameter(G: EngineGraph, e: None = None, usebounds: bool = False, weight: None = None) -> int:
    """The greatest number of hops between two nodes; O(n m / 64), whether or not bounds are wished for."""
    return max(_hops(G, np.arange(len(G), dtype=np.int32)))


@offered(_empty, weighted("e"), weighted(), least=ALL_PAIRS)
def radius(G: EngineGraph, e: None = None, usebounds: bool = False, weight: None = None) -> int:
    """The least eccentricity of a node; O(n m / 64), whether or not bounds are wished for."""
    return min(_hops(G, np.arange(len(G), dtype=np.int32)))


def _hops(graph: EngineGraph, codes: Ints) -> list[int]:
    """Hops from each code to its farthest node."""
    csr, turned = graph.csr, graph.csr.turned

    def part(of: Ints) -> tuple[Longs, npt.NDArray[np.bool_]]:
        return farthest(turned.offsets, turned.ends, csr.offsets, csr.ends, of)

    pieces = [codes[start : start + _WORD] for start in range(0, codes.size, _WORD)]
    hops: list[int] = []
    for far, to_all in in_parts(part, pieces, len(pieces)):
        if not to_all.all():
            kind = "strongly connected" if graph.is_directed() else "connected"
            raise nx.NetworkXError(f"some ways have infinite length: the graph is not {kind}")
        hops += far.tolist()
    return hops
