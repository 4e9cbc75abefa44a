"""Join the records of a part with their cleaned values and pass a verdict on every record: the table ``joined``.

Invariant: each record of each table has exactly one row, with ``ok`` true or at least one reason to reject it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import clean_already, is_plain, is_strong, may_be_clean
from jejak.ingest.conditions import condition_sql
from jejak.ingest.plan import LinkPlan, Plan, TemplatePlan
from jejak.ingest.shortcuts import shortcut

UNIT = "chr(31)"
_STAMP = """TRY_CAST(CASE length({c}.value) WHEN 4 THEN {c}.value || '-01-01' WHEN 7 THEN {c}.value || '-01'
 ELSE left(replace({c}.value, 'T', ' '), 19) END AS TIMESTAMP)"""
_PRECISION = """coalesce({c}.precision, CASE length({c}.value) WHEN 4 THEN 'year' WHEN 7 THEN 'month' WHEN 10 THEN 'day'
 ELSE 'second' END)"""


@dataclass(frozen=True, slots=True)
class RowsBuilder:
    """Makes the rows of the parts of one table.

    Columns of ``joined``: ``rec``; for each cell ``v`` value, ``i`` issue and, by kind, ``a u`` amount and currency,
    ``t z p`` time, offset and precision, ``d s o`` identifiers, scheme and validity; ``r`` the raw text where it is no
    value; ``w<place>`` and ``l<index>`` whether a template or link applies; ``key<place>`` the key of an entity that
    other records may state too, ``own<place>`` whether this record alone states one, ``there<place>`` whether there is
    one at all; ``made<index>`` whether a link can be made, ``back<index>`` whether it runs backwards and
    ``nofrom<index> noto<index>`` which of its ends is missing; ``found`` and ``ok``.
    """

    plan: Plan
    number: int
    slot: int

    def open_part(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Make the table ``part<slot>`` of the registered ``raw``; ``m<index>`` is what SQL alone makes of a cell."""
        marks = [f"{mark} AS m{cell.index}" for cell in self.cells() if (mark := _mark(cell))]
        engine.execute(f"CREATE OR REPLACE TABLE part{self.slot} AS SELECT {', '.join(['r.*', *marks])} FROM raw r")

    def join(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Make the table ``joined`` of ``part<slot>`` and what was cleaned for it, which are of no more use."""
        engine.execute(f"CREATE OR REPLACE TABLE joined AS {self._verdict()}")
        for table in (f"part{self.slot}", *(f"now{self.slot}_{cell.index}" for cell in self.cells())):
            engine.execute(f"DROP TABLE {table}")

    def cells(self) -> list[Cell]:
        """The cells that read this table."""
        return [cell for cell in self.plan.cells if cell.table == self.number and cell.fixed is None]

    def kept(self) -> list[str]:
        """The columns of the cells that entities and links are made of."""
        named = {cell.index for part in self.templates() for prop, cell in part.cells.items() if prop == part.label}
        return [
            f"{part}{cell.index}"
            for cell in self.cells()
            for part in _parts(cell)
            if part not in "ir" or (part == "r" and cell.index in named)
        ]

    def templates(self) -> list[TemplatePlan]:
        """The templates that read this table."""
        return [part for part in self.plan.templates if part.table == self.number]

    def links(self) -> list[LinkPlan]:
        """The links that read this table."""
        return [part for part in self.plan.links if part.table == self.number]

    def _verdict(self) -> str:
        """The third layer: what can be made of the record."""
        found = " OR ".join(f"there{part.place}" for part in self.templates()) or "false"
        bad = " OR ".join(self._bad(link) for link in self.links()) or "false"
        inner = f"SELECT *, (({found}) AND NOT ({bad})) AS ok, ({found}) AS found FROM ({self._keys()})"
        made = [column for link in self.links() for column in self._made(link)]
        spent = ", ".join(f"there{part.place}" for part in self.templates())
        return f"SELECT {', '.join([f'* EXCLUDE ({spent})' if spent else '*', *made])} FROM ({inner})"

    def _keys(self) -> str:
        """The second layer: the keys of the entities, and which of them there are."""
        spent = [f"q{part.place}" for part in self.templates() if part.part.key]
        exclude = f" EXCLUDE ({', '.join(spent)})" if spent else ""
        keys = [f"{sql} AS {name}" for part in self.templates() for name, sql in self._key(part).items()]
        there = [f"(key{p.place} IS NOT NULL OR {p.alone}) AS there{p.place}" for p in self.templates()]
        inner = f"SELECT {', '.join([f'*{exclude}', *keys])} FROM ({self._values()})"
        return f"SELECT {', '.join(['*', *there])} FROM ({inner})"

    def _values(self) -> str:
        """The first layer: conditions and cleaned values beside the record number."""
        columns = _prefixed(self.plan.columns[self.number])
        select = ["r.rec"]
        select += [f"{condition_sql(p.part.when, columns)} AS {p.applies}" for p in self.templates() if p.part.when]
        select += [f"{self._complete(p)} AS q{p.place}" for p in self.templates() if p.part.key]
        for link in self.links():
            tests = ((link.part.when, link.applies), (link.part.swap_when, link.turned))
            select += [f"{condition_sql(test, columns)} AS {name}" for test, name in tests if test]
        joins = []
        for cell in self.cells():
            select += [f"{sql} AS {part}{cell.index}" for part, sql in _parts(cell).items()]
            joins.append(f"LEFT JOIN now{self.slot}_{cell.index} c{cell.index} ON c{cell.index}.raw = {cell.raw}")
        return f"SELECT {', '.join(select)} FROM part{self.slot} r {' '.join(joins)}"

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

    @staticmethod
    def _key(part: TemplatePlan) -> dict[str, str]:
        """The key by which records that state the same entity find each other, or that there is one without."""
        place, n = part.place, len(part.part.key)
        q, key, own = f"q{place}", "NULL::VARCHAR", "false"
        if n == 1:
            key = q
        elif n:
            given = f"len(list_filter({q}, lambda x: x IS NOT NULL))"
            key = f"CASE {given} WHEN {n} THEN to_json({q})::VARCHAR END"
            own = f"{given} NOT IN (0, {n})"
        else:
            own = " OR ".join(f"v{c.index} IS NOT NULL" for c in part.cells.values() if c.fixed is None) or "false"
        sql = {f"key{place}": f"CASE WHEN {part.applies} THEN {key} END"}
        return sql if n == 1 else {**sql, part.alone: f"({part.applies} AND ({own}))"}

    @staticmethod
    def _bad(link: LinkPlan) -> str:
        issues = [f"i{cell.index} IS NOT NULL" for cell in link.hard_cells() if cell.fixed is None]
        return f"({link.applies} AND ({' OR '.join(issues) or 'false'}))"

    @staticmethod
    def _made(link: LinkPlan) -> list[str]:
        """Whether the link can be made, and whether its first or second end is then missing."""
        n, source, target = link.index, f"there{link.source}", f"there{link.target}"
        if not link.ltype.missing_end:
            return [f"(ok AND {link.applies} AND {source} AND {target}) AS made{n}"]
        made = f"ok AND {link.applies} AND ({source} OR {target})"
        first, second = f"if({link.turned}, {target}, {source})", f"if({link.turned}, {source}, {target})"
        return [
            f"({made}) AS made{n}", f"({made} AND NOT {first}) AS nofrom{n}", f"({made} AND NOT {second}) AS noto{n}",
        ]  # fmt: skip


def _mark(cell: Cell) -> str | None:
    fast = shortcut(cell)
    return fast.value if fast else clean_already(cell) if may_be_clean(cell) else None


def _parts(cell: Cell) -> dict[str, str]:
    """SQL for what a cell gives; ``c<index>`` is what Python made of it, null where SQL was enough."""
    c, fast, mark = f"c{cell.index}", shortcut(cell), f"r.m{cell.index}"
    issue, stamp = f"{c}.issue", _STAMP.format(c=c)
    parts = {}
    if cell.typed and cell.kind == "money":
        parts["a"] = f"coalesce({mark if fast else 'NULL'}, TRY_CAST({c}.value AS DECIMAL(28,8)))"
        parts["u"] = f"CASE WHEN {c}.raw IS NULL THEN {fast.currency if fast else 'NULL'} ELSE {c}.currency END"
    elif cell.typed:
        parts["t"] = f"coalesce({mark if fast else 'NULL'}, {stamp})"
        parts["z"] = f"CASE WHEN {c}.raw IS NULL THEN {fast.tz if fast else 'NULL'} ELSE {c}.tz END"
        parts["p"] = (
            f"CASE WHEN {c}.raw IS NULL THEN {fast.precision if fast else 'NULL'} ELSE {_PRECISION.format(c=c)} END"
        )
        issue = f"CASE WHEN {c}.value IS NOT NULL AND {stamp} IS NULL THEN 'not a point in time' ELSE {c}.issue END"
    elif fast:
        parts["v"] = f"coalesce({c}.value, {mark})"
        parts["s"] = f"coalesce({c}.scheme, CASE WHEN {mark} IS NOT NULL THEN {fast.scheme} END)"
        parts["o"] = f"{c}.valid"
    else:
        value = f"{c}.vals" if cell.listed else f"{c}.value"
        parts["v"] = f"CASE WHEN {c}.raw IS NULL THEN {cell.raw} ELSE {c}.value END" if is_plain(cell) else value
        parts |= {"s": f"{c}.scheme", "o": f"{c}.valid"} if is_strong(cell) else {}
        parts |= {"d": f"{c}.ids"} if is_strong(cell) and cell.listed else {}
    parts["i"] = issue
    # the raw text is kept where it says more than the value does
    differs = (
        f"{c}.issue IS NOT NULL" if cell.typed else f"{c}.raw IS NOT NULL AND {c}.value IS DISTINCT FROM {cell.raw}"
    )
    parts["r"] = f"CASE WHEN {differs} THEN {cell.raw} END"
    return parts


def _prefixed(columns: Dict[str, str]) -> dict[str, str]:
    return {name: f"r.{short}" for name, short in columns.items()}


def _reads(part: TemplatePlan, prop: str, column: str) -> bool:
    value = part.part.properties[prop]
    return value.column == column and value.split is None and value.map is None
