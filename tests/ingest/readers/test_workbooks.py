"""Workbooks, written by a library that the reader does not use."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from jejak.ingest.readers import ReaderOptions, Table, open_tables
from jejak.schemas.errors import RecordError

Cells = list[list[object]]


def book(folder: Path, **sheets: Cells) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in sheets.items():
        sheet = made.create_sheet(name)
        for row in content:
            sheet.append(row)
    made.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def rows(table: Table) -> list[list[object]]:
    return [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]


def one(path: Path, **options: object) -> Table:
    (table,) = open_tables(path, ReaderOptions(**options))  # type: ignore[arg-type]
    return table


def test_long_numbers_stay_text_without_exponent(tmp_path: Path) -> None:
    """Identity numbers, as text and as number, in a column that holds both; the rounding of spreadsheets is noted."""
    content: Cells = [
        ["nik", "akun", "jumlah"],
        ["3174012345678901", "0012345678901234567", 1234.5],
        [3174012345678901, 123456789012, 0.1 + 0.2],
        ["0074", 1e21, 1500000],
        [True, 3174012345678900, 1e-7],
    ]
    table = one(book(tmp_path, Data=content))
    assert rows(table) == [
        [1, "3174012345678901", "0012345678901234567", "1234.5"],
        [2, "3174012345678901", "123456789012", "0.3"],
        [3, "0074", "1000000000000000000000", "1500000"],
        [4, "true", "3174012345678900", "0.0000001"],
    ]
    assert any("2 numbers of more than 15 digits" in note for note in table.notes)


def test_dates_are_iso(tmp_path: Path) -> None:
    content: Cells = [
        ["nama", "lahir", "tiba", "jam"],
        ["a", date(1990, 12, 1), datetime(2024, 5, 1, 3, 4, 5), time(23, 15)],  # noqa: DTZ001 - sheets know no zone
        ["b", "01/12/1990", "1 Mei 2024", None],
    ]
    assert rows(one(book(tmp_path, Data=content))) == [
        [1, "a", "1990-12-01", "2024-05-01 03:04:05", "23:15:00"],
        [2, "b", "01/12/1990", "1 Mei 2024", None],
    ]


def test_a_title_block_blank_rows_and_an_offset(tmp_path: Path) -> None:
    content: Cells = [
        [None, "Outward remittances"],
        [None, "Printed", date(2024, 5, 1)],
        [],
        [None, "no", "nama", "kota", None],
        [None, 1, "a", "x"],
        [],
        [None, 2, None, "y"],
        [None, 3, "c", "z", None, "stray"],
    ]
    table = one(book(tmp_path, Data=content))
    assert table.columns == ("column 1", "no", "nama", "kota")
    assert rows(table) == [[1, None, "1", "a", "x"], [2, None, "2", None, "y"]]
    assert [(reject.rec, reject.reason) for reject in table.rejects] == [
        (3, "cells beyond the 4 columns of the header")
    ]


def test_sheets(tmp_path: Path) -> None:
    path = book(tmp_path, Satu=[["a", "b"], ["x", "y"]], Kosong=[], Dua=[["c", "d"], ["z", "w"]])
    assert [table.name for table in open_tables(path, ReaderOptions())] == ["Satu", "Dua"]
    assert one(path, sheet="Dua").columns == ("c", "d")
    with pytest.raises(RecordError, match="no sheet 'Tiga'") as caught:
        one(path, sheet="Tiga")
    assert "Satu, Kosong, Dua" in str(caught.value.hint)


def test_a_header_that_was_said_or_named(tmp_path: Path) -> None:
    path = book(tmp_path, Data=[[20240101, 20240201], ["x", "y"], ["z", "w"]])
    assert one(path, header_row=1).columns == ("20240101", "20240201")
    assert len(rows(one(path, columns=("a", "b")))) == 3
    with pytest.raises(RecordError, match="no header in row 8"):
        one(path, header_row=8)
    with pytest.raises(RecordError, match="no header row"):
        one(book(tmp_path, Data=[[1, 2], [3, 4]]))


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    path = book(tmp_path, Data=[["a", "b"], ["x", "y"]]).rename(tmp_path / "export.csv")
    assert rows(one(path)) == [[1, "x", "y"]]


def test_text_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text("nama\tkota\nSiti\tBatam\n", encoding="utf-8")
    assert rows(one(path)) == [[1, "Siti", "Batam"]]


def test_a_formula_whose_result_is_an_empty_text(tmp_path: Path) -> None:
    """Spreadsheets store it as an empty value of type text: that is a result."""
    path = book(tmp_path, Data=[["a", "b"], ["x", '=IF(1,"","")']])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        rb'<c r="B2"[^>]*>(<f>.*?</f>)<v ?/>', rb'<c r="B2" t="str">\1<v></v>', sheet
    )
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert rows(one(path)) == [[1, "x", None]]
