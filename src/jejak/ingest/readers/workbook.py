"""Spreadsheets through calamine: title blocks skipped, texts kept as text, whole numbers without a fraction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jejak.ingest.readers.archives import check_archive
from jejak.ingest.readers.headers import find_header, header_faults, named
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.ingest.readers.texts import text_of
from jejak.schemas.errors import RecordError

#: Spreadsheets keep fifteen digits of a number and write zeros for the others; above 2**53 no number is exact.
MOST_EXACT = 1e15
MOST_FLOAT = 2.0**53
SAMPLE_ROWS = 60
Texts = list[str | None]


def open_workbook(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a workbook: one table per sheet that holds one, or the named sheet.

    Raises:
        RecordError: It is damaged, locked, a bomb, lacks the sheet, or a sheet has no usable header.
    """
    check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        wanted = options.sheet or options.table
        if wanted and wanted not in names:
            raise RecordError(f"there is no sheet {wanted!r}", where=path.name, hint=f"Its sheets: {', '.join(names)}.")
        chosen = [wanted] if wanted else names
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in chosen]
    except (CalamineError, OSError) as error:
        hint = "Open it in its program and save it again as XLSX, without a password."
        raise RecordError("this workbook cannot be read", where=path.name, hint=hint) from error
    tables = [_table(path, name, _Sheet(rows), options) for name, rows in sheets if any(map(_filled, rows))]
    if not tables:
        raise RecordError("there is no table in this workbook", where=path.name, hint="Ask for the file again.")
    return tables


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of all sheets, whatever they hold.

    Raises:
        RecordError: The workbook is damaged, locked or a bomb.
    """
    check_archive(path)
    try:
        return tuple(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError) as error:
        hint = "Open it in its program and save it again as XLSX, without a password."
        raise RecordError("this workbook cannot be read", where=path.name, hint=hint) from error


@dataclass(slots=True)
class _Sheet:
    """The rows of one sheet; records begin after ``skip`` of them."""

    rows: Sequence[Sequence[object]]
    skip: int = 0

    def records(self, table: Table) -> Iterator[Record]:
        """Number the rows below the header; blank rows are no records."""
        width, rec = len(table.columns), 0
        for cells in self.rows[self.skip :]:
            row = _texts(cells)
            if not any(row):
                continue
            rec += 1
            if any(row[width:]):
                raw = "; ".join(text for text in row if text)
                table.reject(rec, raw, f"cells beyond the {width} columns of the header")
            else:
                yield rec, (row + [None] * width)[:width]

    def rounded(self) -> int:
        """How many numbers have more digits than a spreadsheet keeps, and look like it."""
        return sum(_is_rounded(cell) for row in self.rows[self.skip :] for cell in row)


def _is_rounded(cell: object) -> bool:
    if not isinstance(cell, float) or abs(cell) < MOST_EXACT:
        return False
    return abs(cell) >= MOST_FLOAT or cell % 10 == 0


def _filled(cells: Sequence[object]) -> bool:
    return any(cell not in {None, ""} for cell in cells)


def _texts(cells: Sequence[object]) -> Texts:
    """Cells as text; fractions as the spreadsheet shows them, not with the noise of its arithmetic."""
    return [text_of(float(f"{c:.15g}") if isinstance(c, float) and not c.is_integer() else c) for c in cells]


def _table(path: Path, name: str, sheet: _Sheet, options: ReaderOptions) -> Table:
    where = f"{path.name}, sheet {name}"
    columns: Texts = list(options.columns) if options.columns else _header(sheet, options.header_row, where)
    why = header_faults([column or "" for column in columns])
    if why:
        raise RecordError(why, where=where, hint="Give every column its own name.")
    notes = [f"header in row {sheet.skip}"] if sheet.skip > 1 else []
    if count := sheet.rounded():
        notes.append(f"{count} numbers of more than 15 digits have probably been rounded by the spreadsheet")
    read_as = ReaderOptions("spreadsheet", sheet=name, header_row=sheet.skip or None)
    return Table(name, named(columns), "spreadsheet", sheet.records, tuple(notes), path.stat().st_size, read_as)


def _header(sheet: _Sheet, header_row: int | None, where: str) -> Texts:
    """The cells of the header, up to the last that is filled; the records begin below it."""
    if header_row is not None:
        if not 1 <= header_row <= len(sheet.rows) or not _filled(sheet.rows[header_row - 1]):
            hint = "Correct source.header_row in the mapping; it counts rows from 1."
            raise RecordError(f"there is no header in row {header_row}", where=where, hint=hint)
        sheet.skip = header_row
    else:
        places = [at for at, cells in enumerate(sheet.rows) if _filled(cells)][:SAMPLE_ROWS]
        found = find_header([_texts(sheet.rows[at]) for at in places])
        if found is None:
            hint = "Name the columns (source.columns of the mapping), or say which row is the header (header_row)."
            raise RecordError("there is no header row", where=where, hint=hint)
        sheet.skip = places[found] + 1
    columns = _texts(sheet.rows[sheet.skip - 1])
    while columns and not columns[-1]:
        columns.pop()
    return columns
