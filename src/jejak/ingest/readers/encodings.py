"""Which encoding a text file has: by its byte order mark, as UTF-8, as UTF-16 without a mark, or by its letters."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from jejak.schemas.errors import RecordError

SAMPLE = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
FALLBACK = "cp1252"


def sniff_encoding(path: Path) -> str:
    """Name the encoding of a text file; the whole file is decoded once when it looks like UTF-8.

    Raises:
        RecordError: It is not text.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    if sample.count(b"\0") > len(sample) // 4 and not sample.startswith((b"PK", b"\x7fELF")):
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    if b"\0" in sample:
        raise RecordError("this is a binary file, not text", where=path.name, hint="Export it from its program as CSV or XLSX.")
    if _is_utf8(path):
        return "utf-8"
    best = from_bytes(sample[: 1 << 16], cp_isolation=["cp1252", "latin_1", "cp1250", "gb18030", "big5", "shift_jis"]).best()
    return FALLBACK if best is None or best.encoding in {"latin_1", "ascii"} else best.encoding


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
