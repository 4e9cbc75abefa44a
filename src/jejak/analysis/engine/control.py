"""How a computation runs, told beside its arguments: hands, progress, and the wish to stop.

NetworkX signatures have no place for these, so they are a context: ``with running(threads=2): nx.pagerank(graph)``.
Results never depend on the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

#: Called with parts done and parts in all; raises (for example KeyboardInterrupt) to stop the computation.
Tick = Callable[[int, int], None]
T = TypeVar("T")
Part = TypeVar("Part")


def _ignore(_done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Control:
    """How many threads may work, and who is told how far they are."""

    threads: int = 1
    tick: Tick = _ignore


_CURRENT: ContextVar[Control | None] = ContextVar("jejak_engine_control", default=None)


def current() -> Control:
    """The control in force: that of the innermost ``running``, else every core and nobody watching."""
    return _CURRENT.get() or Control(threads=os.cpu_count() or 1)


@contextmanager
def running(*, threads: int | None = None, tick: Tick = _ignore) -> Iterator[None]:
    """Run what is inside with so many threads (all cores by default), and tell ``tick`` how far it is."""
    token = _CURRENT.set(Control(threads or os.cpu_count() or 1, tick))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def in_parts(work: Callable[[Part], T], parts: Iterable[Part], of: int) -> Iterator[T]:
    """Do independent parts on the threads in force and yield their results in order, telling progress after each.

    At most twice as many parts as threads are under way, so memory is bounded, and a stop waits for those alone.
    """
    control, waiting = current(), iter(parts)
    if control.threads == 1:
        for done, part in enumerate(waiting, 1):
            yield work(part)
            control.tick(done, of)
        return
    with ThreadPoolExecutor(control.threads) as pool:
        under_way: list[Future[T]] = [pool.submit(work, part) for part in islice(waiting, 2 * control.threads)]
        done = 0
        try:
            while under_way:
                result = under_way.pop(0).result()
                under_way += [pool.submit(work, part) for part in islice(waiting, 1)]
                done += 1
                yield result
                control.tick(done, of)
        finally:
            for future in under_way:
                future.cancel()
