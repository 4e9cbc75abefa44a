"""Entity claims in SQL: one row per key, in the order of first records; a property comes from the first that has it.

Where records of one entity differ in a property of a single value, all its values are kept: as a list in its place, and
of name, birth date and country as ``name_all`` and so on beside the first one.
Invariant: a value comes from the first record that states it, so numbers, keys and bytes are the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from jejak.ingest.cleaning import CleanRow
from jejak.ingest.engine import parquet, quoted
from jejak.ingest.plan import Plan, TemplatePlan
from jejak.ingest.statements import RANGE, TEXTS, Statements, safe, text

OWN_COLUMNS = ("name", "birth_date", "country")
FROM_PROPERTIES = ("opened", "incorporated", "issue_date", "issued", "depart", "start", "posted", "created", "date")
TO_PROPERTIES = ("closed", "dissolved", "expiry_date", "expires", "arrive", "end")


@dataclass(frozen=True, slots=True)
class EntityBuilder:
    """Makes the rows of all entities from the rows of all parts, a range of numbers at a time.

    First every pool of templates is cut down to the records that say something new of their entity; that compares
    numbers only, so it needs no memory of its own. ``strong`` then keeps the identifiers of what was built.
    """

    plan: Plan
    constants: Dict[int, CleanRow]
    scratch: Path

    def build(self, engine: duckdb.DuckDBPyConnection, count: int, query: str) -> Iterator[pa.Table]:
        """Stream the result of ``query`` over the table ``ents`` for all ``count`` entities in their order."""
        engine.execute("CREATE TABLE strong (ix INTEGER, strong VARCHAR)")
        pools = {pool: Statements(self.plan, self.constants, pool) for pool in self.plan.pools}
        for pool, told in pools.items():
            told.write(engine, self._folder(pool))
        for number in range((count + RANGE - 1) // RANGE):
            engine.execute(
                """CREATE OR REPLACE TABLE ents (ix INTEGER, ord BIGINT, etype VARCHAR, name VARCHAR, name_raw VARCHAR,
                id_scheme VARCHAR, id_value VARCHAR, id_valid BOOLEAN, birth_date VARCHAR, country VARCHAR,
                t_from VARCHAR, t_to VARCHAR, protection VARCHAR, n_rows BIGINT, grade VARCHAR, handling VARCHAR,
                props VARCHAR)"""
            )
            for pool, told in pools.items():
                self._pool(engine, told, self._folder(pool) / f"range={number}")
            engine.execute(
                f"""INSERT INTO ents (ix, ord, etype, n_rows, props) SELECT ix, ord, 'unknown_party', 1, '{{}}'
                FROM unknown WHERE ix // {RANGE} = {number}"""
            )
            engine.execute(
                """INSERT INTO strong SELECT ix, id_value FROM ents
                WHERE id_value IS NOT NULL AND id_valid IS NOT FALSE"""
            )
            yield engine.sql(query).to_arrow_table()

    def _folder(self, pool: int) -> Path:
        return self.scratch / f"pool{pool}"

    def _pool(self, engine: duckdb.DuckDBPyConnection, told: Statements, folder: Path) -> None:
        """All templates of a pool, grouped by the numbers of their entities."""
        if not folder.exists():
            return
        stated, props = parquet(*sorted(folder.glob("*.parquet"))), told.props
        unsure = [prop for prop in props if _may_differ(told.parts, prop)]
        roles = (
            "list_sort(list_distinct(flatten(list(roles))))" if any(p.roles for p in told.parts) else "any_value(roles)"
        )
        columns = ["e", "min(ord) AS ord", "sum(n_rows)::BIGINT AS n_rows", "arg_min(guard, ord) AS guard"]
        columns += [f"{roles} AS roles", *(_merged(told, prop) for prop in props)]
        columns += [f"min({_code(p)}) <> max({_code(p)}) AS {_differs(p)}" for p in unsure]
        engine.execute(f"CREATE TABLE grouped AS SELECT {', '.join(columns)} FROM {stated} GROUP BY e")
        source = "grouped g"
        for prop in unsure:
            engine.execute(_all_values(told.parts[0], prop, stated))
            source += f" LEFT JOIN {_all(prop)} ON {_all(prop)}.e = g.e"
        engine.execute(f"INSERT INTO ents {self._finished(told, props, unsure=unsure, source=source)}")
        for table in ("grouped", *map(_all, unsure)):
            engine.execute(f"DROP TABLE {table}")

    def _finished(self, told: Statements, props: list[str], *, unsure: list[str], source: str) -> str:
        first = told.parts[0]
        etype, part = first.etype, first.part
        has, label = set(props), first.label
        name, raw = "NULL", "NULL"
        if label is not None and label in has:
            name = self._scalar(etype.properties[label].list, label)
            raw = f"coalesce({safe(label)}.r, {name})"
        scheme, value, valid = self._identifier(first, props)
        country = [self._scalar(etype.properties[p].list, p) for p in ("country", "nationality") if p in has]
        select = [
            "g.e", "ord", quoted(part.type), name, raw, scheme, value, valid,
            self._first(first, props, ("birth_date",)),
            f"coalesce({', '.join(country)})" if country else "NULL",
            self._first(first, props, FROM_PROPERTIES), self._first(first, props, TO_PROPERTIES),
            "guard", "n_rows", text(part.grade), text(part.handling), self._json(told, props, unsure),
        ]  # fmt: skip
        return f"SELECT {', '.join(select)} FROM {source}"

    @staticmethod
    def _scalar(listed: bool, prop: str) -> str:
        return f"{safe(prop)}.v[1]" if listed else f"{safe(prop)}.v"

    def _first(self, part: TemplatePlan, props: list[str], wanted: tuple[str, ...]) -> str:
        found = [self._scalar(part.etype.properties[p].list, p) for p in wanted if p in props]
        return f"coalesce({', '.join(found)})" if found else "NULL"

    def _identifier(self, part: TemplatePlan, props: list[str]) -> tuple[str, str, str]:
        """Scheme, value and validity of the strongest identifier: a valid one first, then by the order of the type."""
        strong = [prop for prop in part.etype.strong_ids if prop in props]
        if not strong:
            return "NULL", "NULL", "NULL"
        tests = [(f"{safe(p)}.v IS NOT NULL AND {safe(p)}.o IS NOT FALSE", p) for p in strong]
        tests += [(f"{safe(p)}.v IS NOT NULL", p) for p in strong]

        def case(field: str) -> str:
            def value(prop: str) -> str:
                return self._scalar(part.etype.properties[prop].list, prop) if field == "v" else f"{safe(prop)}.{field}"

            return "CASE " + " ".join(f"WHEN {test} THEN {value(prop)}" for test, prop in tests) + " END"

        return case("s"), case("v"), case("o")

    def _json(self, told: Statements, props: list[str], unsure: list[str]) -> str:
        """The JSON object with sorted keys of all properties that have no column of their own, and of what differs."""
        part = told.parts[0]
        pieces = {p: f"to_json({safe(p)}.v)" for p in props if p not in OWN_COLUMNS}
        for prop in unsure:
            every = f"to_json({_all(prop)}.v)"
            pieces[prop if prop in pieces else f"{prop}_all"] = (
                f"coalesce({every}, {pieces[prop]})" if prop in pieces else every
            )
        strong = [p for p in props if p in part.etype.strong_ids]
        if strong:
            given = {p: f"coalesce({f'{_all(p)}.d, ' if p in unsure else ''}{_identifiers(part, p)}, " for p in strong}
            lists = " || ".join(f"{given[p]}[]::{TEXTS})" for p in strong)
            pieces["identifiers"] = f"nullif(to_json(list_sort(list_distinct({lists})))::VARCHAR, '[]')"
        pieces |= _dated_roles() if told.dates_roles else {"roles": _listed("roles")}
        texts = [f"""'"{key}":' || ({pieces[key]})""" for key in sorted(pieces)]
        return f"'{{' || concat_ws(',', {', '.join(texts)}) || '}}'"


def _dated_roles() -> dict[str, str]:
    """All role codes, and all statements of the roles that any record dates: ``role from/to``."""
    role_of = "split_part({0}, ' ', 1)".format
    dated = f"list_transform(list_filter(roles, lambda one: NOT suffix(one, ' /')), lambda one: {role_of('one')})"
    return {
        "roles": _listed(f"list_sort(list_distinct(list_transform(roles, lambda one: {role_of('one')})))"),
        "role_times": _listed(f"list_filter(roles, lambda told: list_contains({dated}, {role_of('told')}))"),
    }


def _listed(texts: str) -> str:
    return f"nullif(to_json({texts})::VARCHAR, '[]')"


def _merged(told: Statements, prop: str) -> str:
    """The property of an entity: the first value that a record gives, or all of them where a list is meant."""
    name, fields = safe(prop), told.fields(prop)
    if fields["v"] != TEXTS:
        return f"arg_min({name}, ord) FILTER ({name} IS NOT NULL) AS {name}"
    sql = {
        "v": f"list_sort(list_distinct(flatten(list({name}.v) FILTER ({name} IS NOT NULL))))",
        "r": "NULL::VARCHAR",
        "s": f"min({name}.s)",
        "o": f"bool_or({name}.o)",
        "d": f"list_sort(list_distinct(flatten(list({name}.d) FILTER ({name} IS NOT NULL))))",
    }
    struct = ", ".join(f"'{field}': {sql[field]}" for field in fields)
    return f"CASE WHEN count({name}) > 0 THEN {{{struct}}} END AS {name}"


def _all_values(part: TemplatePlan, prop: str, stated: str) -> str:
    """A table of all values, and all identifiers, of the entities whose records differ in a property."""
    name, ids = safe(prop), "NULL"
    if prop in part.etype.strong_ids:
        ids = f"list_sort(list_distinct(flatten(list(coalesce({_identifiers(part, prop)}, []::{TEXTS})))))"
    return f"""CREATE TABLE {_all(prop)} AS SELECT e, list_sort(list(DISTINCT {name}.v)) AS v, {ids} AS d
        FROM {stated}
        WHERE {name} IS NOT NULL AND e IN (SELECT e FROM grouped WHERE {_differs(prop)}) GROUP BY e"""


def _identifiers(part: TemplatePlan, prop: str) -> str:
    """The valid identifiers that a property gives."""
    name = safe(prop)
    if part.etype.properties[prop].list:
        return f"{name}.d"
    return f"CASE WHEN {name}.s IS NOT NULL AND {name}.o IS NOT FALSE THEN [{name}.s || ':' || {name}.v] END"


def _may_differ(parts: list[TemplatePlan], prop: str) -> bool:
    """Whether records of one entity can state several values where one is meant: not where the value is its key."""
    if parts[0].etype.properties[prop].list:
        return False
    cells = [(part, part.cells[prop]) for part in parts if prop in part.cells]
    fixed = len(cells) == 1 and cells[0][1].fixed is not None
    return not fixed and not all(part.part.key == (part.part.properties[prop].column,) for part, _ in cells)


def _code(prop: str) -> str:
    """A number that tells values apart, whatever the case of their letters: cheaper to compare than the texts."""
    value = f"{safe(prop)}.v"
    return f"CASE WHEN {value} IS NOT NULL THEN hash(lower({value})) END"  # a missing value has a hash too


def _differs(prop: str) -> str:
    return safe(prop)[:-1] + '_differs"'


def _all(prop: str) -> str:
    return safe(prop)[:-1] + '_all"'
