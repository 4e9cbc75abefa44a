"""Clean the distinct raw texts of a cell in Python, as a table to join; what a shortcut takes stays in SQL.

Invariant: every raw text is cleaned by a shortcut, is clean already, or has a row in the table.
"""

from __future__ import annotations

from collections.abc import Callable
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
_CHUNK = 20_000
_MONEY_DIGITS, _MONEY_DECIMALS = 20, 8
_CLEANED = {
    "value": pa.string(),
    "vals": pa.list_(pa.string()),
    "issue": pa.string(),
    "valid": pa.bool_(),
    "scheme": pa.string(),
    "ids": pa.list_(pa.string()),
    "currency": pa.string(),
    "tz": pa.int16(),
    "precision": pa.string(),
}


class CleanRow(NamedTuple):
    """What one raw text became; ``_CLEANED`` has their types."""

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


def open_cell(engine: duckdb.DuckDBPyConnection, cell: Cell) -> None:
    """Make the table ``c<index>``: the cleaned form of every raw text met so far that SQL alone cannot clean."""
    engine.register("chunk", _schema(cell).empty_table())
    engine.execute(f"CREATE TABLE c{cell.index} AS SELECT * FROM chunk")
    engine.unregister("chunk")


def clean_part(engine: duckdb.DuckDBPyConnection, cell: Cell, slot: int, pulse: Callable[[], None]) -> None:
    """Make ``now<slot>_<index>`` with the cleaned texts that the table ``part<slot>`` needs; clean what is new."""
    n = cell.index
    known, now = f"c{n}", f"now{slot}_{n}"
    left = f"m{n} IS NULL" if shortcut(cell) else f"NOT m{n}" if may_be_clean(cell) else "true"
    needed = f"SELECT DISTINCT {cell.raw} AS raw FROM part{slot} r WHERE {cell.raw} IS NOT NULL AND {left}"
    engine.execute(f"CREATE OR REPLACE TABLE need AS {needed}")
    # what the part needs is hashed; all that is known, which may be much more, is only read through
    engine.execute(f"CREATE OR REPLACE TABLE {now} AS SELECT c.* FROM {known} c SEMI JOIN need n ON c.raw = n.raw")
    new = engine.sql(f"SELECT raw FROM need n ANTI JOIN {now} c ON c.raw = n.raw").to_arrow_table()
    for batch in new.to_batches(max_chunksize=_CHUNK):
        pulse()
        engine.register("chunk", _cleaned(cell, batch.column(0).to_pylist()))
        for table in (known, now):
            engine.execute(f"INSERT INTO {table} SELECT * FROM chunk")
        engine.unregister("chunk")


def clean_already(cell: Cell) -> str:
    """SQL that is true for texts and names in plain ASCII that the Python cleaner leaves as they are."""
    if not may_be_clean(cell):
        return "false"
    form = "[A-Za-z](?:(?: ?[!-~])* ?[A-Za-z0-9.)])?" if cell.kind == "name" else "[!-~]+(?: [!-~]+)*"
    missing = ", ".join(quoted(word) for word in sorted(MISSING))
    longest = max(map(len, MISSING))
    named = f"CASE WHEN length({cell.raw}) > {longest} THEN true ELSE lower({cell.raw}) NOT IN ({missing}) END"
    return f"(regexp_full_match({cell.raw}, '{form}') AND {named})"


def may_be_clean(cell: Cell) -> bool:
    """Whether SQL can tell that a text of this cell needs no cleaning."""
    return cell.kind in {"text", "name"} and cell.map is None and cell.codes is None and is_plain(cell)


def is_plain(cell: Cell) -> bool:
    """Whether a text without a row stands for itself."""
    return not (cell.typed or cell.listed or is_strong(cell))


def _schema(cell: Cell) -> pa.Schema:
    """The columns of a cell's table: the raw text and those fields that its kind can have."""
    wanted = {
        "vals": cell.listed,
        "valid": is_strong(cell),
        "scheme": is_strong(cell),
        "ids": is_strong(cell) and cell.listed,
        **dict.fromkeys(("currency", "tz", "precision"), cell.typed),
    }
    kinds = {name: kind for name, kind in _CLEANED.items() if wanted.get(name, True)}
    return pa.schema([("raw", pa.string()), *kinds.items()])


def _cleaned(cell: Cell, raws: list[str]) -> pa.Table:
    schema, rows = _schema(cell), [clean_text(cell, raw) for raw in raws]
    columns = dict(zip(CleanRow._fields, zip(*rows, strict=True), strict=True))
    return pa.table([raws, *(columns[name] for name in schema.names[1:])], schema=schema)
