"""Claims of some nodes side by side, sorted by node, with their properties taken apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.statements import Codes, Statements


@dataclass(frozen=True, slots=True)
class Block:
    """Claims of ``n`` nodes, sorted by node: claim ``i`` belongs to the node at ``place[i]``."""

    claims: pa.Table
    place: Codes
    n: int
    said: Statements
    several: npt.NDArray[np.bool_]  # by node: it has more than one claim

    @classmethod
    def of(cls, claims: pa.Table, place: Codes, n: int) -> Block:
        """Take the properties of the claims apart."""
        props = claims.column("props").combine_chunks()
        return cls(claims, place, n, Statements.of(props), np.bincount(place, minlength=n) > 1)

    def first(self, rows: Codes, *keys: npt.NDArray[np.generic]) -> Codes:
        """The row of each node that comes first by ``keys`` (the last one tells most); -1 where it has none.

        ``rows`` are sorted by node; keys are asked of nodes with several claims only.
        """
        found = np.full(self.n, -1, np.int64)
        found[self.place[rows]] = rows
        many = self.among_several(rows)
        if many.size:
            order = np.lexsort((*keys, self.place[many]))
            nodes, at = np.unique(self.place[many][order], return_index=True)
            found[nodes] = many[order[at]]
        return found

    def among_several(self, rows: Codes) -> Codes:
        """Those of some rows whose node has several claims."""
        return rows[self.several[self.place[rows]]]
