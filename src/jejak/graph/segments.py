"""Live segments as two Arrow tables, ordered by (ledger sequence of the batch, row in the segment), nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from jejak.graph.gathering import Column, column
from jejak.graph.shelf import Shelf
from jejak.schemas.claims import ENTITIES, LINKS
from jejak.schemas.errors import LedgerError

if TYPE_CHECKING:  # the ledger itself checks judgements with the rules of resolution, which read this module
    from jejak.graph.ledger.records import Batch, State

#: Columns of codes, and of what most often is one: kept as numbers, they take a fraction of the room.
CODED = ("ltype", "t_precision", "currency", "grade", "handling")
_FREE = ("channel", "role")
CODE = pa.dictionary(pa.int16(), pa.string())
FREE_CODE = pa.dictionary(pa.int32(), pa.string())
_ENDS = ("src_ix", "dst_ix")
_PASSING = {*_ENDS, "ix", "props"}  # of links, what a graph is made of but does not keep
_UNUSED = {"tz_offset", "reference", "event_key", "n_rows"}
_ENTITIES, _LINKS = "entities.parquet", "links.parquet"


Rows = npt.NDArray[np.int32]
Ends = tuple[Rows, Rows]


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


Sources = tuple[SourceBatch, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """All live claims.

    ``entities`` and ``links`` have the segment's columns but for row numbers, ends and what a graph does not need, and
    ``batch`` and ``row`` (the claim's address); columns of codes are dictionaries. Grade and handling have the batch's
    default filled in.
    """

    batches: Sources
    entities: pa.Table
    links: pa.Table

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


def read_entities(
    batches: Sequence[Batch], segment_path: Callable[[str], Path], shelf: Shelf
) -> tuple[Sources, pa.Table]:
    """The entity claims of all given batches, and the batches in the order of their codes.

    Raises:
        LedgerError: A segment is missing, cannot be read or is not numbered from 0.
        OverflowError: There are more than a column can hold.
        OSError: The shelf cannot take them.
    """
    sources = _ordered(batches)
    segments = [_Segment(batch, segment_path(batch.batch_id), _ENTITIES) for batch in sources]
    claims = _read(segments, ENTITIES, shelf, shelf)
    odd = np.flatnonzero(claims.column("ix").to_numpy() != claims.column("row").to_numpy())
    if odd.size:
        raise _unfit(sources[claims.column("batch")[int(odd[0])].as_py()])
    return sources, claims.drop_columns(["ix"])


def read_links(
    batches: Sequence[Batch], segment_path: Callable[[str], Path], shelf: Shelf, passing: Shelf
) -> tuple[pa.Table, Ends]:
    """The link claims of all given batches, and the rows of their ends among the entity claims.

    Args:
        batches: The live batches.
        segment_path: Where the files of a batch are.
        shelf: For the columns that a graph keeps as they are.
        passing: For those that it does not.

    Raises:
        LedgerError: A segment is missing, cannot be read or refers to an entity that it does not hold.
        OverflowError: There are more than a column can hold.
        OSError: A shelf cannot take them.
    """
    sources = _ordered(batches)
    folders = [segment_path(batch.batch_id) for batch in sources]
    claims = _read([_Segment(*pair, _LINKS) for pair in zip(sources, folders, strict=True)], LINKS, shelf, passing)
    sizes = [_Segment(*pair, _ENTITIES).rows() for pair in zip(sources, folders, strict=True)]
    size, start = (np.array(part, np.int32) for part in (sizes, [0, *np.cumsum(sizes)][: len(sizes)]))
    batch = claims.column("batch").to_numpy()
    source, target = (claims.column(name).to_numpy() for name in _ENDS)
    odd = np.flatnonzero((np.minimum(source, target) < 0) | (np.maximum(source, target) >= size[batch]))
    if odd.size:
        raise _unfit(sources[int(batch[odd[0]])])
    return claims.drop_columns(list(_ENDS)), (source + start[batch], target + start[batch])


@dataclass(frozen=True, slots=True)
class _Segment:
    """One Parquet file of a live batch."""

    batch: SourceBatch
    folder: Path
    name: str

    def rows(self) -> int:
        """How many rows the file says that it has."""
        with self._errors():
            return int(pq.read_metadata(self.folder / self.name).num_rows)

    def groups(self, columns: list[str]) -> Iterator[pa.Table]:
        """Its rows, group by group."""
        with self._errors():
            coded = [name for name in (*CODED, *_FREE) if name in columns]
            with pq.ParquetFile(self.folder / self.name, read_dictionary=coded, pre_buffer=False) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, columns, use_threads=False).select(columns)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException, KeyError) as error:
            where = f"batch {self.batch.batch_id[:16]}, {self.name}"
            raise LedgerError("a live segment cannot be read", where=where, hint="run `jejak verify CASE`") from error


def _read(segments: list[_Segment], schema: pa.Schema, shelf: Shelf, passing: Shelf) -> pa.Table:
    """Their claims with ``batch`` and ``row``, the defaults of each batch filled in."""
    coded = {**dict.fromkeys(CODED, CODE), **dict.fromkeys(_FREE, FREE_CODE)}
    kinds = {f.name: coded.get(f.name, f.type) for f in schema if f.name not in _UNUSED}
    kinds |= {"batch": pa.int32(), "row": pa.int32()}
    columns = {name: column(kind, passing if name in _PASSING else shelf) for name, kind in kinds.items()}
    for code, segment in enumerate(segments):
        _fill(columns, segment, code)
    return pa.table({name: filled.whole() for name, filled in columns.items()})


def _fill(columns: Dict[str, Column], segment: _Segment, batch: int) -> None:
    defaults = {"grade": segment.batch.default_grade, "handling": segment.batch.default_handling}
    stored = [name for name in columns if name not in {"batch", "row"}]
    row = 0
    for part in segment.groups(stored):
        for name in stored:
            for chunk in part.column(name).chunks:
                columns[name].add(_with_default(chunk, defaults.get(name)))
        columns["batch"].add(pa.array(np.full(part.num_rows, batch, np.int32)))
        columns["row"].add(pa.array(np.arange(row, row + part.num_rows, dtype=np.int32)))
        row += part.num_rows


def _ordered(batches: Sequence[Batch]) -> Sources:
    return tuple(_source_batch(batch) for batch in sorted(batches, key=lambda b: (b.seq, b.batch_id)))


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


def _unfit(batch: SourceBatch) -> LedgerError:
    return LedgerError(
        "the rows of a segment do not fit together",
        where=f"batch {batch.batch_id[:16]}",
        hint="run `jejak verify CASE`",
    )


def _with_default(column: pa.Array, default: str | None) -> pa.Array:
    if default is None or not column.null_count:
        return column
    codes = column.indices.fill_null(len(column.dictionary))
    texts = pa.array([*column.dictionary.to_pylist(), default], pa.string())
    return pa.DictionaryArray.from_arrays(codes, texts)
