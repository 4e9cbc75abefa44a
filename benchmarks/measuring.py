"""What every stage measures: time on the clock and on the processors, and the most memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

Figures = dict[str, float]
ANALYST = "benchmark"


def peak_mb() -> float:
    """The most memory that this process ever held."""
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss would count what the parent held before this process began
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024


@contextmanager
def timed(figures: Figures, name: str = "") -> Iterator[None]:
    """Note wall and processor seconds of a block, those of ended child processes too."""
    before, start = _seconds(), time.perf_counter()
    yield
    figures[f"{name}wall"] = time.perf_counter() - start
    figures[f"{name}cpu"] = _seconds() - before


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def percentiles(name: str, calls: list[Callable[[], object]]) -> Figures:
    """Milliseconds of the middle call and of the slowest but one in twenty."""
    took = []
    for call in calls:
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    return {f"{name}_p50": float(np.percentile(took, 50)), f"{name}_p95": float(np.percentile(took, 95))}
