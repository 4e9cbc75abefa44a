"""The views of the chart that were saved last, each with the way to it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.case.chart_views import SavedView
from jejak.schemas.i18n import _, ngettext
from jejak.ui.addresses import view_of
from jejak.ui.figures import instant, number
from jejak.ui.parts import skeleton
from jejak.ui.session import case

SHOWN = 3


def layout() -> Component:
    """The place for it."""
    return html.Section(
        [dmc.Title(_("Latest views of the chart"), order=4, mb="xs"), html.Div(skeleton(), id="home-views")]
    )


def show(_here: str | None) -> Component:
    """The saved views, newest first."""
    found = case().chart_views.views()[:SHOWN]
    if not found:
        text = _("No view was saved yet. Arrange the chart and press Ctrl S.")
        made: Component = dmc.Text(text, size="sm", c="dimmed")
        return made
    return html.Ul([_line(view) for view in found], className="jejak-leads")


def _line(view: SavedView) -> Component:
    newest = view.newest
    entities = ngettext("{n} entity", "{n} entities", newest.entities).format(n=number(newest.entities))
    facts = [instant(newest.at), newest.analyst, entities, _("version {n}").format(n=number(newest.number))]
    link = dcc.Link(view.name, href=view_of(view.id), title=_("Open on the chart"), className="jejak-entity")
    return html.Li([link, html.Br(), html.Small(" · ".join(facts))])


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("home-views", "children"), Input("home-views", "id"))(show)
