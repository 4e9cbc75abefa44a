"""Items made ahead: in order, one at a time, and a fault reaches whoever takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from jejak.ingest.ahead import ahead


def test_items_come_in_order_and_one_at_most_is_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(20):
            made.append(number)
            yield number

    with ahead(items()) as taken:
        for number in taken:
            assert len(made) <= number + 2
            assert made[number] == number
    assert made == list(range(20))


def test_the_next_item_is_made_while_one_is_used() -> None:
    used = threading.Event()

    def items() -> Iterator[bool]:
        yield True
        yield used.wait(10)

    with ahead(items()) as taken:
        first = next(taken)
        used.set()  # without a thread beside this one the second item could not have been waiting for it
        assert [first, *taken] == [True, True]


def test_a_fault_reaches_who_takes_the_items_and_nothing_runs_on() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    before = threading.active_count()
    got = []
    with pytest.raises(ValueError, match="broken"), ahead(items()) as taken:
        got += list(taken)
    with pytest.raises(KeyError), ahead(iter(range(5))) as taken:
        raise KeyError(next(taken))
    assert threading.active_count() == before
