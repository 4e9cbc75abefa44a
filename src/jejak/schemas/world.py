"""Load the world (types, links, code lists) from its YAML files and check it as a whole.

Invariant: every declaration is right and fits the others, or all faults are raised together and nothing is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from jejak.schemas.declarations import Declaration, read_folder
from jejak.schemas.errors import JejakError, SchemaError, raise_together
from jejak.schemas.grading import Protection
from jejak.schemas.model import GROUPS, LAYERS, WEIGHTS, CodeList, EntityType, LinkType, Property, World
from jejak.schemas.ptypes import PTYPES

__all__ = ["CodeList", "EntityType", "LinkType", "Property", "World", "load_world"]

_BUILT_IN = Path(__file__).parent
_UPPER = re.compile(r"[A-Z][A-Z0-9_]*")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_ANY = "*"


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=_Named)


def load_world(folder: Path | None = None) -> World:
    """Load a world.

    Args:
        folder: Holds ``types/``, ``links/`` and ``codes/``; the built-in world when left out.

    Raises:
        ExceptionGroup: Of ``SchemaError``, one for each fault, with file and key path.
    """
    return _built_in() if folder is None else _load(folder)


@lru_cache(maxsize=1)
def _built_in() -> World:
    return _load(_BUILT_IN)


def _load(folder: Path) -> World:
    faults: list[JejakError] = []
    codes = _read(folder / "codes", _code_list, faults)
    types = _inherit(_read(folder / "types", _entity_type, faults), faults)
    links = _read(folder / "links", _link_type, faults)
    faults += _misfits(types, links, codes)
    raise_together("the declarations of types, links and code lists have faults", faults)
    return World(types, links, codes, _digest(types, links, codes))


def _read(folder: Path, build: Callable[[Declaration], T], faults: list[JejakError]) -> dict[str, T]:
    found = {}
    for declaration in read_folder(folder, faults):
        item = build(declaration)
        declaration.close()
        found[item.name] = item
    return found


def _code_list(given: Declaration) -> CodeList:
    return CodeList(
        name=given.name("codes"),
        version=given.text("version"),
        source=given.text("source"),
        labels=given.labels(),
        codes={code: labels.as_labels() for code, labels in given.children("values")},
    )


def _entity_type(given: Declaration) -> EntityType:
    return EntityType(
        name=given.name("type"),
        labels=given.labels(),
        plural=given.labels("plural"),
        icon=given.text("icon"),
        group=given.choice("group", GROUPS),
        layer=given.choice("layer", LAYERS),
        extends=given.optional("extends"),
        caption=given.texts("caption"),
        properties=_properties(given),
        strong_ids=given.texts("strong_ids"),
        object=given.flag("object"),
        protected_with_holder=given.flag("protected_with_holder"),
        default_protection=given.choice("default_protection", [str(p) for p in Protection], ""),
    )


def _link_type(given: Declaration) -> LinkType:
    return LinkType(
        name=given.name("link", _UPPER),
        labels=given.labels(),
        layer=given.choice("layer", LAYERS),
        sources=given.texts("sources", needed=True),
        targets=given.texts("targets", needed=True),
        event=given.flag("event"),
        directed=given.flag("directed", default=True),
        weight=given.optional("weight", WEIGHTS),
        holds=given.flag("holds"),
        missing_end=given.flag("missing_end"),
        properties=_properties(given),
    )


def _properties(given: Declaration) -> dict[str, Property]:
    found = {}
    for name, part in given.children("properties", needed=False):
        if _SNAKE.fullmatch(name) is None:
            part.fault("a property is named in snake_case")
        found[name] = Property(
            name=name,
            type=part.choice("type", PTYPES),
            labels=part.labels(),
            list=part.flag("list"),
            codes=part.optional("codes"),
            public=part.flag("public"),
        )
        part.close()
    return found


def _inherit(types: Mapping[str, EntityType], faults: list[JejakError]) -> dict[str, EntityType]:
    """Give each type what its ancestors have: properties, and caption and identifiers where it has none of its own."""
    found = {}
    for name, own in types.items():
        line = [own]
        while (parent := line[-1].extends) is not None:
            if parent not in types or types[parent] in line:
                where = f"types/{name}.yaml: extends"
                faults.append(SchemaError("it extends a type that is not there, or itself", where=where))
                break
            line.append(types[parent])
        found[name] = replace(
            own,
            properties={key: prop for kind in reversed(line) for key, prop in kind.properties.items()},
            caption=next((kind.caption for kind in line if kind.caption), ()),
            strong_ids=next((kind.strong_ids for kind in line if kind.strong_ids), ()),
        )
    return found


def _misfits(
    types: Mapping[str, EntityType], links: Mapping[str, LinkType], codes: Mapping[str, CodeList]
) -> Iterator[JejakError]:
    for kind in types.values():
        where = f"types/{kind.name}.yaml"
        yield from _bad_lists(kind.properties, codes, where)
        yield from _bad_identity(kind, where)
    for link in links.values():
        where = f"links/{link.name}.yaml"
        yield from _bad_lists(link.properties, codes, where)
        for key, ends in (("sources", link.sources), ("targets", link.targets)):
            for end in ends:
                if end != _ANY and end not in types:
                    yield SchemaError(f"no entity type is called {end!r}", where=f"{where}: {key}")


def _bad_identity(kind: EntityType, where: str) -> Iterator[JejakError]:
    for key, names in (("caption", kind.caption), ("strong_ids", kind.strong_ids)):
        for name in names:
            if name not in kind.properties:
                yield SchemaError(f"no property is called {name!r}", where=f"{where}: {key}")
    for name in kind.strong_ids:
        prop = kind.properties.get(name)
        if prop and prop.type in PTYPES and not PTYPES[prop.type].strong:
            place = f"{where}: strong_ids.{name}"
            yield SchemaError(f"values of type {prop.type!r} do not identify anything", where=place)
    if kind.object and not kind.strong_ids:
        yield SchemaError("an object needs a property that identifies it", where=f"{where}: strong_ids")


def _bad_lists(properties: Mapping[str, Property], codes: Mapping[str, CodeList], where: str) -> Iterator[JejakError]:
    for prop in properties.values():
        place = f"{where}: properties.{prop.name}"
        if prop.codes is not None and prop.codes not in codes:
            yield SchemaError(f"no code list is called {prop.codes!r}", where=f"{place}.codes")
        if (prop.type == "code") != (prop.codes is not None):
            yield SchemaError("a code needs a code list, and only a code has one", where=place)


def _digest(*parts: Mapping[str, EntityType] | Mapping[str, LinkType] | Mapping[str, CodeList]) -> str:
    plain = [{name: asdict(item) for name, item in part.items()} for part in parts]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
