"""Check the parts of a mapping against each other, the world and a table's columns.

Invariant: faults are values with the path to the part they concern; nothing is changed and nothing stops at the first.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import NamedTuple

from jejak.ingest.mapping.codes import ROLE_CODES, bad_codes, bad_constant
from jejak.ingest.mapping.model import LINK_FIELDS, Condition, EntityTemplate, LinkTemplate, Mapping, Value
from jejak.schemas.errors import JejakError, MappingError, raise_together
from jejak.schemas.grading import Protection
from jejak.schemas.world import Property, World

_LISTED = 12
_TYPES = "`jejak types` lists them all."


class Fault(NamedTuple):
    """What is wrong with the part at ``path``."""

    path: tuple[str | int, ...]
    what: str
    hint: str | None = None


def near(word: str, words: Iterable[str]) -> str | None:
    """A hint with the known words that look most like ``word``."""
    by_fold = {re.sub(r"[\W_]+", "", known.casefold()): known for known in words}
    found = difflib.get_close_matches(re.sub(r"[\W_]+", "", word.casefold()), by_fold, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(by_fold[fold] for fold in found)}?" if found else None


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks single templates; ``entities`` are the readable ones, ``names`` all that the file declares."""

    entities: Dict[str, EntityTemplate]
    names: frozenset[str]
    tables: tuple[str | None, ...]
    world: World | None

    def entity(self, name: str, part: EntityTemplate) -> Iterator[Fault]:
        """The faults of one entity template."""
        path = ("entities", name)
        yield from self._table(path, part.table)
        yield from _condition((*path, "when"), part.when)
        yield from self._same_as(path, name, part)
        yield from _values(path, part.values())
        if not part.key and not any(value.columns for value in part.properties.values()):
            yield Fault(
                path, "no column says whether this entity is there", "Give it a key or a property from a column."
            )
        if self.world is not None:
            yield from self._entity_in_world(path, part, self.world)

    def link(self, index: int, part: LinkTemplate) -> Iterator[Fault]:
        """The faults of one link template."""
        path = ("links", index)
        yield from self._table(path, part.table)
        yield from _condition((*path, "when"), part.when)
        yield from _condition((*path, "swap_when"), part.swap_when)
        yield from _values(path, part.values())
        ends = (("from", part.from_), ("to", part.to))
        for side, end in ends:
            if end not in self.names:
                yield Fault((*path, side), f"no entity is called {end!r}", near(end, self.names))
        tables = {self.entities[end].table or self.tables[0] for _, end in ends if end in self.entities}
        if len(tables | ({part.table} if part.table else set())) > 1:
            yield Fault(
                path, "the ends of a link must be read from one table", "Use same_as for an end of another table."
            )
        if self.world is not None:
            yield from self._link_in_world(path, part, self.world)

    def _table(self, path: tuple[str | int, ...], table: str | None) -> Iterator[Fault]:
        if table is not None and table not in self.tables:
            yield Fault((*path, "table"), f"source.table does not list {table!r}")

    def _same_as(self, path: tuple[str | int, ...], name: str, part: EntityTemplate) -> Iterator[Fault]:
        if part.same_as is None:
            return
        here = (*path, "same_as")
        other = self.entities.get(part.same_as)
        if part.same_as not in self.names or part.same_as == name:
            yield Fault(here, f"no other entity is called {part.same_as!r}", near(part.same_as, self.names - {name}))
        elif other is not None and other.same_as is not None:
            yield Fault(here, f"{part.same_as!r} has a same_as itself", "Name the template that it refers to.")
        elif other is not None and (self._differ(other, part) or len(other.key) != len(part.key) or not part.key):
            yield Fault(here, "both must have the same type and keys of the same length")

    def _differ(self, one: EntityTemplate, other: EntityTemplate) -> bool:
        """Whether two templates are of different types; of a type that does not exist another fault tells."""
        known = self.world is None or {one.type, other.type} <= self.world.entity_types.keys()
        return known and one.type != other.type

    def _entity_in_world(self, path: tuple[str | int, ...], part: EntityTemplate, world: World) -> Iterator[Fault]:
        etype = world.entity_types.get(part.type)
        if etype is None:
            hint = near(part.type, world.entity_types) or _TYPES
            yield Fault((*path, "type"), f"no entity type is called {part.type!r}", hint)
        else:
            yield from _properties(path, part.properties, etype.properties, world)
        for index, role in enumerate(part.roles):
            yield from _codes((*path, "roles", index), role, world, ROLE_CODES)
            for end, value in role.dates:
                yield from _date((*path, "roles", index, end), value)
        if part.protection is not None:
            known = [str(code) for code in Protection]
            wrong = [code for code in _texts(part.protection) if code not in known]
            if wrong:
                yield Fault(
                    (*path, "protection"), f"{wrong[0]!r} is no protection class", f"Known: {', '.join(known)}."
                )

    def _link_in_world(self, path: tuple[str | int, ...], part: LinkTemplate, world: World) -> Iterator[Fault]:
        ltype = world.link_types.get(part.type)
        if ltype is None:
            hint = near(part.type, world.link_types) or _TYPES
            yield Fault((*path, "type"), f"no link type is called {part.type!r}", hint)
            return
        sides = [("from", part.from_, ltype.sources), ("to", part.to, ltype.targets)]
        if part.swap_when is not None:
            sides += [("from", part.from_, ltype.targets), ("to", part.to, ltype.sources)]
        for side, end, allowed in sides:
            etype = self.entities[end].type if end in self.entities else None
            if etype in world.entity_types and not _is_a(etype, allowed, world):
                hint = f"Allowed: {', '.join(sorted(allowed))}."
                yield Fault((*path, side), f"{part.type} cannot have an end of type {etype!r} here", hint)
        yield from _properties(path, part.properties, ltype.properties, world)
        for name in LINK_FIELDS:
            value = part.field(name)
            if value is not None and value.value is not None:
                fault = bad_constant(name, value)
                if fault:
                    yield Fault((*path, name), fault)


def check_columns(mapping: Mapping, table: str | None, columns: Iterable[str], *, where: str) -> None:
    """Refuse a table that lacks columns, naming each with its near matches.

    Raises:
        ExceptionGroup: Of ``MappingError``, one for each missing column.
    """
    present = list(columns)
    missing = [name for name in mapping.columns_of(table) if name not in present]
    listed = f"The table has: {', '.join(present[:_LISTED])}{' …' if len(present) > _LISTED else ''}."
    faults: list[JejakError] = [
        MappingError(f"the column {name!r} is missing", where=where, hint=near(name, present) or listed)
        for name in missing
    ]
    raise_together(f"{where}: the mapping {mapping.name} does not fit this table", faults)


def _is_a(etype: str | None, allowed: Iterable[str], world: World) -> bool:
    names = set(allowed)
    while etype is not None:
        if etype in names or "*" in names:
            return True
        etype = world.entity_types[etype].extends if etype in world.entity_types else None
    return False


def _properties(
    path: tuple[str | int, ...], values: Dict[str, Value], known: Dict[str, Property], world: World
) -> Iterator[Fault]:
    for name, value in values.items():
        here = (*path, "properties", name)
        prop = known.get(name)
        if prop is None:
            yield Fault(here, f"no property is called {name!r}", near(name, known) or f"Known: {', '.join(known)}.")
            continue
        if value.split is not None and not prop.list:
            yield Fault((*here, "split"), f"{name!r} holds one value, not a list")
        if value.value is not None:
            fault = bad_constant(prop.type, value)
            if fault:
                yield Fault(here, fault)
        if prop.codes is not None:
            yield from _codes(here, value, world, prop.codes)


def _date(path: tuple[str | int, ...], value: Value) -> Iterator[Fault]:
    if value.split is not None:
        yield Fault((*path, "split"), "a date is one value, not a list")
    fault = bad_constant("date", value) if value.value is not None else None
    if fault:
        yield Fault(path, fault)


def _codes(path: tuple[str | int, ...], value: Value, world: World, codes: str) -> Iterator[Fault]:
    wrong = bad_codes(_texts(value), world, codes)
    if wrong:
        yield Fault(
            path, f"{wrong[0]!r} is not in the code list {codes!r}", near(wrong[0], world.code_lists[codes].codes)
        )


def _texts(value: Value) -> list[str]:
    """The texts that a value can give, as far as the mapping itself fixes them."""
    if value.map is not None:
        return list(value.map.values())
    return [value.value] if value.value is not None else []


def _values(path: tuple[str | int, ...], values: Iterable[tuple[tuple[str | int, ...], Value]]) -> Iterator[Fault]:
    for sub, value in values:
        yield from _condition((*path, *sub, "when"), value.when)
        if value.value is not None and (value.split or value.map):
            yield Fault((*path, *sub), "a constant takes no split and no map")


def _condition(path: tuple[str | int, ...], condition: Condition | None) -> Iterator[Fault]:
    if condition is None:
        return
    if condition.matches is not None:
        try:
            re.compile(condition.matches)
        except re.error as error:
            yield Fault((*path, "matches"), f"not a regular expression: {error.msg}")
        if re.search(r"\(\?[=!<]", condition.matches):
            yield Fault((*path, "matches"), "looking ahead or behind is not possible here")
    for key, parts in (("all", condition.all_), ("any", condition.any_)):
        for index, part in enumerate(parts or ()):
            yield from _condition((*path, key, index), part)
    yield from _condition((*path, "not"), condition.not_)
