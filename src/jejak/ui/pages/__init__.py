"""The pages of the screen, each registered once; navigation and routing are made from this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.pages import analyses, audit, chart, entities, home, identities, importing, sources, syndicates
from jejak.ui.pages import help as help_page


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        path: Where it is.
        key: The letter that opens it after ``g``.
        title: How it is called.
        layout: What it shows for what an address asks.
        register: Adds what it does.
    """

    path: str
    key: str
    title: Callable[[], str]
    layout: Callable[[Asked], Component]
    register: Callable[[Dash], None]


PAGES: tuple[Page, ...] = (
    Page("/", "c", lambda: _("Case"), home.layout, home.register),
    Page("/import", "m", lambda: _("Import"), importing.layout, importing.register),
    Page("/chart", "g", lambda: _("Chart"), chart.layout, chart.register),
    Page("/identities", "i", lambda: _("Identities"), identities.layout, identities.register),
    Page("/syndicates", "s", lambda: _("Syndicates"), syndicates.layout, syndicates.register),
    Page("/entities", "e", lambda: _("Entities"), entities.layout, entities.register),
    Page("/analyses", "a", lambda: _("Analyses"), analyses.layout, analyses.register),
    Page("/sources", "o", lambda: _("Sources"), sources.layout, sources.register),
    Page("/audit", "u", lambda: _("Audit"), audit.layout, audit.register),
    Page("/help", "h", lambda: _("Help"), help_page.layout, help_page.register),
)
