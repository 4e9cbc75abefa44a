"""What becomes of the records of a part that are left out, and of their money: the tables ``rejects`` and ``money``.

Invariant: every record without a claim, every value left out and every usable amount is noted once.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.engine import quoted
from jejak.ingest.links import LinkBuilder
from jejak.ingest.plan import Plan
from jejak.ingest.rows import RowsBuilder

UNKNOWN_CURRENCY = "XXX"  # ISO 4217: no currency
NO_ENTITY = "no entity can be made of this record"
NO_END = "an end of the link is missing"


@dataclass(frozen=True, slots=True)
class Losses:
    """Keeps the two tables."""

    engine: duckdb.DuckDBPyConnection
    plan: Plan
    links: LinkBuilder

    def open(self) -> None:
        """Make the tables."""
        self.engine.execute("CREATE TABLE money (currency VARCHAR, total DECIMAL(38,8), lost DECIMAL(38,8))")
        self.engine.execute(
            "CREATE TABLE rejects (rec BIGINT, col VARCHAR, raw VARCHAR, reason VARCHAR, severity VARCHAR)"
        )

    def note(self, rows: RowsBuilder) -> None:
        """Note what the table ``joined`` holds."""
        rejects = [_reject("NULL", "NULL", quoted(NO_ENTITY), "row", "NOT found")]
        for cell in rows.cells():
            rejects += self._of_cell(cell)
        for link in rows.links():
            missing = f"ok AND {link.applies} AND NOT made{link.index}"
            rejects.append(_reject("NULL", "NULL", quoted(NO_END), "value", missing))
            amount, currency = self.links.amount(link), self.links.currency(link)
            if "amount" in link.fields:  # every usable amount, and how much of it becomes no claim
                self.engine.execute(
                    f"""INSERT INTO money SELECT coalesce({currency}, '{UNKNOWN_CURRENCY}'), sum({amount}),
                    sum({amount}) FILTER (NOT made{link.index})
                    FROM joined WHERE {link.applies} AND {amount} IS NOT NULL GROUP BY 1"""
                )
        self.engine.execute(f"INSERT INTO rejects {' UNION '.join(rejects)}")

    def _of_cell(self, cell: Cell) -> list[str]:
        """A hard cell rejects the record of its link; elsewhere only the value is left out."""
        n = cell.index
        hard = [link.applies for link in self.plan.links if cell in link.hard_cells()]
        soft = [link.applies for link in self.plan.links if cell in (*link.fields.values(), *link.cells.values())]
        soft += [part.applies for part in self.plan.templates if cell in part.all_cells()]
        row, value = " OR ".join(hard) or "false", " OR ".join(soft) or "false"
        tests = [("row", f"({row})"), ("value", f"NOT ({row}) AND ({value})")]
        return [
            _reject(quoted(cell.label), f"r{n}", f"i{n}", severity, f"i{n} IS NOT NULL AND {test}")
            for severity, test in tests
            if severity == "value" or hard
        ]


def _reject(column: str, raw: str, reason: str, severity: str, test: str) -> str:
    return f"""SELECT rec, {column}::VARCHAR AS col, {raw}::VARCHAR AS raw, {reason}::VARCHAR AS reason,
        '{severity}' AS severity FROM joined WHERE {test}"""
