"""Turn a source into cleaned, numbered records on disk, a part at a time; what is lost by the way is noted.

Invariant: nothing that a part needs is larger than the part, but for the keys and the texts met so far, which are read
through once for each part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from jejak.ingest.ahead import ahead
from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import clean_part, open_cell
from jejak.ingest.engine import parquet
from jejak.ingest.links import LinkBuilder
from jejak.ingest.losses import Losses
from jejak.ingest.numbering import Numberer
from jejak.ingest.plan import Plan
from jejak.ingest.rows import RowsBuilder
from jejak.ingest.scratch import Part, SourceReader


@dataclass(frozen=True, slots=True)
class Stored:
    """The accepted records of a part: its file and its first and last record."""

    table: int
    path: Path
    first: int
    last: int


@dataclass(slots=True)
class PartsWriter:
    """Writes the parts, which then lie under the views ``rows<table>``; ``accepted`` counts their records."""

    engine: duckdb.DuckDBPyConnection
    plan: Plan
    links: LinkBuilder
    scratch: Path
    pulse: Callable[[], None]
    accepted: int = 0
    numbers: Numberer = field(init=False)
    stored: list[Stored] = field(default_factory=list)

    def write(self, source: SourceReader) -> list[Stored]:
        """Take all parts; the next one is read while one is worked on."""
        self.numbers = Numberer(self.engine, self.plan)
        self.numbers.open()
        for cell in self._cells():
            open_cell(self.engine, cell)
        losses = Losses(self.engine, self.plan, self.links)
        losses.open()
        with closing(self.engine.cursor()) as beside, ahead(source.parts(), pulse=self.pulse) as parts:
            made = self._cleaned(parts, beside)
            with ahead(made, pulse=self.pulse, stop=beside.interrupt) as cleaned:
                for rows in cleaned:
                    self._store(rows, losses)
        for number in range(len(source.tables)):
            paths = [part.path for part in self.stored if part.table == number]
            self.engine.execute(f"CREATE VIEW rows{number} AS SELECT * FROM {parquet(*paths)}")
        self._drop()
        return self.stored

    def _cleaned(self, parts: Iterator[Part], engine: duckdb.DuckDBPyConnection) -> Iterator[RowsBuilder]:
        """Clean the parts; two slots do, since a part is stored before the next but one is begun."""
        for number, part in enumerate(parts):
            rows = RowsBuilder(self.plan, part.table, number % 2)
            engine.register("raw", part.rows)
            rows.open_part(engine)
            engine.unregister("raw")
            del part
            for cell in rows.cells():
                self.pulse()
                clean_part(engine, cell, rows.slot, self.pulse)
            yield rows

    def _store(self, rows: RowsBuilder, losses: Losses) -> None:
        rows.join(self.engine)
        losses.note(rows)
        found = self.engine.execute("SELECT min(rec), max(rec), count(*) FILTER (ok) FROM joined").fetchall()
        first, last, accepted = found[0]
        path = self.scratch / f"rows{len(self.stored)}.parquet"
        self.numbers.write(rows, path)
        self.accepted += accepted
        self.stored.append(Stored(rows.number, path, first or 0, last or 0))

    def _drop(self) -> None:
        """The texts and keys that were met are of no use behind the last part."""
        self.engine.execute("DROP TABLE IF EXISTS need")
        for table in (*(f"c{cell.index}" for cell in self._cells()), *(f"ids{pool}" for pool in self.plan.keyed_pools)):
            self.engine.execute(f"DROP TABLE {table}")

    def _cells(self) -> list[Cell]:
        return [cell for cell in self.plan.cells if cell.fixed is None]
