"""Synchronises two pickled snapshots in turn and in small chunks until it is killed: run by test_sync_killed."""

from __future__ import annotations

import pickle
import sys
from itertools import cycle
from pathlib import Path

from jejak.graph.stores import sync as module
from jejak.graph.stores.neo4j_connection import Neo4jTarget

uri, folder = sys.argv[1], Path(sys.argv[2])
target = Neo4jTarget.named(uri)
snapshots = pickle.loads((folder / "snapshots.pickle").read_bytes())  # noqa: S301 written by the test itself
module.CHUNK = 500


def tell(done: int, _total: int) -> None:
    """One byte for each chunk on the server: the size of the file says how far this process came."""
    if done:
        with (folder / "chunks").open("ab") as file:
            file.write(b".")


for snapshot in cycle(snapshots):
    module.sync(snapshot, target, state_folder=folder / "state", progress=tell, replace=True)
