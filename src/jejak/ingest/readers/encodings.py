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
#: Latin text has few letters beyond ASCII; where they are many the text is in another script.
MOST_HIGH_BYTES = 0.15
OTHERS = ["gb18030", "big5", "shift_jis", "cp1251", "cp1256", "cp874", "cp1250", "latin_1"]
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a")


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
    if b"\0" in sample:
        return _utf16_without_mark(sample, path)
    if sum(map(sample[:4096].count, _CONTROLS)) * 50 > len(sample[:4096]):
        raise _binary(path)
    wrong = _first_fault(path)
    return "utf-8" if wrong is None else _by_letters(path, wrong)


def _utf16_without_mark(sample: bytes, path: Path) -> str:
    """Text in UTF-16 has zeros on one side only, and no control characters once it is decoded."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    start = sample[: 1 << 16].decode(name, errors="replace")
    strange = sum(ord(letter) in _CONTROLS or letter == "\ufffd" for letter in start)
    if max(even, odd) * 4 < len(sample) or min(even, odd) * 20 > max(even, odd) or strange * 50 > len(start):
        raise _binary(path)
    return name


def _binary(path: Path) -> RecordError:
    hint = "Export it from its program as CSV or XLSX."
    return RecordError("this is a binary file, not text", where=path.name, hint=hint)


def _first_fault(path: Path) -> int | None:
    """Where the file stops being UTF-8, or None; the place is that of the block, exact enough to look around."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    with path.open("rb") as file:
        while chunk := file.read(SAMPLE):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return max(place + error.start - 4, 0)
            place += len(chunk)
    return place if decoder.getstate()[0] else None


def _by_letters(path: Path, place: int) -> str:
    """The encoding of text that is not UTF-8, judged by the letters around the first one that is not."""
    with path.open("rb") as file:
        file.seek(max(place - (1 << 12), 0))
        sample = file.read(1 << 16)
    high = sum(byte > 127 for byte in sample)
    try:
        sample.decode(FALLBACK)
    except UnicodeDecodeError:
        pass
    else:
        if high <= MOST_HIGH_BYTES * len(sample):
            return FALLBACK
    best = from_bytes(sample, cp_isolation=[FALLBACK, *OTHERS]).best()
    return FALLBACK if best is None or best.encoding == "ascii" else best.encoding
