"""A column filled part by part equals its parts put together."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.graph.gathering import column

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
}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_parts_become_one_column(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(KINDS)))
    values = data.draw(st.lists(st.lists(st.none() | KINDS[kind], max_size=12), max_size=4))
    skipped = data.draw(st.integers(0, 2))
    parts = [pa.array(part, kind if kind != CODE else pa.string()) for part in values]
    parts = [(part.dictionary_encode() if kind == CODE else part).slice(skipped) for part in parts]
    filled = column(kind, sum(map(len, parts)))
    for part in parts:
        filled.add(part)
    whole = filled.whole()
    whole.validate(full=True)
    assert whole.type == kind
    assert whole.to_pylist() == [value for part in values for value in part[skipped:]]


@pytest.mark.parametrize("kind", list(KINDS), ids=str)
def test_a_wrong_number_of_rows_is_refused(kind: pa.DataType) -> None:
    part = pa.nulls(2, kind)
    with pytest.raises(OverflowError, match="more rows"):
        column(kind, 1).add(part)
    short = column(kind, 3)
    short.add(part)
    with pytest.raises(OverflowError, match="fewer rows"):
        short.whole()


def test_too_many_codes_are_refused() -> None:
    filled = column(CODE, 40_000)
    with pytest.raises(OverflowError, match="codes"):
        filled.add(pa.array([f"c{number}" for number in range(40_000)]).dictionary_encode())
