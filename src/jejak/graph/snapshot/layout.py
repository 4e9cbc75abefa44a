"""Tables as buffers on a shelf: kept there, described so that they can be found again, and put together from files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypedDict

import pyarrow as pa

from jejak.graph.gathering import column, nothing
from jejak.graph.shelf import Shelf

_CHUNK = 1 << 20
_THREADS = 2
_EMPTY = pa.py_buffer(b"")


class Part(TypedDict):
    """One buffer in words; ``file`` is null in memory, and where there are no bytes."""

    file: str | None
    size: int
    sha256: str
    crc32: int


class Described(TypedDict):
    """One column in words: its rows, its own buffers in Arrow's order, and what is inside: texts of codes, members.

    A column without any value has no buffers.
    """

    rows: int
    parts: list[Part | None]
    inner: Described | None


Layout = dict[str, dict[str, Described]]  # by table and column


def kept(table: pa.Table, shelf: Shelf) -> pa.Table:
    """The same table with all that it holds on a shelf; what lies there already stays as it is."""
    return pa.table([_kept(values, shelf) for values in table.columns], schema=table.schema)


def described(table: pa.Table, shelf: Shelf) -> dict[str, Described]:
    """A table that lies on a shelf, in words."""
    return {name: _described(_whole(table.column(name)), shelf) for name in table.column_names}


def content(layout: Layout) -> str:
    """A layout as text, without what may differ between two copies of the same."""
    told = {name: {key: _content(one) for key, one in columns.items()} for name, columns in layout.items()}
    return json.dumps(told, sort_keys=True)


def files(layout: Layout) -> dict[str, Part]:
    """All files of some tables, by name."""
    every = (part for columns in layout.values() for one in columns.values() for part in _parts(one))
    return {part["file"]: part for part in every if part["file"] is not None}


def check(folder: Path, parts: Mapping[str, Part]) -> None:
    """Compare files with what was written.

    Raises:
        OSError: One is not there.
        ValueError: One is damaged.
    """
    with ThreadPoolExecutor(_THREADS) as pool:
        for name, sound in zip(parts, pool.map(partial(_sound, folder), parts.values()), strict=True):
            if not sound:
                raise ValueError(f"{name} is not what was written")


def restored(columns: Mapping[str, Described], schema: pa.Schema, folder: Path) -> pa.Table:
    """A table from its words and the files of a folder, which stay mapped as long as it is in use."""
    return pa.table([_restored(columns[field.name], field.type, folder) for field in schema], schema=schema)


def _whole(values: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; one that is in one piece already is not copied."""
    return values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()


def _kept(values: pa.ChunkedArray, shelf: Shelf) -> pa.Array:
    if values.num_chunks == 1 and _lies(values.chunk(0), shelf):
        return values.chunk(0)
    filled = column(values.type, shelf)
    for chunk in values.chunks:
        filled.add(chunk)
    return filled.whole()


def _lies(array: pa.Array, shelf: Shelf) -> bool:
    """Whether an array is one that was filled on a shelf."""
    own = [buffer for buffer in _buffers(array) if buffer is not None and buffer.size]
    inner = _inner(array)
    lies = array.offset == 0 and bool(own) and all(shelf.find(buffer) for buffer in own)
    return lies and (inner is None or not len(inner) or _lies(inner, shelf))


def _described(array: pa.Array, shelf: Shelf) -> Described:
    if array.null_count == len(array):
        return {"rows": len(array), "parts": [], "inner": None}
    inner = _inner(array)
    return {
        "rows": len(array),
        "parts": [None if buffer is None else _part(buffer, shelf) for buffer in _buffers(array)],
        "inner": None if inner is None else _described(inner, shelf),
    }


def _part(buffer: pa.Buffer, shelf: Shelf) -> Part:
    laid = shelf.find(buffer)
    if laid is None:
        assert not buffer.size, "what is described lies on the shelf"  # noqa: S101 - a fault of ours, not of a user
        return {"file": None, "size": 0, "sha256": "", "crc32": 0}
    return {"file": laid.file, "size": laid.size, "sha256": laid.sha256, "crc32": laid.crc32}


def _buffers(array: pa.Array) -> list[pa.Buffer | None]:
    """An array's own buffers."""
    if isinstance(array, pa.DictionaryArray):
        return list(array.indices.buffers())
    return list(array.buffers()[:2] if isinstance(array, pa.ListArray) else array.buffers())


def _inner(array: pa.Array) -> pa.Array | None:
    if isinstance(array, pa.DictionaryArray):
        return array.dictionary
    return array.values if isinstance(array, pa.ListArray) else None


def _content(one: Described) -> dict[str, object]:
    parts = [part and (part["size"], part["sha256"]) for part in one["parts"]]
    return {"rows": one["rows"], "parts": parts, "inner": one["inner"] and _content(one["inner"])}


def _parts(one: Described) -> Iterator[Part]:
    yield from (part for part in one["parts"] if part is not None)
    if one["inner"] is not None:
        yield from _parts(one["inner"])


def _sound(folder: Path, part: Part) -> bool:
    room, crc, size = bytearray(_CHUNK), 0, 0
    with (folder / str(part["file"])).open("rb", buffering=0) as source:
        while read := source.readinto(room):
            crc, size = zlib.crc32(memoryview(room)[:read], crc), size + read
    return (crc, size) == (part["crc32"], part["size"])


def _restored(one: Described, kind: pa.DataType, folder: Path) -> pa.Array:
    if not one["parts"]:
        return nothing(kind, one["rows"])
    buffers = [None if part is None else _mapped(folder, part) for part in one["parts"]]
    if one["inner"] is None:
        return pa.Array.from_buffers(kind, one["rows"], buffers)
    inner = _restored(one["inner"], kind.value_type, folder)
    if pa.types.is_list(kind):
        return pa.Array.from_buffers(kind, one["rows"], buffers, children=[inner])
    return pa.DictionaryArray.from_arrays(pa.Array.from_buffers(kind.index_type, one["rows"], buffers), inner)


def _mapped(folder: Path, part: Part) -> pa.Buffer:
    if part["file"] is None:
        return _EMPTY
    with pa.memory_map(str(folder / part["file"])) as source:  # what is mapped outlives the open file
        return source.read_buffer()
