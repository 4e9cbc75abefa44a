"""Write the files of a segment: fixed schema and settings, and a digest of the rows that ignores Parquet's bytes.

Invariant: equal rows in equal order give equal files and an equal digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_ROWS = 65_536
_SAMPLE = 5
_PARQUET = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "data_page_version": "1.0",
    "write_statistics": True,
    "store_schema": True,
}
# numbers that run on, times and hashes: a dictionary of them only costs room
_RUNNING = ("ix", "src_ix", "dst_ix", "locator")
_SPLIT = ("t_utc",)
_UNLIKE = ("ekey", "event_key", "amount")


def _encodings(schema: pa.Schema) -> dict[str, object]:
    names = schema.names
    encodings = {name: "DELTA_BINARY_PACKED" for name in _RUNNING if name in names}
    encodings |= {name: "BYTE_STREAM_SPLIT" for name in _SPLIT if name in names}
    plain = {*encodings, *_UNLIKE}
    return {"use_dictionary": [name for name in names if name not in plain], "column_encoding": encodings or None}


@dataclass(frozen=True, slots=True)
class Written:
    """A written file: its rows, the digest of their content and the first few of them."""

    rows: int
    digest: str
    sample: tuple[dict[str, str | None], ...]


def write_segment(path: Path, schema: pa.Schema, parts: Iterable[pa.Table], tick: Callable[[int], None]) -> Written:
    """Write rows that come in their total order."""
    digest, rows = hashlib.sha256(), 0
    sample: list[dict[str, object]] = []
    with pq.ParquetWriter(path, schema, **_PARQUET, **_encodings(schema)) as writer:
        for table in _blocks(batch for part in parts for batch in part.cast(schema).to_batches()):
            body = table.combine_chunks()
            for piece in _content(body):
                digest.update(piece)
            writer.write_table(body, row_group_size=_ROWS)
            if not rows:
                sample = body.slice(0, _SAMPLE).to_pylist()
            rows += table.num_rows
            tick(rows)
    texts_of = tuple({key: None if value is None else _show(value) for key, value in row.items()} for row in sample)
    return Written(rows, digest.hexdigest(), texts_of)


def _blocks(reader: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Cut a stream into tables of exactly ``_ROWS`` rows, so that row groups do not depend on the engine's batches."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        rest = batch
        while count + rest.num_rows >= _ROWS:
            cut = _ROWS - count
            yield pa.Table.from_batches([*held, rest.slice(0, cut)])
            rest, held, count = rest.slice(cut), [], 0
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if held:
        yield pa.Table.from_batches(held)


def _content(table: pa.Table) -> Iterator[bytes | memoryview]:
    """What a block says, column by column: which cells are there, then the cells, empty ones as zeros.

    A text gives the lengths of its cells and then all letters; everything else its little-endian values.
    """
    for column in table.columns:
        cells = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        yield cells.is_valid().to_numpy(zero_copy_only=False).tobytes()
        if pa.types.is_string(cells.type):
            cells = pc.fill_null(cells, "").cast(pa.binary())
            yield pc.binary_length(cells).to_numpy().tobytes()
            yield pc.binary_join(pa.ListArray.from_arrays([0, len(cells)], cells), b"")[0].as_buffer()
        elif pa.types.is_boolean(cells.type):
            yield pc.fill_null(cells, False).to_numpy(zero_copy_only=False).tobytes()
        elif pa.types.is_decimal(cells.type) or pa.types.is_fixed_size_binary(cells.type):
            width = cells.type.byte_width
            full = cells if not cells.null_count else pc.fill_null(cells, pa.scalar(_zero(cells.type), cells.type))
            yield memoryview(full.buffers()[1])[full.offset * width : (full.offset + len(full)) * width]
        else:
            yield (
                pc.fill_null(cells.view(pa.int64()) if pa.types.is_timestamp(cells.type) else cells, 0)
                .to_numpy()
                .tobytes()
            )


def _zero(kind: pa.DataType) -> Decimal | bytes:
    return Decimal(0) if pa.types.is_decimal(kind) else bytes(kind.byte_width)


def _show(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def file_digest(path: Path, tick: Callable[[], None] | None = None) -> str:
    """The sha256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            if tick is not None:
                tick()
    return digest.hexdigest()


def canonical(content: object) -> bytes:
    """JSON with sorted keys and no spaces."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
