"""Case home: what came in, what is in the case, how good it is, what stands out, and what to do next."""

from __future__ import annotations

from dash import Dash, dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _, told
from jejak.ui.asked import Asked
from jejak.ui.pages.home import counts, leads, news, notes, quality, saved
from jejak.ui.parts import page
from jejak.ui.session import case

__all__ = ["layout", "register"]


def layout(_asked: Asked) -> Component:
    """The page; what takes longer than a look comes when it stands."""
    door = case()
    batches = list(door.batches())
    with door.store() as store:
        found, answers, sequence = store.counts(), store.name, store.sequence
    head = html.Span(
        [
            _("Answered by: {store} · sequence {sequence}").format(store=told(answers), sequence=sequence), " · ",
            dcc.Link(_("chain head {head}").format(head=door.head[:12]), href="/audit", className="jejak-entity-more"),
        ]
    )  # fmt: skip
    if not batches:
        return page(door.name, head, counts.nothing())
    parts = (leads.layout(), saved.layout(), notes.layout(), quality.layout())
    rows = (counts.figures(found, batches), counts.next_steps(), *parts)
    return page(door.name, head, news.layout(), *rows, counts.batches(batches), counts.types(found))


def register(app: Dash) -> None:
    """Add the callbacks."""
    news.register(app)
    leads.register(app)
    saved.register(app)
    notes.register(app)
    quality.register(app)
