"""From the ledger to the graph in memory, and back from the cache."""

from __future__ import annotations

from pathlib import Path

from measuring import Figures, peak_mb, timed

from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot, load_snapshot
from jejak.schemas.world import load_world


def stage_snapshot(folder: Path, rows: int) -> Figures:
    """Ledger to graph, built and kept in the cache, as the first start after an import does."""
    figures: Figures = {"rows": rows}
    with Ledger.open(folder / "bench.case") as ledger, timed(figures):
        snapshot = load_snapshot(ledger, load_world(), folder / "cache")
    return figures | {"build_mb": peak_mb(), "nodes": snapshot.n_nodes, "links": snapshot.n_links}


def stage_reopen(folder: Path, rows: int) -> Figures:
    """A kept snapshot mapped back, as every later start does."""
    figures: Figures = {"rows": rows}
    world = load_world()
    with Ledger.open(folder / "bench.case") as ledger, timed(figures):
        load_snapshot(ledger, world, folder / "cache")
    return figures


def kept(folder: Path) -> Snapshot:
    """The snapshot that the first stage left in the cache."""
    with Ledger.open(folder / "bench.case") as ledger:
        return load_snapshot(ledger, load_world(), folder / "cache")
