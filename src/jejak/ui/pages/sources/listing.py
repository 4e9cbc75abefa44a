"""All sources: where each comes from, how good it is, and how much of it became claims."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import Dash, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.source_book import SourceRow
from jejak.schemas.i18n import _
from jejak.ui.addresses import is_there, source_of
from jejak.ui.asked import Asked
from jejak.ui.figures import number
from jejak.ui.pages.sources.checking import check_bar
from jejak.ui.pages.sources.pieces import digest, origin, received, size
from jejak.ui.parts import empty, page, pager, pages_turned, table, turned
from jejak.ui.session import case

#: Sources on one page: each is a line of many parts.
SHOWN = 30


def layout(asked: Asked) -> Component:
    """The page."""
    rows = case().account.sources.all()
    head = (_("Sources"), _("Every file as it was received, and what became of it. Nothing is ever changed in it."))
    if not rows:
        more = [dcc.Link(_("Import a file"), href="/import", className="jejak-button")] if is_there("/import") else []
        return page(*head, empty(_("No source yet"), _("A source appears here as soon as a file is imported."), *more))
    return page(*head, _sums(rows), check_bar(asked.get("job")), html.Div(_page(rows, 0), id="sources-list"), size="xl")


def _sums(rows: Sequence[SourceRow]) -> Component:
    facts = [
        _("Sources: {n}").format(n=number(len(rows))),
        _("Records read: {n}").format(n=number(sum(row.total("rows_in") for row in rows))),
        _("Records rejected: {n}").format(n=number(sum(row.total("rows_rejected") for row in rows))),
        _("Claims: {n}").format(n=number(sum(_claims(row) for row in rows))),
    ]
    made: Component = dmc.Text(" · ".join(facts), size="sm", fw=550)
    return made


def _claims(row: SourceRow) -> int:
    return row.total("n_entities") + row.total("n_links")


def _page(rows: Sequence[SourceRow], first: int) -> list[Component]:
    """Some of the sources, newest first."""
    heads = [
        _("File"), "sha256", _("Origin"), _("Received"), _("Grade and handling"), _("Size"), _("Records"),
        _("Rejected"), _("Claims"), _("Imports"),
    ]  # fmt: skip
    shown = list(reversed(rows))[first : first + SHOWN]
    listed = html.Div(
        table(heads, [_line(row) for row in shown], frozenset({5, 6, 7, 8})), className="jejak-wide jejak-source-list"
    )
    at = dcc.Store(id="sources-at", data=first)
    return [listed, at] if len(rows) <= SHOWN else [listed, at, pager("sources", first, len(shown), len(rows))]


def turn(_clicks: list[int | None], first: int) -> object:
    """Go to the page before or after."""
    pages = pages_turned()
    return _page(case().account.sources.all(), max(0, first + pages * SHOWN)) if pages else no_update


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("sources-list", "children"),
        turned("sources"),
        State("sources-at", "data"),
        prevent_initial_call=True,
    )(turn)


def _line(row: SourceRow) -> list[object]:
    source = row.source
    rejected = row.total("rows_rejected")
    return [
        dcc.Link(source.name, href=source_of(source.sha), className="jejak-entity"),
        digest(source.sha), origin(row) or "–", received(row),
        " · ".join((*row.words("default_grade"), *row.words("default_handling"))) or "–",
        size(source.size), number(row.total("rows_in")),
        dcc.Link(number(rejected), href=f"{source_of(source.sha)}&show=rejects", className="jejak-entity")
        if rejected
        else number(0),
        number(_claims(row)), _imports(row),
    ]  # fmt: skip


def _imports(row: SourceRow) -> str:
    live = len(row.live)
    if not row.batches:
        return _("none yet")
    other = len(row.batches) - live
    text = _("{n} live").format(n=number(live))
    return text + (" · " + _("{n} not live").format(n=number(other)) if other else "")
