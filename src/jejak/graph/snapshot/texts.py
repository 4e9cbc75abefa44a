"""Columns of text: their order as numbers, and their folded form; only texts out of the ordinary one by one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.fold import fold
from jejak.graph.statements import Codes

_ORDINARY = "^[!-~]+( [!-~]+)*$"  # folding changes nothing but its capital letters


def ranked(texts: pa.StringArray) -> tuple[Codes, pa.StringArray]:
    """Numbers in the order of the texts (of their code points), and the distinct texts in that order; no nulls."""
    encoded = texts.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return rank[encoded.indices.to_numpy()], encoded.dictionary.take(order)


def folded(texts: pa.StringArray) -> pa.StringArray:
    """Each text as ``fold`` has it; O(bytes)."""
    lower = pc.ascii_lower(texts)
    odd = np.flatnonzero(~pc.match_substring_regex(texts, _ORDINARY).to_numpy(zero_copy_only=False))
    if not odd.size:
        return lower
    slowly = pa.array([fold(text) for text in texts.take(pa.array(odd)).to_pylist()], pa.string())
    place = np.arange(len(texts))
    place[odd] = len(texts) + np.arange(odd.size)
    return pa.concat_arrays([lower, slowly]).take(pa.array(place))


def given(column: pa.ChunkedArray) -> Codes:
    """Rows that have a text, and not an empty one."""
    if column.null_count == len(column):
        return np.empty(0, np.int64)
    rows: Codes = np.flatnonzero(pc.fill_null(pc.not_equal(column, ""), False).to_numpy())
    return rows


def taken(texts: pa.Array | pa.ChunkedArray, rows: Codes) -> pa.StringArray:
    """The texts of some rows, null for row -1."""
    found = texts.take(pa.array(rows, mask=rows < 0))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
