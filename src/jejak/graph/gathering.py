"""Columns of a known length, filled part by part: what is read is held once, and what came in parts is in one piece."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_MOST_BYTES = 2**31 - 1  # of the texts of one column


class Column(Protocol):
    """A column that is being filled."""

    def add(self, part: pa.Array) -> None:
        """Add rows.

        Raises:
            OverflowError: More rows, texts or codes than the column can hold.
        """

    def whole(self) -> pa.Array:
        """The column, once all its rows are there.

        Raises:
            OverflowError: Rows are missing.
        """


def column(kind: pa.DataType, rows: int) -> Column:
    """An empty column for so many rows: codes, texts, truths, or values of a fixed width."""
    if pa.types.is_dictionary(kind):
        return _Codes(kind, rows)
    if pa.types.is_string(kind):
        return _Texts(rows)
    return _Truths(rows) if pa.types.is_boolean(kind) else _Values(kind, rows)


class _Rows:
    """How far a column is filled, and which of its rows have a value; room for that is taken when one has none.

    What a part of nulls leaves untouched stays zero, and takes no memory where a whole page of it is.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._filled = 0
        self._valid: npt.NDArray[np.bool_] | None = None

    def place(self, part: pa.Array) -> slice:
        """Where the rows of a part go."""
        place = slice(self._filled, self._filled + len(part))
        if place.stop > self._rows:
            raise OverflowError("more rows than told")
        if part.null_count:
            if self._valid is None:
                self._valid = np.ones(self._rows, np.bool_)
            self._valid[place] = part.is_valid().to_numpy(zero_copy_only=False)
        self._filled = place.stop
        return place

    def array(self, kind: pa.DataType, *data: object) -> pa.Array:
        """The column of these buffers."""
        if self._filled < self._rows:
            raise OverflowError("fewer rows than told")
        bits = None if self._valid is None else pa.py_buffer(np.packbits(self._valid, bitorder="little"))
        return pa.Array.from_buffers(kind, self._rows, [bits, *map(pa.py_buffer, data)])


class _Values:
    def __init__(self, kind: pa.DataType, rows: int) -> None:
        self._kind, self._rows, self._width = kind, _Rows(rows), kind.bit_width // 8
        self._values = np.zeros(rows * self._width, np.uint8)

    def add(self, part: pa.Array) -> None:
        place, width = self._rows.place(part), self._width
        if part.null_count == len(part):
            return
        values = np.frombuffer(part.buffers()[1] or b"", np.uint8)
        own = values[part.offset * width : (part.offset + len(part)) * width]
        self._values[place.start * width : place.stop * width] = own

    def whole(self) -> pa.Array:
        return self._rows.array(self._kind, self._values)


class _Texts:
    def __init__(self, rows: int) -> None:
        self._rows, self._ends, self._data = _Rows(rows), np.zeros(rows + 1, np.int32), bytearray()

    def add(self, part: pa.Array) -> None:
        place = self._rows.place(part)
        if part.null_count == len(part) and not self._data:
            return
        _, offsets, data = part.buffers()
        ends = np.frombuffer(offsets, np.int32)[part.offset : part.offset + len(part) + 1]
        if len(self._data) + int(ends[-1] - ends[0]) > _MOST_BYTES:
            raise OverflowError("too much text in one column")
        self._ends[place.start + 1 : place.stop + 1] = ends[1:] - ends[0] + len(self._data)
        self._data += memoryview(data or b"")[ends[0] : ends[-1]]

    def whole(self) -> pa.Array:
        return self._rows.array(pa.string(), self._ends, self._data)


class _Truths:
    def __init__(self, rows: int) -> None:
        self._rows, self._values = _Rows(rows), np.zeros(rows, np.bool_)

    def add(self, part: pa.Array) -> None:
        self._values[self._rows.place(part)] = part.fill_null(False).to_numpy(zero_copy_only=False)

    def whole(self) -> pa.Array:
        return self._rows.array(pa.bool_(), np.packbits(self._values, bitorder="little"))


class _Codes:
    def __init__(self, kind: pa.DictionaryType, rows: int) -> None:
        self._rows, self._kind = _Rows(rows), kind
        self._codes = np.zeros(rows, kind.index_type.to_pandas_dtype())
        self._known: dict[str, int] = {}

    def add(self, part: pa.DictionaryArray) -> None:
        place = self._rows.place(part)
        if part.null_count == len(part):
            return
        texts = part.dictionary.to_pylist()
        codes = np.array([self._known.setdefault(text, len(self._known)) for text in texts])
        if codes.max() >= np.iinfo(self._codes.dtype).max:  # one more must fit: it stands for none
            raise OverflowError("too many different codes in one column")
        self._codes[place] = codes[part.indices.fill_null(0).to_numpy()]

    def whole(self) -> pa.Array:
        indices = self._rows.array(self._kind.index_type, self._codes)
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(self._known), pa.string()))
