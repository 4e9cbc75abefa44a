"""Clean the distinct raw texts of a cell in Python, as a table to join; what a shortcut takes stays in SQL.

Invariant: every raw text is cleaned by a shortcut, is clean already, or has a row in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import duckdb
import pyarrow as pa

from jejak.ingest.cells import Cell
from jejak.ingest.engine import quoted
from jejak.ingest.shortcuts import shortcut
from jejak.schemas.ptypes import PTYPES, Cleaned
from jejak.schemas.ptypes.base import MISSING

EMPTY = "empty"
_CHUNK = 50_000
_MONEY_DIGITS, _MONEY_DECIMALS = 20, 8
CLEANED = pa.schema(
    [
        pa.field("raw", pa.string()),
        pa.field("value", pa.string()),
        pa.field("vals", pa.list_(pa.string())),
        pa.field("issue", pa.string()),
        pa.field("valid", pa.bool_()),
        pa.field("scheme", pa.string()),
        pa.field("ids", pa.list_(pa.string())),
        pa.field("currency", pa.string()),
        pa.field("tz", pa.int16()),
        pa.field("precision", pa.string()),
    ]
)


class CleanRow(NamedTuple):
    """What one raw text became; the fields of ``CLEANED`` after ``raw``."""

    value: str | None
    vals: tuple[str, ...] | None = None
    issue: str | None = None
    valid: bool | None = None
    scheme: str | None = None
    ids: tuple[str, ...] | None = None
    currency: str | None = None
    tz: int | None = None
    precision: str | None = None


def clean_text(cell: Cell, raw: str) -> CleanRow:
    """Clean one raw text as a cell says: split, map, property type, code list."""
    if not cell.listed:
        return _clean_row(cell, _clean_one(cell, raw))
    texts = [part.strip() for part in raw.split(cell.split)] if cell.split else [raw]
    rows = [_clean_row(cell, _clean_one(cell, text)) for text in texts if text]
    good = [row for row in rows if row.value is not None]
    issue = "; ".join(sorted({row.issue for row in rows if row.issue})) or None
    if not good:
        return CleanRow(None, issue=issue)
    vals = tuple(dict.fromkeys(row.value for row in good if row.value is not None))
    ids = tuple(sorted({f"{row.scheme}:{row.value}" for row in good if row.scheme and row.valid is not False}))
    return good[0]._replace(vals=vals, ids=ids, issue=issue)


def is_strong(cell: Cell) -> bool:
    """Whether its values identify an entity."""
    return cell.kind in PTYPES and PTYPES[cell.kind].strong


def _clean_row(cell: Cell, cleaned: Cleaned) -> CleanRow:
    if cleaned.value is None:
        if cleaned.issues == (EMPTY,):
            return CleanRow(None)  # "-" and "n/a" say that there is no value: nothing was lost
        return CleanRow(None, issue="; ".join(cleaned.issues) or "this value cannot be used")
    extra = cleaned.extra
    if not is_strong(cell):
        if not extra:
            return CleanRow(cleaned.value, valid=cleaned.valid)
        offset = extra.get("tz_offset")
        tz = int(offset) if offset else None
        return CleanRow(
            cleaned.value, valid=cleaned.valid, currency=extra.get("currency"), tz=tz, precision=extra.get("precision")
        )
    scheme = extra.get("scheme") or PTYPES[cell.kind].scheme or cell.prop
    return CleanRow(cleaned.value, valid=cleaned.valid, scheme=scheme)


def _clean_one(cell: Cell, text: str) -> Cleaned:
    if cell.map is not None:
        mapped = cell.map.get(text, cell.map.get(text.casefold()))
        if mapped is None:
            return Cleaned(None, None, ("not in the map of this mapping",), {})
        text = mapped
    if cell.codes is not None:
        code = cell.codes.get(text.casefold())
        return Cleaned(code, None, () if code else ("not in the code list",), {})
    cleaned = PTYPES[cell.kind].clean(text, cell.context)
    if cell.kind == "money" and cleaned.value is not None and not _fits(cleaned.value):
        return Cleaned(None, None, ("too many digits for an exact amount",), {})
    return cleaned


def _fits(value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and exponent >= -_MONEY_DECIMALS and len(digits) + exponent <= _MONEY_DIGITS


def clean_distinct(engine: duckdb.DuckDBPyConnection, cell: Cell, source: str, tick: Callable[[], None]) -> None:
    """Make the table ``c<index>`` with the cleaned form of every distinct raw text that SQL alone cannot clean."""
    engine.register("chunk", pa.table({f.name: pa.array([], f.type) for f in CLEANED}, schema=CLEANED))
    engine.execute(f"CREATE TABLE c{cell.index} AS SELECT * FROM chunk")
    engine.unregister("chunk")
    fast = shortcut(cell)
    unless = f" AND {fast.value} IS NULL" if fast else f" AND NOT {clean_already(cell)}"
    raw = fast.raw if fast else cell.raw
    query = f"SELECT DISTINCT {cell.raw} AS raw FROM {source} r WHERE {cell.raw} IS NOT NULL{unless}"
    distinct = engine.sql(query).to_arrow_table() if raw else pa.table({"raw": []})
    for batch in distinct.to_batches(max_chunksize=_CHUNK):
        tick()
        engine.register("chunk", _cleaned(cell, batch.column(0).to_pylist()))
        engine.execute(f"INSERT INTO c{cell.index} SELECT * FROM chunk")
        engine.unregister("chunk")


def clean_already(cell: Cell) -> str:
    """SQL that is true for texts and names in plain ASCII that the Python cleaner leaves as they are."""
    if cell.kind not in {"text", "name"} or cell.map is not None or cell.codes is not None or not is_plain(cell):
        return "false"
    missing = ", ".join(quoted(word) for word in sorted(MISSING))
    plain = f"regexp_full_match({cell.raw}, '[!-~]+(?: [!-~]+)*') AND lower({cell.raw}) NOT IN ({missing})"
    if cell.kind == "name":
        plain += (
            f" AND regexp_full_match({cell.raw}, '[A-Za-z0-9](?:.*[A-Za-z0-9.)])?') AND {cell.raw} ~ '.*[A-Za-z].*'"
        )
    return f"({plain})"


def is_plain(cell: Cell) -> bool:
    """Whether a text that is clean already needs no row: a missing one then stands for itself."""
    return not (cell.typed or cell.listed or is_strong(cell))


def _cleaned(cell: Cell, raws: Iterable[str]) -> pa.Table:
    plain = is_plain(cell)
    cleaned = ((raw, clean_text(cell, raw)) for raw in raws)
    rows = [(raw, *row) for raw, row in cleaned if not plain or row.value != raw]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(CLEANED)
    return pa.table(
        [pa.array(column, part.type) for column, part in zip(columns, CLEANED, strict=True)], schema=CLEANED
    )
