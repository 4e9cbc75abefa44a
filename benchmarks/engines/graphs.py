"""Graphs of the comparison: groups, a few hubs, shuffled numbers, the same for a seed on every machine.

A degree-corrected block model: every node has a weight from a power law (exponent 2.6), every group a size from another
(1.7); an edge picks its first end by weight, and its second by weight too, seven times in ten within the first's group.
No edge stands twice and none is a loop. Numbers of nodes are shuffled, so that no engine is handed neighbours that lie
beside each other in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Name of each size, its nodes and its edges.
SIZES: Final = {"a": (200, 600), "b": (20_000, 100_000), "c": (200_000, 1_000_000), "d": (2_000_000, 10_000_000)}
SEED: Final = 20
WITHIN: Final = 0.7
DEGREE_EXPONENT: Final = 2.6
SIZE_EXPONENT: Final = 1.7
SMALLEST_GROUP: Final = 8
TIMES: Final = (1_600_000_000, 1_700_000_000)


@dataclass(frozen=True, eq=False)
class Table:
    """A table of dated links between nodes 0 to n - 1.

    Attributes:
        n: Number of nodes.
        src: First end of each row, int32.
        dst: Second end.
        time: When, int64 seconds.
        group: The group of each node that the generator planted.
    """

    n: int
    src: npt.NDArray[np.int32]
    dst: npt.NDArray[np.int32]
    time: Longs
    group: npt.NDArray[np.int32]

    @property
    def degrees(self) -> Longs:
        """Number of rows at each node."""
        return np.bincount(np.concatenate([self.src, self.dst]), minlength=self.n)

    @property
    def hubs_first(self) -> Longs:
        """Nodes by falling degree, equals by number."""
        return np.argsort(-self.degrees, kind="stable")

    @property
    def keys(self) -> Longs:
        """One number for each edge, whichever end is first; ascending."""
        return np.sort(keys_of(self.src, self.dst, self.n))


def keys_of(one: npt.ArrayLike, other: npt.ArrayLike, n: int) -> Longs:
    """One number for each pair of nodes, whichever is first."""
    first, second = np.asarray(one, np.int64), np.asarray(other, np.int64)
    return np.minimum(first, second) * n + np.maximum(first, second)


def generate(n: int, m: int, seed: int = SEED) -> Table:
    """Make a graph of so many nodes and edges; O(m log m)."""
    rng = np.random.default_rng(seed)
    sizes = _group_sizes(rng, n)
    group = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    keys = _edges(rng, _power_law(rng, n, DEGREE_EXPONENT, 1.0, max(20.0, n**0.5)), sizes, m)
    first, second = np.divmod(rng.permutation(keys)[:m], n)
    turned = rng.random(m) < 0.5
    number = rng.permutation(n)
    shuffled = np.empty(n, np.int32)
    shuffled[number] = group
    src, dst = np.where(turned, second, first), np.where(turned, first, second)
    time = rng.integers(*TIMES, m)
    return Table(n, number[src].astype(np.int32), number[dst].astype(np.int32), time, shuffled)


def _power_law(rng: np.random.Generator, count: int, exponent: float, least: float, most: float) -> Floats:
    """Draw from a bounded power law by the inverse of its distribution."""
    power = 1 - exponent
    return (least**power + rng.random(count) * (most**power - least**power)) ** (1 / power)


def _group_sizes(rng: np.random.Generator, n: int) -> Longs:
    most = max(40.0, 3 * n**0.5)
    drawn = _power_law(rng, n // SMALLEST_GROUP + 1, SIZE_EXPONENT, SMALLEST_GROUP, most).astype(np.int64)
    whole = drawn[: np.searchsorted(np.cumsum(drawn), n, side="right")]
    rest = n - int(whole.sum())
    if rest >= SMALLEST_GROUP or not whole.size:
        return np.append(whole, rest)
    whole[-1] += rest
    return whole


def _edges(rng: np.random.Generator, weights: Floats, sizes: Longs, m: int) -> Longs:
    """At least ``m`` different pairs, as ascending keys."""
    n = weights.size
    upto = np.concatenate([[0.0], np.cumsum(weights)])
    ends = np.cumsum(sizes)
    group = np.repeat(np.arange(sizes.size), sizes)
    low, high = upto[ends - sizes][group], upto[ends][group]
    keys = np.empty(0, np.int64)
    while keys.size < m:
        count = int(1.3 * (m - keys.size)) + 100
        first = _node_at(upto, rng.random(count) * upto[-1])
        within = rng.random(count) < WITHIN
        start, stop = np.where(within, low[first], 0.0), np.where(within, high[first], upto[-1])
        second = _node_at(upto, start + rng.random(count) * (stop - start))
        apart = first != second
        keys = np.unique(np.concatenate([keys, keys_of(first[apart], second[apart], n)]))
    return keys


def _node_at(upto: Floats, place: Floats) -> Longs:
    return np.minimum(np.searchsorted(upto, place, side="right") - 1, upto.size - 2)


def stored(size: str, folder: Path) -> Path:
    """The file of a size, which is made once."""
    n, m = SIZES[size]
    path = folder / f"{size}-{n}-{m}-{SEED}.npz"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        table = generate(n, m)
        part = path.with_suffix(".part.npz")
        np.savez(part, n=n, src=table.src, dst=table.dst, time=table.time, group=table.group)
        part.replace(path)
    return path


def load(path: Path) -> Table:
    """Read what `stored` has written."""
    with np.load(path) as file:
        return Table(int(file["n"]), file["src"], file["dst"], file["time"], file["group"])
