"""Build the files of a draft from scratch tables: clean, join, group, write, count, compare.

Invariant: a draft whose counts or sums do not agree is never finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from jejak.ingest.ahead import ahead
from jejak.ingest.cleaning import clean_text
from jejak.ingest.engine import parquet, quoted
from jejak.ingest.entities import EntityBuilder
from jejak.ingest.links import LinkBuilder
from jejak.ingest.losses import UNKNOWN_CURRENCY
from jejak.ingest.mapping import Mapping
from jejak.ingest.parts import PartsWriter, Stored
from jejak.ingest.plan import Plan, make_plan
from jejak.ingest.rows import UNIT
from jejak.ingest.scratch import SourceReader
from jejak.ingest.segments import Written, canonical, file_digest, write_segment
from jejak.schemas.claims import ENTITIES, LINKS, REJECTS
from jejak.schemas.errors import RecordError
from jejak.schemas.ptypes import CLEANER_VERSION
from jejak.schemas.world import World

Content = Dict[str, object]
Samples = Dict[str, tuple[Dict[str, str | None], ...]]


class Stages(Protocol):
    """Whom the builder tells how far it is."""

    def enter(self, stage: str, total: int | None = None) -> None:
        """Begin a stage."""

    def pulse(self) -> None:
        """Nothing new, but hear whether to stop."""

    def at(self, done: int) -> None:
        """Tell how many records of the stage are done."""


_AT_ONCE = 1 << 16  # rejects
DIGITS = 76  # of sums: as many as two of the widest amounts have, so that nothing is rounded


@dataclass(frozen=True, slots=True)
class DraftBuilder:
    """Builds one draft in ``<scratch>/draft``."""

    engine: duckdb.DuckDBPyConnection
    scratch: Path
    mapping: Mapping
    world: World
    stages: Stages

    def build(self, source: SourceReader, source_sha: str) -> tuple[Content, Samples]:
        """Write the files and the manifest; give its content and a few rows."""
        plan = make_plan(self.mapping, self.world, [table.columns for table in source.tables])
        constants = {cell.index: clean_text(cell, cell.fixed) for cell in plan.cells if cell.fixed is not None}
        links = LinkBuilder(plan, constants)
        parts = PartsWriter(self.engine, plan, links, self.scratch, self.stages.pulse)
        parts.write(source)
        self._draft.mkdir()
        table = "+".join(raw.name for raw in source.tables)
        self.stages.enter("build")
        entities = EntityBuilder(plan, constants, self.scratch).build(
            self.engine, parts.numbers.count, self._entities(plan, source_sha, table)
        )
        written = {"entities": self._write("entities", ENTITIES, entities)}
        self.stages.enter("write")
        links.open(self.engine)
        written["links"] = self._write("links", LINKS, self._links(links, parts.stored))
        written["rejects"] = self._write("rejects", REJECTS, self._rejects(source))
        rejected = self._number("SELECT count(DISTINCT rec) FROM rejects WHERE severity = 'row'")
        if source.rows_in != parts.accepted + rejected:
            raise RecordError("records in are not records accepted and rejected", where=table, hint="Report this.")
        content: dict[str, object] = {
            "format": 1,
            "source_sha": source_sha,
            "table": table,
            "mapping": self.mapping.name,
            "mapping_sha": self.mapping.digest,
            "cleaner_version": str(CLEANER_VERSION),
            "rows_in": source.rows_in,
            "rows_ok": parts.accepted,
            "rows_rejected": rejected,
            **{f"n_{name}": part.rows for name, part in written.items()},
            "defaults": {"grade": self.mapping.defaults.grade, "handling": self.mapping.defaults.handling},
            "money": self._money(table),
        }
        content["digest"] = _digest(content, written)
        files = {f"{name}.parquet": file_digest(self._draft / f"{name}.parquet") for name in written}
        (self._draft / "manifest.json").write_bytes(canonical({**content, "files": files}) + b"\n")
        return content, {name: part.sample for name, part in written.items()}

    @property
    def _draft(self) -> Path:
        return self.scratch / "draft"

    def _write(self, name: str, schema: pa.Schema, parts: Iterator[pa.Table]) -> Written:
        """Write a file while the engine makes its next part."""
        with ahead(parts, pulse=self.stages.pulse, stop=self.engine.interrupt) as made:
            return write_segment(self._draft / f"{name}.parquet", schema, made, self.stages.at)

    @staticmethod
    def _entities(plan: Plan, source_sha: str, table: str) -> str:
        """The rows of ``entities.parquet`` from the table ``ents``."""
        names = ", ".join(quoted(name) for name in plan.template_names)
        head = f"'v1', {quoted(source_sha)}, {quoted(table)}"
        ekey = f"""unhex(left(sha256(concat_ws({UNIT}, {head}, list_extract([{names}], ord % {plan.base} + 1),
            (ord // {plan.base})::VARCHAR)), 32))"""
        made = {"ekey": ekey, "locator": f"ord // {plan.base}"}
        columns = ", ".join(f"{made.get(name, name)} AS {name}" for name in ENTITIES.names)
        return f"SELECT {columns} FROM ents ORDER BY ix"

    def _links(self, links: LinkBuilder, stored: list[Stored]) -> Iterator[pa.Table]:
        columns = ", ".join(f"{'rec' if name == 'locator' else name} AS {name}" for name in LINKS.names)
        for part in stored:
            rows = links.links(part.table, parquet(part.path), part.first, part.last)
            yield self.engine.sql(f"SELECT {columns} FROM ({rows}) ORDER BY rec, part").to_arrow_table()
            part.path.unlink()

    def _rejects(self, source: SourceReader) -> Iterator[pa.Table]:
        names = ("rec", "col", "raw", "reason")
        kinds = pa.schema([(name, REJECTS.field(name).type) for name in names])
        rows = [dict(zip(names, row, strict=True)) for row in source.rejects]
        self.engine.register("broken", pa.Table.from_pylist(rows, schema=kinds))
        self.engine.execute("INSERT INTO rejects SELECT DISTINCT rec, col, raw, reason, 'row' FROM broken")
        self.engine.unregister("broken")
        query = "SELECT * FROM rejects ORDER BY rec, severity, col, raw, reason"
        for batch in self.engine.sql(query).to_arrow_reader(_AT_ONCE):
            yield pa.Table.from_batches([batch])

    def _money(self, table: str) -> dict[str, list[str]]:
        """Per currency: what the source states, what the claims hold, what was rejected. The sums must agree."""
        nothing = Decimal(0)
        stated = {
            currency: [total, nothing, lost or nothing]
            for currency, total, lost in self.engine.execute(
                "SELECT currency, sum(total), sum(lost) FROM money GROUP BY currency"
            ).fetchall()
        }
        claims = self.engine.execute(
            f"""SELECT coalesce(currency, '{UNKNOWN_CURRENCY}'), sum(amount)
            FROM {parquet(self._draft / "links.parquet")} WHERE amount IS NOT NULL GROUP BY 1"""
        ).fetchall()
        with localcontext(prec=DIGITS):
            for currency, total in claims:
                stated.setdefault(currency, [nothing, nothing, nothing])[1] += total
            wrong = [currency for currency, (total, kept, lost) in stated.items() if total != kept + lost]
        if wrong:
            raise RecordError("money in is not money in claims and rejects", where=table, hint="Report this.")
        return {currency: [_plain(amount) for amount in sums] for currency, sums in sorted(stated.items())}

    def _number(self, query: str) -> int:
        row = self.engine.execute(query).fetchone()
        return int(row[0]) if row else 0


def _digest(content: Content, written: Dict[str, Written]) -> str:
    """The sha256 of the manifest's content and of the rows themselves, whatever bytes Parquet made of them."""
    return hashlib.sha256(canonical({**content, "rows": {n: part.digest for n, part in written.items()}})).hexdigest()


def _plain(amount: Decimal) -> str:
    """A decimal as plain text without needless zeros after two decimals."""
    text = f"{amount:f}"
    head, _, tail = text.partition(".")
    tail = tail.rstrip("0")
    return f"{head}.{tail:0<2}"
