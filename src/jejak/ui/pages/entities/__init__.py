"""The entities page: all of them as a table, and the profile of the one whose id the address has."""

from __future__ import annotations

from dash import Dash
from dash.development.base_component import Component

from jejak.ui.asked import Asked, ids_of
from jejak.ui.pages.entities import one, table

__all__ = ["layout", "register"]


def layout(asked: Asked) -> Component:
    """The table, or with ``?id=`` a profile."""
    wanted = ids_of(asked.get("id"))
    return one.layout(wanted[0]) if wanted else table.layout(asked)


def register(app: Dash) -> None:
    """Add the callbacks."""
    table.register(app)
    one.register(app)
