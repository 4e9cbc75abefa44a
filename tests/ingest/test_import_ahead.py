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


def test_work_that_takes_long_is_stopped_when_the_block_ends() -> None:
    stopped = threading.Event()

    def items() -> Iterator[bool]:
        yield True
        yield stopped.wait(60)

    def interrupted() -> None:
        with ahead(items(), stop=stopped.set) as taken:
            next(taken)  # the second item is in the making now
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stopped.is_set()


def test_whoever_waits_is_asked_whether_to_go_on() -> None:
    asked, stopped = threading.Event(), threading.Event()

    def items() -> Iterator[bool]:
        yield stopped.wait(60)

    def pulse() -> None:
        asked.set()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ahead(items(), pulse=pulse, stop=stopped.set) as taken:
        next(taken)
    assert asked.is_set()
