"""Spreadsheets through calamine: title blocks skipped, texts kept as text, whole numbers without a fraction."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jejak.ingest.readers.table import ReaderOptions, Record, Table, header_faults, named
from jejak.schemas.errors import RecordError

MOST_BYTES = 4 << 30
MOST_RATIO = 200
EXACT_DIGITS = 15


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
        raise RecordError("this workbook cannot be read", where=path.name, hint="Open it in its program and save it again as XLSX.") from error
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
        raise RecordError("this file unpacks to an absurd size and is not opened", where=path.name, hint="It may be an attack; tell your security officer.")


def _table(path: Path, book: CalamineWorkbook, name: str, options: ReaderOptions) -> Table | None:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    texts = [[cell_text(cell) for cell in row] for row in rows]
    widest = max((sum(bool(t) for t in row) for row in texts), default=0)
    if widest == 0:
        return None
    if options.columns:
        first, columns = 0, list(options.columns)
    else:
        first = options.header_row - 1 if options.header_row else _header(texts, widest)
        columns = texts[first]
        first += 1
    while columns and not columns[-1]:
        columns.pop()
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

    return Table(name, named(columns), "spreadsheet", records, (f"{first - 1} rows before the header",), path.stat().st_size)


def _header(texts: list[list[str | None]], widest: int) -> int:
    return next(i for i, row in enumerate(texts) if sum(bool(t) for t in row) * 3 >= widest * 2)


def cell_text(cell: object) -> str | None:
    """One cell as text: whole numbers without a fraction or exponent, dates in ISO form, booleans as words."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e22 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)
