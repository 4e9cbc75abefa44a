"""Syndicates: ranked groups with the parts of their score, who belongs to them and why; two can be compared."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.browser_side import in_browser
from jejak.ui.door import SyndicateRow
from jejak.ui.pages.syndicates.bonds import bond_sources, key_of, together
from jejak.ui.pages.syndicates.card import card
from jejak.ui.pages.syndicates.comparison import comparison
from jejak.ui.parts import aria, empty, lead_note, page
from jejak.ui.session import case

__all__ = ["layout", "register"]

LIMIT = 20


def layout(asked: Asked) -> Component:
    """The page; the groups are fetched after it stands, since finding them takes a while."""
    waiting = dmc.Center(dmc.Loader(size="md"), py="xl")
    compare = dmc.Button(_("Compare the two that are ticked"), id="compare-go", disabled=True, variant="light")
    return page(
        _("Syndicates"),
        _("Groups of actors that the links bind together, strongest first."),
        lead_note(),
        html.Div(dmc.Group([compare], justify="flex-end"), hidden="compare" in asked),
        html.Div(waiting, id={"type": "syndicates", "compare": asked.get("compare", "")}, **aria(live="polite")),
    )


def groups(found: list[SyndicateRow], compare: str) -> Component:
    """All groups as cards, or two of them beside each other."""
    if not found:
        return empty(_("No group stands out"), _("Import more layers (travel, communication, money) and look again."))
    ranks = [int(part) for part in compare.split(",") if part.isdecimal()]
    pair = [group for rank in ranks for group in found if group.rank == rank]
    if len(pair) == 2:
        return comparison(pair[0], pair[1])
    made: Component = dmc.Stack([card(group) for group in found], gap="md")
    return made


def fetch(_layout: object) -> Component:
    """The groups of the case."""
    return groups(list(case().syndicates(limit=LIMIT)), ctx.outputs_list["id"]["compare"])


def why(clicks: int | None) -> object:
    """Why a group is together: what binds it, by layer; a second press takes it away again."""
    if not clicks:
        return no_update
    if clicks % 2 == 0:
        return None
    return together(_group(ctx.triggered_id["rank"]))


def _group(rank: int) -> SyndicateRow:
    found = next((group for group in case().syndicates(limit=LIMIT) if group.rank == rank), None)
    if found is None:
        raise _changed()
    return found


def _changed() -> AnalysisError:
    return AnalysisError("the graph has changed since this result", hint="reload the page")


def show_sources(clicks: int | None) -> object:
    """Who says so, for all links of one bond."""
    asked = ctx.triggered_id
    if not clicks:
        return no_update
    group = _group(asked["rank"])
    bond = next((one for one in group.bonds if key_of(one) == asked["bond"]), None)
    if bond is None:
        raise _changed()
    return bond_sources(bond, f"bond-{asked['rank']}")


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output({"type": "syndicates", "compare": MATCH}, "children"),
        Input({"type": "syndicates", "compare": MATCH}, "id"),
    )(fetch)
    app.callback(
        Output({"type": "why", "rank": MATCH}, "children"),
        Input({"type": "why-open", "rank": MATCH}, "n_clicks"),
        prevent_initial_call=True,
    )(why)
    app.callback(
        Output({"type": "bond-sources", "rank": MATCH, "bond": MATCH}, "children"),
        Input({"type": "bond", "rank": MATCH, "bond": MATCH}, "n_clicks"),
        prevent_initial_call=True,
    )(show_sources)
    in_browser(
        app,
        "compare",
        Output("compare-go", "disabled"),
        Output("url", "href", allow_duplicate=True),
        Input("compare-go", "n_clicks"),
        Input({"type": "compare", "rank": ALL}, "checked"),
        State({"type": "compare", "rank": ALL}, "id"),
        initially=False,
    )
