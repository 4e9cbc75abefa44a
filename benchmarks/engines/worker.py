"""Answers some rows of one graph with one engine and writes a line of figures for each: one thread, one core.

``python -m engines.worker MODULE GRAPH ANSWERS LINES LIMIT ROW…``. Each line is written as soon as its row is done. A
call that uses more than ``LIMIT`` seconds of processor time ends the process by a signal: then the first row without a
line is the one that took too long. Runs inside the peers' environment too.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from engines.answers import Task
from engines.graphs import Table, generate, load
from engines.rows import BUILD

#: A call is repeated until there are so many, or so many seconds are spent.
CALLS: Final = 3
ENOUGH: Final = 10.0
#: What takes less is called many times over, until so many seconds have passed, and divided.
SHORT: Final = 0.02
#: A process may reserve so much, so that no engine stops the machine.
MEMORY_GB: Final = 8
#: The graph of the first call, which is not counted: it loads modules and compiles loops.
TINY: Final = (60, 150)


def main(module: str, graph: str, answers: str, lines: str, limit: str, *keys: str) -> None:
    """Answer the rows in order."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_GB * 2**30, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    engine, table, tiny = importlib.import_module(module), load(Path(graph)), generate(*TINY)
    tasks = {BUILD: Task(lambda _, rows: engine.build(rows), lambda _, __: np.empty(0)), **engine.TASKS}
    graphs: dict[Callable[[Table], Any] | None, Any] = {}
    for key in keys:
        figures: dict[str, object] = {"state": "none"}
        if key in tasks:
            task = tasks[key]
            build = None if key == BUILD else task.build or engine.build
            if build not in graphs:
                graphs.clear()
                graphs[build] = build and build(table)
            task.ask(build and build(tiny), tiny)
            try:
                answer, figures = measured(task, graphs[build], table, float(limit))
            except MemoryError:
                figures = {"state": "memory"}
            else:
                if task.comparable:
                    np.save(Path(answers) / f"{key}.npy", task.read(answer, table))
                del answer
        with Path(lines).open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")


def measured(task: Task, graph: Any, table: Table, limit: float) -> tuple[Any, dict[str, object]]:  # noqa: ANN401
    """The answer, and processor and wall seconds of a call, medians; the most memory the process held meanwhile."""
    gc.collect()
    forget_peak()
    answer, taken = _calls(task, graph, table, limit, 1)
    times = [taken]
    number = max(1, int(SHORT / taken.wall))
    if number > 1:
        times.clear()
    while len(times) < CALLS and sum(each.wall for each in times) < ENOUGH:
        answer = None
        answer, taken = _calls(task, graph, table, limit, number)
        times.append(taken)
    return answer, {
        "state": "done",
        "cpu": statistics.median(each.processor for each in times) / number,
        "wall": statistics.median(each.wall for each in times) / number,
        "peak_mb": peak_mb(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
    }


class Taken(NamedTuple):
    """Seconds that some calls took."""

    wall: float
    processor: float


def _calls(task: Task, graph: Any, table: Table, limit: float, number: int) -> tuple[Any, Taken]:  # noqa: ANN401
    """Ask so many times."""
    answer: Any = None
    limited(limit)
    wall, processor = time.perf_counter(), processor_seconds()
    try:
        for _ in range(number):
            answer = task.ask(graph, table)
        return answer, Taken(time.perf_counter() - wall, processor_seconds() - processor)
    finally:
        limited(0)


def processor_seconds() -> float:
    """What this process has used; ``time.process_time`` stands still on Linux once a limit was set."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def limited(seconds: float) -> None:
    """End this process, also inside compiled code, once it has used so many seconds more; 0 lifts it."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def forget_peak() -> None:
    """Let the most memory be that of now, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """The most memory that this process held since `forget_peak`; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
