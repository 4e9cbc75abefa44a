"""How the chart page is laid out: search on the left, chart in the middle, detail on the right."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.chart import LinkChart
from jejak.ui.pages.chart import export
from jejak.ui.parts import aria


def layout(_asked: Asked) -> Component:
    """The page."""
    return html.Div([_middle(), _detail(), export.dialog(), *_memory()], className="jejak-chart-page")


def tools() -> list[list[tuple[str, str, str]]]:
    """Groups of chart buttons: command, label, key."""
    return [
        [
            ("expandSelected", _("Expand"), "E"),
            ("hide", _("Hide"), "H"),
            ("showAll", _("Show all"), "A"),
            ("pin", _("Pin"), "P"),
        ],
        [("layout:fcose", _("Arrange"), "L"), ("layout:dagre", _("Layers"), ""), ("fit", _("Fit"), "F")],
        [("undo", _("Undo"), "Ctrl Z"), ("redo", _("Redo"), "Ctrl Y"), ("lasso", _("Lasso"), "")],
    ]


def _button(name: str | dict[str, str], label: str, title: str) -> Component:
    return html.Button(label, id=name, className="jejak-tool", title=title, type="button")


def _tool(command: str, label: str, key: str) -> Component:
    return _button({"type": "tool", "name": command}, label, f"{label} ({key})" if key else label)


def _middle() -> Component:
    groups = [html.Div([_tool(*tool) for tool in group], className="jejak-tools", role="group") for group in tools()]
    leave: list[tuple[str | dict[str, str], str, str]] = [
        ("chart-clear", _("Clear"), _("Take everything off the chart")),
        ({"type": "tool", "name": "exportPng"}, _("Picture"), _("Save the chart as a picture; for the case team only")),
        (
            "export-open",
            _("Export …"),
            _("Hand on exactly what is shown, as picture, graph or table"),
        ),
    ]
    groups.append(html.Div([_button(*one) for one in leave], className="jejak-tools", role="group"))
    bar = html.Div(groups, className="jejak-toolbar", role="toolbar", **aria(label=_("Chart tools")))
    label = _("Link chart. Arrow keys move between entities, E expands, Enter shows the detail.")
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
    chart = html.Div([LinkChart(id="chart", className="jejak-canvas", label=label), empty], className="jejak-chart-box")
    status = html.Div("", id="chart-status", className="jejak-status", role="status")
    return html.Section([bar, chart, status], className="jejak-middle")


def _detail() -> Component:
    start = dmc.Text(
        _("Click an entity or a link to see what is known and who says so."), size="sm", c="dimmed", p="md"
    )
    return html.Aside(start, id="detail", className="jejak-detail", **aria(live="polite", label=_("Detail")))


def _memory() -> list[Component]:
    """Stores: the tab's id, what is asked of the server, whose detail is shown; and the way files come down."""
    stores = [dcc.Store(id="tab", storage_type="session"), dcc.Store(id="subject")]
    return [*stores, dcc.Download(id="download")]
