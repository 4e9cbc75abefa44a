"""Our entry: records are imported through the real pipeline into a case of their own, which then suggests pairs.

Pairs of records that the import's rules have joined into one entity count with the highest score.
"""

from __future__ import annotations

import csv
import dataclasses
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

from identity.metrics import Pair, pair
from identity.peers.measured import peak_mb, write_scores
from jejak.case import Case

MAPPINGS = Path(__file__).with_name("mappings")
JOINED = 1.0
LEAST = 0.001  # below it a score says no more than that a pair was looked at
MODELS = Path(__file__).with_name("models")


def ours(records: Path, out: Path, *, estimate: bool = False, changes: Path | None = None) -> None:
    """Score the pairs of a CSV of records whose name begins with its set's name; the mapping is that of the set.

    Args:
        records: The records; their column ``id`` is the number of the record.
        out: Written as CSV: left, right, score.
        estimate: Whether the model's weights are first fitted to the records, without labels.
        changes: Weights that differ from those of the model.
    """
    mapping = MAPPINGS / f"{records.stem.partition('-')[0]}.yaml"
    with (
        tempfile.TemporaryDirectory(prefix="jejak-bench-") as folder,
        Case.create(Path(folder) / "bench.case", name="bench", analyst="benchmark") as case,
    ):
        case.import_file(records, mapping)
        found = scored_pairs(case, _ids(records), estimate=estimate, changes=changes)
        write_scores(out, ((*both, score) for both, score in found.items()))


def scored_pairs(case: Case, ids: list[str], *, estimate: bool, changes: Path | None) -> dict[Pair, float]:
    """Record pairs with their score: those inside one entity, and those across two that may be one.

    ``ids`` holds the id of every record of the case's only file, in order.
    """
    stated = dict(_people(case, ids))
    found = {pair(*both): JOINED for records in stated.values() for both in combinations(records, 2)}
    identities = dataclasses.replace(case.identities, estimate=estimate, changes=changes)
    for one in identities.suggestions(least=LEAST):
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
    """Run ``python -m identity.ours RECORDS SCORES REPORT [estimate] [MODEL]`` in a process of its own, to be measured.

    ``MODEL`` is the name of a file in ``models/``.
    """
    records, scores, report = map(Path, sys.argv[1:4])
    models = [MODELS / f"{name}.yaml" for name in sys.argv[4:] if name != "estimate"]
    start = time.perf_counter()
    ours(records, scores, estimate="estimate" in sys.argv[4:], changes=next(iter(models), None))
    figures = {
        "seconds": time.perf_counter() - start,
        "peak_mb": peak_mb(),
        "version": importlib.metadata.version("jejak"),
        "python": sys.version.split()[0],
    }
    report.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
