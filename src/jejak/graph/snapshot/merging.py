"""What several claims of one node state, as one JSON object: the same as claim by claim, some ten times faster."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.texts import ranked
from jejak.graph.statements import Codes


class Triples(NamedTuple):
    """Text ``i`` under ``keys[key[i]]`` of the node at ``place[i]``; ``listed``: some claim has it in a list."""

    place: Codes
    key: Codes
    listed: npt.NDArray[np.bool_]
    texts: pa.StringArray
    keys: tuple[str, ...]


def objects(said: Triples, n: int) -> pa.StringArray:
    """One JSON object for each of ``n`` places: all distinct texts per key, sorted; O(texts log texts).

    A single text is plain unless a claim has it in a list. The texts need no escapes.
    """
    if not said.place.size:
        return pa.array(["{}"]).take(pa.array(np.zeros(n, np.int64)))
    names = sorted(said.keys)
    by_name = np.array([names.index(key) for key in said.keys], np.int64)
    entry = said.place * len(names) + by_name[said.key]
    codes, distinct = ranked(said.texts)
    entries, code = np.divmod(np.unique(entry * len(distinct) + codes), len(distinct))
    own, ends = _runs(entries)
    quoted = pc.binary_join_element_wise('"', distinct, '"', "").take(pa.array(code))
    values = _joined(quoted, ends)
    in_list = np.zeros(n * len(names), np.bool_)
    in_list[entry[said.listed]] = True
    many = pa.array(in_list[own] | (np.diff(ends) > 1))
    values = pc.if_else(many, pc.binary_join_element_wise("[", values, "]", ""), values)
    labels = pa.array([f'"{name}":' for name in names]).take(pa.array(own % len(names)))
    return _braced(pc.binary_join_element_wise(labels, values, ""), own // len(names), n)


def _braced(entries: pa.StringArray, place: Codes, n: int) -> pa.StringArray:
    ends = np.searchsorted(place, np.arange(n + 1))
    return pc.binary_join_element_wise("{", _joined(entries, ends), "}", "")


def _joined(texts: pa.StringArray, ends: Codes) -> pa.StringArray:
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), texts), ",")


def _runs(sorted_codes: Codes) -> tuple[Codes, Codes]:
    """The distinct codes, and where the run of each begins, with the end of the last."""
    starts = np.flatnonzero(np.r_[True, sorted_codes[1:] != sorted_codes[:-1]])
    return sorted_codes[starts], np.r_[starts, sorted_codes.size]
