"""Who says so: for every node and link the claims behind it, kept as compressed lists beside the tables."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.model import ClaimRef
from jejak.graph.segments import CODE, SourceBatch
from jejak.graph.snapshot.adjacency import offsets_of

SCHEMA = pa.schema(
    [
        pa.field("batch", pa.int32()),
        pa.field("row", pa.int32()),
        pa.field("locator", pa.int64()),
        pa.field("grade", CODE),
        pa.field("handling", CODE),
    ]
)
COLUMNS = tuple(SCHEMA.names)


@dataclass(frozen=True, slots=True)
class ClaimLists:
    """The claims of every node, or of every link, in (batch, row) order; ``table`` has the columns of ``COLUMNS``."""

    kind: str
    offsets: npt.NDArray[np.int64]
    table: pa.Table

    def of(self, code: int, batches: tuple[SourceBatch, ...]) -> list[ClaimRef]:
        """The claims behind one node or link."""
        start, stop = int(self.offsets[code]), int(self.offsets[code + 1])
        columns = [self.table.column(name).slice(start, stop - start).to_pylist() for name in COLUMNS]
        return [self._claim(batches[batch], *rest) for batch, *rest in zip(*columns, strict=True)]

    def of_many(self, codes: npt.NDArray[np.int64], batches: tuple[SourceBatch, ...]) -> list[list[ClaimRef]]:
        """The claims behind each of many nodes or links; O(claims asked for)."""
        starts = self.offsets[codes]
        lengths = self.offsets[codes + 1] - starts
        at = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))
        columns = [self.table.column(name).take(pa.array(at)).to_pylist() for name in COLUMNS]
        claims = (self._claim(batches[batch], *rest) for batch, *rest in zip(*columns, strict=True))
        return [list(islice(claims, length)) for length in lengths.tolist()]

    def _claim(self, batch: SourceBatch, row: int, locator: int, *marks: str | None) -> ClaimRef:
        file = (batch.source_sha, batch.file, batch.table, batch.mapping)
        return ClaimRef(self.kind, batch.batch_id, row, *file, locator, *marks)


def claim_lists(kind: str, claims: pa.Table, owner: npt.NDArray[np.int32], n: int) -> ClaimLists:
    """Group claims by the node or link that they state; O(claims log claims)."""
    table = pa.table(claims.select(COLUMNS).columns, schema=SCHEMA)
    if owner.size and bool(np.any(owner[1:] < owner[:-1])):
        table = table.take(pa.array(np.argsort(owner, kind="stable")))
    return ClaimLists(kind, offsets_of(owner, n), table.combine_chunks())
