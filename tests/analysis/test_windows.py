"""The busiest stretch of days beside one that tries every stretch."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.analysis.windows import DAY_MS, Event, busiest

EVENTS = st.lists(
    st.tuples(st.none() | st.integers(-20, 40), st.frozensets(st.integers(0, 9), min_size=1, max_size=4)), max_size=14
)


@settings(max_examples=300)
@given(told=EVENTS, days=st.integers(0, 15))
def test_no_stretch_has_more_others_and_all_that_happened_in_the_first_such_is_kept(
    told: list[tuple[int | None, frozenset[int]]], days: int
) -> None:
    events = [Event(None if day is None else day * DAY_MS, others, (row,)) for row, (day, others) in enumerate(told)]
    always = [row for row, (day, _) in enumerate(told) if day is None]
    stretches = {
        start: always + [row for row, (day, _) in enumerate(told) if day is not None and start <= day <= start + days]
        for start in sorted({day for day, _ in told if day is not None})
    } or {0: always}
    counts = {start: len({one for row in rows for one in told[row][1]}) for start, rows in stretches.items()}
    found = busiest(events, days)
    assert found.count == max(counts.values())
    first = min(start for start, count in counts.items() if count == found.count)
    assert list(found.rows) == sorted(stretches[first])


def test_many_events_take_no_square_of_the_time() -> None:
    events = [Event(row, frozenset({row}), (row,)) for row in range(200_000)]
    assert busiest(events, 60).count == 200_000
