"""Make the next item while the last one is used, so that both cores work.

Invariant: items come in their order, one at most is made ahead, and nothing runs on when the block is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T]) -> Iterator[Iterator[T]]:
    """Lend the items of an iterator, each made in a thread beside this one."""
    with ThreadPoolExecutor(1) as thread:
        yield _taken(thread, items)


def _taken(thread: ThreadPoolExecutor, items: Iterator[T]) -> Iterator[T]:
    end = object()
    coming = thread.submit(next, items, end)
    while (item := coming.result()) is not end:
        coming = thread.submit(next, items, end)
        yield item  # type: ignore[misc]
