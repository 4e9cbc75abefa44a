"""FollowTheMoney: one entity per line, with a schema and lists of texts by property.

Invariant: every line that is not blank is an entry, something else that is counted, or a fault with its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from jejak.ingest.lists.fields import list_words
from jejak.ingest.lists.making import EntryMaker, ListFault, Text
from jejak.ingest.readers.encodings import sniff_encoding
from jejak.ingest.readers.lines import bounded_lines
from jejak.schemas.list_entries import ListEntry

NO_OBJECT = "not a JSON object"
NO_ENTITY = "no entity: schema and properties are needed"
_LOOKED_AT = 50


@dataclass(slots=True)
class MoneyLines:
    """The lines of a file; ``used`` and ``ignored`` fill with the properties that are compared, and the others."""

    path: Path
    maker: EntryMaker
    used: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)

    def entries(self) -> Iterator[ListEntry]:
        """Every person and organisation."""
        for number, line in _lines(self.path):
            content = _object(line)
            if not isinstance(content, dict):
                self.maker.faults.append(ListFault(number, "", NO_OBJECT))
            elif not _is_entity(content):
                self.maker.faults.append(ListFault(number, "", NO_ENTITY))
            elif (found := self._entry(number, content)) is not None:
                yield found

    def _entry(self, number: int, content: Mapping[str, object]) -> ListEntry | None:
        words = list_words()
        schema, properties = str(content["schema"]), content["properties"]
        kinds = words.schemata.get(schema, ())
        if not kinds or not isinstance(properties, dict):
            self.maker.count_other(schema)
            return None
        texts: list[Text] = [("id", words.fields["id"], text) for text in _texts(content.get("id"))]
        for name, values in properties.items():
            if name in words.properties:
                self.used.add(name)
                meant = words.fields[words.properties[name]]
                texts += [(name, meant, text) for text in _texts(values)]
            else:
                self.ignored.add(str(name))
        shown = next(iter(_texts(content.get("caption"))), "")
        return self.maker.entry(number, texts, kinds=kinds, shown=shown)


def is_follow_the_money(path: Path) -> bool:
    """Whether one of the first lines is an entity."""
    return any(_is_entity(_object(line)) for _, line in islice(_lines(path), _LOOKED_AT))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    lines = bounded_lines(path, sniff_encoding(path))
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _object(line: str) -> object:
    try:
        return json.loads(line.lstrip("\ufeff"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _is_entity(content: object) -> bool:
    return (
        isinstance(content, dict)
        and isinstance(content.get("schema"), str)
        and isinstance(content.get("properties"), dict)
    )


def _texts(value: object) -> list[str]:
    """One text or a list of them; what is neither, such as a nested entity, is none."""
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str) and text.strip()]
