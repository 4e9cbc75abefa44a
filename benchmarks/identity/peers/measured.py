"""What every peer's script does alike: read records, write scored pairs, and tell seconds, memory and versions.

Runs inside the peers' own environments, so it needs nothing but Python itself.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

Record = dict[str, str]
Scored = Iterable[tuple[str, str, float]]


def peak_mb() -> float:
    """The most memory that this process ever held."""
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss would count what the parent held before this process began
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024


def read_records(path: Path) -> list[Record]:
    """The records of a set; an empty cell is an empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_scores(path: Path, scored: Scored) -> None:
    """Write left, right, score."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("left", "right", "score"))
        writer.writerows((left, right, f"{score:.9g}") for left, right, score in scored)


def main(package: str, score: Callable[[str, list[Record]], Scored]) -> None:
    """Run ``SCRIPT SET RECORDS SCORES REPORT``: score the records of a set and say what it took."""
    name, records, scores, report = sys.argv[1], *map(Path, sys.argv[2:5])
    start = time.perf_counter()
    write_scores(scores, score(name, read_records(records)))
    figures = {
        "seconds": time.perf_counter() - start,
        "peak_mb": peak_mb(),
        "version": importlib.metadata.version(package),
        "python": sys.version.split()[0],
    }
    report.write_text(json.dumps(figures), encoding="utf-8")
