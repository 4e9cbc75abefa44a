"""CSV that a spreadsheet opens safely: UTF-8 with byte order mark, CRLF, and no cell that runs as a formula.

The mark is there because Excel on Windows reads UTF-8 without it as its own code page. Text that begins with a tab or
``= + - @``, in full width too, gets an apostrophe in front; plain numbers keep their sign. The same holds after a
semicolon, tab or line end inside a cell: a spreadsheet with Indonesian and other settings splits cells there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RISKY = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SPLITTERS = re.compile(r"([;\t\r\n])")


def safe_cell(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    if text[:1].isalnum() and not _SPLITTERS.search(text):  # nearly every cell
        return text
    lead = "'" if _runs(text, text) else ""
    first, *rest = _SPLITTERS.split(text)
    parts = (f"{splitter}{_quoted(part)}" for splitter, part in zip(rest[::2], rest[1::2], strict=True))
    return f"{lead}{first}{''.join(parts)}"


def _quoted(part: str) -> str:
    return f"'{part}" if _runs(part, part.strip()) else part


def _runs(text: str, number: str) -> bool:
    return _RISKY.match(text) is not None and not _NUMBER.fullmatch(number)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as CSV bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def read_table(content: bytes) -> list[dict[str, str]]:
    """Read a table that ``write_table`` wrote."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
