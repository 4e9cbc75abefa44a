"""Names spelled like a text: what to offer when a search finds nothing. A likeness is an offer, never an identity."""

from __future__ import annotations

import threading

import duckdb
import pyarrow as pa

from jejak.graph.model import Node
from jejak.graph.snapshot.fold import fold
from jejak.graph.snapshot.snapshot import Snapshot

LEAST_LIKENESS = 0.87  # Jaro-Winkler; below it, short names are like everything
_LEAST_LETTERS = 3
_MAKE = """CREATE TABLE names AS SELECT
    array_to_string(list_sort(string_split(lower(caption), ' ')), ' ') AS name, list(code) AS codes
    FROM captions GROUP BY name"""
_FIND = """SELECT codes FROM (
    SELECT name, codes, jaro_winkler_similarity(name, $text, $least) AS likeness FROM names
) WHERE likeness > 0 ORDER BY likeness DESC, name LIMIT $limit"""


class SimilarNames:
    """The shown names of a snapshot, ready to be compared; masked entities have only their pseudonyms."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Take the names; O(nodes)."""
        self._snapshot = snapshot
        self._turn = threading.Lock()
        self._engine = duckdb.connect(config={"threads": "2"})
        captions = pa.table(
            {"caption": snapshot.nodes["caption"], "code": pa.array(range(snapshot.n_nodes), pa.int32())}
        )
        self._engine.register("captions", captions)
        self._engine.execute(_MAKE)
        self._engine.unregister("captions")

    def find(self, text: str, *, limit: int = 10) -> list[Node]:
        """Nodes with the most similar names, best first; the order of words, case and accents do not count."""
        wanted = " ".join(sorted(fold(text).split()))
        if len(wanted) < _LEAST_LETTERS:
            return []
        with self._turn:
            found = self._engine.execute(_FIND, {"text": wanted, "least": LEAST_LIKENESS, "limit": limit}).fetchall()
        return self._snapshot.nodes_of([code for (codes,) in found for code in sorted(codes)][:limit])

    def close(self) -> None:
        """Give the memory back."""
        self._engine.close()
