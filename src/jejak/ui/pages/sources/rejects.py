"""What of a source could not become a claim: record by record, with the reason."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.source_book import SourceRow
from jejak.graph.ledger import Batch
from jejak.schemas.i18n import _, told
from jejak.ui.addresses import record_of
from jejak.ui.figures import number
from jejak.ui.parts import empty, pager, pages_turned, table, turned
from jejak.ui.session import case

SHOWN = 50


def layout(row: SourceRow, batch: Batch) -> Component:
    """The list, of the import that is looked at."""
    if not batch.n_rejects:
        return empty(_("Everything could be read"), _("Every record and every value of this import became a claim."))
    whole = _("Records rejected: {rows} · single values left out: {values}").format(
        rows=number(batch.rows_rejected), values=number(max(0, batch.n_rejects - batch.rows_rejected))
    )
    masked = _("What may belong to somebody protected is masked; the record number leads to its place in the file.")
    at = dcc.Store(id="rejects-at", data={"sha": row.source.sha, "batch": batch.batch_id, "first": 0})
    return html.Div(
        [
            dmc.Text(whole, size="sm", fw=550),
            dmc.Text(masked, size="xs", c="dimmed", mb="xs"),
            at,
            html.Div(id="rejects-view"),
        ]
    )


def show(at: dict[str, str | int] | None) -> object:
    """One page of the list."""
    if not at:
        return no_update
    book, first = case().account.sources, int(at["first"])
    batch = next(one for one in book.one(str(at["sha"])).batches if one.batch_id == at["batch"])
    found = book.rejects(batch, first=first, limit=SHOWN)
    rows: list[list[object]] = [
        [
            dcc.Link(number(one.record), href=record_of(batch.source_sha, batch.batch_id, one.record),
                     className="jejak-entity"),
            one.column or "–", html.Span(one.raw, className="jejak-raw"), told(one.reason),
            _("whole record") if one.whole else _("this value"),
        ]
        for one in found
    ]  # fmt: skip
    heads = [_("Record"), _("Column"), _("As received"), _("Why not"), _("Left out")]
    bar = pager("rejects", first, len(found), batch.n_rejects)
    return html.Div([table(heads, rows, frozenset({0})), bar])


def turn(_clicks: list[int | None], at: dict[str, str | int]) -> object:
    """Go to the page before or after."""
    pages = pages_turned()
    return {**at, "first": max(0, int(at["first"]) + pages * SHOWN)} if pages else no_update


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("rejects-view", "children"), Input("rejects-at", "data"))(show)
    app.callback(
        Output("rejects-at", "data"),
        turned("rejects"),
        State("rejects-at", "data"),
        prevent_initial_call=True,
    )(turn)
