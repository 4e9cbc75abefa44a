"""Lines of a text file, a block at a time: line ends are one letter, and no line longer than a limit sits in memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from jejak.schemas.errors import RecordError

LONGEST_LINE = 16 << 20
BLOCK = 1 << 20
SAMPLE_LINES = 60

Tell = Callable[[int], None]


def line_blocks(path: Path, encoding: str, tell: Tell | None = None) -> Iterator[list[str]]:
    """Stream the lines of a file, without their ends, in lists of about a megabyte; ``tell`` hears the bytes read.

    Raises:
        RecordError: A line is longer than ``LONGEST_LINE``, or the file is in another encoding.
    """
    number, rest = 0, ""
    with path.open("rb") as raw, _decoded(raw, path, encoding) as file:
        while True:
            try:
                text = file.read(BLOCK)
            except UnicodeError as error:
                raise RecordError(
                    f"the file is not {encoding}",
                    where=f"{path.name}, after line {number}",
                    hint="Name its encoding in the mapping (source.encoding).",
                ) from error
            if not text:
                break
            lines = (rest + text).replace("\0", "").split("\n")
            rest = lines.pop()
            if len(rest) > LONGEST_LINE:
                raise RecordError(
                    f"a line is longer than {LONGEST_LINE >> 20} million letters",
                    where=f"{path.name}, line {number + len(lines) + 1}",
                    hint="This is no table; look at the file.",
                )
            number += len(lines)
            if tell is not None:
                tell(raw.tell())
            yield lines
    if rest:
        yield [rest]


def bounded_lines(path: Path, encoding: str, tell: Tell | None = None) -> Iterator[str]:
    """The same line by line."""
    for block in line_blocks(path, encoding, tell):
        yield from block


def sample_lines(path: Path, encoding: str) -> list[str]:
    """The first lines of a file, as many as tell how it is built."""
    return list(islice(bounded_lines(path, encoding), SAMPLE_LINES))


def _decoded(raw: io.BufferedReader, path: Path, encoding: str) -> io.TextIOWrapper:
    try:
        return io.TextIOWrapper(raw, encoding=encoding, newline=None)
    except LookupError as error:
        hint = "Such as utf-8, utf-16 or cp1252 (source.encoding in the mapping)."
        raise RecordError(f"there is no encoding {encoding!r}", where=path.name, hint=hint) from error
