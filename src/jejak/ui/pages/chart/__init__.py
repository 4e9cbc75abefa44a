"""The chart page: find, put on the chart, expand, and ask who says so.

It stands in the page from the start and is only hidden, so that an arrangement survives a look at another page.
"""

from __future__ import annotations

from dash import Dash

from jejak.ui.pages.chart import (
    actions,
    by_hand,
    drawings,
    expanding,
    export,
    facts,
    measures,
    places,
    saving,
    sources,
    view_list,
)
from jejak.ui.pages.chart.layout import layout

__all__ = ["layout", "register"]


def register(app: Dash) -> None:
    """Add the callbacks."""
    actions.register(app)
    by_hand.register(app)
    drawings.register(app)
    expanding.register(app)
    export.register(app)
    facts.register(app)
    measures.register(app)
    saving.register(app)
    view_list.register(app)
    places.register(app)
    sources.register(app)
