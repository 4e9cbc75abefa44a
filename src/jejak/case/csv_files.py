"""New CSV files for a spreadsheet: whole or not there, and without a cell that one takes for a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from jejak.schemas.errors import ResolutionError


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> int:
    """Write a new file, whatever ends the writing; returns how many rows it has.

    Raises:
        ResolutionError: The file is there already, or cannot be written; nothing of it is left then.
    """
    listed = _harmless(rows)
    try:
        _write_whole(path, [list(header), *listed])
    except FileExistsError as error:
        raise ResolutionError("this file is there already", where=path.name, hint="choose another name") from error
    except OSError as error:
        hint = "check that the folder exists, may be written and has room"
        raise ResolutionError(f"the file cannot be written: {error.strerror}", where=path.name, hint=hint) from error
    return len(listed)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """The same as a text, with the mark by which a spreadsheet knows its letters."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *_harmless(rows)])
    return "\ufeff" + out.getvalue()


def _harmless(rows: Iterable[Sequence[str | int]]) -> list[list[str | int]]:
    return [[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _write_whole(path: Path, rows: Sequence[Sequence[str | int]]) -> None:
    """Write beside the place and name the file when it is whole."""
    if path.exists():
        raise FileExistsError
    scratch = path.with_name(f".{path.name}-{os.getpid()}.part")
    try:
        with scratch.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(rows)
        try:
            path.hardlink_to(scratch)  # unlike a renaming, it never takes the place of a file that came meanwhile
        except OSError:
            if path.exists():
                raise
            scratch.rename(path)  # a stick that knows no links
    finally:
        scratch.unlink(missing_ok=True)
