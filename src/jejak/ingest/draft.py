"""Build the files of a draft from scratch tables: clean, join, group, write, count, compare.

Invariant: a draft whose counts or sums do not agree is never finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import duckdb

from jejak.ingest.cleaning import clean_distinct, clean_text
from jejak.ingest.engine import parquet, quoted
from jejak.ingest.entities import EntityBuilder
from jejak.ingest.links import UNKNOWN_CURRENCY, LinkBuilder
from jejak.ingest.mapping import Mapping
from jejak.ingest.plan import Plan, make_plan
from jejak.ingest.rows import UNIT, RowsWriter
from jejak.ingest.scratch import Scratch
from jejak.ingest.segments import SegmentWriter, Written, canonical, file_digest
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

    def step(self) -> None:
        """One step further."""

    def at(self, done: int) -> None:
        """Tell how many records of the stage are done."""


@dataclass(frozen=True, slots=True)
class DraftBuilder:
    """Builds one draft in ``<scratch>/draft``."""

    engine: duckdb.DuckDBPyConnection
    scratch: Path
    mapping: Mapping
    world: World
    stages: Stages

    def build(self, source: Scratch, source_sha: str) -> tuple[Content, Samples]:
        """Write the files and the manifest; give its content and a few rows."""
        plan = make_plan(self.mapping, self.world, [table.columns for table in source.tables])
        self._rows(plan, source)
        constants = {cell.index: clean_text(cell, cell.fixed) for cell in plan.cells if cell.fixed is not None}
        self.stages.enter("build")
        EntityBuilder(plan, constants).build(self.engine)
        self.stages.step()
        links = LinkBuilder(plan, constants)
        table = "+".join(raw.name for raw in source.tables)
        written = self._write(plan, source, links, source_sha=source_sha, table=table)
        accepted = sum(self._number(f"SELECT count(*) FROM rows{n} WHERE ok") for n in range(len(source.tables)))
        rejected = self._number(
            f"SELECT count(DISTINCT rec) FROM {parquet(self._draft / 'rejects.parquet')} WHERE severity = 'row'"
        )
        if source.rows_in != accepted + rejected:
            raise RecordError("records in are not records accepted and rejected", where=table, hint="Report this.")
        content: dict[str, object] = {
            "format": 1,
            "source_sha": source_sha,
            "table": table,
            "mapping": self.mapping.name,
            "mapping_sha": self.mapping.digest,
            "cleaner_version": str(CLEANER_VERSION),
            "rows_in": source.rows_in,
            "rows_ok": accepted,
            "rows_rejected": rejected,
            **{f"n_{name}": part.rows for name, part in written.items()},
            "defaults": {"grade": self.mapping.defaults.grade, "handling": self.mapping.defaults.handling},
            "money": self._money(plan, links, table),
        }
        content["digest"] = _digest(content, written)
        files = {f"{name}.parquet": file_digest(self._draft / f"{name}.parquet") for name in written}
        (self._draft / "manifest.json").write_bytes(canonical({**content, "files": files}) + b"\n")
        return content, {name: part.sample for name, part in written.items()}

    @property
    def _draft(self) -> Path:
        return self.scratch / "draft"

    def _rows(self, plan: Plan, source: Scratch) -> None:
        """Clean all cells, then write the cleaned rows of each table; raw rows are dropped as soon as possible."""
        self.stages.enter("clean")
        for number, raw in enumerate(source.tables):
            cells = [cell for cell in plan.cells if cell.table == number and cell.fixed is None]
            for cell in cells:
                clean_distinct(self.engine, cell, parquet(raw.path), self.stages.step)
            RowsWriter(plan, number, raw).write(self.engine, self.scratch / f"rows{number}.parquet")
            for cell in cells:
                self.engine.execute(f"DROP TABLE c{cell.index}")
            raw.path.unlink()
            self.stages.step()

    def _write(
        self, plan: Plan, source: Scratch, links: LinkBuilder, *, source_sha: str, table: str
    ) -> dict[str, Written]:
        self._draft.mkdir()
        self.stages.enter("write")
        writer = SegmentWriter(self.engine, self._draft, self.stages.at)
        names = ", ".join(quoted(name) for name in plan.template_names)
        head = f"'v1', {quoted(source_sha)}, {quoted(table)}"
        entities = f"""SELECT *, (row_number() OVER (ORDER BY ord) - 1)::INTEGER AS ix, ord // {plan.base} AS locator,
            unhex(left(sha256(concat_ws({UNIT}, {head}, list_extract([{names}], ord % {plan.base} + 1),
            (ord // {plan.base})::VARCHAR)), 32)) AS ekey FROM ents"""
        written = {"entities": writer.write("entities", ENTITIES, entities, "q.ord")}
        self.engine.execute("DROP TABLE ents")
        link_rows = f"SELECT *, rec AS locator FROM ({links.links()})"
        written["links"] = writer.write("links", LINKS, link_rows, "q.rec, q.part")
        self.engine.register("broken", source.broken)
        rejects = f"{links.rejects()} UNION SELECT rec, col, raw, reason, 'row' AS severity FROM broken"
        written["rejects"] = writer.write("rejects", REJECTS, rejects, "q.rec, q.severity, q.col, q.raw, q.reason")
        self.engine.unregister("broken")
        return written

    def _money(self, plan: Plan, links: LinkBuilder, table: str) -> dict[str, list[str]]:
        """Per currency: what the source states, what the claims hold, what was rejected. The sums must agree."""
        stated: dict[str, list[Decimal]] = {}
        for link in plan.links:
            if "amount" in link.fields:
                for currency, total, lost in self.engine.execute(links.money(link)).fetchall():
                    sums = stated.setdefault(currency, [Decimal(0), Decimal(0), Decimal(0)])
                    sums[0] += total
                    sums[2] += lost or Decimal(0)
        claims = self.engine.execute(
            f"""SELECT coalesce(currency, '{UNKNOWN_CURRENCY}'), sum(amount)
            FROM {parquet(self._draft / "links.parquet")} WHERE amount IS NOT NULL GROUP BY 1"""
        ).fetchall()
        for currency, total in claims:
            stated.setdefault(currency, [Decimal(0), Decimal(0), Decimal(0)])[1] += total
        if any(total != kept + lost for total, kept, lost in stated.values()):
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
