"""Live segments as two Arrow tables, ordered by (ledger sequence of the batch, row in the segment), nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.schemas.claims import ENTITIES, LINKS
from jejak.schemas.errors import LedgerError

if TYPE_CHECKING:  # the ledger itself checks judgements with the rules of resolution, which read this module
    from jejak.graph.ledger.records import Batch, State

#: Columns with few different values, read as codes: they take a fraction of the room.
CODED = ("ltype", "t_precision", "currency", "channel", "role", "grade", "handling")
_CODE = pa.dictionary(pa.int32(), pa.string())
_UNUSED_LINK_COLUMNS = {"tz_offset", "reference", "event_key", "n_rows"}


class LedgerView(Protocol):
    """The read side of a ledger, as far as the snapshot needs it."""

    @property
    def ledger_id(self) -> str:
        """Identity of the case."""

    @property
    def graph_sequence(self) -> int:
        """Number of the last event that can change the graph."""

    def state(self) -> State:
        """Live batches, judgements and roles as of one sequence."""

    def segment_path(self, batch_id: str) -> Path:
        """Folder that holds the Parquet files of a batch."""


@dataclass(frozen=True, slots=True)
class SourceBatch:
    """One live batch as the snapshot keeps it; its place in the list is the batch code of claims."""

    batch_id: str
    source_sha: str
    file: str
    table: str
    mapping: str
    default_grade: str | None
    default_handling: str | None


@dataclass(frozen=True, slots=True)
class Claims:
    """All live claims.

    ``entities`` and ``links`` have the segment's columns plus ``batch`` and ``row`` (its address), those of ``CODED``
    as dictionaries; ``src`` and ``dst`` are row numbers of ``entities``. Grade and handling have the batch's default
    filled in.
    """

    batches: tuple[SourceBatch, ...]
    entities: pa.Table
    links: pa.Table
    src: npt.NDArray[np.int32]
    dst: npt.NDArray[np.int32]

    @property
    def entity_batch(self) -> npt.NDArray[np.int32]:
        """Batch code of every entity claim."""
        return column_array(self.entities, "batch")

    @property
    def link_batch(self) -> npt.NDArray[np.int32]:
        """Batch code of every link claim."""
        return column_array(self.links, "batch")


def column_array(table: pa.Table, name: str) -> npt.NDArray[np.int32]:
    """A column without nulls as a NumPy array."""
    array: npt.NDArray[np.int32] = table.column(name).to_numpy()
    return array


def read_claims(batches: Sequence[Batch], segment_path: Callable[[str], Path]) -> Claims:
    """Read the segments of all given batches.

    Raises:
        LedgerError: A segment is missing, cannot be read or refers to an entity that it does not hold.
    """
    ordered = sorted(batches, key=lambda b: (b.seq, b.batch_id))
    kept = tuple(_source_batch(b) for b in ordered)
    entities, links, src, dst = [], [], [], []
    offset = 0
    for code, batch in enumerate(kept):
        folder = segment_path(batch.batch_id)
        part = _read(folder / "entities.parquet", ENTITIES.names, batch.batch_id)
        edge = _read(
            folder / "links.parquet", [n for n in LINKS.names if n not in _UNUSED_LINK_COLUMNS], batch.batch_id
        )
        ends = [edge.column(c).to_numpy() for c in ("src_ix", "dst_ix")]
        _check_ends(ends, part, batch.batch_id)
        src.append(ends[0] + np.int32(offset))
        dst.append(ends[1] + np.int32(offset))
        entities.append(_with_address(part.drop_columns(["ix", "n_rows"]), code, batch))
        links.append(_with_address(edge.drop_columns(["src_ix", "dst_ix"]), code, batch))
        offset += part.num_rows
    return Claims(kept, _concat(entities, ENTITIES), _concat(links, LINKS), _stack(src), _stack(dst))


def _source_batch(batch: Batch) -> SourceBatch:
    return SourceBatch(
        batch.batch_id,
        batch.source_sha,
        batch.file,
        batch.table,
        batch.mapping,
        batch.default_grade or None,
        batch.default_handling or None,
    )


def _read(path: Path, columns: list[str], batch_id: str) -> pa.Table:
    try:
        coded = [name for name in CODED if name in columns]
        return pq.ParquetFile(path, read_dictionary=coded).read(columns, use_threads=False)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise LedgerError(
            "a live segment cannot be read", where=f"batch {batch_id[:16]}, {path.name}", hint="run `jejak verify CASE`"
        ) from error


def _check_ends(ends: list[npt.NDArray[np.int32]], entities: pa.Table, batch_id: str) -> None:
    n = entities.num_rows
    ix = entities.column("ix").to_numpy()
    dense = n == 0 or (ix[0] == 0 and ix[-1] == n - 1 and bool(np.all(np.diff(ix) == 1)))
    inside = all(e.size == 0 or (e.min() >= 0 and e.max() < n) for e in ends)
    if not (dense and inside):
        raise LedgerError(
            "the rows of a segment do not fit together", where=f"batch {batch_id[:16]}", hint="run `jejak verify CASE`"
        )


def _with_address(table: pa.Table, code: int, batch: SourceBatch) -> pa.Table:
    for name, default in (("grade", batch.default_grade), ("handling", batch.default_handling)):
        if default is not None:
            place = table.column_names.index(name)
            table = table.set_column(place, name, _filled(table.column(name), default))
    rows = np.arange(table.num_rows, dtype=np.int64)
    return table.append_column("batch", pa.array(np.full(rows.size, code, np.int32))).append_column(
        "row", pa.array(rows)
    )


def _filled(column: pa.ChunkedArray, default: str) -> pa.Array:
    if column.null_count == len(column):
        return pa.DictionaryArray.from_arrays(np.zeros(len(column), np.int32), pa.array([default]))
    return pc.fill_null(column.cast(pa.string()), default).combine_chunks().dictionary_encode()


def _concat(parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    if parts:
        return pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    unused = _UNUSED_LINK_COLUMNS | {"ix", "src_ix", "dst_ix", "n_rows"}
    fields = [field.with_type(_CODE) if field.name in CODED else field for field in schema if field.name not in unused]
    return pa.schema([*fields, pa.field("batch", pa.int32()), pa.field("row", pa.int64())]).empty_table()


def _stack(parts: list[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)
