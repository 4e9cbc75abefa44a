"""One source: its facts, its imports, its records, and what could not be read."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.case.source_book import SourceRow
from jejak.graph.ledger import Batch
from jejak.schemas.errors import LedgerError
from jejak.schemas.i18n import _
from jejak.ui.addresses import record_of, reversal
from jejak.ui.asked import Asked
from jejak.ui.figures import instant, number
from jejak.ui.notices import sentence
from jejak.ui.pages.sources import records, rejects
from jejak.ui.pages.sources.pieces import digest, handling_word, origin, received, size, status_badge
from jejak.ui.parts import empty, page, table
from jejak.ui.session import case

TABS = ("records", "rejects", "imports")


def layout(asked: Asked) -> Component:
    """The page of one source."""
    book = case().account.sources
    back = dcc.Link(_("← All sources"), href="/sources", className="jejak-entity-more")
    try:
        row = book.one(asked["id"])
    except LedgerError as error:
        return page(_("Sources"), "", empty(_("There is no such source"), sentence(error), back))
    again = [_again(event.at, event.analyst) for event in book.repeated(row.source.sha)]
    shown = asked.get("show", "")
    inside = _tabs(row, asked, shown if shown in TABS else TABS[0])
    return page(
        row.source.name,
        origin(row) or _("origin not stated"),
        back,
        *_way_back(row),
        _facts(row, again),
        inside,
        size="xl",
    )


def _way_back(row: SourceRow) -> list[Component]:
    """The way to take back what an analyst states by hand: it is reversed like every import."""
    return [reversal(row.batches[-1].batch_id)] if row.by_hand and row.live else []


def _again(at: str, who: str) -> str:
    return _("{when} by {who}").format(when=instant(at), who=who)


def _facts(row: SourceRow, again: list[str]) -> Component:
    facts = [
        _("Received {text}").format(text=received(row)),
        _("Handed in again {text}").format(text=", ".join(again)) if again else "",
        size(row.source.size),
        *(_("grade {grade}").format(grade=grade) for grade in row.words("default_grade")),
        *(_("handling {code}").format(code=handling_word(code)) for code in row.words("default_handling")),
    ]
    line = dmc.Text(" · ".join(filter(None, facts)), size="sm")
    sha = html.Div(["sha256 ", digest(row.source.sha, whole=True)], className="jejak-source-sha")
    return html.Div([line, sha])


def _tabs(row: SourceRow, asked: Asked, shown: str) -> Component:
    batch = chosen(row, asked.get("batch", ""))
    if batch is None:
        return empty(_("No import yet"), _("The file was received, but nothing was imported from it."))
    lost = row.total("n_rejects")
    titles = (_("Records"), _("Not read ({n})").format(n=number(lost)), _("Imports ({n})").format(n=len(row.batches)))
    panels = (records.layout(batch, asked), rejects.layout(row, batch), _imports(row))
    head = dmc.TabsList([dmc.TabsTab(title, value=name) for name, title in zip(TABS, titles, strict=True)])
    bodies = [dmc.TabsPanel(body, value=name, pt="md") for name, body in zip(TABS, panels, strict=True)]
    made: Component = dmc.Tabs([head, *bodies], value=shown)
    return made


def chosen(row: SourceRow, prefix: str) -> Batch | None:
    """The import that an address names, else the newest live one, else the newest."""
    named = [batch for batch in row.batches if prefix and batch.batch_id.startswith(prefix)]
    return next(iter([*named, *reversed(row.live), *reversed(row.batches)]), None)


def _imports(row: SourceRow) -> Component:
    heads = [
        _("Import"), _("Table"), _("Mapping"), _("Status"), _("Since"), _("By"), _("Records"), _("Accepted"),
        _("Rejected"), _("Entities"), _("Links"),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            dcc.Link(one.batch_id[:12], href=record_of(one.source_sha, one.batch_id, 1), className="jejak-entity"),
            one.table or "–", one.mapping, status_badge(str(one.status)), instant(one.at), one.analyst,
            number(one.rows_in), number(one.rows_ok), number(one.rows_rejected), number(one.n_entities),
            number(one.n_links),
        ]
        for one in reversed(row.batches)
    ]  # fmt: skip
    return html.Div(table(heads, rows, frozenset(range(6, 11))), className="jejak-wide")
