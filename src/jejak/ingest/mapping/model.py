"""The shape of a mapping: sources, defaults, entity templates and link templates; nothing but data.

Invariant: equal content gives an equal ``digest``, whatever the comments and the order of keys in the file were.

Two records that speak of one entity: a template with ``key`` makes one entity per distinct key. A second template
(the beneficiary beside the originator, the ends of an edge table beside its node table) says ``same_as: originator``
to use the same keys: equal keys are then one entity, whichever column or table they stand in. Several tables of one
file are read by one mapping with ``source: {table: [nodes, edges]}``; each template and link then names its
``table`` (the first one is the default) and record numbers run on through the tables in the order listed.
A link joins two templates of one table; the same record states both ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from jejak.ingest.readers import ReaderOptions


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, str | dict) else raw


def _constant(raw: object) -> object:
    return {"value": raw} if isinstance(raw, str) else raw


def _column(raw: object) -> object:
    return {"column": raw} if isinstance(raw, str) else raw


def _constants(raw: object) -> object:
    listed = _listed(raw)
    return [_constant(item) for item in listed] if isinstance(listed, list) else listed


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Grade = Annotated[str, Field(pattern=r"^[A-F][1-6]$")]
HandlingCode = Literal["P", "C"]


class _Part(BaseModel):
    """What all parts share: unknown keys are faults, parts never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(_Part):
    """A test of one record: one column against one comparison, or a combination of such tests."""

    column: str | None = None
    present: bool | None = None
    equals: str | None = None
    in_: tuple[str, ...] | None = Field(None, alias="in")
    not_in: tuple[str, ...] | None = None
    matches: str | None = None
    all_: tuple[Condition, ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple[Condition, ...] | None = Field(None, alias="any", min_length=1)
    not_: Condition | None = Field(None, alias="not")

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        tests = sum(part is not None for part in (self.present, self.equals, self.in_, self.not_in, self.matches))
        groups = sum(part is not None for part in (self.all_, self.any_, self.not_))
        if (tests, groups) not in {(1, 0), (0, 1)} or (self.column is None) == bool(tests):
            raise ValueError("give a column with one of present, equals, in, not_in, matches; or one of all, any, not")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, its parts included."""
        own = (self.column,) if self.column is not None else ()
        parts = (*(self.all_ or ()), *(self.any_ or ()), *((self.not_,) if self.not_ else ()))
        return own + tuple(name for part in parts for name in part.columns)


class Value(_Part):
    """Where one value comes from: a column, several joined columns, or a constant.

    ``when`` takes the value only from records that pass it (one column may hold numbers of several kinds); ``map``
    replaces the raw text (a text that it does not list is unusable), ``split`` makes several values of one cell,
    ``format`` is a strptime pattern; ``zone``, ``region``, ``currency`` and ``day_first`` overrule the defaults.
    """

    column: str | None = None
    value: str | None = None
    join: tuple[str, ...] | None = Field(None, min_length=1)
    with_: str = Field(" ", alias="with")
    when: Condition | None = None
    split: str | None = Field(None, min_length=1)
    map: dict[str, str] | None = None
    format: str | None = None
    zone: str | None = None
    region: str | None = None
    currency: str | None = None
    day_first: bool | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Value:
        if sum(part is not None for part in (self.column, self.value, self.join)) != 1:
            raise ValueError("give exactly one of column, value, join")
        if self.value is not None and self.when is not None:
            raise ValueError("a constant has no when; give it to the entity or link")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.column,) if self.column is not None else (self.join or ())


ColumnValue = Annotated[Value, BeforeValidator(_column)]
ConstantValue = Annotated[Value, BeforeValidator(_constant)]


class RoleValue(Value):
    """A role, and when the records state it: ``{role: broker, from: {column: since}}``, both dates optional.

    A plain text is a constant in all three; ``{value: broker, from: …}`` and ``{column: part, from: …}`` say the same
    without the word ``role``.
    """

    from_: ConstantValue | None = Field(None, alias="from")
    to: ConstantValue | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_the_word(cls, raw: object) -> object:
        if not isinstance(raw, dict) or "role" not in raw:
            return raw
        role, rest = _constant(raw["role"]), {key: part for key, part in raw.items() if key != "role"}
        if not isinstance(role, dict) or rest.keys() - {"from", "to"}:
            raise ValueError("give role a code or a column, and beside it at most from and to")
        return {**role, **rest}

    @property
    def dates(self) -> tuple[tuple[str, Value], ...]:
        """Its dates by their keys."""
        return tuple((name, value) for name, value in (("from", self.from_), ("to", self.to)) if value is not None)


class SourceSpec(_Part):
    """How the file is read: the options of the readers."""

    format: str | None = None
    table: Names = ()
    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    columns: tuple[str, ...] | None = None

    def options(self) -> ReaderOptions:
        """The same for the readers; which tables are wanted is not their matter."""
        return ReaderOptions(**self.model_dump(exclude={"table"}, exclude_none=True))


class Defaults(_Part):
    """What holds for every claim and value unless said otherwise."""

    grade: Grade | None = None
    handling: HandlingCode | None = None
    zone: str | None = None
    region: str | None = None
    currency: str | None = None
    day_first: bool | None = None


class EntityTemplate(_Part):
    """One entity per distinct key, or per record without a key."""

    type: str
    key: Names = ()
    same_as: str | None = None
    table: str | None = None
    when: Condition | None = None
    protection: ConstantValue | None = None
    roles: Annotated[tuple[RoleValue, ...], BeforeValidator(_constants)] = ()
    grade: Grade | None = None
    handling: HandlingCode | None = None
    properties: dict[str, ColumnValue] = Field(default_factory=dict)

    def values(self) -> Iterator[tuple[tuple[str | int, ...], Value]]:
        """All its values with the path that leads to each."""
        for name, value in self.properties.items():
            yield ("properties", name), value
        for index, value in enumerate(self.roles):
            yield ("roles", index), value
            for end, when in value.dates:
                yield ("roles", index, end), when
        if self.protection is not None:
            yield ("protection",), self.protection


LINK_FIELDS = ("time", "end", "amount", "currency", "channel", "reference", "role")


class LinkTemplate(_Part):
    """One link per record between two entities of that record."""

    type: str
    from_: str = Field(alias="from")
    to: str
    table: str | None = None
    when: Condition | None = None
    swap_when: Condition | None = None
    time: ColumnValue | None = None
    end: ColumnValue | None = None
    amount: ColumnValue | None = None
    currency: ColumnValue | None = None
    channel: ColumnValue | None = None
    reference: ColumnValue | None = None
    role: ColumnValue | None = None
    grade: Grade | None = None
    handling: HandlingCode | None = None
    properties: dict[str, ColumnValue] = Field(default_factory=dict)

    def field(self, name: str) -> Value | None:
        """One of ``LINK_FIELDS``."""
        fields = dict(zip(LINK_FIELDS, (self.time, self.end, self.amount, self.currency), strict=False))
        return {**fields, "channel": self.channel, "reference": self.reference, "role": self.role}[name]

    def values(self) -> Iterator[tuple[tuple[str | int, ...], Value]]:
        """All its values with the path that leads to each."""
        for name in LINK_FIELDS:
            value = self.field(name)
            if value is not None:
                yield (name,), value
        for name, value in self.properties.items():
            yield ("properties", name), value


class Mapping(_Part):
    """A whole mapping file."""

    mapping: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    version: int = Field(1, ge=1)
    title: str = ""
    source: SourceSpec = Field(default_factory=SourceSpec)
    defaults: Defaults = Field(default_factory=Defaults)
    entities: dict[str, EntityTemplate] = Field(min_length=1)
    links: tuple[LinkTemplate, ...] = ()

    @property
    def name(self) -> str:
        """The name under which at most one batch of a source table is live."""
        return self.mapping

    @property
    def tables(self) -> tuple[str | None, ...]:
        """The tables that it reads; ``None`` stands for the file's only table."""
        return self.source.table or (None,)

    @property
    def digest(self) -> str:
        """The sha256 of the canonical JSON of its content."""
        content = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    @property
    def required_columns(self) -> tuple[str, ...]:
        """All columns that it reads, sorted."""
        return tuple(sorted({name for table in self.tables for name in self.columns_of(table)}))

    def columns_of(self, table: str | None) -> tuple[str, ...]:
        """The columns that it reads from one table, sorted."""
        found: set[str] = set()
        parts: list[EntityTemplate | LinkTemplate] = [*self.entities.values(), *self.links]
        for part in parts:
            if self.table_of(part) != table:
                continue
            conditions = [part.when, part.swap_when if isinstance(part, LinkTemplate) else None]
            found.update(name for condition in conditions if condition for name in condition.columns)
            found.update(name for _, value in part.values() for name in value.columns)
            found.update(name for _, value in part.values() if value.when for name in value.when.columns)
            found.update(part.key if isinstance(part, EntityTemplate) else ())
        return tuple(sorted(found))

    def table_of(self, part: EntityTemplate | LinkTemplate) -> str | None:
        """The table that a template or link reads; a link reads the table of its ends."""
        if isinstance(part, LinkTemplate) and part.table is None and part.from_ in self.entities:
            part = self.entities[part.from_]
        return part.table or self.tables[0]

    def to_yaml(self) -> str:
        """The mapping as YAML text that loads to an equal mapping."""
        content = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        head = {"mapping": self.mapping, "version": self.version}
        return yaml.safe_dump({**head, **content}, sort_keys=False, allow_unicode=True, width=110)
