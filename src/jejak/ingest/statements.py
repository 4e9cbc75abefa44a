"""What the records say of each entity, cut down to those that say something new, and written by ranges of entities.

Invariant: of all records that say the same of an entity the first is kept, with how many they are; which those are is
found by comparing numbers, so that no memory grows with the source.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import CleanRow, is_strong
from jejak.ingest.engine import quoted
from jejak.ingest.plan import Plan, RolePlan, TemplatePlan

TEXTS = "VARCHAR[]"
#: How many entities are built at a time.
RANGE = 250_000


@dataclass(frozen=True, slots=True)
class Statements:
    """What the templates of one pool, which share their keys, say of entities.

    Columns: ``e`` the number of the entity, ``ord`` the place of the record, ``guard``, ``roles``, ``n_rows``, and for
    each property a struct, so that all of it comes from the same record. ``roles`` holds codes, or, where the mapping
    dates a role, statements ``role from/to`` with nothing for an open end.
    """

    plan: Plan
    constants: Dict[int, CleanRow]
    pool: int

    @property
    def parts(self) -> list[TemplatePlan]:
        """The templates, which are of one type."""
        return [part for part in self.plan.templates if part.pool == self.pool]

    @property
    def props(self) -> list[str]:
        """All properties that any of them gives."""
        return sorted({prop for part in self.parts for prop in part.cells})

    @property
    def dates_roles(self) -> bool:
        """Whether the mapping dates any of their roles."""
        return any(role.dated for part in self.parts for role in part.roles)

    def write(self, engine: duckdb.DuckDBPyConnection, folder: Path) -> None:
        """Write the statements below ``folder``, in a folder ``range=<number>`` for each range."""
        marks = " UNION ALL ".join(self._marks(part, self.parts[:number]) for number, part in enumerate(self.parts))
        engine.execute(
            f"""CREATE OR REPLACE TABLE firsts AS SELECT min(ord) AS ord, count(*) FILTER (NOT again) AS n_rows
            FROM ({marks}) GROUP BY e, mark"""
        )
        stated = " UNION ALL ".join(self._stated(part) for part in self.parts)
        engine.execute(
            f"""COPY (SELECT s.*, f.n_rows, e // {RANGE} AS range FROM ({stated}) s JOIN firsts f ON f.ord = s.ord)
            TO {quoted(str(folder))} (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (range))"""
        )
        engine.execute("DROP TABLE firsts")

    def fields(self, prop: str) -> dict[str, str]:
        """The fields of a property's struct: ``v`` value, ``r`` raw text, ``s o d`` scheme, validity, identifiers."""
        etype = self.parts[0].etype
        listed = etype.properties[prop].list
        known = {"v": TEXTS if listed else "VARCHAR"}
        if prop == self.parts[0].label:
            known["r"] = "VARCHAR"
        if prop in etype.strong_ids:
            known |= {"s": "VARCHAR", "o": "BOOLEAN"} | ({"d": TEXTS} if listed else {})
        return known

    def _marks(self, part: TemplatePlan, before: list[TemplatePlan]) -> str:
        """What each record says of an entity, as one number; a record that two templates read counts once."""
        twice = " OR ".join(f"e{part.place} = e{other.place}" for other in before if other.table == part.table)
        told = [str(part.place)]
        for cell in part.all_cells():
            if cell.fixed is None:
                told += [f"{name}{cell.index}" for name in ("vsod" if cell.listed else "vso") if self._has(cell, name)]
                # the hash of a row runs through a list as if its texts were columns: where it ends must be told
                told += [f"len({name}{cell.index})" for name in "vd" if cell.listed and self._has(cell, name)]
        return f"""SELECT e{part.place} AS e, {self._ord(part)} AS ord, coalesce({twice or "false"}, false) AS again,
            hash({", ".join(told)}) AS mark FROM rows{part.table} WHERE e{part.place} IS NOT NULL"""

    def _stated(self, part: TemplatePlan) -> str:
        guard = self._field(part.protection, "v") if part.protection else "NULL::VARCHAR"
        roles = [self._role(role) for role in part.roles]
        select = [
            f"e{part.place} AS e", f"{self._ord(part)} AS ord", f"{guard} AS guard",
            f"{' || '.join(roles) or f'NULL::{TEXTS}'} AS roles",
            *(f"{self._value(prop, part.cells.get(prop))} AS {safe(prop)}" for prop in self.props),
        ]  # fmt: skip
        return f"SELECT {', '.join(select)} FROM rows{part.table} WHERE e{part.place} IS NOT NULL"

    def _role(self, role: RolePlan) -> str:
        codes = f"coalesce({self._field(role.codes, 'v')}, []::{TEXTS})"
        if not self.dates_roles:
            return codes
        t_from, t_to = (f"coalesce({self._field(c, 'v')}, '')" if c else "''" for c in (role.t_from, role.t_to))
        return f"list_transform({codes}, lambda code: code || ' ' || {t_from} || '/' || {t_to})"

    def _ord(self, part: TemplatePlan) -> str:
        return f"rec * {self.plan.base} + {part.place}"

    def _value(self, prop: str, cell: Cell | None) -> str:
        known = self.fields(prop)
        kind = f"STRUCT({', '.join(f'{name} {kind}' for name, kind in known.items())})"
        if cell is None:
            return f"NULL::{kind}"
        fields = ", ".join(f"'{name}': {self._field(cell, name)}" for name in known)
        return f"CASE WHEN {self._field(cell, 'v')} IS NOT NULL THEN {{{fields}}}::{kind} END"

    @staticmethod
    def _has(cell: Cell, name: str) -> bool:
        return name in "vr" or is_strong(cell)

    def _field(self, cell: Cell, name: str) -> str:
        """A column of a cell, or the literal of a constant."""
        if cell.fixed is None:
            return f"{name}{cell.index}" if self._has(cell, name) else "NULL"
        row = self.constants[cell.index]
        if name in "vd" and cell.listed:
            return texts((row.vals if name == "v" else row.ids) or ())
        if name == "o":
            return "NULL" if row.valid is None else str(row.valid).lower()
        return text({"v": row.value, "r": cell.fixed, "s": row.scheme}[name])


def safe(prop: str) -> str:
    """The column of a property."""
    return '"p_' + prop.replace('"', "") + '"'


def text(value: str | None) -> str:
    """A text, or a null of its type, as an SQL literal."""
    return "NULL::VARCHAR" if value is None else quoted(value)


def texts(values: tuple[str, ...]) -> str:
    """A list of texts as an SQL literal."""
    return f"[{', '.join(quoted(value) for value in values)}]::{TEXTS}"
