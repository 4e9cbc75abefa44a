"""Delimited text: encodings, delimiters, preambles and headers."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from jejak.ingest.readers import ReaderOptions, Table, open_tables
from jejak.schemas.errors import RecordError

TEXT = "nama;kota;jumlah\nÉlodie Ñu;Johor – Bahru;1.234,50\nSiti;Batam;2,5\n"
LATIN = "nama;kota;jumlah\nÉlodie Ñu;Johor – Bahru €;1\n"


def read(folder: Path, text: str | bytes, **options: object) -> Table:
    path = folder / "source.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (table,) = open_tables(path, ReaderOptions(**options))  # type: ignore[arg-type]
    return table


def rows(table: Table) -> list[list[object]]:
    return [list(row.values())[1:] for batch in table.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_recognised(tmp_path: Path, encoding: str, end: str) -> None:
    table = read(tmp_path, TEXT.replace("\n", end).encode(encoding))
    assert table.columns == ("nama", "kota", "jumlah")
    assert rows(table) == [["Élodie Ñu", "Johor – Bahru", "1.234,50"], ["Siti", "Batam", "2,5"]]


def test_utf16_big_endian_with_a_mark(tmp_path: Path) -> None:
    table = read(tmp_path, codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"))
    assert (table.columns[0], len(rows(table))) == ("nama", 2)


def test_one_letter_of_cp1252_behind_a_megabyte_of_ascii(tmp_path: Path) -> None:
    body = "1;Batam\n" * 200_000
    table = read(tmp_path, f"no;kota\n{body}2;Sumb\xe9\n".encode("cp1252"))
    assert rows(table)[-1] == ["2", "Sumbé"]


def test_chinese_and_japanese(tmp_path: Path) -> None:
    for encoding, word in (("gb18030", "人口贩运调查报告记录"), ("shift_jis", "これは人身取引の記録です")):
        text = "name,place\n" + f"{word},{word}\n" * 40
        assert rows(read(tmp_path, text.encode(encoding)))[0] == [word, word], encoding


def test_a_wrong_encoding_is_said_and_nothing_is_lost_silently(tmp_path: Path) -> None:
    """A cp1252 file read as UTF-16 gave no rows and no error elsewhere."""
    for wrong in ("utf-16", "utf-8", "ascii"):
        with pytest.raises(RecordError, match=f"not {wrong}") as caught:
            rows(read(tmp_path, LATIN.encode("cp1252") + b"\xe9;\x81\n", encoding=wrong))
        assert caught.value.where
        assert caught.value.hint
    with pytest.raises(RecordError, match="no encoding 'latin-99'"):
        read(tmp_path, TEXT, encoding="latin-99")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    lines = [["no", "nama, lengkap; gelar", "kota"], ["1", "Siti, S.H.", "Batam"], ["2", "Ali | Abu", "Medan"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = read(tmp_path, text)
    assert table.columns == tuple(lines[0])
    assert rows(table) == lines[1:]


def test_a_delimiter_named_in_the_first_line(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=;\nnama;kota,negara\nSiti;Batam, ID\n")
    assert (table.columns, rows(table)) == (("nama", "kota,negara"), [["Siti", "Batam, ID"]])


def test_decimal_commas_do_not_win_over_semicolons(tmp_path: Path) -> None:
    table = read(tmp_path, "nama;jumlah;sisa\nSiti;1,50;2,75\nAli;3,25;4,00\n")
    assert table.columns == ("nama", "jumlah", "sisa")


@pytest.mark.parametrize(
    ("text", "columns", "count"),
    [
        ("no,year,2019,2020\nx,y,1,2\nz,y,3,4\n", ("no", "year", "2019", "2020"), 2),
        ("name,20240101,note\nx,1.5,b\nz,2.5,c\n", ("name", "20240101", "note"), 2),
        ("alpha,,,,\n1,2,3,4,5\n6,7,8,9,0\n", ("alpha", "column 2", "column 3", "column 4", "column 5"), 2),
        (
            "alpha,beta,,,,,\nx,y,,,,,\n",
            ("alpha", "beta", "column 3", "column 4", "column 5", "column 6", "column 7"),
            1,
        ),
        ("Bank X\nPeriod: 2024\n\nno,nama,kota\n1,a,b\n2,c,d\n", ("no", "nama", "kota"), 2),
        ("Daftar,,\nDicetak,01/02/2024,\nno,nama,kota\n1,a,b\n2,c,d\n", ("no", "nama", "kota"), 2),
        ("nama,kota\nSiti,Batam,\nAli,Medan,\n", ("nama", "kota"), 2),
        ("nama\nSiti\nAli\n", ("nama",), 2),
        ("nama,kota\n", ("nama", "kota"), 0),
        ('"two\nlines",kota\na,b\nc,d\n', ("two\nlines", "kota"), 2),
    ],
    ids=[
        "years",
        "one number",
        "sparse",
        "padded",
        "preamble",
        "title",
        "trailing",
        "one column",
        "alone",
        "two lines",
    ],
)
def test_headers(tmp_path: Path, text: str, columns: tuple[str, ...], count: int) -> None:
    table = read(tmp_path, text)
    assert table.columns == columns
    assert len(rows(table)) == count
    assert table.rejects == []


@pytest.mark.parametrize(
    "text",
    ["0\t1\t1\n0\t2\t1\n", "Siti,0812345678,Batam\nAli,0812345679,Medan\n", "2024-01-02,Siti\n2024-01-03,Ali\n"],
    ids=["numbers", "phones", "dates"],
)
def test_no_header(tmp_path: Path, text: str) -> None:
    with pytest.raises(RecordError, match="no header line") as caught:
        read(tmp_path, text)
    assert "source.columns" in str(caught.value.hint)
    width = len(text.splitlines()[0].replace("\t", ",").split(","))
    table = read(tmp_path, text, columns=("a", "b", "c")[:width])
    assert len(rows(table)) == 2


def test_a_header_row_that_was_said(tmp_path: Path) -> None:
    text = "a,b,c\nx,y,z\n20240101,20240201,20240301\n1,2,3\n"
    table = read(tmp_path, text, header_row=3)
    assert (table.columns[0], rows(table)) == ("20240101", [["1", "2", "3"]])
    with pytest.raises(RecordError, match="no header on line 9"):
        read(tmp_path, text, header_row=9)
