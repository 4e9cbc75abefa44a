"""JSON Lines: one object per line, nested objects one level deep by dots, lists joined by semicolons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from jejak.ingest.readers.lines import bounded_lines
from jejak.ingest.readers.table import ReaderOptions, Record, Table
from jejak.schemas.errors import RecordError

SAMPLE = 2000


def open_json_lines(path: Path, options: ReaderOptions) -> list[Table]:
    """Open a JSON Lines file; its columns are the keys of the first two thousand objects.

    Raises:
        RecordError: No line holds an object.
    """
    encoding = options.encoding or "utf-8-sig"
    columns: dict[str, None] = {}
    for number, (_, content, _) in enumerate(_objects(path, encoding)):
        columns.update(dict.fromkeys(content or ()))
        if number >= SAMPLE:
            break
    if not columns:
        raise RecordError("no line holds a JSON object", where=path.name)
    names = tuple(columns)

    def records(table: Table) -> Iterator[Record]:
        for rec, content, raw in _objects(path, encoding):
            if content is None:
                table.reject(rec, raw, "not a JSON object")
                continue
            extra = sorted(set(content) - columns.keys())
            for name in extra:
                table.reject(rec, content[name], "a key that the first lines do not have", col=name)
            if not extra:
                yield rec, [content.get(name) for name in names]

    return [Table("data", names, "jsonl", records, (), path.stat().st_size)]


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, str] | None, str]]:
    rec = 0
    for line in bounded_lines(path, encoding):
        if not line.strip():
            continue
        rec += 1
        try:
            content = json.loads(line, parse_float=str, parse_int=str)
        except ValueError:
            content = None
        yield rec, _flat(content) if isinstance(content, dict) else None, line


def _flat(content: dict[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in content.items():
        parts = {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {key: value}
        for name, part in parts.items():
            if part is not None:
                flat[name] = _text(part)
    return flat


def _text(part: object) -> str:
    if isinstance(part, list):
        return ";".join(_text(item) for item in part)
    if isinstance(part, bool):
        return "true" if part else "false"
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
