"""The sets of records that all systems get: Febrl 3, fake_1000 and people of demo cases.

Invariant: a record's id is its number in a shuffled file; neither id nor order says who belongs together, and the
labels lie in files that no system is given.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from identity.demo_records import Mention, demo_mentions
from jejak.demo.generate import generate

FEBRL = Path(__file__).resolve().parents[2] / "tests" / "data" / "febrl"
SHUFFLE = "jejak-bench-identity"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of records and, elsewhere, one of labels (id, person)."""

    name: str
    records: Path
    labels: Path


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A row of the report: the figures of its parts are counted together."""

    name: str
    title: str
    parts: tuple[Part, ...]


def febrl3(folder: Path, _: Sequence[int]) -> RecordSet:
    """5,000 records of 2,000 Australians, of which up to five mean one person."""
    rows = _read(FEBRL / "febrl3.csv")
    mentions = [Mention(_without(row, "rec_id"), "-".join(row["rec_id"].split("-")[:2])) for row in rows]
    return RecordSet("febrl3", "Febrl 3", (write_part(folder, "febrl3", mentions),))


def fake_1000(folder: Path, _: Sequence[int]) -> RecordSet:
    """1,000 records of 251 Britons."""
    rows = _read(FEBRL / "fake_1000.csv")
    mentions = [Mention(_without(row, "unique_id", "cluster"), row["cluster"]) for row in rows]
    return RecordSet("fake_1000", "fake_1000", (write_part(folder, "fake_1000", mentions),))


def demo(folder: Path, seeds: Sequence[int]) -> RecordSet:
    """People of small demo cases with Indonesian and Malay names, a part for each seed."""
    parts = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="jejak-bench-") as case:
            generate(Path(case), size="small", seed=seed)
            parts.append(write_part(folder, f"demo-{seed}", demo_mentions(Path(case))))
    return RecordSet("demo", f"Indonesian and Malay (demo, seeds {', '.join(map(str, seeds))})", tuple(parts))


SETS: dict[str, Callable[[Path, Sequence[int]], RecordSet]] = {"febrl3": febrl3, "fake_1000": fake_1000, "demo": demo}


def write_part(folder: Path, name: str, mentions: Iterable[Mention]) -> Part:
    """Write ``records/NAME.csv`` and ``labels/NAME.csv`` below a folder; the order is that of a fixed shuffle."""
    shuffled = list(mentions)
    random.Random(f"{SHUFFLE}-{name}").shuffle(shuffled)  # noqa: S311 -- an order, no secret
    part = Part(name, folder / "records" / f"{name}.csv", folder / "labels" / f"{name}.csv")
    _write(part.records, [{"id": str(n)} | one.record for n, one in enumerate(shuffled, 1)])
    _write(part.labels, [{"id": str(n), "person": one.person} for n, one in enumerate(shuffled, 1)])
    return part


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _without(row: dict[str, str], *columns: str) -> dict[str, str]:
    return {column: text.strip() for column, text in row.items() if column not in columns}
