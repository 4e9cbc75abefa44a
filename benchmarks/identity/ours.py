"""Our entry: records are imported through the real pipeline into a case of their own, which then suggests pairs.

Pairs of records that the import's rules have joined into one entity count with the highest score.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Protocol, cast

from identity.metrics import Pair, pair
from identity.peers.measured import peak_mb, write_scores
from jejak.case import Case

MAPPINGS = Path(__file__).with_name("mappings")
JOINED = 1.0


class Suggestion(Protocol):
    """Two entities, by canonical id, that may be one."""

    @property
    def left(self) -> str:
        """One of them."""

    @property
    def right(self) -> str:
        """The other one."""

    @property
    def score(self) -> float:
        """How likely they are one, 0 to 1."""


class Suggesting(Protocol):
    """What is needed of a case."""

    def suggestions(self, *, least: float) -> Iterable[Suggestion]:
        """Possible matches whose score is at least so high."""


def ours(records: Path, out: Path) -> None:
    """Score the pairs of a CSV of records whose name begins with its set's name; the mapping is that of the set.

    Args:
        records: The records; their column ``id`` is the number of the record.
        out: Written as CSV: left, right, score.
    """
    mapping = MAPPINGS / f"{records.stem.partition('-')[0]}.yaml"
    with tempfile.TemporaryDirectory(prefix="jejak-bench-") as folder:
        with Case.create(Path(folder) / "bench.case", name="bench", analyst="benchmark") as case:
            case.import_file(records, mapping)
            write_scores(out, ((*both, score) for both, score in scored_pairs(case, _ids(records)).items()))


def scored_pairs(case: Case, ids: list[str]) -> dict[Pair, float]:
    """Record pairs with their score: those inside one entity, and those across two that may be one."""
    stated = dict(_people(case, ids))
    found = {pair(*both): JOINED for records in stated.values() for both in combinations(records, 2)}
    for one in cast("Suggesting", case).suggestions(least=0.0):
        for left, right in product(stated.get(one.left, ()), stated.get(one.right, ())):
            key = pair(left, right)
            found[key] = max(one.score, found.get(key, 0.0))
    return found


def _people(case: Case, ids: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Canonical id of every person and the ids of the records that state it."""
    snapshot = case.snapshot()
    for code in range(snapshot.n_nodes):
        if snapshot.node(code).etype == "person":
            ident = snapshot.id_of(code)
            yield ident, sorted({ids[claim.locator - 1] for claim in case.claims(ident)})


def _ids(records: Path) -> list[str]:
    with records.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def main() -> None:
    """Run ``python -m identity.ours RECORDS SCORES REPORT`` in a process of its own, for time and memory."""
    records, scores, report = map(Path, sys.argv[1:4])
    start = time.perf_counter()
    ours(records, scores)
    figures = {
        "seconds": time.perf_counter() - start,
        "peak_mb": peak_mb(),
        "version": importlib.metadata.version("jejak"),
        "python": sys.version.split()[0],
    }
    report.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
