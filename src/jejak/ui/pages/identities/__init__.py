"""Identities: the queue of who may be one, any pair side by side, many at once, and what was decided."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.asked import Asked, ids_of
from jejak.ui.pages.identities import finding, many, past, working
from jejak.ui.pages.identities.desk import PATH
from jejak.ui.parts import aria
from jejak.ui.session import case


def layout(asked: Asked) -> Component:
    """The part of the page that the address asks for."""
    view = asked.get("view", "")
    named = [*ids_of(asked.get("a")), *ids_of(asked.get("b"))]
    about = ids_of(asked.get("history"))
    if len(named) == 2:
        body = working.compared((named[0], named[1]))
    elif about:
        body, view = past.of_one(about[0]), "past"
    elif view == "past":
        body = past.steps_view(asked.get("from"))
    elif view == "many":
        body = many.layout()
    else:
        body, view = working.layout(), ""
    return _page(view if len(named) != 2 else "pair", body)


def _page(view: str, body: Component) -> Component:
    links = [
        dcc.Link(
            title, href=PATH + (f"?view={name}" if name else ""),
            className="jejak-tab jejak-here" if name == view else "jejak-tab",
        )
        for name, title in (("", _("One by one")), ("many", _("Many at once")), ("past", _("Decisions")))
    ]  # fmt: skip
    text = _("A suggestion is a lead: nothing is joined until you decide. Decisions are noted as {analyst}.")
    head = html.Header(
        [
            html.Div(
                [
                    dmc.Title(_("Identities"), order=2),
                    dmc.Text(text.format(analyst=case().analyst), c="dimmed", size="sm"),
                ]
            ),
            html.Nav(links, className="jejak-tabs", **aria(label=_("Identities"))),
        ],
        className="jejak-identities-head",
    )
    record = dmc.Modal(
        html.Div(id="id-record"), id="id-record-modal", title=_("Source record"), size="xl",
        closeButtonProps=aria(label=_("Close")),
    )  # fmt: skip
    made: Component = dmc.Container([head, body, record], size="lg", py="md", className="jejak-identities")
    return made


def register(app: Dash) -> None:
    """Add the callbacks."""
    finding.register(app)
    working.register(app)
    many.register(app)
    past.register(app)
