"""Zipped workbooks before they are opened: no bomb, no sheet of absurd extent, no formula whose result is missing."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from jejak.schemas.errors import RecordError

MOST_BYTES = 4 << 30
MOST_RATIO = 200
SMALL = 100 << 20
MOST_CELLS = 40_000_000
CHUNK = 1 << 20
#: What the texts of all cells may come to; workbooks keep a repeated text once, so a small file may hold very many.
MOST_TEXT = 2 << 30
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_SHARED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_SHORTEST_CELL = len('<c t="s"><v>0</v></c>')
_SHARED_END = re.compile(rb"</(?:\w+:)?si>")
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*?)(?<!/)>(.*?)</table:table-cell>", re.DOTALL)
_ODS_TIMES = re.compile(rb"""table:number-(?:rows|columns)-repeated=["'](\d{1,9})["']""")
#: A cell with a formula and no value, or an empty one; an empty text (t="str") is a value.
_FORMULA_ALONE = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def check_archive(path: Path) -> None:
    """Look at a zipped workbook without opening it.

    Raises:
        RecordError: It is damaged, no workbook, unpacks to an absurd size, or lacks the results of its formulas.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive)
            parts = [name for name in archive.namelist() if name.lower().endswith(".xml")]
            lengths = [length for name in parts for length in _lengths(archive, name)]
            for name in parts:
                _check_sheet(path, archive, name)
                _check_texts(path, archive, name, lengths)
                _check_repeats(path, archive, name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        hint = "It may be damaged or locked by a password; ask for the file again."
        raise RecordError("this workbook cannot be read", where=path.name, hint=hint) from error


def _refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    size, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if size > MOST_BYTES or (size > SMALL and size > MOST_RATIO * max(packed, 1)):
        raise _absurd(path)


def _absurd(path: Path) -> RecordError:
    hint = "It may be an attack; tell your security officer."
    return RecordError("this file unpacks to an absurd size and is not opened", where=path.name, hint=hint)


def _check_sheet(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """A sheet is unpacked to its whole extent, so two cells in far corners are a bomb, too."""
    rows: set[int] = set()
    columns: set[int] = set()
    for piece in _pieces(archive, name):
        cells = set(_CELL.findall(piece))
        columns |= {_place(letters) for letters in {letters for letters, _ in cells}}
        rows = _ends(rows | {int(digits) for digits in {digits for _, digits in cells}})
        alone = _FORMULA_ALONE.search(piece)
        if alone:
            raise RecordError(
                "a formula has no stored result",
                where=f"{path.name}, {Path(name).stem}, cell {alone[1].decode()}",
                hint="Open the workbook in its program and save it again, or paste the values.",
            )
    if rows and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MOST_CELLS:
        raise _absurd(path)


def _lengths(archive: zipfile.ZipFile, name: str) -> Iterator[int]:
    """How long each shared text is, if this part holds them."""
    with archive.open(name) as file:
        if b"<sst" not in file.read(2048).replace(b":", b"<"):
            return
    with archive.open(name) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            *whole, rest = _SHARED_END.split(rest + chunk)
            yield from map(len, whole)


def _check_texts(path: Path, archive: zipfile.ZipFile, name: str, lengths: list[int]) -> None:
    """A text that is kept once and named by a million cells is a million texts."""
    most_cells = archive.getinfo(name).file_size // _SHORTEST_CELL
    if most_cells * max(lengths, default=0) <= MOST_TEXT:
        return
    total = 0
    for piece in _pieces(archive, name):
        total += sum(lengths[at] for at in map(int, _SHARED.findall(piece)) if at < len(lengths))
        if total > MOST_TEXT:
            raise _absurd(path)


def _check_repeats(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """An OpenDocument sheet may say of one row, and of one cell, that it stands there a million times."""
    if name != "content.xml":
        return
    cells = text = 0
    for piece in _pieces(archive, name, b"</table:table-row>"):
        for part in piece.split(b"</table:table-row>"):
            attributes, _, content = part.rpartition(b"<table:table-row")[2].partition(b">")
            for more, inner in _ODS_CELL.findall(content):
                count = _times(attributes) * _times(more)
                cells, text = cells + count, text + count * len(inner)
        if cells > MOST_CELLS or text > MOST_TEXT:
            raise _absurd(path)


def _times(attributes: bytes) -> int:
    found = _ODS_TIMES.search(attributes)
    return int(found[1]) if found else 1


def _ends(places: set[int]) -> set[int]:
    return {min(places), max(places)} if places else places


def _pieces(archive: zipfile.ZipFile, name: str, end: bytes = b"</row>") -> Iterator[bytes]:
    """The XML of a sheet in pieces that end with a whole row."""
    rest = b""
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            piece, mark, rest = (rest + chunk).rpartition(end)
            if mark:
                yield piece
    yield rest


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place
