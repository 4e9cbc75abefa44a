"""Compile everything beforehand: each function is called on tiny graphs of every kind, so each kernel is compiled once.

Functions are found in the backend's own table, their variants from their signatures: one that is added is warmed too.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final, cast

import networkx as nx
import numpy as np

from jejak.analysis.engine import compiler, kernels
from jejak.analysis.engine.backend import offer_of
from jejak.analysis.engine.backend_info import FUNCTIONS
from jejak.analysis.engine.control import Tick, running
from jejak.analysis.engine.conversion import convert_from_nx
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.missing_links import missing_links
from jejak.analysis.engine.removal import degree_order, removal_curve
from jejak.analysis.engine.temporal import TimedRows, earliest_arrival

#: What parameters are given, by their NetworkX names, or None where that is the default; switches are turned round.
ARGUMENTS: Final[Mapping[str, object]] = {
    "n": 0,
    "u": 0,
    "node": 0,
    "source": 0,
    "v": 3,
    "target": 3,
    "nodes": [0, 3],
    "nbunch": [0, 3],
    "sources": [0, 3],
    "targets": [1, 2],
    "ebunch": [(0, 3)],
    "communities": [{0, 1, 2}, {3, 4, 5}],
    "weight": "weight",
    "distance": "weight",
    "k": 2,
    "cutoff": 2,
    "seed": 1,
    "personalization": {0: 1.0, 3: 2.0},
    "nstart": {0: 1.0, 3: 2.0},
    "dangling": {0: 1.0, 3: 2.0},
}
#: Some function is not meant for some graph, or does not answer some variant.
_NOT_MEANT: Final = (nx.NetworkXException, NotImplementedError)


@dataclass(frozen=True, slots=True)
class WarmReport:
    """What `warm` did.

    Attributes:
        folder: Where compiled code is kept, or None where no place can be written.
        lasting: Whether the next process finds it there.
        seconds: How long it took.
        functions: How many functions were called.
        compiled: How many versions of kernels were compiled.
        loaded: How many were found compiled.
    """

    folder: Path | None
    lasting: bool
    seconds: float
    functions: int
    compiled: int
    loaded: int


def warm(tick: Tick | None = None) -> WarmReport:
    """Compile all kernels, or load those that were compiled before; ``tick`` is told functions done and in all."""
    begun = time.monotonic()
    for module in pkgutil.iter_modules(kernels.__path__, f"{kernels.__name__}."):
        importlib.import_module(module.name)
    before = compiled_and_loaded()
    graphs = [tiny(directed=directed, plain=plain) for directed in (False, True) for plain in (True, False)]
    tasks = [_calls(name) for name in FUNCTIONS] + list(OWN)
    for done, task in enumerate(tasks, 1):
        for graph in graphs:
            with running(threads=1):
                task(graph)
        if tick is not None:
            tick(done, len(tasks))
    compiled, loaded = (after - earlier for after, earlier in zip(compiled_and_loaded(), before, strict=True))
    took = time.monotonic() - begun
    return WarmReport(*compiler.place(), took, len(tasks), compiled, loaded)


def compiled_and_loaded() -> tuple[int, int]:
    """How many versions of kernels this process has compiled, and how many it has loaded."""
    held = [one.compiled for one in compiler.KERNELS if one.compiled is not None]
    loaded = sum(sum(one.stats.cache_hits.values()) for one in held)
    return sum(len(one.signatures) for one in held) - loaded, loaded


def tiny(*, directed: bool, plain: bool) -> EngineGraph:
    """A weighted graph of two groups with a link between them; not ``plain``: a loop, parallel links, a lone node too.

    Some functions refuse loops, some a graph that is not connected.
    """
    src = np.array([0, 1, 2, 2, 3, 4, 5, 3, 1, 0], np.int32)
    dst = np.array([1, 2, 0, 3, 4, 5, 3, 2, 1, 1], np.int32)
    weight = np.array([1.0, 2.0, 1.0, 0.5, 1.0, 3.0, 1.0, 0.5, 1.0, 1.0])
    n, rows = (6, slice(8)) if plain else (7, slice(None))
    return EngineGraph.from_rows(src[rows], dst[rows], n, directed=directed, weights={"weight": weight[rows]})


def variants(name: str) -> Iterator[dict[str, object]]:
    """Arguments for calls of a function: what it cannot do without, then every option alone, then every two.

    Raises:
        KeyError: when a parameter without a default is not in ``ARGUMENTS``.
    """
    _, *parameters = offer_of(name).signature.parameters.values()
    needed = {one.name: ARGUMENTS[one.name] for one in parameters if one.default is inspect.Parameter.empty}
    options: list[tuple[str, object]] = [
        (one.name, not one.default) for one in parameters if isinstance(one.default, bool)
    ]
    options += [
        (one.name, None if one.default == ARGUMENTS[one.name] else ARGUMENTS[one.name])
        for one in parameters
        if one.name in ARGUMENTS.keys() - needed.keys()
    ]
    for together in range(3):
        for chosen in combinations(options, together):
            yield {**needed, **dict(chosen)}


def public(name: str) -> Callable[..., object]:
    """The function as users of NetworkX find it, guarded against graphs it is not meant for."""
    place = nx if hasattr(nx, name) else nx.community
    return cast("Callable[..., object]", getattr(place, name))


def call(name: str, graph: nx.Graph[Any] | EngineGraph, **arguments: object) -> None:
    """Call a function by its public name and take all it gives; graphs that it is not meant for are passed over."""
    with suppress(*_NOT_MEANT):
        result = public(name)(graph, **arguments)
        if isinstance(result, Iterator):
            deque(result, maxlen=0)


def _calls(name: str) -> Callable[[EngineGraph], None]:
    def task(graph: EngineGraph) -> None:
        for arguments in variants(name):
            call(name, graph, **arguments)

    return task


def _conversion(graph: EngineGraph) -> None:
    convert_from_nx(graph.to_networkx())


def _removal(graph: EngineGraph) -> None:
    removal_curve(graph, degree_order(graph, sequential=True))


def _links(graph: EngineGraph) -> None:
    missing_links(graph, top=3)


def _times(graph: EngineGraph) -> None:
    src, dst = graph.csr.edge_ends
    rows = TimedRows(src, dst, np.zeros(src.size, np.int64), graph.csr.n_nodes, directed=graph.is_directed())
    for strict in (False, True):
        earliest_arrival(rows, 0, strict=strict)


#: The engine's functions that have no NetworkX name.
OWN: Final[tuple[Callable[[EngineGraph], None], ...]] = (_conversion, _removal, _links, _times)
