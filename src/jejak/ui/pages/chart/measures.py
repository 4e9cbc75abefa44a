"""The measures by which actors are ranked: as choices of what size tells, and of one actor in the detail."""

from __future__ import annotations

import re
from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import MATCH, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.analysis.parameters import ACTORS
from jejak.analysis.reasons import Reason
from jejak.analysis.registry import ANALYSES
from jejak.case.standings import Place
from jejak.graph.model import Node
from jejak.schemas.i18n import _, told
from jejak.ui.figures import number, share
from jejak.ui.noted import Act, noted
from jejak.ui.parts import table
from jejak.ui.reasons import reason_words
from jejak.ui.result_words import cell_word
from jejak.ui.session import case
from jejak.ui.words import caption

OPENER, OPENED = "measures-open", "measures"
_ID = re.compile(r"\b[0-9a-f]{32}\b")
#: Measures of direct ties: the chart counts them by itself.
_COUNTED = frozenset({"degree"})
#: Tried many times over, so it takes long: it has a page of its own.
_LONG = frozenset({"ranking"})


def _titled(name: str) -> tuple[str, str]:
    """What an analysis is called, and what it tells."""
    title, _colon, purpose = told(ANALYSES[name].title).partition(": ")
    return title, purpose


def ranking_names() -> list[str]:
    """The analyses that rank actors."""
    return [name for name, analysis in ANALYSES.items() if analysis.ranks]


def measure_words() -> dict[str, str]:
    """What the measures are called that size may tell, as the script of the chart knows them."""
    return {f"measure:{name}": _titled(name)[0] for name in ranking_names() if name not in _COUNTED}


def fold(node: Node) -> list[Component]:
    """A fold in the detail that computes the places of an actor when it is opened; nothing of anybody protected."""
    if node.etype not in ACTORS:
        return []
    if node.masked:
        return [dmc.Text(_("Protected people are never ranked."), size="xs", c="dimmed")]
    ident = {"type": OPENER, "id": node.id}
    button = html.Button(_("Measures …"), id=ident, className="jejak-tool", type="button")
    return [html.Div(button, id={"type": OPENED, "id": node.id}, className="jejak-measures")]


def opened(clicks: int | None, ident: dict[str, str]) -> object:
    """The places of one actor in every ranking that takes no trials, each with what it says and the way to all."""
    if not clicks:
        return no_update
    noted(Act.ASKED, ident["id"], kind="measures")
    names = [name for name in ranking_names() if name not in _LONG]
    found = [place for name in names if (place := case().charting.standings.place(name, ident["id"]))]
    if not found:
        made: Component = dmc.Text(_("No analysis ranks this entity."), size="sm", c="dimmed")
        return made
    called = _called([reason for place in found for reason in place.reasons])
    heads = [_("Measure"), _("Value"), _("Rank")]
    rows: list[list[object]] = [
        [_what(place, called), cell_word(place.column, place.value), _rank(place)] for place in found
    ]
    note = _("Leads to look into, not proof: reports decide who is seen.")
    return [html.H3(_("Measures")), table(heads, rows, frozenset({1})), dmc.Text(note, size="xs", c="dimmed")]


def _what(place: Place, called: dict[str, str]) -> Component:
    """What the measure is called and tells, why this actor has this place, and the way to the whole ranking."""
    title, purpose = _titled(place.measure)
    link = dcc.Link(title, href=f"/analyses?name={place.measure}", className="jejak-link")
    why = [_ID.sub(lambda at: called.get(at[0], at[0][:8]), reason_words(reason)) for reason in place.reasons]
    lines = [html.Small(text) for text in (purpose, *why) if text]
    return html.Div([link, *lines], className="jejak-measure")


def _rank(place: Place) -> str:
    return _("{rank} of {n}; {share} have less").format(
        rank=number(place.rank), n=number(place.of), share=share(place.below)
    )


def _called(reasons: Sequence[Reason]) -> dict[str, str]:
    ids = {code for reason in reasons for code in reason.codes if _ID.fullmatch(code)}
    if not ids:
        return {}
    with case().store() as store:
        return {node.id: caption(node) for node in store.subgraph(sorted(ids)).nodes}


def register(app: Dash) -> None:
    """Add the callback."""
    app.callback(
        Output({"type": OPENED, "id": MATCH}, "children"),
        Input({"type": OPENER, "id": MATCH}, "n_clicks"),
        State({"type": OPENER, "id": MATCH}, "id"),
        running=[(Output({"type": OPENER, "id": MATCH}, "disabled"), True, False)],
        prevent_initial_call=True,
    )(opened)
