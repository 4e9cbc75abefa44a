"""Help: every key, and how to read what the screen shows."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.keys import everywhere, keys_table, on_chart, on_entities, on_identities, on_time
from jejak.ui.parts import page


def _reading() -> list[tuple[str, str]]:
    return [
        (
            _("Who says so"),
            _("Click any entity or link: the table Sources lists file, sha256, record and grade. Click one to see it."),
        ),
        (
            _("Protected people"),
            _(
                "Victims, children and witnesses appear under a pseudonym. Opening one needs a reason and is logged; "
                "a child's also needs a second person."
            ),
        ),
        (_("Ranks and groups"), _("They are leads for review. They never prove a role, and victims are never ranked.")),
        (_("Grades"), _("Letter A–F: reliability of the source. Digit 1–6: credibility of the information.")),
        (_("Export"), _("Under profile L2 suspects and organisations keep their names, all others become pseudonyms.")),
    ]


def _keys() -> list[Component]:
    """The keys, by where they work."""
    parts = [
        (_("Everywhere"), everywhere()),
        (_("On the chart"), on_chart()),
        (_("In the time under the chart"), on_time()),
        (_("In the table of entities"), on_entities()),
        (_("Identities"), on_identities()),
    ]
    return [html.Section([dmc.Text(title, fw=600, mb=4), keys_table(keys)]) for title, keys in parts]


def layout(_asked: Asked) -> Component:
    """The page."""
    blocks = [html.Div([dmc.Text(title, fw=600), dmc.Text(text, size="sm")]) for title, text in _reading()]
    return page(
        _("Help"),
        _("Everything the mouse can do on the chart has a key."),
        dmc.SimpleGrid(
            [dmc.Stack(_keys(), gap="md"), dmc.Stack(blocks, gap="md")],
            cols={"base": 1, "md": 2},
            spacing="xl",
        ),
    )


def register(app: Dash) -> None:
    """The page has nothing to press."""
    del app
