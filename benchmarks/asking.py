"""Questions to the embedded graph: who says so, searches, Cypher."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from graphing import kept
from measuring import Figures, percentiles, timed

from data import SEED
from jejak.graph.search import SnapshotSearch, snapshot_index
from jejak.graph.search.storing import from_bytes, to_bytes
from jejak.graph.stores.cypher_store import CypherStore

#: Names of the data are made of two-letter syllables: common beginnings, a common word, slips, sounds, parts of
#: numbers, many words, and what is nowhere.
ASKED = (
    "s", "sa", "sari", "sariwa", "sari wati", "wati sari budino", "satri", "sarivati", "sarriwati", "zzzzzzz", "qx",
    "0812", "0812 34", "+62 812", "81234", "1234", "12", "1234 5678 9", "tuan haji sari bin wati",
    "sari wati budi nora kami luha yopu neda",
    "sariwati budinora kamiluha yopuneda raranoti wadisari punebudi haluyori",
    "nowhere at all", "dinora 0812",
)  # fmt: skip
_TIMES = 5


def stage_lookups(folder: Path, rows: int) -> Figures:
    """Who says so."""
    snapshot = kept(folder)
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, snapshot.n_links, 5000).tolist()
    calls = [lambda row=row: snapshot.link_claims(row) for row in picks]
    return {"rows": rows, **percentiles("claims", calls)}


def stage_search(folder: Path, rows: int) -> Figures:
    """The search's index, made and brought back, and a fixed list of texts and of names that are there."""
    figures: Figures = {"rows": rows}
    snapshot = kept(folder)
    with timed(figures):
        index = snapshot_index(snapshot)
    body = to_bytes(index)
    with timed(figures, "load_"):
        index = from_bytes(body)
    rng = np.random.default_rng(SEED)
    search = SnapshotSearch(snapshot, index)
    names = [str(snapshot.nodes["caption"][int(code)].as_py()) for code in rng.integers(0, snapshot.n_nodes, 100)]
    search.find("warm")
    figures |= percentiles("name", [lambda text=text: search.find(text) for text in names])
    asked = {text: _milliseconds(search, text) for text in ASKED}
    figures |= {"asked_p50": float(np.median([*asked.values()])), "asked_worst": max(asked.values())}
    people = sum(name == "person" for name in snapshot.nodes["etype"].to_pylist())
    return figures | {"people": people, "index_mb": len(body) / 1e6, **{f"“{t}”": ms for t, ms in asked.items()}}


def _milliseconds(search: SnapshotSearch, text: str) -> float:
    """The middle of a few askings."""
    took = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        search.find(text)
        took.append((time.perf_counter() - start) * 1000)
    return float(np.median(took))


def stage_cypher(folder: Path, rows: int) -> Figures:
    """The optional extra: the whole snapshot into the in-process Cypher graph."""
    figures: Figures = {"rows": rows}
    snapshot = kept(folder)
    with timed(figures):
        CypherStore(snapshot).close()
    return figures
