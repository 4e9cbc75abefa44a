"""Read a mapping from YAML, with the line and column of every fault, all faults together.

Invariant: either a mapping that fits the world comes back, or one ``ExceptionGroup`` of ``MappingError`` is raised.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from jejak.ingest.mapping.check import Checker, Fault, near
from jejak.ingest.mapping.model import Defaults, EntityTemplate, LinkTemplate, Mapping, RoleValue, SourceSpec, Value
from jejak.schemas.errors import JejakError, MappingError, raise_together
from jejak.schemas.world import World

Path_ = tuple[str | int, ...]
P = TypeVar("P", bound=BaseModel)
_LARGEST = 1_000_000
_HINT = "Correct this place; docs/mapping.md explains every key."
_PROPOSE = "`jejak map FILE -o M.yaml` proposes a mapping."


class _Marks:
    """Line and column of every part of a YAML document, by path."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._marks: dict[Path_, yaml.Mark] = {(): yaml.Mark(name, 0, 0, 0, None, 0)}
        self.faults: list[JejakError] = []

    def build(self, node: yaml.Node, path: Path_ = ()) -> object:
        """Turn a node into plain data (all scalars as text, so that NO stays NO), noting where each part stands."""
        if path:
            self._marks.setdefault(path, node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return None if node.tag.endswith(":null") else str(node.value)

    def _pairs(self, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            if key in seen:
                self.faults.append(self.fault(here, f"the key {key!r} stands here twice", mark=key_node.start_mark))
                continue
            seen.add(key)
            self._marks[here] = key_node.start_mark
            yield key, self.build(value_node, here)

    def fault(self, path: Path_, what: str, *, hint: str | None = None, mark: yaml.Mark | None = None) -> MappingError:
        """A fault at the nearest known part above ``path``."""
        while mark is None:
            mark = self._marks.get(path)
            path = path[:-1]
        return MappingError(what, where=f"{self._name}:{mark.line + 1}:{mark.column + 1}", hint=hint or _HINT)


def parse_mapping(text: str, world: World | None = None, *, name: str = "mapping") -> Mapping:
    """Read a mapping from YAML text.

    Args:
        text: The YAML document.
        world: Types, links and code lists to check it against; without one only its own shape is checked.
        name: What to call the document in messages.

    Raises:
        ExceptionGroup: Of ``MappingError``, one for each fault, each with ``name:line:column``.
    """
    marks = _Marks(name)
    data = _compose(text, marks)
    mapping = None
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        for item in error.errors():
            path = tuple(item["loc"])
            what, hint = _say(path, item["type"], item["msg"])
            marks.faults.append(marks.fault(path, what, hint=hint))
    marks.faults.extend(marks.fault(path, what, hint=hint) for path, what, hint in _check(data, world))
    if marks.faults or mapping is None:
        raise ExceptionGroup(f"{name}: the mapping cannot be used", _in_order(marks.faults))
    return mapping


def load_mapping(path: Path, world: World | None = None) -> Mapping:
    """Read a mapping from a file; see ``parse_mapping``.

    Raises:
        MappingError: If the file cannot be read.
        ExceptionGroup: Of ``MappingError``, one for each fault.
    """
    return parse_mapping(read_mapping_text(path), world, name=path.name)


def read_mapping_text(path: Path) -> str:
    """The text of a mapping file.

    Raises:
        MappingError: If the file cannot be read, or is plainly something else.
    """
    try:
        if not path.exists():
            raise MappingError("there is no such mapping file", where=str(path), hint="Check the name and its folder.")
        if path.stat().st_size > _LARGEST:
            raise MappingError("the file is too large for a mapping", where=path.name, hint="Is it the data file?")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "Give the path of a YAML file in UTF-8; `jejak map FILE -o M.yaml` makes one."
        raise MappingError("the mapping file cannot be read", where=path.name, hint=hint) from error
    if not text.strip():
        hint = "Write a mapping into it; `jejak map FILE -o M.yaml` proposes one."
        raise MappingError("the mapping file is empty", where=path.name, hint=hint)
    return text


def _compose(text: str, marks: _Marks) -> object:
    """Parse the YAML text; aliases are refused, since they could blow a small file up."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise_together(
                    "the mapping cannot be used",
                    [
                        marks.fault(
                            (),
                            "aliases (*name) are not allowed",
                            mark=_plain_mark(event.start_mark),
                            hint="Write the value out in both places.",
                        )
                    ],
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = _plain_mark(error.problem_mark or error.context_mark)
        hint = "Look at brackets, quotes and indentation here and on the line before."
        fault = marks.fault((), f"not valid YAML: {error.problem}", mark=mark, hint=hint)
        raise ExceptionGroup("the mapping cannot be used", [fault]) from error
    except yaml.YAMLError as error:
        hint = "Save the file as plain text in UTF-8."
        fault = marks.fault((), "not valid YAML: a character is not allowed", hint=hint)
        raise ExceptionGroup("the mapping cannot be used", [fault]) from error
    return marks.build(node) if node is not None else None


def _plain_mark(mark: object) -> yaml.Mark | None:
    return mark if isinstance(mark, yaml.Mark) else None


def _check(data: object, world: World | None) -> Iterator[Fault]:
    """Check each part that is well formed by itself, so that faults of all kinds come together."""
    if not isinstance(data, dict):
        return
    entities = data.get("entities")
    raw_entities: dict[str, object] = entities if isinstance(entities, dict) else {}
    links = data.get("links")
    good = {name: part for name, raw in raw_entities.items() if (part := _part(EntityTemplate, raw))}
    source = _part(SourceSpec, data.get("source") or {}) or SourceSpec()
    checker = Checker(good, frozenset(raw_entities), source.table or (None,), world)
    for name, entity in good.items():
        yield from checker.entity(name, entity)
    for index, raw in enumerate(links if isinstance(links, list) else []):
        link = _part(LinkTemplate, raw)
        if link is not None:
            yield from checker.link(index, link)


def _part(kind: type[P], raw: object) -> P | None:
    """One part; what is wrong in itself is left out, so that the rest is checked in the same run."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        rest = copy.deepcopy(raw)
        for item in error.errors():
            _leave_out(rest, item["loc"])
    try:
        return kind.model_validate(rest)
    except ValidationError:
        return None


def _leave_out(data: object, path: Path_) -> None:
    """Remove the innermost key of a path that is there; a path may name kinds of values between its keys."""
    innermost: tuple[dict[str, object], str] | None = None
    for step in path:
        if isinstance(data, dict) and step in data:
            innermost = data, str(step)
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    if innermost is not None:
        innermost[0].pop(innermost[1], None)


def _say(path: Path_, kind: str, message: str) -> tuple[str, str | None]:
    """What is wrong in words of the mapping, and what to do about it where that can be told."""
    if kind == "extra_forbidden":
        return f"the key {str(path[-1])!r} is not known here", near(str(path[-1]), _keys_beside(path))
    if kind == "missing":
        return f"the key {str(path[-1])!r} is missing here", None
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return "here should stand `key: value` pairs", _PROPOSE if not path else None
    return message.removeprefix("Value error, "), None


def _keys_beside(path: Path_) -> set[str]:
    """The keys that may stand where the last one of a path does."""
    parts: dict[str | int, type[BaseModel]] = {"source": SourceSpec, "defaults": Defaults}
    templates: dict[str | int, type[BaseModel]] = {"entities": EntityTemplate, "links": LinkTemplate}
    kind = Mapping if len(path) == 1 else parts.get(path[0]) if len(path) == 2 else templates.get(path[0])
    if kind is None or len(path) > 3:
        kind = RoleValue if "roles" in path else Value
    word = {"role"} if kind is RoleValue else set()
    return word | {field.alias or name for name, field in kind.model_fields.items()}


def _in_order(faults: list[JejakError]) -> list[JejakError]:
    def position(fault: JejakError) -> tuple[int, int]:
        _, line, column = (fault.where or "::").rsplit(":", 2)
        return int(line), int(column)

    return sorted(faults, key=position)
