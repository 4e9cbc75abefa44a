"""The records of a source, fifty at a time, opened at one of them; beside each stands what was made of it."""

from __future__ import annotations

from typing import TypedDict

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.source_book import PAGE, Made, RecordPage, ShownRecord
from jejak.graph.ledger import Batch
from jejak.schemas.i18n import _, told
from jejak.ui.addresses import entity_link, record_of
from jejak.ui.asked import Asked
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import moment, money, number
from jejak.ui.noted import Act, noted
from jejak.ui.parts import aria, grid_options, note, pager, pages_turned, turned
from jejak.ui.session import case
from jejak.ui.words import caption, entity_word, link_word

#: So much of what was made of a record stands in its line of the table; the rest is beside it.
BRIEF = 3


class At(TypedDict):
    """What the viewer shows: an import of a source, and the record that it is opened at."""

    sha: str
    batch: str
    record: int


def layout(batch: Batch, asked: Asked) -> Component:
    """The viewer; the records come when the page stands."""
    wanted = asked.get("record", "")
    record = int(wanted) if wanted.isdecimal() and len(wanted) <= 12 else 1
    at: At = {"sha": batch.source_sha, "batch": batch.batch_id, "record": record}
    box = dmc.NumberInput(
        id="record-go", min=1, max=max(batch.rows_in, 1), value=record, size="xs", w=90, hideControls=True,
        debounce=True,
    )  # fmt: skip
    go = html.Label([html.Span(_("Go to record")), box], className="jejak-inline")
    about = _("{mapping} · table {table} · {n} records").format(
        mapping=batch.mapping, table=batch.table or "–", n=number(batch.rows_in)
    )
    head = dmc.Group([dmc.Text(about, size="sm", c="dimmed"), go], justify="space-between")
    silent = str(batch.status) != "live"
    warn = [note(_("This import is not live: nothing of it is in the graph, and its records are masked."))]
    busy = dmc.LoadingOverlay(visible=True, id="records-busy", zIndex=5)
    view = dmc.Box([busy, html.Div(id="records-view", className="jejak-records")], pos="relative", mih=240, mt="sm")
    stores = [dcc.Store(id="records-at", data=dict(at)), dcc.Store(id="records-shown")]
    return html.Div([*stores, *(warn * silent), head, view])


def _page(at: At) -> RecordPage:
    book = case().account.sources
    batch = next(one for one in book.one(at["sha"]).batches if one.batch_id == at["batch"])
    return book.page_of(batch, at["record"])


def show(at: At | None) -> tuple[object, object, object]:
    """The page of records around one, that the work is done, and which record stands beside it."""
    if not at:
        return no_update, no_update, no_update
    page = _page(at)
    shown = page.record(at["record"]) or (page.records[0] if page.records else None)
    here = shown.number if shown else 0
    last = page.records[-1].number if page.records else page.first
    noted(Act.RECORD_OPENED, at["sha"], record=here, first=page.first, last=last, batch=page.batch.batch_id)
    panel = html.Aside(
        beside(page, shown), id="record-panel", className="jejak-record-panel", **aria(live="polite", label=_("Record"))
    )
    # the last page ends where the records do, whatever numbers of it could be read
    bar = pager("records", page.first - 1, max(page.last - page.first + 1, 0), page.total)
    left = html.Div([_grid(page, here), bar], className="jejak-records-left")
    return [left, panel], False, {"batch": at["batch"], "record": here, "asked": at["record"]}


def _grid(page: RecordPage, here: int) -> Component:
    columns = list(dict.fromkeys(name for one in page.records for name, _text in one.cells))
    fixed = [
        {"field": "n", "headerName": "#", "width": 76, "pinned": "left", "type": "numericColumn"},
        {"field": "made", "headerName": _("Made of it"), "width": 250, "tooltipField": "made"},
    ]
    given = [
        {"field": f"c{place}", "headerName": name, "tooltipField": f"c{place}", "width": _width(name)}
        for place, name in enumerate(columns)
    ]
    grid: Component = dag.AgGrid(
        id="records-grid",
        columnDefs=fixed + given,
        rowData=[_row(one, columns) for one in page.records],
        getRowId="params.data.id",
        defaultColDef={"sortable": False, "resizable": True},
        selectedRows={"ids": [str(here)]},
        scrollTo={"rowId": str(here), "rowPosition": "middle"},
        dashGridOptions={
            **grid_options(), "rowHeight": 32, "tooltipShowDelay": 500,
            "rowClassRules": {"jejak-record-lost": "params.data.lost"},
        },
        style={"height": "calc(100vh - 300px)", "minHeight": "300px"},
    )  # fmt: skip
    return grid


def _width(name: str) -> int:
    return min(max(130, 40 + 9 * len(name)), 260)


def _row(one: ShownRecord, columns: list[str]) -> dict[str, str | int | bool]:
    cells = dict(one.cells)
    line: dict[str, str | int | bool] = {f"c{at}": cells.get(name) or "" for at, name in enumerate(columns)}
    if not cells and columns:
        reasons = "; ".join(told(lost.reason) for lost in one.rejected)
        line["c0"] = _("could not be read: {reason}").format(reason=reasons)
    return {**line, "id": str(one.number), "n": one.number, "made": _brief(one), "lost": not one.made}


def _brief(one: ShownRecord) -> str:
    """What was made of a record, in one line."""
    if not one.made:
        return _("rejected") if one.rejected and not one.cells else _("nothing of its own")
    names = [caption(made.node) for made in one.made if made.node]
    names += [f"{link_word(made.link.ltype)}: {' → '.join(map(caption, made.ends))}" for made in one.made if made.link]
    more = len(names) - BRIEF
    return " · ".join([*names[:BRIEF], *([_("and {n} more").format(n=number(more))] if more > 0 else [])])


def _claim(made: Made) -> list[Component | str]:
    """One claim with the way to what it is part of."""
    if made.node:
        return [html.Span(f"{entity_word(made.node.etype)}: ", className="jejak-dim"), entity_link(made.node)]
    if made.link is None:
        return []
    source, target = (entity_link(end, brief=True) for end in made.ends)
    return [html.Span(f"{link_word(made.link.ltype)}: ", className="jejak-dim"), source, " → ", target]


def beside(page: RecordPage, one: ShownRecord | None) -> list[Component]:
    """A record in full, and all that was made of it."""
    if one is None:
        return [dmc.Text(_("There is no record here."), size="sm", c="dimmed")]
    title = _("Record {n}").format(n=number(one.number))
    address = record_of(page.batch.source_sha, page.batch.batch_id, one.number)
    link = dcc.Link(_("link to this record"), href=address, className="jejak-entity-more")
    parts: list[Component] = [html.H2([title, " ", link]), html.H3(_("What was made of it"))]
    parts.append(html.Ul([_told(made) for made in one.made], className="jejak-made") if one.made else _nothing(one))
    if one.rejected:
        parts += [html.H3(_("Not read")), html.Ul([_lost(lost.column, lost.reason) for lost in one.rejected])]
    if one.cells:
        pairs = [part for name, text in one.cells for part in (html.Dt(name), html.Dd(text or "–"))]
        parts += [html.H3(_("As received")), html.Dl(pairs, className="jejak-facts")]
    return parts


def _nothing(one: ShownRecord) -> Component:
    why = (
        _("Nothing: the record was rejected.")
        if one.rejected and not one.cells
        else _("Nothing that an earlier record of the file had not stated already.")
    )
    made: Component = dmc.Text(why, size="sm", c="dimmed")
    return made


def _told(made: Made) -> Component:
    facts = [made.grade, made.handling]
    if made.link:
        facts = [moment(made.link.ts_ms), money(made.link.amount, made.link.currency), *facts]
    small = html.Small(" · ".join(filter(None, facts)))
    return html.Li([*_claim(made), html.Br(), small])


def _lost(column: str, reason: str) -> Component:
    return html.Li(f"{column}: {told(reason)}" if column else told(reason))


def pick(rows: list[dict[str, object]] | None, at: At, shown: dict[str, object] | None) -> tuple[object, object]:
    """Show another record of the page beside the table."""
    chosen = rows[0].get("n") if isinstance(rows, list) and rows else None
    if not isinstance(chosen, int) or not shown or shown["record"] == chosen:
        return no_update, no_update
    page = _page(at)
    noted(Act.RECORD_OPENED, at["sha"], record=chosen, batch=at["batch"])
    return beside(page, page.record(chosen)), {**shown, "record": chosen, "asked": chosen}


def turn(_clicks: list[int | None], wanted: float | str | None, at: At) -> object:
    """Go to the page before or after, or to a record by its number."""
    if "record-go.value" in ctx.triggered_prop_ids:
        number_wanted = int(wanted) if isinstance(wanted, (int, float)) else 0
        return {**at, "record": number_wanted} if number_wanted > 0 and number_wanted != at["record"] else no_update
    pages = pages_turned()
    first = (at["record"] - 1) // PAGE * PAGE + 1
    return {**at, "record": max(1, first + pages * PAGE)} if pages else no_update


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("records-view", "children"),
        Output("records-busy", "visible"),
        Output("records-shown", "data"),
        Input("records-at", "data"),
        running=[(Output("records-busy", "visible"), True, False)],
    )(show)
    app.callback(
        Output("record-panel", "children"),
        Output("records-shown", "data", allow_duplicate=True),
        Input("records-grid", "selectedRows"),
        State("records-at", "data"),
        State("records-shown", "data"),
        prevent_initial_call=True,
    )(pick)
    app.callback(
        Output("records-at", "data"),
        turned("records"),
        Input("record-go", "value"),
        State("records-at", "data"),
        prevent_initial_call=True,
    )(turn)
    in_browser(app, "recordAddress", Output("record-go", "required"), Input("records-shown", "data"), initially=False)
