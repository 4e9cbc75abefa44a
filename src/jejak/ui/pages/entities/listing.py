"""What the table of entities is asked for, and its rows in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypedDict

from jejak.graph.entity_table import CODED, MEASURES, NONE, EntityRow, Listing, Order
from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.session import case
from jejak.ui.words import caption, country_word, entity_word, protection_word, role_word, searched

#: Columns of the table, in their order; those of numbers are to the right.
COLUMNS = ("caption", "etype", "roles", "country", "protection", "n_sources", "n_links", "best_grade")
#: People and organisations come first where the reader sorts by nothing.
_FIRST = ("person", "organisation")
SORTED = frozenset(COLUMNS) - {"roles"}


class Filters(TypedDict):
    """What the reader filters by; ``near`` is the id of an entity."""

    text: str | None
    etype: list[str] | None
    roles: list[str] | None
    country: list[str] | None
    protection: list[str] | None
    n_sources: int | str | None
    n_links: int | str | None
    near: str | None


class Block(TypedDict, total=False):
    """What the table asks for: rows from and to, and how they are sorted."""

    startRow: int
    endRow: int
    sortModel: list[dict[str, str]]


def title_of(column: str) -> str:
    """The heading of a column."""
    return {
        "caption": _("Entity"),
        "etype": _("Type"),
        "roles": _("Roles"),
        "country": _("Country"),
        "protection": _("Protection"),
        "n_sources": _("Sources"),
        "n_links": _("Links"),
        "best_grade": _("Best grade"),
    }[column]


def code_word_of(column: str, code: str) -> str:
    """A code of a column in words."""
    if code == NONE:
        none = {"protection": protection_word(""), "roles": _("No role stated"), "country": _("Not stated")}
        return none.get(column, "–")
    words = {"etype": entity_word, "roles": role_word, "country": country_word, "protection": protection_word}
    return words[column](code)


def listing(filters: Filters, sort: Sequence[Mapping[str, str]] = ()) -> Listing:
    """What the reader wants, as the case understands it."""
    text = (filters["text"] or "").strip()
    chosen: Mapping[str, list[str] | None] = {
        "etype": filters["etype"], "roles": filters["roles"], "country": filters["country"],
        "protection": filters["protection"],
    }  # fmt: skip
    least: Mapping[str, int | str | None] = {"n_sources": filters["n_sources"], "n_links": filters["n_links"]}
    order = tuple(_order(one["colId"], descending=one["sort"] == "desc") for one in sort if one["colId"] in SORTED)
    return Listing(
        text=searched(text) if text else "",
        codes=tuple((name, frozenset(codes)) for name, codes in chosen.items() if codes),
        least=tuple((name, value) for name, value in least.items() if isinstance(value, int) and value > 0),
        near=filters["near"] or "",
        order=order or (() if text else (Order("etype", codes=_FIRST),)),
    )


def _order(column: str, *, descending: bool) -> Order:
    codes: Iterable[str] = ()
    if column in CODED:
        known = case().entities.counts[column]
        codes = sorted(known, key=lambda code: (code == NONE, code_word_of(column, code).casefold()))
    elif column not in MEASURES:
        codes = sorted(f"{source}{content}" for source in "ABCDEF" for content in "123456")
    return Order(column, descending, tuple(codes))


def cells(row: EntityRow) -> dict[str, str]:
    """One row as the table shows it."""
    texts = _texts(row, code_word_of)
    return texts | {"n_sources": number(row.n_sources), "n_links": number(row.n_links)}


def saved(rows: Iterable[EntityRow]) -> Iterator[list[str | int]]:
    """Rows as a file has them: words as in the table, numbers as numbers, and the id."""
    word = cache(code_word_of)
    for row in rows:
        values: dict[str, str | int] = {**_texts(row, word), "n_sources": row.n_sources, "n_links": row.n_links}
        yield [*(values[name] for name in COLUMNS), row.id]


def _texts(row: EntityRow, word: Callable[[str, str], str]) -> dict[str, str]:
    return {
        "caption": caption(row),
        "etype": word("etype", row.etype),
        "roles": ", ".join(word("roles", role) for role in row.roles),
        "country": word("country", row.country) if row.country else "",
        "protection": word("protection", row.protection) if row.protection else "",
        "best_grade": row.best_grade or "",
    }
