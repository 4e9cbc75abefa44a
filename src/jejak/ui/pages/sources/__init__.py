"""The sources page: everything that was received, one source with what became of it, and its records.

``?id=SHA`` opens one source, ``&batch=ID&record=N`` its records at one of them, ``?job=ID`` the result of a check.
"""

from __future__ import annotations

from dash import Dash
from dash.development.base_component import Component

from jejak.ui.asked import Asked
from jejak.ui.pages.sources import checking, listing, records, rejects, single

__all__ = ["layout", "register"]


def layout(asked: Asked) -> Component:
    """The page."""
    return single.layout(asked) if asked.get("id") else listing.layout(asked)


def register(app: Dash) -> None:
    """Add the callbacks."""
    listing.register(app)
    checking.register(app)
    records.register(app)
    rejects.register(app)
