"""Number the entities of a part in the order of their first records, and write its accepted records with the numbers.

Invariant: an entity's number is its place in the order (record, place of the template) over the whole source: parts
come in that order, so a number that was given never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from jejak.ingest.engine import quoted
from jejak.ingest.plan import LinkPlan, Plan, TemplatePlan
from jejak.ingest.rows import RowsBuilder

_SETTINGS = "FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 20480, DICTIONARY_SIZE_LIMIT 4096"


@dataclass(slots=True)
class Numberer:
    """Gives the numbers; ``ids<pool>`` holds the keys met so far, ``unknown`` the missing ends of links."""

    engine: duckdb.DuckDBPyConnection
    plan: Plan
    count: int = 0

    def open(self) -> None:
        """Make the tables."""
        for pool in self.plan.keyed_pools:
            self.engine.execute(f"CREATE TABLE ids{pool} (key VARCHAR, ix INTEGER)")
        self.engine.execute("CREATE TABLE unknown (ord BIGINT, ix INTEGER)")

    def write(self, rows: RowsBuilder, path: Path) -> None:
        """Number what is new in the table ``joined`` and write its accepted records to ``path``; it is then gone.

        Columns: ``rec``; ``e<place>`` the number of each entity or null; ``f<index> g<index>`` the numbers of the ends
        of a link or nulls where it cannot be made; what the cells gave.
        """
        keyed = [part for part in rows.templates() if part.part.key]
        pools = sorted({part.pool for part in keyed})
        for pool in pools:
            self._look_up(pool, [part for part in keyed if part.pool == pool])
        self._number(rows, pools)
        for pool in pools:
            self._remember(pool)
        self.engine.execute(f"COPY ({self._numbered(rows)}) TO {quoted(str(path))} ({_SETTINGS})")
        for table in ("joined", "numbered", *(f"here{pool}" for pool in pools)):
            self.engine.execute(f"DROP TABLE {table}")

    def _look_up(self, pool: int, parts: list[TemplatePlan]) -> None:
        """The keys of the part, each with its first place and, where it is known, its number."""
        stated = " UNION ALL ".join(
            f"SELECT key{p.place} AS key, {self._ord(p.place)} AS ord FROM joined WHERE ok AND key{p.place} IS NOT NULL"
            for p in parts
        )
        first = f"SELECT key, min(ord) AS ord FROM ({stated}) GROUP BY key"
        self.engine.execute(
            f"""CREATE OR REPLACE TABLE here{pool} AS SELECT f.key, f.ord, i.ix FROM ids{pool} i
            RIGHT JOIN ({first}) f ON i.key = f.key"""
        )

    def _number(self, rows: RowsBuilder, pools: list[int]) -> None:
        """The table ``numbered`` of all that is new: keys, entities of one record, missing ends."""
        new = ["SELECT NULL::BIGINT AS ord WHERE false"]
        new += [f"SELECT ord FROM here{pool} WHERE ix IS NULL" for pool in pools]
        new += [
            f"SELECT {self._ord(p.place)} FROM joined WHERE ok AND {p.alone}"
            for p in rows.templates()
            if len(p.part.key) != 1
        ]
        for link in (link for link in rows.links() if link.ltype.missing_end):
            new += [f"SELECT {self._ord(place)} FROM joined WHERE {test}" for test, place in self._missing(link)]
        number = f"({self.count} + row_number() OVER (ORDER BY ord) - 1)::INTEGER"
        self.engine.execute(
            f"CREATE OR REPLACE TABLE numbered AS SELECT ord, {number} AS ix FROM ({' UNION ALL '.join(new)})"
        )
        of_links = f"ord % {self.plan.base} >= {len(self.plan.templates)}"
        self.engine.execute(f"INSERT INTO unknown SELECT ord, ix FROM numbered WHERE {of_links}")
        row = self.engine.execute("SELECT count(*) FROM numbered").fetchone()
        self.count += row[0] if row else 0

    def _remember(self, pool: int) -> None:
        source = f"here{pool} h LEFT JOIN numbered n ON n.ord = h.ord"
        self.engine.execute(f"INSERT INTO ids{pool} SELECT h.key, n.ix FROM {source} WHERE h.ix IS NULL")
        self.engine.execute(
            f"CREATE OR REPLACE TABLE here{pool} AS SELECT h.key, coalesce(h.ix, n.ix) AS ix FROM {source}"
        )

    def _numbered(self, rows: RowsBuilder) -> str:
        numbers, joins = {}, []
        for part in rows.templates():
            place, found = part.place, []
            if part.part.key:
                joins.append(f"LEFT JOIN here{part.pool} k{place} ON k{place}.key = j.key{place}")
                found.append(f"k{place}.ix")
            if len(part.part.key) != 1:
                joins.append(f"LEFT JOIN numbered o{place} ON o{place}.ord = {self._where(part.alone, place)}")
                found.append(f"o{place}.ix")
            numbers[place] = f"coalesce({', '.join(found)})"
        select = ["j.rec", *(f"{number} AS e{place}" for place, number in numbers.items())]
        for link in rows.links():
            ends = [numbers[link.source], numbers[link.target]]
            turned = zip("fg", ends, ends[::-1], self._missing(link), strict=True)
            for name, end, other, (test, place) in turned:
                number = f"if({link.turned}, {other}, {end})"
                if link.ltype.missing_end:
                    joins.append(f"LEFT JOIN numbered u{place} ON u{place}.ord = {self._where(test, place)}")
                    number = f"coalesce({number}, u{place}.ix)"
                select.append(f"CASE WHEN made{link.index} THEN {number} END AS {name}{link.index}")
        select += [f"j.{name}" for name in rows.kept()]
        return f"SELECT {', '.join(select)} FROM joined j {' '.join(joins)} WHERE ok"

    def _missing(self, link: LinkPlan) -> list[tuple[str, int]]:
        """For both ends the test whether it is missing, and its place among the entities of a record."""
        place = len(self.plan.templates) + 2 * link.index
        return [(f"nofrom{link.index}", place), (f"noto{link.index}", place + 1)]

    def _ord(self, place: int) -> str:
        return f"rec * {self.plan.base} + {place}"

    def _where(self, test: str, place: int) -> str:
        return f"CASE WHEN j.{test} THEN j.{self._ord(place)} END"
