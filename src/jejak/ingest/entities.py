"""Entity claims in SQL: one row per key, in the order of first records; a property comes from the first that has it.

Where records of one entity differ in a property of a single value, all its values are kept: as a list in its place, and
of name, birth date and country as ``name_all`` and so on beside the first one.
Invariant: the order (record, place of the template) is total, so numbers, keys and bytes are the same in every run.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import duckdb

from jejak.ingest.cells import Cell
from jejak.ingest.cleaning import CleanRow, is_strong
from jejak.ingest.engine import quoted
from jejak.ingest.plan import Plan, TemplatePlan

OWN_COLUMNS = ("name", "birth_date", "country")
FROM_PROPERTIES = ("opened", "incorporated", "issue_date", "issued", "depart", "start", "posted", "created", "date")
TO_PROPERTIES = ("closed", "dissolved", "expiry_date", "expires", "arrive", "end")
_TEXTS = "VARCHAR[]"


@dataclass(frozen=True, slots=True)
class EntityBuilder:
    """Makes the tables ``ents`` (all columns but ekey) and ``ids`` (key → ix) from the cleaned rows."""

    plan: Plan
    constants: Dict[int, CleanRow]

    def build(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Build both tables."""
        engine.execute(
            """CREATE TABLE ents (ord BIGINT, key VARCHAR, etype VARCHAR, name VARCHAR, name_raw VARCHAR,
            id_scheme VARCHAR, id_value VARCHAR, id_valid BOOLEAN, birth_date VARCHAR, country VARCHAR, t_from VARCHAR,
            t_to VARCHAR, protection VARCHAR, n_rows BIGINT, grade VARCHAR, handling VARCHAR, props VARCHAR)"""
        )
        for pool in sorted({part.pool for part in self.plan.templates}):
            self._pool(engine, pool)
        for link in self.plan.links:
            for end in (f"f{link.index}", f"g{link.index}"):
                engine.execute(
                    f"""INSERT INTO ents SELECT substr({end}, 2)::BIGINT, {end}, 'unknown_party', NULL, NULL, NULL,
                    NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, '{{}}'
                    FROM rows{link.table} WHERE {end} LIKE 'u%'"""
                )
        engine.execute(
            """CREATE TABLE ids AS SELECT key, (row_number() OVER (ORDER BY ord) - 1)::INTEGER AS ix,
            CASE WHEN id_valid IS NOT FALSE THEN id_value END AS strong FROM ents"""
        )

    def _pool(self, engine: duckdb.DuckDBPyConnection, pool: int) -> None:
        """All templates that share keys, grouped by key."""
        parts = [part for part in self.plan.templates if part.pool == pool]
        props = sorted({prop for part in parts for prop in part.cells})
        stated = " UNION ALL ".join(self._stated(part, props, parts[:number]) for number, part in enumerate(parts))
        unsure = [prop for prop in props if _may_differ(parts, prop)]
        columns = ["key", "min(ord) AS ord", "count(*) FILTER (NOT again) AS n_rows", "arg_min(guard, ord) AS guard"]
        columns.append(
            "list_sort(list_distinct(flatten(list(roles)))) AS roles"
            if any(p.roles for p in parts)
            else f"NULL::{_TEXTS} AS roles"
        )
        first = parts[0]
        columns += [self._merged(prop, listed=first.etype.properties[prop].list) for prop in props]
        columns += [f"min({_code(p)}) <> max({_code(p)}) AS {_differs(p)}" for p in unsure]
        engine.execute(f"CREATE TABLE grouped AS SELECT {', '.join(columns)} FROM ({stated}) GROUP BY key")
        source = "grouped g"
        for prop in unsure:
            engine.execute(_all_values(prop, stated, strong=prop in first.etype.strong_ids))
            source += f" LEFT JOIN {_all(prop)} ON {_all(prop)}.key = g.key"
        engine.execute(f"INSERT INTO ents {self._finished(first, props, unsure=unsure, source=source)}")
        for table in ("grouped", *map(_all, unsure)):
            engine.execute(f"DROP TABLE {table}")

    def _stated(self, part: TemplatePlan, props: list[str], before: list[TemplatePlan]) -> str:
        select = [f"e{part.place} AS key", f"rec * {self.plan.base} + {part.place} AS ord"]
        twice = " OR ".join(f"e{part.place} = e{other.place}" for other in before if other.table == part.table)
        select.append(f"coalesce({twice or 'false'}, false) AS again")  # a record counts once
        guard = self._part(part.protection, "v") if part.protection else "NULL::VARCHAR"
        roles = [f"coalesce({self._part(cell, 'v')}, []::{_TEXTS})" for cell in part.roles]
        select += [f"{guard} AS guard", f"{' || '.join(roles) or f'NULL::{_TEXTS}'} AS roles"]
        for prop in props:
            cell, listed = part.cells.get(prop), part.etype.properties[prop].list
            select.append(f"{self._stated_value(cell, listed=listed)} AS {_safe(prop)}")
        return f"SELECT {', '.join(select)} FROM rows{part.table} WHERE ok AND e{part.place} IS NOT NULL"

    def _stated_value(self, cell: Cell | None, *, listed: bool) -> str:
        """Value, raw text, identifiers, scheme and validity as one struct, so that all come from the same record."""
        kind = f"STRUCT(v {_TEXTS if listed else 'VARCHAR'}, r VARCHAR, d {_TEXTS}, s VARCHAR, o BOOLEAN)"
        if cell is None:
            return f"NULL::{kind}"
        fields = ", ".join(f"'{name}': {self._part(cell, name)}" for name in "vrdso")
        return f"CASE WHEN {self._part(cell, 'v')} IS NOT NULL THEN {{{fields}}}::{kind} END"

    def _part(self, cell: Cell, part: str) -> str:
        """A column of a cell, or the literal of a constant."""
        if cell.fixed is None:
            strong = is_strong(cell)
            if part == "d":
                texts = f"[s{cell.index} || ':' || v{cell.index}] " if strong else f"NULL::{_TEXTS}"
                plain = f"CASE WHEN o{cell.index} IS NOT FALSE THEN {texts} END" if strong else texts
                return f"d{cell.index}" if strong and cell.listed else plain
            return (
                {"s": "NULL::VARCHAR", "o": "NULL::BOOLEAN"}.get(part, "")
                if part in "so" and not strong
                else f"{part}{cell.index}"
            )
        row = self.constants[cell.index]
        if part == "v":
            return _list(row.vals or ()) if cell.listed else _text(row.value)
        if part == "d":
            return _list(row.ids or _own_id(row))
        if part == "o":
            return "NULL::BOOLEAN" if row.valid is None else str(row.valid).lower()
        return _text(cell.fixed if part == "r" else row.scheme)

    def _merged(self, prop: str, *, listed: bool) -> str:
        name = _safe(prop)
        if not listed:
            return f"arg_min({name}, ord) FILTER ({name} IS NOT NULL) AS {name}"
        texts = f"list_sort(list_distinct(flatten(list({name}.v) FILTER ({name} IS NOT NULL))))"
        ids = f"list_sort(list_distinct(flatten(list({name}.d) FILTER ({name} IS NOT NULL))))"
        return (
            f"CASE WHEN count({name}) > 0 THEN {{'v': {texts}, 'r': NULL::VARCHAR, 'd': {ids},"
            f" 's': min({name}.s), 'o': bool_or({name}.o)}} END AS {name}"
        )

    def _finished(self, first: TemplatePlan, props: list[str], *, unsure: list[str], source: str) -> str:
        etype, part = first.etype, first.part
        label = (
            "name" if "name" in etype.properties else next((p for p in etype.caption if p in etype.properties), None)
        )
        has = set(props)
        name, raw = "NULL", "NULL"
        if label in has and label is not None:
            name = self._scalar(etype.properties[label].list, label)
            raw = f"coalesce({_safe(label)}.r, {name})"
        scheme, value, valid = self._identifier(first, props)
        country = [self._scalar(etype.properties[p].list, p) for p in ("country", "nationality") if p in has]
        select = [
            "ord", "g.key", quoted(part.type), name, raw, scheme, value, valid,
            self._first(first, props, ("birth_date",)),
            f"coalesce({', '.join(country)})" if country else "NULL",
            self._first(first, props, FROM_PROPERTIES), self._first(first, props, TO_PROPERTIES),
            "guard", "n_rows", _text(part.grade), _text(part.handling), self._props(first, props, unsure),
        ]  # fmt: skip
        return f"SELECT {', '.join(select)} FROM {source}"

    @staticmethod
    def _scalar(listed: bool, prop: str) -> str:
        return f"{_safe(prop)}.v[1]" if listed else f"{_safe(prop)}.v"

    def _first(self, part: TemplatePlan, props: list[str], wanted: tuple[str, ...]) -> str:
        found = [self._scalar(part.etype.properties[p].list, p) for p in wanted if p in props]
        return f"coalesce({', '.join(found)})" if found else "NULL"

    def _identifier(self, part: TemplatePlan, props: list[str]) -> tuple[str, str, str]:
        """Scheme, value and validity of the strongest identifier: a valid one first, then by the order of the type."""
        strong = [prop for prop in part.etype.strong_ids if prop in props]
        if not strong:
            return "NULL", "NULL", "NULL"
        tests = [(f"{_safe(p)}.v IS NOT NULL AND {_safe(p)}.o IS NOT FALSE", p) for p in strong]
        tests += [(f"{_safe(p)}.v IS NOT NULL", p) for p in strong]

        def case(field: str) -> str:
            def value(prop: str) -> str:
                return (
                    self._scalar(part.etype.properties[prop].list, prop) if field == "v" else f"{_safe(prop)}.{field}"
                )

            return "CASE " + " ".join(f"WHEN {test} THEN {value(prop)}" for test, prop in tests) + " END"

        return case("s"), case("v"), case("o")

    def _props(self, part: TemplatePlan, props: list[str], unsure: list[str]) -> str:
        """The JSON object with sorted keys of all properties that have no column of their own, and of what differs."""
        pieces = {p: f"to_json({_safe(p)}.v)" for p in props if p not in OWN_COLUMNS}
        for prop in unsure:
            every = f"to_json({_all(prop)}.v)"
            pieces[prop if prop in pieces else f"{prop}_all"] = (
                f"coalesce({every}, {pieces[prop]})" if prop in pieces else every
            )
        strong = [p for p in props if p in part.etype.strong_ids]
        if strong:
            given = {
                p: f"coalesce({_all(p)}.d, {_safe(p)}.d, " if p in unsure else f"coalesce({_safe(p)}.d, "
                for p in strong
            }
            lists = " || ".join(f"{given[p]}[]::{_TEXTS})" for p in strong)
            pieces["identifiers"] = f"nullif(to_json(list_sort(list_distinct({lists})))::VARCHAR, '[]')"
        pieces["roles"] = "nullif(to_json(roles)::VARCHAR, '[]')"
        texts = [f"""'"{key}":' || ({pieces[key]})""" for key in sorted(pieces)]
        return f"'{{' || concat_ws(',', {', '.join(texts)}) || '}}'"


def _all_values(prop: str, stated: str, *, strong: bool) -> str:
    """A table of all values, and all identifiers, of the entities whose records differ in a property."""
    name = _safe(prop)
    identifiers = f"list_sort(list_distinct(flatten(list(coalesce({name}.d, []::{_TEXTS})))))" if strong else "NULL"
    return f"""CREATE TABLE {_all(prop)} AS SELECT key, list_sort(list(DISTINCT {name}.v)) AS v, {identifiers} AS d
        FROM ({stated})
        WHERE {name} IS NOT NULL AND key IN (SELECT key FROM grouped WHERE {_differs(prop)}) GROUP BY key"""


def _may_differ(parts: list[TemplatePlan], prop: str) -> bool:
    """Whether records of one entity can state several values where one is meant: not where the value is its key."""
    if parts[0].etype.properties[prop].list:
        return False
    cells = [(part, part.cells[prop]) for part in parts if prop in part.cells]
    fixed = len(cells) == 1 and cells[0][1].fixed is not None
    return not fixed and not all(part.part.key == (part.part.properties[prop].column,) for part, _ in cells)


def _code(prop: str) -> str:
    """A number that tells values apart, whatever the case of their letters: cheaper to compare than the texts."""
    value = f"{_safe(prop)}.v"
    return f"CASE WHEN {value} IS NOT NULL THEN hash(lower({value})) END"  # a missing value has a hash too


def _differs(prop: str) -> str:
    return _safe(prop)[:-1] + '_differs"'


def _all(prop: str) -> str:
    return _safe(prop)[:-1] + '_all"'


def _own_id(row: CleanRow) -> tuple[str, ...]:
    return (f"{row.scheme}:{row.value}",) if row.scheme and row.valid is not False else ()


def _safe(prop: str) -> str:
    return '"p_' + prop.replace('"', "") + '"'


def _text(text: str | None) -> str:
    return "NULL::VARCHAR" if text is None else quoted(text)


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(quoted(text) for text in texts)}]::{_TEXTS}"
