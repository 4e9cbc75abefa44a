"""Ranking: entities by one measure, as leads for review; a row leads to the chart."""

from __future__ import annotations

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output
from dash.development.base_component import Component

from jejak.schemas.i18n import _, told
from jejak.ui.asked import Asked
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import score
from jejak.ui.parts import empty, grid_options, lead_note, page
from jejak.ui.reasons import reason_words
from jejak.ui.session import case
from jejak.ui.words import caption_word, entity_word

LIMIT = 500
QUICKEST = "degree"


def layout(_asked: Asked) -> Component:
    """The page."""
    measures = [{"value": name, "label": told(title)} for name, title in case().measures()]
    head = (_("Ranking"), _("Entities by their place in the network."))
    if not measures:
        return page(*head, empty(_("No measure is registered"), ""))
    first = next((m["value"] for m in measures if m["value"] == QUICKEST), measures[0]["value"])
    choose = dmc.Select(id="measure", label=_("Measure"), data=measures, value=first, allowDeselect=False, w=360)
    go = dmc.Button(_("Show on the chart"), id="ranking-go", disabled=True, variant="light")
    bar = dmc.Group([choose, go], justify="space-between", align="end")
    grid = dag.AgGrid(
        id="ranking-grid",
        columnDefs=_columns(),
        rowData=[],
        getRowId="params.data.id",
        dashGridOptions=grid_options(),
        columnSize="responsiveSizeToFit",
        style={"height": "calc(100vh - 330px)", "minHeight": "320px"},
    )  # fmt: skip
    return page(
        *head, lead_note(), bar, dmc.Box([dmc.LoadingOverlay(visible=True, id="ranking-busy"), grid], pos="relative")
    )


def _columns() -> list[dict[str, object]]:
    return [
        {"field": "rank", "headerName": "#", "maxWidth": 80, "type": "numericColumn"},
        {"field": "caption", "headerName": _("Entity"), "minWidth": 220},
        {"field": "kind", "headerName": _("Type"), "maxWidth": 150},
        {
            "field": "score",
            "headerName": _("Score"),
            "maxWidth": 120,
            "type": "numericColumn",
            "valueFormatter": {"function": "params.data.scoreText"},  # sorted as a number, read as the language writes
        },
        {
            "field": "why",
            "headerName": _("Why"),
            "minWidth": 420,
            "wrapText": True,
            "autoHeight": True,
            "cellStyle": {"lineHeight": "20px", "paddingTop": "9px", "paddingBottom": "9px"},
        },
    ]


def rank(measure: str) -> tuple[list[dict[str, object]], bool]:
    """Rows of the grid, and that the work is done."""
    rows: list[dict[str, object]] = [
        {
            "rank": i,
            "id": row.id,
            "caption": caption_word(row.etype, row.caption),
            "kind": entity_word(row.etype),
            "score": row.score,
            "scoreText": score(row.score),
            "why": "; ".join(map(reason_words, row.reasons)),
        }
        for i, row in enumerate(case().ranking(measure, limit=LIMIT), 1)
    ]
    return rows, False


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("ranking-grid", "rowData"),
        Output("ranking-busy", "visible"),
        Input("measure", "value"),
        running=[(Output("ranking-busy", "visible"), True, False)],
    )(rank)
    in_browser(
        app,
        "rankingToChart",
        Output("ranking-go", "disabled"),
        Output("url", "href", allow_duplicate=True),
        Input("ranking-go", "n_clicks"),
        Input("ranking-grid", "cellDoubleClicked"),
        Input("ranking-grid", "selectedRows"),
        initially=False,
    )
