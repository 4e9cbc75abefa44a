"""Link claims in SQL, from the numbered rows.

Invariant: an event gives one claim per record; equal facts without an amount are one claim that counts its records.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import CleanRow
from jejak.ingest.engine import quoted
from jejak.ingest.plan import LinkPlan, Plan
from jejak.ingest.rows import UNIT

_EVENT_KEY = 20  # letters: 80 bits tell ten million payments apart
_NO_LINK = """SELECT 0 AS rec, 0 AS part, 0 AS src_ix, 0 AS dst_ix, '' AS ltype, NULL::TIMESTAMP AS t_utc,
    NULL::TIMESTAMP AS t_end, '' AS t_precision, 0 AS tz_offset, 0::DECIMAL(28,8) AS amount, '' AS currency,
    '' AS channel, '' AS reference, '' AS role, '' AS event_key, '' AS grade, '' AS handling, '' AS props,
    1 AS n_rows"""


@dataclass(frozen=True, slots=True)
class LinkBuilder:
    """SQL for the links of the rows."""

    plan: Plan
    constants: Dict[int, CleanRow]

    def open(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Make the table ``static<index>`` of each link that is no event: equal facts with their first record.

        All parts must have been numbered.
        """
        for link in self.plan.links:
            if not _is_event(link):
                told = {name: sql for name, sql in self._columns(link).items() if name in _varying(link)}
                columns = {"src_ix": f"f{link.index}", "dst_ix": f"g{link.index}", **told}
                select = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
                # a record states a link once, so its rows are its records: counting distinct ones would hold them all
                engine.execute(
                    f"""CREATE TABLE static{link.index} AS
                    SELECT min(rec) AS rec, count(*) AS n_rows, {", ".join(columns)}
                    FROM (SELECT rec, {select} FROM rows{link.table} WHERE f{link.index} IS NOT NULL)
                    GROUP BY {", ".join(columns)}"""
                )

    def links(self, table: int, rows: str, first: int, last: int) -> str:
        """All link claims of a part with ``rec`` and ``part`` (number of the link template), in no order."""
        found = [
            self._event(link, rows) if _is_event(link) else self._fact(link, first, last)
            for link in self.plan.links
            if link.table == table
        ]
        return " UNION ALL ".join(found) or f"{_NO_LINK} WHERE false"

    def _event(self, link: LinkPlan, rows: str) -> str:
        columns = [f"{sql} AS {name}" for name, sql in self._columns(link).items()]
        ends = f"r.f{link.index} AS src_ix, r.g{link.index} AS dst_ix"
        source = f"{rows} r"
        if _has_key(link):
            of_part = " UNION ALL ".join(f"SELECT {end}{link.index} AS ix FROM {rows}" for end in "fg")
            known = f"(SELECT * FROM strong SEMI JOIN ({of_part}) p ON p.ix = strong.ix)"
            source += f" LEFT JOIN {known} a ON a.ix = r.f{link.index} LEFT JOIN {known} b ON b.ix = r.g{link.index}"
        return f"""SELECT r.rec, {link.index} AS part, {ends}, {", ".join(columns)}, 1 AS n_rows FROM {source}
            WHERE r.f{link.index} IS NOT NULL"""

    def _fact(self, link: LinkPlan, first: int, last: int) -> str:
        columns = [name if name in _varying(link) else f"{sql} AS {name}" for name, sql in self._columns(link).items()]
        return f"""SELECT rec, {link.index} AS part, src_ix, dst_ix, {", ".join(columns)}, n_rows
            FROM static{link.index} WHERE rec BETWEEN {first} AND {last}"""

    def _columns(self, link: LinkPlan) -> dict[str, str]:
        """What a link says beside its ends."""
        fields, part = link.fields, link.part
        time, end = fields.get("time"), fields.get("end")
        amount, currency = self.amount(link), self.currency(link)
        return {
            "ltype": quoted(part.type),
            "t_utc": self._part(time, "t", "TIMESTAMP"),
            "t_end": self._part(end, "t", "TIMESTAMP"),
            "t_precision": self._part(time, "p"),
            "tz_offset": self._part(time, "z", "SMALLINT"),
            "amount": amount,
            "currency": f"CASE WHEN {amount} IS NOT NULL THEN {currency} END",
            **{name: self._part(fields.get(name), "v") for name in ("channel", "reference", "role")},
            "event_key": self._event_key(link),
            "grade": _text(part.grade),
            "handling": _text(part.handling),
            "props": self._props(link),
        }

    def amount(self, link: LinkPlan) -> str:
        """The amount of a link."""
        return self._part(link.fields.get("amount"), "a", "DECIMAL(28,8)")

    def currency(self, link: LinkPlan) -> str:
        """The stated currency, else the one beside the amount, else the default."""
        amount = link.fields.get("amount")
        default = _text(amount.context.currency if amount else self.plan.mapping.defaults.currency)
        beside = f"u{amount.index}" if amount is not None and amount.fixed is None else "NULL"
        return f"coalesce({self._part(link.fields.get('currency'), 'v')}, {beside}, {default})"

    def _part(self, cell: Cell | None, part: str, kind: str = "VARCHAR") -> str:
        if cell is None:
            return f"NULL::{kind}"
        if cell.fixed is None:
            return f"{part}{cell.index}"
        row = self.constants[cell.index]
        if part == "p":
            return _text(row.precision)
        if part == "z":
            return f"{'NULL' if row.tz is None else row.tz}::SMALLINT"
        return (
            f"{_text((row.value or '').rstrip('Z') or None)}::{kind}" if part == "t" else f"{_text(row.value)}::{kind}"
        )

    def _event_key(self, link: LinkPlan) -> str:
        """One payment in two banks' statements gives one key: currency, amount, minute and both identifiers."""
        if not _has_key(link):
            return "NULL::VARCHAR"
        time, amount, currency = (
            self._part(link.fields["time"], "t", "TIMESTAMP"),
            self.amount(link),
            self.currency(link),
        )
        parts = [
            "'v2'", currency, f"{amount}::VARCHAR", f"(epoch_ms({time}) // 60000)::VARCHAR",
            "least(a.strong, b.strong)", "greatest(a.strong, b.strong)",
        ]  # fmt: skip
        known = " AND ".join(f"{part} IS NOT NULL" for part in (currency, amount, time, "a.strong", "b.strong"))
        return f"CASE WHEN {known} THEN left(sha256(concat_ws({UNIT}, {', '.join(parts)})), {_EVENT_KEY}) END"

    def _props(self, link: LinkPlan) -> str:
        pieces = []
        for name in sorted(link.cells):
            cell = link.cells[name]
            value = f"v{cell.index}"
            if cell.fixed is not None:
                row = self.constants[cell.index]
                texts = ", ".join(quoted(text) for text in row.vals or ())
                value = f"[{texts}]::VARCHAR[]" if cell.listed else _text(row.value)
            pieces.append(f"""'"{name}":' || to_json({value})::VARCHAR""")
        return f"'{{' || concat_ws(',', {', '.join(pieces)}) || '}}'" if pieces else "'{}'"


def _is_event(link: LinkPlan) -> bool:
    return link.ltype.event or "amount" in link.fields


def _has_key(link: LinkPlan) -> bool:
    return link.ltype.event and "amount" in link.fields and "time" in link.fields


def _varying(link: LinkPlan) -> set[str]:
    """The columns in which equal pairs of ends may differ."""
    names = {"time": ("t_utc", "t_precision", "tz_offset"), "end": ("t_end",)}
    told = {column for name, cell in link.fields.items() if cell.fixed is None for column in names.get(name, (name,))}
    return told | {"props" for cell in link.cells.values() if cell.fixed is None}


def _text(text: str | None) -> str:
    return "NULL::VARCHAR" if text is None else quoted(text)
