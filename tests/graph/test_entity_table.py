"""The table of entities: a listing equals one made row by row, blocks are its parts, nobody masked is ranked."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from jejak.case import Case
from jejak.graph.entity_table import MEASURES, NONE, EntityRow, EntityTable, Listing, Order

MAPPING = """mapping: people
version: 1
source: {format: csv}
defaults: {grade: B2, region: ID, zone: UTC}
entities:
  one:
    type: person
    key: [name]
    protection: {column: class}
    roles: [{column: role}]
    properties: {name: name, nationality: land}
  other: {type: organisation, key: [firm], properties: {name: firm}}
links:
  - {type: EMPLOYEE_OF, from: one, to: other}
"""
SEED, ROWS = 11, 60
ROLES, LANDS, CLASSES = ("", "victim", "escort", "broker"), ("", "ID", "MY"), ("", "V1", "S")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EntityTable]:
    folder = tmp_path_factory.mktemp("table")
    draw = random.Random(SEED)
    rows = [
        ",".join(
            [f"{draw.choice(('adi', 'Budi', 'CITRA'))} {number % 40}", draw.choice(CLASSES), draw.choice(ROLES),
             draw.choice(LANDS), f"PT {draw.randrange(6)}"]
        )
        for number in range(ROWS)
    ]  # fmt: skip
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text("\n".join(["name,class,role,land,firm", *rows]))
    with Case.create(folder / "t.case", analyst="tester") as case:
        case.import_file(folder / "rows.csv", folder / "m.yaml")
        yield case.entities.table


def everybody(table: EntityTable) -> list[EntityRow]:
    return table.rows(np.arange(table.snapshot.n_nodes))


def fits(row: EntityRow, wanted: Listing) -> bool:
    own = {"etype": {row.etype}, "country": {row.country or NONE}, "protection": {row.protection or NONE},
           "roles": set(row.roles) or {NONE}}  # fmt: skip
    least = {"n_sources": row.n_sources, "n_links": row.n_links}
    return all(own[name] & codes for name, codes in wanted.codes) and all(least[n] >= v for n, v in wanted.least)


def place(row: EntityRow, order: Order) -> tuple[float, ...]:
    """Where a row stands by one column, in the order that is wanted."""
    if order.column in MEASURES:
        return (row.masked, 0 if row.masked else (-1 if order.descending else 1) * getattr(row, order.column))
    own = getattr(row, order.column) or NONE
    at = order.codes.index(own) if own in order.codes else len(order.codes)
    return (-at if order.descending else at,)


LISTINGS = [
    Listing(),
    Listing(order=(Order("n_links", True),)),
    Listing(order=(Order("n_links"),)),
    Listing(codes=(("country", frozenset({NONE, "MY"})),), order=(Order("etype", False, ("person", "organisation")),)),
    Listing(codes=(("roles", frozenset({"escort", "victim"})),), least=(("n_links", 1),)),
    Listing(
        codes=(("protection", frozenset({NONE, "S", "V1"})), ("etype", frozenset({"person"}))),
        order=(Order("protection", True, ("V1", "S", NONE)), Order("country", False, ("MY", "ID", NONE))),
    ),
]


@pytest.mark.parametrize("wanted", LISTINGS)
def test_a_listing_equals_one_made_row_by_row(table: EntityTable, wanted: Listing) -> None:
    expected = [row for row in everybody(table) if fits(row, wanted)]
    expected.sort(key=lambda row: (*(place(row, order) for order in wanted.order), row.caption.lower(), row.id))
    codes = table.codes(wanted)
    assert [row.id for row in table.rows(codes)] == [row.id for row in expected]
    assert 0 < len(expected) <= table.snapshot.n_nodes
    parts = [row for start in range(0, codes.size, 7) for row in table.rows(codes[start : start + 7])]
    assert parts == table.rows(codes)


def test_protected_people_are_listed_but_never_ranked(table: EntityTable) -> None:
    for descending in (True, False):
        masked = [row.masked for row in table.rows(table.codes(Listing(order=(Order("n_links", descending),))))]
        assert any(masked)
        assert masked == sorted(masked)
    assert all("Victim" in row.caption for row in everybody(table) if row.masked)


def test_a_text_is_found_as_the_search_finds_it_and_masked_names_are_not(table: EntityTable) -> None:
    found = table.rows(table.codes(Listing(text="adi 3")))
    assert found
    assert not any(row.masked for row in found)
    people = Listing(text="adi", codes=(("etype", frozenset({"organisation"})),))
    assert table.codes(people).size == 0
    ident = everybody(table)[0].id
    assert [row.id for row in table.rows(table.codes(Listing(text=ident)))] == [ident]


def test_neighbours_can_be_listed(table: EntityTable) -> None:
    firm = next(row for row in everybody(table) if row.etype == "organisation")
    near = table.rows(table.codes(Listing(near=firm.id)))
    assert len(near) == firm.n_links
    assert {row.etype for row in near} == {"person"}
    assert table.codes(Listing(near="0" * 32)).size == 0


def test_counts_tell_how_many_have_each_code(table: EntityTable) -> None:
    rows = everybody(table)
    assert table.counts["etype"] == {
        kind: sum(row.etype == kind for row in rows) for kind in ("organisation", "person")
    }
    assert table.counts["roles"][NONE] == sum(not row.roles for row in rows)
    assert sum(table.counts["protection"].values()) == len(rows)
