"""Join raw records with their cleaned values and pass a verdict on every record: one Parquet row per record.

Invariant: each record of each table has exactly one row, with ``ok`` true or at least one reason to reject it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import is_plain, is_strong
from jejak.ingest.conditions import condition_sql
from jejak.ingest.engine import parquet, quoted
from jejak.ingest.plan import LinkPlan, Plan, TemplatePlan
from jejak.ingest.scratch import RawTable
from jejak.ingest.shortcuts import shortcut

UNIT = "chr(31)"
_STAMP = """TRY_CAST(CASE length(c.value) WHEN 4 THEN c.value || '-01-01' WHEN 7 THEN c.value || '-01'
 ELSE left(replace(c.value, 'T', ' '), 19) END AS TIMESTAMP)"""
_PRECISION = """coalesce(c.precision, CASE length(c.value) WHEN 4 THEN 'year' WHEN 7 THEN 'month' WHEN 10 THEN 'day'
 ELSE 'second' END)"""


@dataclass(frozen=True, slots=True)
class RowsWriter:
    """Writes the cleaned rows of one table.

    Columns: ``rec``; for each cell ``v`` value, ``i`` issue and, by kind, ``a u`` amount and currency, ``t z p`` time,
    offset and precision, ``d s o`` identifiers, scheme and validity; ``r`` the raw text where it is not the value;
    ``e<place>`` key of each entity or null; ``w<place>`` and ``l<index>`` whether a template or link applies;
    ``f<index> g<index>`` keys of the ends of a link that can be made; ``bad`` whether an amount or time cannot be
    used; ``ok``.
    """

    plan: Plan
    number: int
    raw: RawTable

    def write(self, engine: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Write the cells and keys to ``path`` and lay the view ``rows<number>`` with the verdict over it."""
        settings = "FORMAT parquet, COMPRESSION lz4, DICTIONARY_SIZE_LIMIT 4096"
        engine.execute(f"COPY ({self._keys()}) TO {quoted(str(path))} ({settings})")
        engine.execute(f"CREATE VIEW rows{self.number} AS {self._verdict(parquet(path))}")

    def _keys(self) -> str:
        """The second layer: the key of each entity."""
        keys = [f"{self._key(part)} AS e{part.place}" for part in self._templates()]
        spent = ", ".join(["k", *(f"q{part.place}" for part in self._templates() if part.part.key)])
        return f"SELECT {', '.join([f'* EXCLUDE ({spent})', *keys])} FROM ({self._values()})"

    def _verdict(self, stored: str) -> str:
        """The third layer: what can be made of the record."""
        found = " OR ".join(f"e{part.place} IS NOT NULL" for part in self._templates()) or "false"
        bad = " OR ".join(self._bad(link) for link in self._links()) or "false"
        ends = [end for link in self._links() for end in self._ends(link)]
        inner = f"SELECT *, ({found}) AS found, ({bad}) AS bad FROM {stored}"
        return f"SELECT *, (found AND NOT bad) AS ok{''.join(', ' + end for end in ends)} FROM ({inner})"

    def _templates(self) -> list[TemplatePlan]:
        return [part for part in self.plan.templates if part.table == self.number]

    def _links(self) -> list[LinkPlan]:
        return [part for part in self.plan.links if part.table == self.number]

    def _values(self) -> str:
        """The first layer: conditions and cleaned values beside the record number."""
        templates, links = self._templates(), self._links()
        columns = self.plan.columns[self.number]
        select = ["r.rec", "true AS k"]
        select += [f"{condition_sql(p.part.when, _prefixed(columns))} AS w{p.place}" for p in templates]
        select += [f"{self._complete(p)} AS q{p.place}" for p in templates if p.part.key]
        for link in links:
            select.append(f"{condition_sql(link.part.when, _prefixed(columns))} AS l{link.index}")
            if link.part.swap_when is not None:
                select.append(f"{condition_sql(link.part.swap_when, _prefixed(columns))} AS y{link.index}")
        joins = []
        for cell in self.plan.cells:
            if cell.table == self.number and cell.fixed is None:
                select += self._cell(cell)
                joins.append(f"LEFT JOIN c{cell.index} ON c{cell.index}.raw = {cell.raw}")
        return f"SELECT {', '.join(select)} FROM {parquet(self.raw.path)} r {' '.join(joins)}"

    def _cell(self, cell: Cell) -> list[str]:
        n = cell.index
        fast = shortcut(cell)
        value = "c.vals" if cell.listed else "c.value"
        issue = "c.issue"
        parts = {}
        if cell.typed and cell.kind == "money":
            plain = f"coalesce({fast.value}, " if fast else "("
            parts["a"] = f"{plain}TRY_CAST(c.value AS DECIMAL(28,8)))"
            parts["u"] = f"CASE WHEN c.raw IS NULL THEN {fast.currency if fast else 'NULL'} ELSE c.currency END"
        elif cell.typed:
            parts["t"] = f"coalesce({fast.value if fast else 'NULL'}, {_STAMP})"
            parts["z"] = f"CASE WHEN c.raw IS NULL THEN {fast.tz if fast else 'NULL'} ELSE c.tz END"
            parts["p"] = f"CASE WHEN c.raw IS NULL THEN {fast.precision if fast else 'NULL'} ELSE {_PRECISION} END"
            issue = f"CASE WHEN c.value IS NOT NULL AND {_STAMP} IS NULL THEN 'not a point in time' ELSE c.issue END"
        elif fast:
            value = f"coalesce(c.value, {fast.value})"
            scheme = f"CASE WHEN {fast.value} IS NOT NULL THEN {fast.scheme} END"
            parts |= {"v": value, "s": f"coalesce(c.scheme, {scheme})", "o": "c.valid"}
        else:
            parts["v"] = f"CASE WHEN c.raw IS NULL THEN {cell.raw} ELSE c.value END" if is_plain(cell) else value
            parts |= {"s": "c.scheme", "o": "c.valid"} if is_strong(cell) else {}
            parts |= {"d": "c.ids"} if is_strong(cell) and cell.listed else {}
        parts["i"] = issue
        # the raw text is kept where it says more than the value does
        differs = "c.raw IS NOT NULL" + ("" if is_plain(cell) else f" AND c.value IS DISTINCT FROM {cell.raw}")
        parts["r"] = f"CASE WHEN {'c.issue IS NOT NULL' if cell.typed else differs} THEN {cell.raw} END"
        return [f"{sql.replace('c.', f'c{n}.')} AS {part}{n}" for part, sql in parts.items()]

    def _complete(self, part: TemplatePlan) -> str:
        """The key columns of a template, a list where there are several; unusable ones are null."""
        columns = self.plan.columns[self.number]
        usable = []
        for name in part.part.key:
            short = f"r.{columns[name]}"
            guards = [cell.index for prop, cell in part.cells.items() if _reads(part, prop, name)]
            lost = " OR ".join(f"(c{n}.raw IS NOT NULL AND c{n}.value IS NULL)" for n in guards)
            usable.append(f"CASE WHEN {lost} THEN NULL ELSE {short} END" if guards else short)
        return usable[0] if len(usable) == 1 else f"[{', '.join(usable)}]"

    def _key(self, part: TemplatePlan) -> str:
        """The key by which records that state the same entity find each other; null when it is not there."""
        own = f"'r' || (rec * {self.plan.base} + {part.place})"
        q, n = f"q{part.place}", len(part.part.key)
        if n == 1:
            key = f"CASE WHEN {q} IS NOT NULL THEN 'k{part.pool}' || {UNIT} || {q} END"
        elif n:
            full = f"'k{part.pool}' || {UNIT} || array_to_string({q}, {UNIT})"
            given = f"len(list_filter({q}, lambda x: x IS NOT NULL))"
            key = f"CASE {given} WHEN {n} THEN {full} WHEN 0 THEN NULL ELSE {own} END"
        else:
            values = " OR ".join(f"v{cell.index} IS NOT NULL" for cell in part.cells.values() if cell.fixed is None)
            key = f"CASE WHEN {values} THEN {own} END"
        return f"CASE WHEN w{part.place} THEN {key} END"

    def _bad(self, link: LinkPlan) -> str:
        issues = [f"i{cell.index} IS NOT NULL" for cell in link.hard_cells() if cell.fixed is None]
        return f"(l{link.index} AND ({' OR '.join(issues) or 'false'}))"

    def _ends(self, link: LinkPlan) -> list[str]:
        """The keys of both ends, or nulls when the link cannot be made; a missing end gets a key of its own."""
        first, second = f"e{link.source}", f"e{link.target}"
        if link.part.swap_when is not None:
            swap = f"y{link.index}"
            first, second = f"if({swap}, {second}, {first})", f"if({swap}, {first}, {second})"
        word = "OR" if link.ltype.missing_end else "AND"
        made = f"found AND NOT bad AND l{link.index} AND (({first}) IS NOT NULL {word} ({second}) IS NOT NULL)"
        place = len(self.plan.templates) + 2 * link.index
        unknown = [f"'u' || (rec * {self.plan.base} + {place + side})" for side in (0, 1)]
        return [
            f"CASE WHEN {made} THEN coalesce({first}, {unknown[0]}) END AS f{link.index}",
            f"CASE WHEN {made} THEN coalesce({second}, {unknown[1]}) END AS g{link.index}",
        ]


def _prefixed(columns: Dict[str, str]) -> dict[str, str]:
    return {name: f"r.{short}" for name, short in columns.items()}


def _reads(part: TemplatePlan, prop: str, column: str) -> bool:
    value = part.part.properties[prop]
    return value.column == column and value.split is None and value.map is None
