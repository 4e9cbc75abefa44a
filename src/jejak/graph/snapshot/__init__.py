"""The graph at one sequence, as Arrow tables, arrays, pandas and NetworkX; rebuilt from the ledger at any time."""

from __future__ import annotations

from jejak.graph.segments import LedgerView, SourceBatch
from jejak.graph.snapshot.adjacency import Adjacency
from jejak.graph.snapshot.build import build_snapshot
from jejak.graph.snapshot.cache import load_snapshot
from jejak.graph.snapshot.fold import fold
from jejak.graph.snapshot.snapshot import Snapshot

__all__ = [
    "Adjacency",
    "LedgerView",
    "Snapshot",
    "SourceBatch",
    "build_snapshot",
    "fold",
    "load_snapshot",
]
