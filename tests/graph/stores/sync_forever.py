"""Synchronises a pickled snapshot again and again in small chunks, until it is killed: run by test_sync_killed."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from jejak.graph.stores import sync as module
from jejak.graph.stores.neo4j_connection import Neo4jTarget

uri, folder = sys.argv[1], Path(sys.argv[2])
snapshot = pickle.loads((folder / "snapshot.pickle").read_bytes())  # noqa: S301 written by the test itself
module.CHUNK = 500
ready = folder / "ready"
module.sync(
    snapshot,
    Neo4jTarget.named(uri),
    state_folder=folder / "state",
    progress=lambda done, _: ready.write_text(str(done)),
)
(folder / "finished").touch()
