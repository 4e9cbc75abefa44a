"""Who says so: for every node and link the claims behind it, kept as compressed lists beside the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.model import ClaimRef
from jejak.graph.segments import SourceBatch
from jejak.graph.snapshot.adjacency import offsets_of

COLUMNS = ("batch", "row", "locator", "grade", "handling")


@dataclass(frozen=True, slots=True)
class ClaimLists:
    """The claims of every node, or of every link, in (batch, row) order; ``table`` has the columns of ``COLUMNS``."""

    kind: str
    offsets: npt.NDArray[np.int64]
    table: pa.Table

    def of(self, code: int, batches: tuple[SourceBatch, ...]) -> list[ClaimRef]:
        """The claims behind one node or link."""
        return list(self._iter(code, batches))

    def _iter(self, code: int, batches: tuple[SourceBatch, ...]) -> Iterator[ClaimRef]:
        start, stop = int(self.offsets[code]), int(self.offsets[code + 1])
        columns = [self.table.column(name).slice(start, stop - start).to_pylist() for name in COLUMNS]
        for batch_code, row, locator, grade, handling in zip(*columns, strict=True):
            b = batches[batch_code]
            yield ClaimRef(
                self.kind, b.batch_id, row, b.source_sha, b.file, b.table, b.mapping, locator, grade, handling
            )


def claim_lists(kind: str, claims: pa.Table, owner: npt.NDArray[np.int32], n: int) -> ClaimLists:
    """Group claims by the node or link that they state; O(claims log claims)."""
    table = claims.select(COLUMNS)
    if owner.size and bool(np.any(owner[1:] < owner[:-1])):
        table = table.take(pa.array(np.argsort(owner, kind="stable")))
    return ClaimLists(kind, offsets_of(owner, n), _encoded(table))


def _encoded(table: pa.Table) -> pa.Table:
    for name in ("grade", "handling"):
        place = table.column_names.index(name)
        if not pa.types.is_dictionary(table.schema.field(name).type):
            table = table.set_column(place, name, table.column(name).combine_chunks().dictionary_encode())
    return table.combine_chunks()
