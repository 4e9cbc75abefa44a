"""Connected, weakly and strongly connected components under their NetworkX names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from jejak.analysis.engine.csr import Csr, Ints
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.kernels.components import connected, strong
from jejak.analysis.engine.offers import offered


def _empty(arguments: Mapping[str, Any]) -> str | None:
    """NetworkX tells its own error about a graph without nodes."""
    return "the graph is empty" if not len(arguments["G"]) else None


def _weak(csr: Csr) -> tuple[Ints, int]:
    around = csr.both_ways
    return connected(around.offsets, around.ends)


@offered()
def connected_components(G: EngineGraph) -> Iterator[set[Hashable]]:
    """Yield the nodes of each component, in the order of their first nodes."""
    return G.sets(*connected(G.csr.offsets, G.csr.ends))


@offered()
def number_connected_components(G: EngineGraph) -> int:
    """Count the components."""
    return int(connected(G.csr.offsets, G.csr.ends)[1])


@offered(_empty)
def is_connected(G: EngineGraph) -> bool:
    """Tell whether there is one component."""
    return number_connected_components(G) == 1


@offered()
def node_connected_component(G: EngineGraph, n: Hashable) -> set[Hashable]:
    """The nodes of the component of ``n``."""
    if n not in G:
        raise KeyError(n)
    part, _ = connected(G.csr.offsets, G.csr.ends)
    return set(G.named((part == part[G.codes[n]]).nonzero()[0]))


@offered()
def weakly_connected_components(G: EngineGraph) -> Iterator[set[Hashable]]:
    """Yield the nodes of each weak component, in the order of their first nodes."""
    return G.sets(*_weak(G.csr))


@offered()
def number_weakly_connected_components(G: EngineGraph) -> int:
    """Count the weak components."""
    return int(_weak(G.csr)[1])


@offered(_empty)
def is_weakly_connected(G: EngineGraph) -> bool:
    """Tell whether there is one weak component."""
    return number_weakly_connected_components(G) == 1


@offered()
def strongly_connected_components(G: EngineGraph) -> Iterator[set[Hashable]]:
    """Yield the nodes of each strong component, in the order they are closed."""
    return G.sets(*strong(G.csr.offsets, G.csr.ends))


@offered()
def number_strongly_connected_components(G: EngineGraph) -> int:
    """Count the strong components."""
    return int(strong(G.csr.offsets, G.csr.ends)[1])


@offered(_empty)
def is_strongly_connected(G: EngineGraph) -> bool:
    """Tell whether there is one strong component."""
    return number_strongly_connected_components(G) == 1
