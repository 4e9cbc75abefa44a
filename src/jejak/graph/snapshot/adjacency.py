"""Compressed neighbour lists: those of node ``c`` stand at ``offsets[c]:offsets[c + 1]``, ordered by link row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array


@dataclass(frozen=True, slots=True)
class Adjacency:
    """One direction of all links: ``offsets`` (nodes + 1), and for every link its other end and its row."""

    offsets: npt.NDArray[np.int64]
    nodes: npt.NDArray[np.int32]
    links: npt.NDArray[np.int32]


def offsets_of(codes: npt.NDArray[np.integer], n: int) -> npt.NDArray[np.int64]:
    """Start of every group when members are sorted by their code; O(n + members)."""
    offsets = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(codes, minlength=n), out=offsets[1:])
    return offsets


def adjacency(ends: npt.NDArray[np.int32], others: npt.NDArray[np.int32], n_nodes: int) -> Adjacency:
    """Group links by ``ends``; O(links)."""
    rows = np.arange(ends.size, dtype=np.int32)
    lists = coo_array((others, (ends, rows)), shape=(n_nodes, ends.size)).tocsr()
    return Adjacency(lists.indptr.astype(np.int64), lists.data, lists.indices)
