"""Closeness and harmonic centrality under their NetworkX names, exact for every node that is asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import cast

import networkx as nx
import numpy as np
import numpy.typing as npt

from jejak.analysis.engine.control import in_parts
from jejak.analysis.engine.csr import Csr, Floats, Ints, Longs
from jejak.analysis.engine.functions.distances import lengths_of
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.dijkstra import sums_of_lengths
from jejak.analysis.engine.kernels.distances import WIDE, Arcs, sums_from, sums_to
from jejak.analysis.engine.offers import ALL_PAIRS, NotAnsweredError, attribute_only, offered

_WORD = 64
#: A search from the counted nodes costs less than one to each node that is asked for, up to so many times as many.
_MANY = 4


@offered(attribute_only("distance"), least=ALL_PAIRS)
def closeness_centrality(
    G: EngineGraph,
    u: Hashable | None = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> dict[Hashable, float] | float:
    """Compute closeness to a node along the links, with the factor of Wasserman and Faust.

    O(n m / 512); with lengths of edges O(n m log m).
    """
    if u is not None and u not in G:
        raise nx.NodeNotFound(f"Source {u} is not in G")
    codes = np.arange(len(G), dtype=np.int32) if u is None else np.array([G.codes[u]], np.int32)
    reached, total, _ = _sums(G, codes, np.ones(len(G), np.bool_), distance)
    values = np.divide(reached, total, out=np.zeros(codes.size), where=total > 0)
    if wf_improved and len(G) > 1:
        values *= reached / (len(G) - 1)
    if u is not None:
        return float(values[0])
    return G.by_name(values)


@offered(attribute_only("distance"), least=ALL_PAIRS)
def harmonic_centrality(
    G: EngineGraph,
    nbunch: Iterable[Hashable] | Hashable | None = None,
    distance: str | None = None,
    sources: Iterable[Hashable] | Hashable | None = None,
) -> dict[Hashable, float]:
    """Sum the inverse distances from ``sources`` to each node of ``nbunch`` (Boldi and Vigna 2014).

    O(n m / 512) for all; with lengths of edges O(n m log m).
    """
    wanted = _chosen(G, nbunch)
    counted = np.zeros(len(G), np.bool_)
    counted[_chosen(G, sources)] = True
    _, _, inverse = _sums(G, wanted, counted, distance)
    # NetworkX starts every sum with a whole 0, and adds nothing to it for a node that nobody reaches.
    return {G.names[code]: value or 0 for code, value in zip(wanted.tolist(), inverse.tolist(), strict=True)}


def _chosen(graph: EngineGraph, bunch: Iterable[Hashable] | Hashable | None) -> Ints:
    """Codes of the nodes of a bunch as NetworkX reads one: all, one node, or those of a list that are there."""
    if bunch is None:
        return np.arange(len(graph), dtype=np.int32)
    if bunch in graph:
        return np.array([graph.codes[cast("Hashable", bunch)]], np.int32)
    if not isinstance(bunch, Iterable):
        raise nx.NetworkXError(f"Node {bunch} is not in the graph or nbunch is not a node or a sequence of nodes.")
    return np.array(sorted({graph.codes[name] for name in bunch if name in graph}), np.int32)


def _sums(
    graph: EngineGraph, codes: Ints, counted: npt.NDArray[np.bool_], distance: str | None
) -> tuple[Longs, Floats, Floats]:
    """For each code: how many counted nodes reach it, the sum of their distances, the sum of the inverses."""
    csr, turned = graph.csr, graph.csr.turned
    if distance is None and np.count_nonzero(counted) <= _MANY * codes.size:
        return _sums_of_many(csr, codes, np.flatnonzero(counted).astype(np.int32))
    pieces = [codes[start : start + _WORD] for start in range(0, codes.size, _WORD)]
    lengths = None if distance is None else _turned_lengths(graph, distance)

    def part(of: Ints) -> tuple[Longs, Floats, Floats]:
        if lengths is not None:
            return sums_of_lengths(turned.offsets, turned.ends, lengths, of, counted)
        reached, total, inverse = sums_to(csr.offsets, csr.ends, turned.offsets, turned.ends, of, counted)
        return reached, total.astype(np.float64), inverse

    found = list(in_parts(part, pieces, len(pieces)))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    reached, total, inverse = (np.concatenate(column) for column in zip(*found, strict=True))
    return reached, total, inverse


def _sums_of_many(csr: Csr, codes: Ints, sources: Ints) -> tuple[Longs, Floats, Floats]:
    """The same, searched from the counted nodes."""
    turned = csr.turned
    arcs = Arcs(
        csr.offsets.view(np.uint64),
        csr.ends.view(np.uint32),
        turned.offsets.view(np.uint64),
        turned.ends.view(np.uint32),
    )
    width = _WORD * WIDE
    pieces = [sources[start : start + width] for start in range(0, sources.size, width)]
    n = csr.n_nodes
    reached, total, inverse = np.zeros(n, np.int64), np.zeros(n), np.zeros(n)
    for more_reached, more_total, more_inverse in in_parts(lambda of: sums_from(arcs, of), pieces, len(pieces)):
        reached += more_reached
        total += more_total
        inverse += more_inverse
    return reached[codes], total[codes], inverse[codes]


def _turned_lengths(graph: EngineGraph, distance: str) -> Floats:
    """Lengths of the arcs turned round.

    Raises:
        NotAnsweredError: when one is negative: NetworkX may tell that ways contradict each other.
    """
    lengths = lengths_of(graph, distance)
    if lengths.size and lengths.min() < 0:
        raise NotAnsweredError(f"a length {distance!r} is negative")
    return lengths[graph.csr.turned.edges] if graph.is_directed() else lengths
