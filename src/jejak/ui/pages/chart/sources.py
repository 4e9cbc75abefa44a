"""The detail panel beside the chart: what is known of the entity or the links that were clicked, and who says so."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.noted import Act, noted
from jejak.ui.pages.chart.detail import bundle_detail, node_detail
from jejak.ui.session import case, screen
from jejak.ui.who_says_so import claims_of
from jejak.ui.words import caption


def show(subject: str | None, tab: str | None) -> object:
    """The detail of a subject."""
    if not subject:
        return no_update
    claims = claims_of(subject)
    bundle = screen().feeds.of(tab).bundles.get(subject) if tab else None
    with case().store() as store:
        if bundle:
            links = len(bundle.links)
            noted(Act.DETAIL_OPENED, bundle.source, kind=bundle.ltype, links=links, target=bundle.target)
            source, target = store.get(bundle.source), store.get(bundle.target)
            ends = (caption(source) if source else "", caption(target) if target else "")
            return bundle_detail(bundle, ends, claims)
        node = store.get(subject)
    if node is None:
        made: Component = dmc.Text(_("This entity is not in the graph (any more)."), size="sm", c="dimmed", p="md")
        return made
    noted(Act.DETAIL_OPENED, node.id)
    return node_detail(node, claims, case().age_note(node.id))


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("detail", "children"), Input("subject", "data"), State("tab", "data"))(show)
