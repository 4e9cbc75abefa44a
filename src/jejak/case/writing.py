"""CSV files that leave a case for people to read or fill in: written whole or not at all, harmless in a spreadsheet.

Invariant: a file that is there already is never written over.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from jejak.schemas.errors import ResolutionError

Row = Sequence[str | int]


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a new CSV file.

    Raises:
        ResolutionError: The file is there already, or cannot be written; nothing of it is left then.
    """
    try:
        _write_whole(path, [columns, *rows])
    except FileExistsError as error:
        raise ResolutionError("this file is there already", where=path.name, hint="choose another name") from error
    except OSError as error:
        hint = "check that the folder exists, may be written and has room"
        raise ResolutionError(f"the file cannot be written: {error.strerror}", where=path.name, hint=hint) from error


def _write_whole(path: Path, rows: Iterable[Row]) -> None:
    """Write a new file beside its place and name it when it is whole, whatever ends the writing."""
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


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
