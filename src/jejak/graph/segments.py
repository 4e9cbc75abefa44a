"""Live segments as two Arrow tables, ordered by (ledger sequence of the batch, row in the segment), nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

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
_NO_ROWS = np.empty(0, np.int32)


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

    ``entities`` and ``links`` have the segment's columns plus ``batch`` and ``row`` (its address), those of ``CODED``
    as dictionaries. Grade and handling have the batch's default filled in.
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


def read_entities(batches: Sequence[Batch], segment_path: Callable[[str], Path]) -> tuple[Sources, pa.Table]:
    """The entity claims of all given batches, and the batches in the order of their codes.

    Raises:
        LedgerError: A segment is missing, cannot be read or is not numbered from 0.
    """
    sources, found = _ordered(batches), _Columns(ENTITIES, ("n_rows",))
    for code, batch in enumerate(sources):
        rows = 0
        for part in _groups(segment_path(batch.batch_id) / "entities.parquet", found.read, batch.batch_id):
            if not np.array_equal(part.column("ix").to_numpy(), np.arange(rows, rows + part.num_rows)):
                raise _unfit(batch)
            found.add(part, code, batch, first=rows)
            rows += part.num_rows
    return sources, found.table(("ix",))


def read_links(batches: Sequence[Batch], segment_path: Callable[[str], Path]) -> tuple[pa.Table, Ends]:
    """The link claims of all given batches, and the rows of their ends among the entity claims.

    Raises:
        LedgerError: A segment is missing, cannot be read or refers to an entity that it does not hold.
    """
    found, ends = _Columns(LINKS, ("tz_offset", "reference", "event_key", "n_rows")), ([_NO_ROWS], [_NO_ROWS])
    offset = 0
    for code, batch in enumerate(_ordered(batches)):
        folder, rows = segment_path(batch.batch_id), 0
        n = _n_rows(folder / "entities.parquet", batch.batch_id)
        for part in _groups(folder / "links.parquet", found.read, batch.batch_id):
            for end, name in zip(ends, _ENDS, strict=True):
                row = part.column(name).to_numpy()
                if row.size and (row.min() < 0 or row.max() >= n):
                    raise _unfit(batch)
                end.append(row + np.int32(offset))
            found.add(part, code, batch, first=rows)
            rows += part.num_rows
        offset += n
    return found.table(_ENDS), (np.concatenate(ends[0]), np.concatenate(ends[1]))


class _Columns:
    """Claims part by part; made one table column by column, so that hardly anything is held twice."""

    def __init__(self, schema: pa.Schema, unused: tuple[str, ...]) -> None:
        coded = {**dict.fromkeys(CODED, CODE), **dict.fromkeys(_FREE, FREE_CODE)}
        fields = [f.with_type(coded.get(f.name, f.type)) for f in schema if f.name not in unused]
        self._schema = pa.schema([*fields, pa.field("batch", pa.int32()), pa.field("row", pa.int32())])
        self._chunks: dict[str, list[pa.Array]] = {name: [] for name in self._schema.names}
        self.read = [field.name for field in fields]

    def add(self, part: pa.Table, code: int, batch: SourceBatch, *, first: int) -> None:
        """Add some rows of a batch, the defaults of the batch filled in."""
        given = {"grade": batch.default_grade, "handling": batch.default_handling}
        for name in self.read:
            column = part.column(name).combine_chunks()
            if name in CODED:
                column = pa.DictionaryArray.from_arrays(column.indices.cast(CODE.index_type), column.dictionary)
            default = given.get(name)
            self._chunks[name].append(column if default is None else _filled(column, default))
        self._chunks["batch"].append(pa.array(np.full(part.num_rows, code, np.int32)))
        self._chunks["row"].append(pa.array(np.arange(first, first + part.num_rows, dtype=np.int32)))

    def table(self, without: tuple[str, ...]) -> pa.Table:
        """Everything but some columns, each in one piece; what was added is gone then."""
        whole = {}
        for field in self._schema:
            chunks = self._chunks.pop(field.name)
            if field.name not in without:
                column = pa.chunked_array(chunks, field.type).unify_dictionaries()
                del chunks
                whole[field.name] = column.combine_chunks()
        return pa.table(whole)


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


def _groups(path: Path, columns: list[str], batch_id: str) -> Iterator[pa.Table]:
    """The rows of a segment file, group by group."""
    try:
        file = pq.ParquetFile(path, read_dictionary=[name for name in (*CODED, *_FREE) if name in columns])
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns, use_threads=False).select(columns)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise _unreadable(path, batch_id) from error


def _n_rows(path: Path, batch_id: str) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, batch_id) from error


def _unreadable(path: Path, batch_id: str) -> LedgerError:
    return LedgerError(
        "a live segment cannot be read", where=f"batch {batch_id[:16]}, {path.name}", hint="run `jejak verify CASE`"
    )


def _unfit(batch: SourceBatch) -> LedgerError:
    return LedgerError(
        "the rows of a segment do not fit together",
        where=f"batch {batch.batch_id[:16]}",
        hint="run `jejak verify CASE`",
    )


def _filled(column: pa.DictionaryArray, default: str) -> pa.DictionaryArray:
    if not column.null_count:
        return column
    known = column.dictionary.to_pylist()
    texts = known if default in known else [*known, default]
    codes = column.indices.fill_null(texts.index(default))
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))
