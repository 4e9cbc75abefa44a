"""Cells: each place where a mapping takes a value from a table, with how it is cleaned; equal places are one cell.

Invariant: what a cell gives depends on its raw text alone, so it is cleaned once per distinct text.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from jejak.ingest.conditions import condition_sql
from jejak.ingest.engine import quoted
from jejak.ingest.mapping.codes import CodeNames, code_names
from jejak.ingest.mapping.model import Mapping, Value
from jejak.schemas.ptypes import CleanContext
from jejak.schemas.world import Property, World


@dataclass(frozen=True, slots=True)
class Cell:
    """One cleaned value of one table.

    ``raw`` is SQL over the raw columns; ``kind`` the property type; ``fixed`` the cell of a constant, which reads
    nothing; ``listed`` whether it gives a list of texts; ``typed`` whether it is a link's amount or time.
    """

    index: int
    table: int
    raw: str
    label: str
    kind: str
    context: CleanContext
    prop: str
    split: str | None = None
    map: Dict[str, str] | None = None
    codes: CodeNames | None = None
    listed: bool = False
    typed: bool = False
    fixed: str | None = None

    def column(self, part: str) -> str:
        """The name of one of its columns in the cleaned rows, such as ``v3`` for its value."""
        return f"{part}{self.index}"


@dataclass(slots=True)
class CellBook:
    """Collects the cells of a mapping."""

    mapping: Mapping
    world: World
    columns: list[Dict[str, str]]  # per table: source column → SQL name
    cells: list[Cell] = field(default_factory=list)
    _known: dict[tuple[object, ...], Cell] = field(default_factory=dict)

    def add(self, table: int, value: Value, prop: Property, *, typed: bool = False) -> Cell:
        """The cell for a value of a property; an equal one is used again."""
        key = (table, value.model_dump_json(), prop.type, prop.codes, prop.list, prop.name, typed)
        if key not in self._known:
            cell = Cell(
                index=len(self.cells),
                table=table,
                raw=self._raw(table, value),
                label=" + ".join(value.columns),
                kind=prop.type,
                context=self._context(value),
                prop=prop.name,
                split=value.split,
                map=value.map,
                codes=code_names(self.world, prop.codes) if prop.codes else None,
                listed=prop.list,
                typed=typed,
                fixed=value.value,
            )
            self.cells.append(cell)
            self._known[key] = cell
        return self._known[key]

    def _raw(self, table: int, value: Value) -> str:
        if value.value is not None:
            return quoted(value.value)
        columns = {name: f"r.{short}" for name, short in self.columns[table].items()}
        names = [columns[name] for name in value.columns]
        raw = names[0] if len(names) == 1 else self._joined(value, names)
        return raw if value.when is None else f"(CASE WHEN {condition_sql(value.when, columns)} THEN {raw} END)"

    @staticmethod
    def _joined(value: Value, names: list[str]) -> str:
        return f"nullif(concat_ws({quoted(value.with_)}, {', '.join(names)}), '')"

    def _context(self, value: Value) -> CleanContext:
        defaults = self.mapping.defaults
        day_first = value.day_first if value.day_first is not None else defaults.day_first
        return CleanContext(
            region=value.region or defaults.region,
            zone=value.zone or defaults.zone,
            currency=value.currency or defaults.currency,
            format=value.format,
            day_first=day_first,
            reference=None,
        )
