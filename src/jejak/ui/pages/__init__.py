"""The pages of the screen, each registered once; navigation and routing are made from this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.pages import chart, home, ranking, syndicates
from jejak.ui.pages import help as help_page


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it is, how it is called, what it shows, what it does."""

    path: str
    title: Callable[[], str]
    layout: Callable[[], Component]
    register: Callable[[Dash], None]


PAGES: tuple[Page, ...] = (
    Page("/", lambda: _("Case"), home.layout, home.register),
    Page("/chart", lambda: _("Chart"), chart.layout, chart.register),
    Page("/ranking", lambda: _("Ranking"), ranking.layout, ranking.register),
    Page("/syndicates", lambda: _("Syndicates"), syndicates.layout, syndicates.register),
    Page("/help", lambda: _("Help"), help_page.layout, help_page.register),
)
