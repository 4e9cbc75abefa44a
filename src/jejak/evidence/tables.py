"""CSV that a spreadsheet opens safely: UTF-8 with byte order mark, CRLF, and no cell that runs as a formula.

The mark is there because Excel on Windows reads UTF-8 without it as its own code page. A text cell that begins with
``= + - @`` or a tab gets a leading apostrophe; plain numbers keep their sign.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RISKY = re.compile(r"\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def safe_cell(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    if text[:1].isalnum():  # nearly every cell
        return text
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


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
