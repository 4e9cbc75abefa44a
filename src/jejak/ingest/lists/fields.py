"""What a list from outside may state, and the words by which it says so; read from ``fields.yaml``.

Invariant: every field is cleaned by a property type or a code list of an import, so equal things come out equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from jejak.ingest.mapping.codes import code_names
from jejak.ingest.propose import header_words
from jejak.schemas.world import load_world

SEX_CODES = "sex"
KINDS = ("organisation", "person")  # entity types that a list can have


@dataclass(frozen=True, slots=True)
class ListField:
    """One thing that a list may state.

    Attributes:
        name: Its name, as `--column` takes it.
        type: The property type that cleans it; empty for a code.
        goes: Under which name it is compared.
        scheme: Of an identifier that says what it is; else empty.
        kind: Entity type of who has it; empty where people and organisations have it.
    """

    name: str
    type: str
    goes: str
    scheme: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """All fields, and by which words lists mean them.

    Attributes:
        fields: By name.
        headers: Words of column headers, by field or by another meaning that is no field.
        whole: Whole headers, folded, and their fields.
        never: Words of headers of columns that are something else.
        kinds: Folded texts and the entity types that they mean.
        sexes: Folded texts and the codes that they mean.
        schemata: FollowTheMoney schemata and the entity types that they mean.
        properties: FollowTheMoney properties and their fields.
    """

    fields: Mapping[str, ListField]
    headers: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, str]
    never: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    sexes: Mapping[str, str]
    schemata: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, str]

    @property
    def schemes(self) -> Mapping[str, ListField]:
        """The fields of identifiers by scheme and by name, as a list may write them before a number."""
        told = [field for field in self.fields.values() if field.scheme]
        return {field.name: field for field in told} | {field.scheme: field for field in told}


def folded(text: str) -> str:
    """A header or word without case and without the marks that stand for spaces."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


@lru_cache(maxsize=1)
def list_words() -> ListWords:
    """The fields and words of ``fields.yaml``, with the header words of proposals and the labels of code lists."""
    data = yaml.safe_load((files("jejak.ingest.lists") / "fields.yaml").read_text(encoding="utf-8"))
    fields = {
        name: ListField(
            name, said.get("type", ""), said.get("goes", name), said.get("scheme", ""), said.get("kind", "")
        )
        for name, said in data["fields"].items()
    }
    known, more = header_words(), data["words"]
    headers = {name: (*known.get(name, ()), *more.get(name, ())) for name in {**known, **more}}
    kinds = {folded(word): tuple(sorted(kind.split())) for kind, words in data["kinds"].items() for word in words}
    sexes = {folded(word): code for code, words in data["sexes"].items() for word in words}
    labels = {folded(word): code for word, code in code_names(load_world(), SEX_CODES).items()}
    return ListWords(
        fields,
        headers,
        {folded(word): field for field, words in data["whole"].items() for word in words},
        tuple(folded(word) for word in data["never"]),
        kinds,
        labels | sexes,
        {name: tuple(sorted(found)) for name, found in data["schemata"].items()},
        data["properties"],
    )
