"""How alike words are by their letters alone, many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from jejak.graph.resolution.values import Codes, Floats


def likeness(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Jaro-Winkler likeness of each pair, 0 to 1."""
    return _asked("jaro_winkler_similarity(l, r)", left, right).astype(np.float32)


def slips(left: Sequence[str], right: Sequence[str]) -> Codes:
    """How many letters of each pair are wrong, missing, added or swapped with the next one (Damerau-Levenshtein)."""
    return _asked("damerau_levenshtein(l, r)", left, right).astype(np.int64)


def _asked(measure: str, left: Sequence[str], right: Sequence[str]) -> Floats:
    if not left:
        return np.empty(0, np.float32)
    with duckdb.connect(config={"threads": "1"}) as engine:
        engine.register("pairs", pa.table({"l": list(left), "r": list(right)}))
        found: Floats = engine.sql(f"SELECT {measure}::FLOAT AS found FROM pairs").fetchnumpy()["found"]
    return found
