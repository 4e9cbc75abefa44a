"""How much each link is to be believed, and what is left of a graph when every link is doubted at random.

A claim is believed as its grade weighs (`grade_weight`, `domain.md` 6.1). Claims of one source are one voice: the best
of them counts. Independent sources add up: a link is wrong only when all of them are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.schemas.grading import grade_weight

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def belief(snapshot: Snapshot) -> Floats:
    """Chance that each link is true, by its claims, between 0 and 1; O(claims log claims)."""
    claims = snapshot.relation_claims
    row = np.repeat(np.arange(snapshot.n_links), np.diff(claims.offsets))
    if not row.size:
        return np.zeros(snapshot.n_links)
    weight, source = _weights(snapshot), _sources(snapshot)
    order = np.lexsort((source, row))
    row, source, weight = row[order], source[order], weight[order]
    first = np.flatnonzero(np.r_[True, (row[1:] != row[:-1]) | (source[1:] != source[:-1])])
    voice = np.maximum.reduceat(weight, first)  # the best claim of each source on each link
    doubt = np.zeros(snapshot.n_links)
    np.add.at(doubt, row[first], np.log1p(-voice))
    told: Floats = 1.0 - np.exp(doubt)
    return told


def doubted(chance: Floats, runs: int, seed: int) -> Iterator[Mask]:
    """For each run which links are left, each on its own with its chance; the same for a seed on every machine."""
    random = np.random.default_rng(seed)
    for _ in range(runs):
        yield random.random(chance.size) < chance


def _weights(snapshot: Snapshot) -> Floats:
    grades = snapshot.relation_claims.table.column("grade").combine_chunks().dictionary_encode()
    of = np.array([grade_weight(name) for name in grades.dictionary.to_pylist()] + [grade_weight(None)])
    codes = grades.indices.fill_null(of.size - 1).to_numpy(zero_copy_only=False)
    weights: Floats = of[codes]
    return weights


def _sources(snapshot: Snapshot) -> npt.NDArray[np.int64]:
    """A number for the file that each claim comes from; two tables of one file are one source."""
    numbers = {sha: place for place, sha in enumerate(sorted({batch.source_sha for batch in snapshot.batches}))}
    of = np.array([numbers[batch.source_sha] for batch in snapshot.batches], np.int64)
    sources: npt.NDArray[np.int64] = of[snapshot.relation_claims.table.column("batch").to_numpy()]
    return sources
