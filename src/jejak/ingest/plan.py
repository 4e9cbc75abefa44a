"""The plan of an import: templates, links and cells in a fixed order, with the SQL name of everything they read.

Invariant: the plan depends on the content of the mapping alone, never on the order of keys in its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import NamedTuple

from jejak.ingest.cells import Cell, CellBook
from jejak.ingest.mapping.codes import PROTECTION_CODES, ROLE_CODES
from jejak.ingest.mapping.model import LINK_FIELDS, EntityTemplate, LinkTemplate, Mapping, RoleValue
from jejak.schemas.world import EntityType, LinkType, Property, World

ROLES, PROTECTION = "roles", "protection"


class RolePlan(NamedTuple):
    """One role of a template: what gives its codes, and the dates between which they are stated."""

    codes: Cell
    t_from: Cell | None
    t_to: Cell | None

    @property
    def dated(self) -> bool:
        """Whether the mapping gives it a date."""
        return self.t_from is not None or self.t_to is not None

    def cells(self) -> Iterator[Cell]:
        """Every cell that it uses."""
        return (cell for cell in self if cell is not None)


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """One entity template; ``place`` is its number, ``pool`` the number of the template whose keys it shares."""

    place: int
    name: str
    table: int
    pool: int
    part: EntityTemplate
    etype: EntityType
    cells: Dict[str, Cell]
    roles: tuple[RolePlan, ...]
    protection: Cell | None

    @property
    def label(self) -> str | None:
        """The property that an entity is called by."""
        own = self.etype.properties
        return "name" if "name" in own else next((prop for prop in self.etype.caption if prop in own), None)

    @property
    def applies(self) -> str:
        """SQL: whether a record states it."""
        return "true" if self.part.when is None else f"w{self.place}"

    @property
    def alone(self) -> str:
        """SQL: whether a record states one that no other record can state, for want of a whole key."""
        return "false" if len(self.part.key) == 1 else f"own{self.place}"

    def all_cells(self) -> tuple[Cell, ...]:
        """Every cell that it uses."""
        last = (self.protection,) if self.protection else ()
        return (*self.cells.values(), *(cell for role in self.roles for cell in role.cells()), *last)


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """One link template with the places of its ends."""

    index: int
    table: int
    part: LinkTemplate
    ltype: LinkType
    source: int
    target: int
    fields: Dict[str, Cell]
    cells: Dict[str, Cell]

    @property
    def applies(self) -> str:
        """SQL: whether a record states it."""
        return "true" if self.part.when is None else f"l{self.index}"

    @property
    def turned(self) -> str:
        """SQL: whether a record states it the other way round."""
        return "false" if self.part.swap_when is None else f"back{self.index}"

    def hard_cells(self) -> tuple[Cell, ...]:
        """Cells without which the record says something else than its source: they reject it when unusable."""
        return tuple(self.fields[name] for name in ("time", "end", "amount", "currency") if name in self.fields)


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of an import."""

    mapping: Mapping
    world: World
    templates: tuple[TemplatePlan, ...]
    links: tuple[LinkPlan, ...]
    cells: tuple[Cell, ...]
    columns: tuple[Dict[str, str], ...]

    @property
    def base(self) -> int:
        """How many entities one record can make: templates first, then the unknown ends of each link."""
        return len(self.templates) + 2 * len(self.links)

    @property
    def pools(self) -> tuple[int, ...]:
        """The groups of templates that share keys."""
        return tuple(sorted({part.pool for part in self.templates}))

    @property
    def keyed_pools(self) -> tuple[int, ...]:
        """Those that have keys."""
        return tuple(sorted({part.pool for part in self.templates if part.part.key}))

    @property
    def template_names(self) -> tuple[str, ...]:
        """The name of the template at each place, as it enters the ekey."""
        ends = (f"{link.index}:{side}" for link in self.links for side in ("from", "to"))
        return (*(template.name for template in self.templates), *ends)


def make_plan(mapping: Mapping, world: World, columns: list[dict[str, str]]) -> Plan:
    """Lay out a checked mapping; ``columns`` gives for each table the SQL name of each source column."""
    book = CellBook(mapping, world, list(columns))
    tables = {name: number for number, name in enumerate(mapping.tables)}
    names = sorted(mapping.entities)
    templates = []
    for place, name in enumerate(names):
        part = mapping.entities[name]
        etype = world.entity_types[part.type]
        table = tables[mapping.table_of(part)]
        guard = Property(name=PROTECTION, type="code", labels={}, list=False, codes=PROTECTION_CODES, public=False)
        templates.append(
            TemplatePlan(
                place=place,
                name=name,
                table=table,
                pool=names.index(part.same_as or name),
                part=part,
                etype=etype,
                cells={
                    key: book.add(table, part.properties[key], etype.properties[key]) for key in sorted(part.properties)
                },
                roles=tuple(_role(table, value, book) for value in part.roles),
                protection=book.add(table, part.protection, guard) if part.protection else None,
            )
        )
    links = tuple(_link(index, mapping, world, book) for index in range(len(mapping.links)))
    return Plan(mapping, world, tuple(templates), links, tuple(book.cells), tuple(columns))


def _role(table: int, value: RoleValue, book: CellBook) -> RolePlan:
    codes = Property(name=ROLES, type="code", labels={}, list=True, codes=ROLE_CODES, public=True)
    day = Property(name=ROLES, type="date", labels={}, list=False, codes=None, public=True)
    t_from, t_to = (None if end is None else book.add(table, end, day) for end in (value.from_, value.to))
    return RolePlan(book.add(table, value, codes), t_from, t_to)


_FIELD_TYPES = {"time": "datetime", "end": "datetime", "amount": "money", "currency": "currency"}
_TYPED = frozenset({"time", "end", "amount"})


def _link(index: int, mapping: Mapping, world: World, book: CellBook) -> LinkPlan:
    part = mapping.links[index]
    ltype = world.link_types[part.type]
    table = list(mapping.tables).index(mapping.table_of(part))
    names = sorted(mapping.entities)
    fields = {}
    for name in LINK_FIELDS:
        value = part.field(name)
        if value is not None:
            prop = ltype.properties.get(name) if name in {"role", "channel"} else None
            kind = prop or Property(
                name=name, type=_FIELD_TYPES.get(name, "text"), labels={}, list=False, codes=None, public=False
            )
            fields[name] = book.add(table, value, kind, typed=name in _TYPED)
    cells = {key: book.add(table, part.properties[key], ltype.properties[key]) for key in sorted(part.properties)}
    source, target = names.index(part.from_), names.index(part.to)
    return LinkPlan(index, table, part, ltype, source, target, fields, cells)
