"""The table of all entities: filtered, sorted and searched on the server, which sends only the rows in view."""

from __future__ import annotations

from datetime import UTC, datetime

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.csv_files import csv_text
from jejak.graph.entity_table import CODED, MEASURES
from jejak.schemas.i18n import _
from jejak.ui.addresses import MOST_CHARTED, chart_of
from jejak.ui.asked import Asked, ids_of
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import number
from jejak.ui.notices import notify
from jejak.ui.pages.entities.listing import (
    COLUMNS,
    SORTED,
    Block,
    Filters,
    cells,
    code_word_of,
    listing,
    saved,
    title_of,
)
from jejak.ui.parts import aria, empty, grid_options, page
from jejak.ui.session import case
from jejak.ui.words import caption

BLOCK = 100
#: Share of the room that a column takes, and its least width.
_WIDTHS = {
    "caption": (2.6, 150), "etype": (1.5, 95), "roles": (2.3, 110), "country": (1.4, 85), "protection": (2.1, 105),
    "n_sources": (1.1, 88), "n_links": (0.9, 78), "best_grade": (1.5, 100),
}  # fmt: skip
_FILTERS = ("text", *CODED, *MEASURES)


def layout(asked: Asked) -> Component:
    """The page; the address may hold codes to filter by, and the id whose neighbours are wanted, never a text."""
    title, subtitle = _("Entities"), _("Everybody and everything in the case, with what the sources say.")
    if not case().entities.total:
        hint = _("Import a file, then reload this page. A mapping says which columns become which entities and links.")
        return page(title, subtitle, empty(_("Nothing has been imported yet"), hint))
    near = ids_of(asked.get("near"))[:1]
    grid = dag.AgGrid(
        id="entities-grid",
        rowModelType="infinite",
        columnDefs=[_column(name) for name in COLUMNS],
        defaultColDef={"resizable": True, "suppressHeaderMenuButton": True},
        getRowId="params.data.id",
        dashGridOptions=_grid_options(),
        style={"height": "100%"},
    )
    listed = html.Div(grid, className="jejak-entities-grid")
    parts = [_filters(asked), *(_near(ident) for ident in near), _bar(), listed]
    memory = [dcc.Store(id="entities-near", data=near[0] if near else None)]
    memory += [dcc.Store(id=name) for name in ("entities-filtered", "entities-marked")]
    return page(title, subtitle, *parts, dcc.Download(id="entities-file"), *memory, wide=True)


def _column(name: str) -> dict[str, object]:
    kind = {"type": "rightAligned"} if name in MEASURES else {}
    flex = dict(zip(("flex", "minWidth"), _WIDTHS[name], strict=True))
    told = {"field": name, "headerName": title_of(name), "headerTooltip": title_of(name), "tooltipField": name}
    return {**told, "sortable": name in SORTED, **kind, **flex}


def _grid_options() -> dict[str, object]:
    options = grid_options()
    words = options["localeText"] | {
        "ariaRowToggleSelection": _("Press the space bar to select or release this row"),
        "ariaChecked": _("selected"),
        "ariaUnchecked": _("not selected"),
    }
    return options | {
        "rowSelection": {"mode": "multiRow", "headerCheckbox": False, "enableClickSelection": True},
        "selectionColumnDef": {"width": 44, "maxWidth": 44},
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "maxConcurrentDatasourceRequests": 1,  # the grid keeps what it has asked for in one place
        "infiniteInitialRowCount": 1,
        "localeText": words,
    }


def _filters(asked: Asked) -> Component:
    text = dmc.TextInput(
        id="entities-text",
        label=_("Text"),
        placeholder=_("Name, number, …"),
        size="xs",
        debounce=250,
        persistence="jejak",
        persistence_type="memory",  # gone with the tab: what was looked for stands in no address and no file
    )
    made = [text, *(_choice(name, asked.get(name, "")) for name in CODED)]
    made += [_least(name, asked.get(name, "")) for name in MEASURES]
    return html.Div(made, className="jejak-filters", role="search", **aria(label=_("Filters")))


def _choice(name: str, asked: str) -> Component:
    counts = case().entities.counts[name]
    words = {code: code_word_of(name, code) for code in counts}
    data = [
        {"value": code, "label": f"{words[code]} ({number(counts[code])})"}
        for code in sorted(counts, key=lambda code: words[code].casefold())
    ]
    made: Component = dmc.MultiSelect(
        id=f"entities-{name}",
        label=title_of(name),
        data=data,
        value=[code for code in asked.split(",") if code in counts],
        searchable=True,
        size="xs",
        nothingFoundMessage=_("Nothing to show"),
        maxDropdownHeight=320,
    )
    return made


def _least(name: str, asked: str) -> Component:
    made: Component = dmc.NumberInput(
        id=f"entities-{name}",
        label=_("{column}, at least").format(column=title_of(name)),
        min=0,
        size="xs",
        allowDecimal=False,
        debounce=250,
        value=int(asked) if asked.isascii() and asked.isdigit() else "",
    )
    return made


def _near(ident: str) -> Component:
    """Whose neighbours are listed, and the way back to all."""
    with case().store() as store:
        node = store.get(ident)
    text = _("Only who and what is linked to {name}").format(name=caption(node) if node else ident[:8])
    made: Component = dmc.Group(
        [dmc.Text(text, size="sm", fw=500), dcc.Link(_("Show all"), href="/entities", className="jejak-tool")], gap="xs"
    )
    return made


def _bar() -> Component:
    """How many are listed and selected, and what can be done with them."""
    told = html.Div(
        [html.Span("", id="entities-count"), html.Span("", id="entities-chosen")],
        className="jejak-entities-told", role="status",
    )  # fmt: skip
    small = {"variant": "light", "size": "xs"}
    tools = [
        dmc.Button(_("Clear filters"), id="entities-clear", variant="subtle", size="xs"),
        dmc.Button(_("Profile"), id="entities-profile", disabled=True, **small),
        dmc.Button(_("Show on the chart"), id="entities-chart", disabled=True, **small),
        dmc.Button(_("Save the list (CSV)"), id="entities-csv", **small),
    ]
    return html.Div([told, dmc.Group(tools, gap="xs")], className="jejak-entities-bar")


def rows(request: Block | None, filters: Filters) -> tuple[object, object]:
    """The block of rows that the table asks for, and the line that says how many are listed."""
    if not request:
        return no_update, no_update
    entities = case().entities
    wanted = listing(filters, request.get("sortModel") or ())
    found, total = entities.block(wanted, request.get("startRow", 0), request.get("endRow", BLOCK))
    line = _("Listed: {n} of {total}").format(n=number(total), total=number(entities.total))
    if not total:
        line = _("Nothing fits these filters. Take one away, or search with fewer letters.")
    return {"rowData": [{"id": row.id, **cells(row)} for row in found], "rowCount": total}, line


def chosen(selection: list[str] | None, filters: Filters) -> tuple[str, bool, bool]:
    """How many are selected; whether nobody can be put on the chart, and no profile opened.

    Whoever is chosen among what a text was looked for is a hit that was taken, which is told as in the search box.
    """
    count = len(selection or ())
    if selection and (filters["text"] or "").strip() and ctx.triggered_id:
        _block, hits = case().entities.block(listing(filters), 0, 0)
        case().acts.hit_taken(selection[-1], filters["text"] or "", hits)
    return _("Selected: {n}").format(n=number(count)) if count else "", not count, count != 1


def go(_chart: int | None, _profile: int | None, selection: list[str] | None) -> object:
    """The address of what was pressed for whoever is selected."""
    if not selection or not ctx.triggered[0]["value"]:
        return no_update
    if ctx.triggered_id == "entities-profile":
        return f"/entities?id={selection[0]}"
    if len(selection) > MOST_CHARTED:
        notify(_("Only the first {n} go on the chart.").format(n=MOST_CHARTED), "yellow")
    return chart_of(*selection[:MOST_CHARTED])


def save(clicks: int | None, request: Block | None, filters: Filters) -> object:
    """All that is listed, as a CSV file for a spreadsheet, as the case team sees it."""
    if not clicks:
        return no_update
    found = case().entities.leaving(listing(filters, (request or {}).get("sortModel") or ()))
    content = csv_text([*map(title_of, COLUMNS), _("Id")], saved(found))
    told = _("Saved {n} rows; for the case team only.").format(n=number(len(found)))
    notify(told, "teal")
    name = f"entities-{datetime.now(UTC):%Y%m%d-%H%M}.csv"
    return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}


def register(app: Dash) -> None:
    """Add the callbacks."""
    values = {name: f"entities-{name}" for name in _FILTERS}
    filters = {name: State(ident, "value") for name, ident in values.items()} | {"near": State("entities-near", "data")}
    app.callback(
        output=(Output("entities-grid", "getRowsResponse"), Output("entities-count", "children")),
        inputs={"request": Input("entities-grid", "getRowsRequest"), "filters": filters},
        prevent_initial_call=True,
    )(rows)
    app.callback(
        output=Output("entities-file", "data"),
        inputs={
            "clicks": Input("entities-csv", "n_clicks"),
            "request": State("entities-grid", "getRowsRequest"),
            "filters": filters,
        },
        running=[(Output("entities-csv", "loading"), True, False)],
        prevent_initial_call=True,
    )(save)
    app.callback(
        output=(
            Output("entities-chosen", "children"),
            Output("entities-chart", "disabled"),
            Output("entities-profile", "disabled"),
        ),
        inputs={"selection": Input("selection", "data"), "filters": filters},
    )(chosen)
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Input("entities-chart", "n_clicks"),
        Input("entities-profile", "n_clicks"),
        State("selection", "data"),
        prevent_initial_call=True,
    )(go)
    inputs = [Input(ident, "value") for ident in values.values()]
    in_browser(app, "entitiesFilter", Output("entities-filtered", "data"), *inputs, initially=False)
    in_browser(app, "entitiesMark", Output("entities-marked", "data"), Input("selection", "data"))
    cleared = [Output(ident, "value") for ident in values.values()]
    in_browser(app, "entitiesClear", *cleared, Input("entities-clear", "n_clicks"), initially=False)
