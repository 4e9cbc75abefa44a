"""Best grade of a group of claims: the one with the highest weight, whatever the order of the claims."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.schemas.grading import grade_weight, is_grade


def best_by_group(grades: pa.ChunkedArray, group: npt.NDArray[np.int32], n: int) -> pa.DictionaryArray:
    """The best grade of each of ``n`` groups as a code, null where no claim is graded; O(claims)."""
    encoded = grades.combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    ranked = sorted((g for g in names if is_grade(g)), key=lambda g: (-grade_weight(g), g))
    none = len(ranked)
    rank_of = np.array([ranked.index(g) if g in ranked else none for g in names] + [none], np.int16)
    codes = encoded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    best = np.full(n, none, np.int16)
    np.minimum.at(best, group, rank_of[codes])
    return pa.DictionaryArray.from_arrays(pa.array(best, mask=best == none), pa.array(ranked, pa.string()))
