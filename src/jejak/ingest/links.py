"""Link claims and rejects in SQL, from the cleaned rows and the numbers of the entities.

Invariant: an event gives one claim per record; equal facts without an amount are one claim that counts its records.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import CleanRow
from jejak.ingest.engine import quoted
from jejak.ingest.plan import LinkPlan, Plan
from jejak.ingest.rows import UNIT

UNKNOWN_CURRENCY = "XXX"  # ISO 4217: no currency
_EVENT_KEY = 20  # letters: 80 bits tell ten million payments apart
NO_ENTITY = "no entity can be made of this record"
NO_END = "an end of the link is missing"


@dataclass(frozen=True, slots=True)
class LinkBuilder:
    """SQL for links, money and rejects over the cleaned rows."""

    plan: Plan
    constants: Dict[int, CleanRow]

    def links(self) -> str:
        """All link claims with ``rec`` and ``part`` (number of the link template), in no order."""
        parts = [self._link(link) for link in self.plan.links]
        return " UNION ALL ".join(parts) or f"{self._empty()} WHERE false"

    def money(self, link: LinkPlan) -> str:
        """Every usable amount that a table states, by currency, and how much of it became no claim."""
        amount, currency = self._amount(link), self._currency(link)
        return f"""SELECT coalesce({currency}, '{UNKNOWN_CURRENCY}') AS currency, sum({amount}) AS total,
            sum({amount}) FILTER (f{link.index} IS NULL) AS rejected
            FROM rows{link.table} WHERE l{link.index} AND {amount} IS NOT NULL GROUP BY 1"""

    def rejects(self) -> str:
        """All rejects but the structural ones, in no order."""
        parts = []
        for number in range(len(self.plan.columns)):
            source = f"rows{number}"
            parts.append(_reject("NULL", "NULL", quoted(NO_ENTITY), "row", f"{source} WHERE NOT found"))
            for cell in self.plan.cells:
                if cell.table == number and cell.fixed is None:
                    parts += self._cell_rejects(cell, source)
        for link in self.plan.links:
            where = f"ok AND l{link.index} AND f{link.index} IS NULL"
            parts.append(_reject("NULL", "NULL", quoted(NO_END), "value", f"rows{link.table} WHERE {where}"))
        return " UNION ".join(parts)

    def _cell_rejects(self, cell: Cell, source: str) -> list[str]:
        """A hard cell rejects the record of its link; elsewhere only the value is left out."""
        n = cell.index
        hard = [f"l{link.index}" for link in self.plan.links if cell in link.hard_cells()]
        soft = [f"l{link.index}" for link in self.plan.links if cell in (*link.fields.values(), *link.cells.values())]
        soft += [f"w{part.place}" for part in self.plan.templates if cell in part.all_cells()]
        row, value = " OR ".join(hard) or "false", " OR ".join(soft) or "false"
        tests = [("row", f"({row})"), ("value", f"NOT ({row}) AND ({value})")]
        label = quoted(cell.label)
        return [
            _reject(label, f"r{n}", f"i{n}", severity, f"{source} WHERE i{n} IS NOT NULL AND {test}")
            for severity, test in tests
            if severity == "value" or hard
        ]

    def _link(self, link: LinkPlan) -> str:
        fields, part = link.fields, link.part
        time, end = fields.get("time"), fields.get("end")
        amount, currency = self._amount(link), self._currency(link)
        select = [
            f"{link.index} AS part", f"{quoted(part.type)} AS ltype", "a.ix AS src_ix", "b.ix AS dst_ix",
            f"{self._part(time, 't', 'TIMESTAMP')} AS t_utc", f"{self._part(end, 't', 'TIMESTAMP')} AS t_end",
            f"{self._part(time, 'p')} AS t_precision", f"{self._part(time, 'z', 'SMALLINT')} AS tz_offset",
            f"{amount} AS amount", f"CASE WHEN {amount} IS NOT NULL THEN {currency} END AS currency",
            *(f"{self._part(fields.get(name), 'v')} AS {name}" for name in ("channel", "reference", "role")),
            f"{self._event_key(link)} AS event_key",
            f"{_text(part.grade)} AS grade", f"{_text(part.handling)} AS handling", f"{self._props(link)} AS props",
        ]  # fmt: skip
        source = f"""SELECT r.rec, {", ".join(select)} FROM rows{link.table} r
            JOIN ids a ON a.key = r.f{link.index} JOIN ids b ON b.key = r.g{link.index}"""
        if link.ltype.event or "amount" in fields:
            return f"SELECT *, 1 AS n_rows FROM ({source})"
        # a record states a link once, so its rows are its records: counting distinct ones would hold them all
        return f"SELECT min(rec) AS rec, * EXCLUDE (rec), count(*) AS n_rows FROM ({source}) GROUP BY ALL"

    def _empty(self) -> str:
        return """SELECT 0 AS rec, 0 AS part, '' AS ltype, 0 AS src_ix, 0 AS dst_ix, NULL::TIMESTAMP AS t_utc,
            NULL::TIMESTAMP AS t_end, '' AS t_precision, 0 AS tz_offset, 0::DECIMAL(28,8) AS amount, '' AS currency,
            '' AS channel, '' AS reference, '' AS role, '' AS event_key, '' AS grade, '' AS handling, '' AS props,
            1 AS n_rows"""

    def _amount(self, link: LinkPlan) -> str:
        return self._part(link.fields.get("amount"), "a", "DECIMAL(28,8)")

    def _currency(self, link: LinkPlan) -> str:
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
        if not link.ltype.event or "amount" not in link.fields or "time" not in link.fields:
            return "NULL::VARCHAR"
        time, amount, currency = (
            self._part(link.fields["time"], "t", "TIMESTAMP"),
            self._amount(link),
            self._currency(link),
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


def _reject(column: str, raw: str, reason: str, severity: str, source: str) -> str:
    return f"""SELECT rec, {column}::VARCHAR AS col, {raw}::VARCHAR AS raw, {reason}::VARCHAR AS reason,
        '{severity}' AS severity FROM {source}"""


def _text(text: str | None) -> str:
    return "NULL::VARCHAR" if text is None else quoted(text)
