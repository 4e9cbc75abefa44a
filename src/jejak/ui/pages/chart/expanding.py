"""The dialog that asks which neighbours of an entity are wanted: by links, direction, time and number."""

from __future__ import annotations

from typing import TypedDict

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from jejak.case.charting import LinkKind
from jejak.schemas.i18n import _
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import number
from jejak.ui.pages.chart.putting import MAX_FOCUS, OFFERED
from jejak.ui.parts import aria, note
from jejak.ui.session import case
from jejak.ui.words import caption, link_word


class Asked(TypedDict, total=False):
    """Whose neighbours are asked about, and whether because they are very many."""

    id: str
    undone: list[str]
    crowded: bool


def dialog() -> Component:
    """The dialog, still about nobody."""
    times = [
        dmc.TextInput(id="expand-since", label=_("From"), description=_("as 2024-05-31")),
        dmc.TextInput(id="expand-until", label=_("To"), description=_("as 2024-05-31")),
        dmc.NumberInput(
            id="expand-limit", label=_("At most"), description=_("strongest first"), value=OFFERED, min=1, max=MAX_FOCUS
        ),
    ]
    inside = [
        dmc.Box(id="expand-about"),
        dmc.CheckboxGroup(
            [], id="expand-kinds", label=_("Over which links"), description=_("None ticked: over all"), value=[]
        ),
        dmc.Group(times, align="flex-start", grow=True),
        dmc.Button(_("Put on the chart"), id="expand-go"),
    ]
    made: Component = dmc.Modal(
        dmc.Stack(inside), id="expand-modal", title=_("Choose neighbours"), closeButtonProps=aria(label=_("Close"))
    )
    return made


def _kind(kind: LinkKind) -> Component:
    way = "→" if kind.direction == "out" else "←"
    spoken = _("from it") if kind.direction == "out" else _("to it")
    label = f"{way} {link_word(kind.ltype)} · {number(kind.others)}"
    made: Component = dmc.Checkbox(
        value=f"{kind.ltype}:{kind.direction}",
        label=label,
        size="sm",
        **aria(label=f"{link_word(kind.ltype)} {spoken}"),
    )
    return made


def offer(asked: Asked | None) -> tuple[object, object, object, object, object, object]:
    """Fill and open the dialog for an entity; returns what it says, its choices, and that it is open."""
    if not asked:
        return (no_update,) * 6
    ident = asked["id"]
    with case().store() as store:
        node = store.get(ident)
    kinds = case().charting.link_kinds(ident)
    about: list[Component] = [dmc.Text(caption(node) if node else "", fw=600)]
    if asked.get("crowded"):
        total = case().charting.standing(ident).neighbours
        words = _("It has {n} neighbours: too many to read at once. Choose, or take the {offered} strongest.")
        about.append(note(words.format(n=number(total), offered=OFFERED)))
    choices = dmc.Stack([_kind(kind) for kind in kinds], gap=6, mt=8)
    return about, choices, [], "", "", True


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("expand-about", "children"),
        Output("expand-kinds", "children"),
        Output("expand-kinds", "value"),
        Output("expand-since", "value"),
        Output("expand-until", "value"),
        Output("expand-modal", "opened"),
        Input("expanding", "data"),
        prevent_initial_call=True,
    )(offer)
    in_browser(
        app,
        "expandChosen",
        Output("ask", "data", allow_duplicate=True),
        Output("expand-modal", "opened", allow_duplicate=True),
        Input("expand-go", "n_clicks"),
        State("expanding", "data"),
        State("expand-kinds", "value"),
        State("expand-since", "value"),
        State("expand-until", "value"),
        State("expand-limit", "value"),
        initially=False,
    )
