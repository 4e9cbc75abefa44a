"""JSON Lines: one object per line, nested objects one level deep by dots, lists joined by semicolons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.lines import bounded_lines
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.ingest.readers.texts import text_of
from jejak.schemas.errors import RecordError

SAMPLE = 20_000
NO_OBJECT = "not a JSON object"
HALF = "a JSON object with half a letter"
TWICE = "a JSON object with one key twice"
Content = dict[str, str]


def open_json_lines(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a JSON Lines file; its columns are the keys of its first objects.

    Raises:
        RecordError: No line holds an object.
    """
    source = _JsonLines(path, options.encoding or sniff_encoding(path))
    columns: dict[str, None] = {}
    for _, content, _ in islice(source.objects(None), SAMPLE):
        columns.update(dict.fromkeys(content if isinstance(content, dict) else ()))
    if not columns:
        hint = "Each line must be one JSON object; save a list of objects one per line."
        raise RecordError("no line holds a JSON object", where=path.name, hint=hint)
    return [Table("data", tuple(columns), "jsonl", source.records, (), path.stat().st_size)]


@dataclass(frozen=True, slots=True)
class _JsonLines:
    path: Path
    encoding: str

    def records(self, table: Table) -> Iterator[Record]:
        """The objects in the order of the columns; keys that no column has are never lost silently."""
        known = frozenset(table.columns)
        for rec, content, raw in self.objects(table):
            if isinstance(content, str):
                table.reject(rec, raw, content)
            elif extra := sorted(content.keys() - known):
                for name in extra:
                    table.reject(rec, content[name], "a key that the first lines do not have", col=name)
            else:
                yield rec, [content.get(name) for name in table.columns]

    def objects(self, table: Table | None) -> Iterator[tuple[int, Content | str, str]]:
        """Number, content (or why it has none) and text of each line that is not blank."""
        lines = bounded_lines(self.path, self.encoding, table.note_bytes if table else None)
        for rec, line in enumerate((line for line in lines if line.strip()), 1):
            yield rec, _content(line), line


def _content(line: str) -> Content | str:
    try:
        content = json.loads(line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except KeyError:
        return TWICE
    except (ValueError, RecursionError):
        return NO_OBJECT
    if not isinstance(content, dict):
        return NO_OBJECT
    parts = [part for key, value in content.items() for part in _flat(key, value)]
    if len({name for name, _ in parts}) != len(parts):
        return TWICE
    flat = {name: text for name, value in parts if (text := text_of(value)) is not None}
    return flat if "\\u" not in line or _is_text("".join([*flat, *flat.values()])) else HALF


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeyError("twice")
    return found


def _flat(key: str, value: object) -> list[tuple[str, object]]:
    return [(f"{key}.{name}", part) for name, part in value.items()] if isinstance(value, dict) else [(key, value)]
