"""Answers of all engines in one form, arrays, so that they can be compared: by node, by edge, as a partition.

Runs inside the peers' environment too, so it needs NumPy alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engines.graphs import Longs, Table, keys_of
from engines.rows import Comparison

Array = npt.NDArray[np.generic]
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Task:
    """How one engine answers one row.

    Attributes:
        ask: What is timed.
        read: Brings its answer into the form that is compared; not timed.
        build: Makes the graph it is asked of, where that is another than the engine's usual one.
        comparable: Whether its answer can be compared; not where it draws a sample of its own.
    """

    ask: Callable[[Any, Table], Any]
    read: Callable[[Any, Table], Array]
    build: Callable[[Table], Any] | None = None
    comparable: bool = True


def sample(table: Table, k: int) -> list[int]:
    """The sources that NetworkX draws for a seed."""
    return random.Random(SEED).sample(range(table.n), k)  # noqa: S311  no secret


def by_node(values: Mapping[int, float] | Sequence[float], table: Table) -> Array:
    """A value for each node."""
    return np.fromiter((values[node] for node in range(table.n)), np.float64, table.n)


def by_edge(values: Mapping[tuple[int, int], float], table: Table) -> Array:
    """A value for each edge, in the order of keys."""
    pairs = np.array(list(values), np.int64).reshape(-1, 2)
    order = np.argsort(keys_of(pairs[:, 0], pairs[:, 1], table.n))
    return np.fromiter(values.values(), np.float64, len(values))[order]


def pair_keys(pairs: Iterable[Sequence[int]], table: Table) -> Array:
    """Pairs of nodes as ascending keys."""
    listed = np.array([(pair[0], pair[1]) for pair in pairs], np.int64).reshape(-1, 2)
    return np.sort(keys_of(listed[:, 0], listed[:, 1], table.n))


def sorted_nodes(nodes: Iterable[int], _table: Table) -> Array:
    """Nodes in ascending order."""
    return np.array(sorted(nodes), np.int64)


def labels(groups: Iterable[Iterable[int]], table: Table) -> Array:
    """The number of each node's group."""
    found = np.full(table.n, -1, np.int64)
    for number, group in enumerate(groups):
        found[list(group)] = number
    return found


def canonical(group: Array) -> Longs:
    """Numbers of groups by their first nodes, so that equal partitions are equal arrays."""
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    order = np.empty(first.size, np.int64)
    order[np.argsort(first)] = np.arange(first.size)
    return order[number]


def modularity(group: Array, table: Table) -> float:
    """Modularity of a partition of the undirected graph, each edge counted once (Newman 2006)."""
    numbers = canonical(group)
    degrees = np.bincount(numbers, table.degrees)
    inside = np.count_nonzero(numbers[table.src] == numbers[table.dst])
    edges = table.src.size
    return float(inside / edges - np.square(degrees / (2 * edges)).sum())


def of_all_sources(values: Array, sources: list[int], table: Table) -> Array:
    """Sums over ways from a sample of sources, as NetworkX scales them (normalised): a source is no end of its own."""
    n, k = table.n, len(sources)
    scale = np.full(n, 1 / (k * (n - 2)))
    scale[sources] = 1 / ((k - 1) * (n - 2))
    return values * scale


def difference(comparison: Comparison, answer: Array, other: Array) -> float:
    """How far an answer is from another: the greatest difference as a share of the other's greatest number.

    Answers that are no numbers are equal, 0, or not, infinity; so are those of different length.
    """
    if comparison == "numbers" and answer.shape == other.shape:
        known = ~np.isnan(other)  # NetworkX has no number for the constraint of a node without ties
        if not np.array_equal(~np.isnan(answer), known):
            return float("inf")
        apart = np.abs(answer[known].astype(np.float64) - other[known]).max(initial=0.0)
        return float(apart / (np.abs(other[known]).max(initial=0.0) or 1.0))
    if comparison == "parts":
        answer, other = canonical(answer), canonical(other)
    return 0.0 if np.array_equal(answer, other) else float("inf")
