"""Spreadsheets through calamine: title blocks skipped, texts kept as text, whole numbers without a fraction."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jejak.ingest.readers.headers import header_faults, named
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

MOST_BYTES = 4 << 30
MOST_RATIO = 200
MOST_WHOLE = 1e22


def open_workbook(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a workbook: one table per sheet that holds one, or the named sheet.

    Raises:
        RecordError: It is damaged, a zip bomb, or lacks the sheet.
    """
    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        wanted = options.sheet or options.table
        if wanted and wanted not in names:
            raise RecordError(f"there is no sheet {wanted!r}", where=path.name, hint=f"Its sheets: {', '.join(names)}.")
        tables = [_table(path, book, name, options) for name in ([wanted] if wanted else names)]
    except CalamineError as error:
        hint = "Open it in its program and save it again as XLSX."
        raise RecordError("this workbook cannot be read", where=path.name, hint=hint) from error
    found = [table for table in tables if table is not None]
    if not found:
        raise RecordError("there is no table in this workbook", where=path.name)
    return found


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    size, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if size > MOST_BYTES or (size > 100 << 20 and size > MOST_RATIO * max(packed, 1)):
        hint = "It may be an attack; tell your security officer."
        raise RecordError("this file unpacks to an absurd size and is not opened", where=path.name, hint=hint)


def _table(path: Path, book: CalamineWorkbook, name: str, options: ReaderOptions) -> Table | None:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    texts = [[cell_text(cell) for cell in row] for row in rows]
    widest = max((sum(bool(t) for t in row) for row in texts), default=0)
    if widest == 0:
        return None
    first, columns = _columns(texts, widest, options)
    why = header_faults([c or "" for c in columns])
    if why:
        raise RecordError(why, where=f"{path.name}, sheet {name}", hint="Give every column its own name.")
    body, width = texts[first:], len(columns)

    def records(table: Table) -> Iterator[Record]:
        rec = 0
        for row in body:
            if not any(row):
                continue
            rec += 1
            if any(row[width:]):
                table.reject(rec, "; ".join(t for t in row if t), f"cells beyond the {width} columns of the header")
                continue
            yield rec, (row + [None] * width)[:width]

    notes = (f"{first - 1} rows before the header",) if first > 1 else ()
    return Table(name, named(columns), "spreadsheet", records, notes, path.stat().st_size)


def _columns(texts: list[list[str | None]], widest: int, options: ReaderOptions) -> tuple[int, list[str | None]]:
    """The number of rows above the first record, and the cells of the header."""
    if options.columns:
        return 0, list(options.columns)
    at = options.header_row - 1 if options.header_row else _header(texts, widest)
    columns = list(texts[at])
    while columns and not columns[-1]:
        columns.pop()
    return at + 1, columns


def _header(texts: list[list[str | None]], widest: int) -> int:
    return next(i for i, row in enumerate(texts) if sum(bool(t) for t in row) * 3 >= widest * 2)


def cell_text(cell: object) -> str | None:
    """One cell as text: whole numbers without a fraction or exponent, dates in ISO form, booleans as words."""
    text = None if cell is None else str(cell)
    if isinstance(cell, bool):
        text = "true" if cell else "false"
    elif isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < MOST_WHOLE else repr(cell)
    elif isinstance(cell, datetime):
        text = cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    elif isinstance(cell, date | time):
        text = cell.isoformat()
    elif isinstance(cell, timedelta):
        text = str(cell.total_seconds())
    return text or None
