"""One hash of a snapshot's content; how the tables are chunked, sliced or stored does not change it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.segments import SourceBatch

_AT_ONCE = 1 << 16  # rows


def content_digest(batches: tuple[SourceBatch, ...], tables: Iterable[str]) -> str:
    """sha256 over batches and the digests of all tables, hex."""
    running = hashlib.sha256(json.dumps([asdict(b) for b in batches], sort_keys=True).encode())
    for table in tables:
        running.update(f"\x1f{table}".encode())
    return running.hexdigest()


def table_digest(table: pa.Table) -> str:
    """sha256 over the number of rows, names and values of a table, hex; O(bytes)."""
    running = hashlib.sha256(f"{table.num_rows}".encode())
    for name, column in zip(table.column_names, table.columns, strict=True):
        running.update(f"\x1f{name}\x1f".encode())
        for part in _parts(column):
            running.update(part)
    return running.hexdigest()


def _parts(column: pa.ChunkedArray) -> Iterator[memoryview | bytes]:
    array = column.chunk(0) if column.num_chunks == 1 else column.unify_dictionaries().combine_chunks()
    yield np.packbits(array.is_valid().to_numpy(zero_copy_only=False)).tobytes()
    if pa.types.is_list(array.type):
        array = pc.binary_join(array, "\x1e")
    if pa.types.is_dictionary(array.type):
        yield from _coded(array)
    elif pa.types.is_string(array.type):
        array = pc.fill_null(array, "") if array.null_count else array
        yield pc.binary_length(array).to_numpy().astype("<i4").tobytes()
        yield _text(array)
    elif pa.types.is_boolean(array.type):
        yield np.packbits(pc.fill_null(array, False).to_numpy(zero_copy_only=False)).tobytes()
    else:
        yield from _fixed(array)


def _coded(array: pa.DictionaryArray) -> Iterator[bytes]:
    """The distinct texts in use, sorted, and for every row the place of its own, -1 where it has none."""
    codes = array.indices.fill_null(len(array.dictionary)).to_numpy()
    used = np.bincount(codes, minlength=len(array.dictionary) + 1)[:-1] > 0
    texts = array.dictionary.to_pylist()
    ordered = sorted({texts[code] for code in np.flatnonzero(used)})
    ranks = {text: rank for rank, text in enumerate(ordered)}
    rank = np.array([ranks.get(text, -1) for text in texts] + [-1], "<i4")
    yield json.dumps(ordered, ensure_ascii=False).encode()
    for start in range(0, len(codes), _AT_ONCE):
        yield rank[codes[start : start + _AT_ONCE]].tobytes()


def _text(array: pa.StringArray) -> memoryview:
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])] if data is not None and len(array) else memoryview(b"")


def _fixed(array: pa.Array) -> Iterator[memoryview]:
    """The values of a fixed-width column, with zeros where it is null; some at a time, since zeros take a copy."""
    width = array.type.bit_width // 8
    for start in range(0, len(array), _AT_ONCE):
        part = array.slice(start, _AT_ONCE)
        if part.null_count:
            part = pc.fill_null(part, pa.scalar(0, pa.int64()).cast(part.type))
        yield memoryview(part.buffers()[1])[part.offset * width : (part.offset + len(part)) * width]
