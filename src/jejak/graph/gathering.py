"""Columns filled part by part, on a shelf: equal content has equal buffers, whatever parts it came in.

Invariant: no value stands in an empty place, and no buffer is longer than what it holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.shelf import Shelf
from jejak.schemas.errors import LedgerError

_MOST_BYTES = 2**31 - 1  # of the texts of one column


def column(kind: pa.DataType, shelf: Shelf) -> Column:
    """An empty column: of codes, texts, lists, truths, or values of a fixed width."""
    if pa.types.is_dictionary(kind):
        return _Codes(kind, shelf)
    if pa.types.is_list(kind):
        return _Lists(kind, shelf)
    if pa.types.is_string(kind):
        return _Texts(kind, shelf)
    return _Truths(kind, shelf) if pa.types.is_boolean(kind) else _Values(kind, shelf)


def nothing(kind: pa.DataType, rows: int) -> pa.Array:
    """So many rows without a value. The system lends the zeros: they take no memory, however many they are."""
    valid, *buffers = _zeros(-(-rows // 8)), *_no_values(kind, rows)
    if pa.types.is_dictionary(kind):
        codes = pa.Array.from_buffers(kind.index_type, rows, [valid, *buffers])
        return pa.DictionaryArray.from_arrays(codes, nothing(kind.value_type, 0))
    inner = [nothing(kind.value_type, 0)] if pa.types.is_list(kind) else None
    return pa.Array.from_buffers(kind, rows, [valid, *buffers], children=inner)


def _no_values(kind: pa.DataType, rows: int) -> list[pa.Buffer]:
    if pa.types.is_string(kind):
        return [_zeros((rows + 1) * 4), _zeros(0)]
    if pa.types.is_list(kind):
        return [_zeros((rows + 1) * 4)]
    if pa.types.is_dictionary(kind):
        kind = kind.index_type
    return [_zeros(-(-rows * kind.bit_width // 8))]


def _zeros(n: int) -> pa.Buffer:
    return pa.py_buffer(np.zeros(n, np.uint8))


@contextmanager
def within_bounds() -> Iterator[None]:
    """Turn the refusal of a column into one sentence.

    Raises:
        LedgerError: There is more than a column can hold.
    """
    try:
        yield
    except OverflowError as error:
        hint = "split the case, for instance by year, or report this"
        raise LedgerError(f"this case is larger than one graph can hold: {error}", hint=hint) from error


class Column(ABC):
    """A column that is being filled. As long as no part has a value nothing is written but the number of rows."""

    def __init__(self, kind: pa.DataType, shelf: Shelf) -> None:
        self.kind, self.shelf, self.rows = kind, shelf, 0
        self._begun = False
        self._valid: _Bits | None = None

    def add(self, part: pa.Array) -> None:
        """Add rows.

        Raises:
            OverflowError: More texts or codes than the column can hold.
            OSError: The disk is full, or cannot be written.
        """
        if part.null_count < len(part) and not self._begun:
            self._begin()
        if self._begun and len(part):
            self._note(part)
            self._put(part)
        self.rows += len(part)

    def whole(self) -> pa.Array:
        """The column with all its rows."""
        if not self._begun:
            return nothing(self.kind, self.rows)
        return self._array(None if self._valid is None else self._valid.done())

    def _begin(self) -> None:
        self._begun = True
        if self.rows:
            self._valid = _Bits(self.shelf)
            self._valid.add(np.zeros(self.rows, np.bool_))
        self._open(self.rows)

    def _note(self, part: pa.Array) -> None:
        if part.null_count and self._valid is None:
            self._valid = _Bits(self.shelf)
            self._valid.add(np.ones(self.rows, np.bool_))
        if self._valid is not None:
            self._valid.add(part.is_valid().to_numpy(zero_copy_only=False))

    @abstractmethod
    def _open(self, empty: int) -> None:
        """Begin, with so many rows that have no value."""

    @abstractmethod
    def _put(self, part: pa.Array) -> None:
        """Write the values of some rows; an empty place has a zero, or nothing."""

    @abstractmethod
    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        """What was written, as an array with the given bits for the rows that have a value."""


class _Bits:
    """Truths, eight to a byte."""

    def __init__(self, shelf: Shelf) -> None:
        self._spool, self._rest = shelf.spool(), np.empty(0, np.bool_)

    def add(self, truths: npt.NDArray[np.bool_]) -> None:
        whole = np.concatenate([self._rest, truths]) if self._rest.size else truths
        cut = whole.size & ~7
        self._spool.write(np.packbits(whole[:cut], bitorder="little").data)
        self._rest = whole[cut:]

    def done(self) -> pa.Buffer:
        self._spool.write(np.packbits(self._rest, bitorder="little").data)
        return self._spool.done()


class _Values(Column):
    def _open(self, empty: int) -> None:
        self._width = self.kind.bit_width // 8
        self._spool = self.shelf.spool()
        self._spool.zeros(empty * self._width)

    def _put(self, part: pa.Array) -> None:
        if part.null_count:
            part = pc.fill_null(part, _zero(self.kind, self._width))
        start, stop = part.offset * self._width, (part.offset + len(part)) * self._width
        self._spool.write(memoryview(part.buffers()[1] or b"")[start:stop])

    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        return pa.Array.from_buffers(self.kind, self.rows, [valid, self._spool.done()])


class _Texts(Column):
    def _open(self, empty: int) -> None:
        self._ends, self._data, self._size = self.shelf.spool(), self.shelf.spool(), 0
        self._ends.zeros((empty + 1) * 4)

    def _put(self, part: pa.Array) -> None:
        part = pc.fill_null(part, "") if part.null_count else part
        _, offsets, data = part.buffers()
        ends = np.frombuffer(offsets, np.int32)[part.offset : part.offset + len(part) + 1]
        if self._size + int(ends[-1] - ends[0]) > _MOST_BYTES:
            raise OverflowError("too much text in one column")
        self._ends.write((ends[1:] + np.int32(self._size - int(ends[0]))).data)
        self._data.write(memoryview(data or b"")[int(ends[0]) : int(ends[-1])])
        self._size += int(ends[-1] - ends[0])

    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        return pa.Array.from_buffers(self.kind, self.rows, [valid, self._ends.done(), self._data.done()])


class _Truths(Column):
    def _open(self, empty: int) -> None:
        self._bits = _Bits(self.shelf)
        self._bits.add(np.zeros(empty, np.bool_))

    def _put(self, part: pa.Array) -> None:
        self._bits.add(part.fill_null(False).to_numpy(zero_copy_only=False))

    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        return pa.Array.from_buffers(self.kind, self.rows, [valid, self._bits.done()])


class _Codes(Column):
    def _open(self, empty: int) -> None:
        self._codes = self.shelf.spool()
        self._type = np.dtype(self.kind.index_type.to_pandas_dtype())
        self._known: dict[str, int] = {}
        self._codes.zeros(empty * self._type.itemsize)

    def _put(self, part: pa.Array) -> None:
        given = part.indices.fill_null(0).to_numpy()
        empty = ~part.is_valid().to_numpy(zero_copy_only=False) if part.null_count else None
        texts = part.dictionary.to_pylist()
        for place in _in_order(given if empty is None else given[~empty], len(texts)):
            self._known.setdefault(texts[place], len(self._known))
        if len(self._known) > np.iinfo(self._type).max:  # one more must fit: it stands for none
            raise OverflowError("too many different codes in one column")
        codes = np.array([self._known.get(text, 0) for text in texts] or [0], self._type)[given]
        if empty is not None:
            codes[empty] = 0
        self._codes.write(codes.data)

    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        texts = column(self.kind.value_type, self.shelf)
        texts.add(pa.array(list(self._known), self.kind.value_type))
        indices = pa.Array.from_buffers(self.kind.index_type, self.rows, [valid, self._codes.done()])
        return pa.DictionaryArray.from_arrays(indices, texts.whole())


class _Lists(Column):
    def _open(self, empty: int) -> None:
        self._ends, self._size = self.shelf.spool(), 0
        self._members = column(self.kind.value_type, self.shelf)
        self._ends.zeros((empty + 1) * 4)

    def _put(self, part: pa.Array) -> None:
        counts = pc.fill_null(pc.list_value_length(part), 0).to_numpy()
        self._ends.write((self._size + np.cumsum(counts)).astype(np.int32).data)
        self._size += int(counts.sum())
        self._members.add(part.flatten())

    def _array(self, valid: pa.Buffer | None) -> pa.Array:
        return pa.Array.from_buffers(self.kind, self.rows, [valid, self._ends.done()], children=[self._members.whole()])


def _in_order(codes: npt.NDArray[np.integer], n: int) -> list[int]:
    """The codes below ``n`` that occur, in the order of their first places."""
    first = np.full(n, codes.size)
    first[codes[::-1]] = np.arange(codes.size)[::-1]
    order = np.argsort(first, kind="stable")
    found: list[int] = order[first[order] < codes.size].tolist()
    return found


def _zero(kind: pa.DataType, width: int) -> pa.Scalar:
    if pa.types.is_fixed_size_binary(kind):
        return pa.scalar(bytes(width), kind)
    return pa.scalar(0, pa.int64()).cast(kind)
