"""Sources that are no tables: each gives one clear message, and nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from jejak.ingest.readers import ReaderOptions, open_tables
from jejak.ingest.readers.lines import LONGEST_LINE
from jejak.schemas.errors import RecordError

Make = Callable[[Path], Path]


def read_all(path: Path) -> None:
    for table in open_tables(path, ReaderOptions()):
        for _ in table.batches():
            pass


def wrote(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def folder(here: Path) -> Path:
    path = here / "files.csv"
    path.mkdir()
    return path


def zeros(here: Path) -> Path:
    """Forty megabytes of nothing, which take no room."""
    path = here / "zeros.csv"
    with path.open("wb") as file:
        file.truncate(40 << 20)
    return path


def endless(here: Path) -> Path:
    path = here / "line.csv"
    path.write_bytes(b"a,b\n" + b"x" * (LONGEST_LINE + (9 << 20)))
    return path


def bomb(here: Path) -> Path:
    path = here / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as f,
    ):
        for _ in range(130):
            f.write(bytes(1 << 20))
    return path


def corners(here: Path) -> Path:
    """Two cells, as far from each other as a sheet is large: 17 thousand million cells."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    book.save(here / "corners.xlsx")
    return here / "corners.xlsx"


def formulas(here: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (["nama", "jumlah"], ["Siti", 1], ["Ali", "=B2*2"]):
        book.active.append(row)
    book.save(here / "formulas.xlsx")
    return here / "formulas.xlsx"


def doubled_sheet(here: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["nama", "kota", "Nama"])
    book.active.append(["a", "b", "c"])
    book.save(here / "doubled.xlsx")
    return here / "doubled.xlsx"


def empty_book(here: Path) -> Path:
    openpyxl.Workbook().save(here / "empty.xlsx")
    return here / "empty.xlsx"


def archive_of_tables(here: Path) -> Path:
    with zipfile.ZipFile(here / "tables.zip", "w") as archive:
        archive.writestr("a.csv", "a,b")
    return here / "tables.zip"


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""
OUTSIDE = b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><graphml><graph><node id="&x;"/></graph></graphml>'
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20
CASES: list[tuple[str, Make, str]] = [
    ("missing", lambda here: here / "nothing.csv", "no such file"),
    ("folder", folder, "this is a folder"),
    ("empty", wrote("a.csv", b""), "the file is empty"),
    ("blank", wrote("a.csv", b"\n  \n\n"), "holds no text"),
    ("mark alone", wrote("a.csv", b"\xef\xbb\xbf"), "holds no text"),
    ("picture", wrote("a.csv", PICTURE), "binary file"),
    ("random", wrote("a.csv", bytes((i * 7919 + i // 3) % 31 + 1 for i in range(5000))), "binary file"),
    ("zeros", zeros, "binary file"),
    ("endless line", endless, "longer than 16 million letters"),
    ("repeated header", wrote("a.csv", b"nama,kota,Nama \na,b,c\n"), "a column twice: nama"),
    ("repeated header in a sheet", doubled_sheet, "a column twice: nama"),
    ("no header", wrote("a.csv", b"1,2\n3,4\n"), "no header line"),
    ("zip bomb", bomb, "absurd size"),
    ("far corners", corners, "absurd size"),
    ("formula", formulas, "a formula has no stored result"),
    ("no workbook", wrote("a.xlsx", b"PK\x03\x04 broken"), "cannot be read"),
    ("old workbook, broken", wrote("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "cannot be read"),
    ("workbook without cells", empty_book, "no table in this workbook"),
    ("XML bomb", wrote("a.graphml", LAUGHS), "declares XML entities"),
    ("XML that reads files", wrote("a.gexf", OUTSIDE), "declares XML entities"),
    ("broken XML", wrote("a.graphml", b"<graphml><graph>"), "not valid XML"),
    ("XML without a graph", wrote("a.gexf", b"<gexf/>"), "no graph in this gexf file"),
    ("archive", archive_of_tables, "an archive, not a table"),
    ("web page", wrote("a.xls", b"<html><table><tr><td>x</td></tr></table></html>"), "a web page"),
    ("no JSON", wrote("a.jsonl", b"hello\nworld\n"), "no line holds a JSON object"),
    ("one JSON list", wrote("a.json", b'[{"a": 1},\n{"a": 2}]'), "no line holds a JSON object"),
    ("deep JSON", wrote("a.jsonl", b"[" * 200_000), "no line holds a JSON object"),
    ("broken Parquet", wrote("a.parquet", b"PAR1 and no more"), "Parquet file cannot be read"),
]


@pytest.mark.parametrize(("make", "what"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_sources(tmp_path: Path, make: Make, what: str) -> None:
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RecordError, match=what) as caught:
        read_all(path)
    assert str(caught.value.where).startswith(path.name)
    assert caught.value.hint
    assert "Traceback" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before


def test_an_endless_line_behind_good_records(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 100 + b"x" * (LONGEST_LINE + (9 << 20)))
    (table,) = open_tables(path, ReaderOptions())
    with pytest.raises(RecordError, match="longer than 16 million letters") as caught:
        list(table.batches())
    assert caught.value.where == "late.csv, line 102"


@pytest.mark.parametrize("name", ["delimiter", "quote"])
@pytest.mark.parametrize("mark", ["", "::", "\n"])
def test_impossible_marks(tmp_path: Path, name: str, mark: str) -> None:
    path = wrote("a.csv", b"a,b\n1,2\n")(tmp_path)
    with pytest.raises(RecordError, match=f"a {name} is one letter"):
        open_tables(path, ReaderOptions(**{name: mark}))  # type: ignore[arg-type]


def test_an_unknown_format(tmp_path: Path) -> None:
    path = wrote("a.csv", b"a,b\n1,2\n")(tmp_path)
    with pytest.raises(RecordError, match="unknown format pdf"):
        open_tables(path, ReaderOptions(format="pdf"))


def test_three_hundred_columns_are_a_table(tmp_path: Path) -> None:
    lines = [",".join(f"{kind}{i}" for i in range(300)) for kind in ("column_", "a", "b")]
    path = wrote("wide.csv", "\n".join(lines).encode())(tmp_path)
    (table,) = open_tables(path, ReaderOptions())
    batch = pa.concat_batches(table.batches())
    assert (batch.num_columns, batch.num_rows, batch.column(300).to_pylist()) == (301, 2, ["a299", "b299"])
