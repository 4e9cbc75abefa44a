"""A column filled part by part equals its parts put together, in memory and in files, and damage is found."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph.gathering import column, nothing
from jejak.graph.shelf import Shelf
from jejak.graph.snapshot.layout import check, content, described, files, kept, restored

CODE = pa.dictionary(pa.int16(), pa.string())
KINDS = {
    pa.string(): st.sampled_from(["", "a", "\u96ea", "long text"]),
    pa.int32(): st.integers(-5, 5),
    pa.int64(): st.integers(-(2**62), 2**62),
    pa.bool_(): st.booleans(),
    pa.binary(16): st.binary(min_size=16, max_size=16),
    pa.timestamp("ms", tz="UTC"): st.sampled_from([datetime(1999, 1, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)]),
    pa.decimal128(28, 8): st.sampled_from([Decimal("1.50"), Decimal(-7)]),
    CODE: st.sampled_from(["B2", "A1", "C3"]),
    pa.list_(pa.string()): st.lists(st.sampled_from(["", "a", "bc"]), max_size=3),
}
#: Different values that lie close: an empty place is not a zero, nor an empty text.
PAIRS: dict[pa.DataType, tuple[list[object], list[object]]] = {
    pa.string(): (["", "a"], [None, "a"]),
    pa.int32(): ([0, 1], [None, 1]),
    pa.bool_(): ([False, True], [None, True]),
    pa.decimal128(28, 8): ([Decimal(0), Decimal(1)], [None, Decimal(1)]),
    CODE: (["x", "y"], ["y", "x"]),
    pa.list_(pa.string()): ([["ab"], ["c"]], [["a"], ["bc"]]),
}


def parts_of(data: st.DataObject, kind: pa.DataType, values: list[object]) -> list[pa.Array]:
    """The values in parts, each cut from a longer array."""
    whole = pa.array([*values[:2], *values, *values[:1]], pa.string() if kind == CODE else kind)
    whole = whole.dictionary_encode() if kind == CODE else whole
    cuts = sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=4)))
    return [whole.slice(low + min(2, len(values)), high - low) for low, high in pairwise([0, *cuts, len(values)])]


def filled(kind: pa.DataType, parts: list[pa.Array], shelf: Shelf) -> pa.Table:
    column_ = column(kind, shelf)
    for part in parts:
        column_.add(part)
    return pa.table({"c": column_.whole()})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_parts_become_one_column_with_the_same_bytes_however_they_are_cut(data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(st.sampled_from(list(KINDS)))
    values: list[object] = data.draw(st.lists(st.none() | KINDS[kind], max_size=30))
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    memory, disk = Shelf(), Shelf(folder)
    first, second = (filled(kind, parts_of(data, kind, values), shelf) for shelf in (memory, disk))
    for table in (first, second):
        table.validate(full=True)
        assert table.column("c").to_pylist() == values
    layouts = [{"t": described(table, shelf)} for table, shelf in ((first, memory), (second, disk))]
    assert content(layouts[0]) == content(layouts[1])
    check(folder, files(layouts[1]))
    disk.forget()
    again = restored(layouts[1]["t"], pa.schema([pa.field("c", kind)]), folder)
    assert again.column("c").to_pylist() == values
    assert described(kept(second, disk), disk) == layouts[1]["t"]  # what lies there is not written again


@pytest.mark.parametrize("kind", list(PAIRS), ids=str)
def test_another_content_has_other_bytes(kind: pa.DataType) -> None:
    one, other = (pa.array(value, pa.string() if kind == CODE else kind) for value in PAIRS[kind])
    shelf = Shelf()
    told = {
        content({"t": described(filled(kind, [part.dictionary_encode() if kind == CODE else part], shelf), shelf)})
        for part in (one, other)
    }
    assert len(told) == 2


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + bytes([data[-1] ^ 1])])
def test_a_damaged_file_is_found(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    shelf = Shelf(tmp_path)
    table = filled(pa.string(), [pa.array(["one", None, "three"])], shelf)
    named = files({"t": described(table, shelf)})
    check(tmp_path, named)
    for name in named:
        sound = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        (tmp_path / name).write_bytes(damage(sound))
        with pytest.raises(ValueError, match="not what was written"):
            check(tmp_path, named)
        (tmp_path / name).write_bytes(sound)


@pytest.mark.skipif(sys.platform == "win32", reason="there, an open file keeps its name until it is closed")
def test_what_only_passes_leaves_no_file(tmp_path: Path) -> None:
    names = pa.array(["one", "two"])
    passing = column(pa.string(), Shelf(tmp_path, passing=True))
    passing.add(names)
    assert list(tmp_path.iterdir()) == []
    assert passing.whole().equals(names)


@pytest.mark.parametrize("kind", list(KINDS), ids=str)
@pytest.mark.parametrize("rows", [0, 1, 9])
def test_nothing_is_what_arrow_says_it_is(kind: pa.DataType, rows: int) -> None:
    empty = nothing(kind, rows)
    empty.validate(full=True)
    assert empty.equals(pa.nulls(rows, kind))
    assert empty.null_count == rows


def test_too_many_codes_are_refused() -> None:
    codes = column(CODE, Shelf())
    with pytest.raises(OverflowError, match="codes"):
        codes.add(pa.array([f"c{number}" for number in range(40_000)]).dictionary_encode())
