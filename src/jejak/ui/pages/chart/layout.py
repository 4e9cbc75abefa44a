"""How the chart page is laid out: search on the left, chart in the middle, detail on the right."""

from __future__ import annotations

import hashlib

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.chart import LinkChart
from jejak.ui.pages.chart import expanding, export, hand_dialog, places, saving, view_list
from jejak.ui.pages.chart.commands import chart_words, toolbar
from jejak.ui.parts import aria
from jejak.ui.session import case


def layout(_asked: Asked) -> Component:
    """The page."""
    return html.Div(
        [
            _middle(),
            _detail(),
            export.dialog(),
            expanding.dialog(),
            view_list.dialog(),
            *hand_dialog.dialog(),
            *saving.layout(),
            *_memory(),
        ],
        className="jejak-chart-page",
    )


def _middle() -> Component:
    groups = [html.Div(group, className="jejak-tools", role="group") for group in toolbar()]
    bar = html.Div(groups, className="jejak-toolbar", role="toolbar", **aria(label=_("Chart tools")))
    label = _(
        "Link chart. Arrow keys move between entities, E expands, Enter shows the detail, Shift F10 opens the menu."
    )
    empty = html.Div(
        [
            dmc.Text(_("The chart is empty"), fw=600),
            dmc.Text(
                _("Search above and choose a hit, or come here from a ranking or a group."), size="sm", c="dimmed"
            ),
        ],
        id="chart-empty",
        className="jejak-chart-empty",
    )
    keep = hashlib.sha256(case().name.encode()).hexdigest()[:12]  # the name itself stays out of the browser's memory
    drawn = LinkChart(id="chart", className="jejak-canvas", label=label, words=chart_words(), keep=keep)
    works = html.Div(_("Working …"), id="chart-works", className="jejak-works", role="status", hidden=True)
    chart = html.Div([drawn, empty, works], className="jejak-chart-box")
    status = html.Div("", id="chart-status", role="status")
    foot = html.Div([status, html.Div(id="view-open", className="jejak-view-open")], className="jejak-status")
    return html.Section([bar, chart, *places.panel(), foot], className="jejak-middle")


def _detail() -> Component:
    start = dmc.Text(
        _("Click an entity or a link to see what is known and who says so."), size="sm", c="dimmed", p="md"
    )
    return html.Aside(start, id="detail", className="jejak-detail", **aria(live="polite", label=_("Detail")))


def _memory() -> list[Component]:
    """Stores: the tab's id, whose detail is shown, whose neighbours are asked about; and the way files come down."""
    stores = [dcc.Store(id="tab", storage_type="session"), dcc.Store(id="subject"), dcc.Store(id="expanding")]
    return [*stores, dcc.Download(id="download")]
