"""Questions to the embedded graph: who says so, names, Cypher."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from graphing import kept
from measuring import Figures, percentiles, timed

from data import SEED
from jejak.graph.snapshot.similar import SimilarNames
from jejak.graph.stores.cypher_store import CypherStore
from jejak.graph.stores.snapshot_store import SnapshotStore


def stage_lookups(folder: Path, rows: int) -> Figures:
    """Who says so, and names that contain a text."""
    snapshot = kept(folder)
    rng = np.random.default_rng(SEED)
    figures: Figures = {"rows": rows}
    picks = rng.integers(0, snapshot.n_links, 5000).tolist()
    figures |= percentiles("claims", [lambda row=row: snapshot.link_claims(row) for row in picks])
    store = SnapshotStore(snapshot)
    texts = [snapshot.search_text(int(code)) for code in rng.integers(0, snapshot.n_nodes, 200)]
    words = [text.split()[0][:6] for text in texts if text]
    store.search(words[0])
    figures |= percentiles("search", [lambda word=word: store.search(word) for word in words])
    similar = SimilarNames(snapshot)
    captions = [str(snapshot.nodes["caption"][int(code)].as_py()) for code in rng.integers(0, snapshot.n_nodes, 200)]
    return figures | percentiles("similar", [lambda text=text[1:] + "x": similar.find(text) for text in captions])


def stage_cypher(folder: Path, rows: int) -> Figures:
    """The optional extra: the whole snapshot into the in-process Cypher graph."""
    figures: Figures = {"rows": rows}
    snapshot = kept(folder)
    with timed(figures):
        CypherStore(snapshot).close()
    return figures
