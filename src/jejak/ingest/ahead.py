"""Make the next item while the last one is used, so that both cores work.

Invariant: items come in their order, one at most is made ahead, and nothing runs on when the block is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_SECONDS = 0.1  # between two looks at work that takes long


def _nothing() -> None:
    """Neither to be told nor to be stopped."""


@contextmanager
def ahead(
    items: Iterator[T], *, pulse: Callable[[], None] = _nothing, stop: Callable[[], object] = _nothing
) -> Iterator[Iterator[T]]:
    """Lend the items of an iterator, each made in a thread beside this one.

    Args:
        items: What to make.
        pulse: Called while an item is waited for; what it raises ends the block.
        stop: Called again and again when the block ends with an error, until the item in the making is given up.
    """
    with ThreadPoolExecutor(1) as thread:
        left = False
        try:
            yield _taken(thread, items, pulse)
            left = True
        finally:
            idle = thread.submit(_nothing)
            while not left and not idle.done():
                stop()
                wait([idle], _SECONDS)


def _taken(thread: ThreadPoolExecutor, items: Iterator[T], pulse: Callable[[], None]) -> Iterator[T]:
    end = object()
    coming = thread.submit(next, items, end)
    while True:
        while not wait([coming], _SECONDS).done:
            pulse()
        item = coming.result()
        if item is end:
            return
        coming = thread.submit(next, items, end)
        yield item  # type: ignore[misc]
