"""The dialog that states an entity or a link by hand, still about nothing."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.case.hand_record import BEST_INFORMATION, BEST_SOURCE, DEFAULT_GRADE
from jejak.schemas.grading import Handling
from jejak.schemas.i18n import _
from jejak.ui.pages.sources.pieces import handling_word
from jejak.ui.parts import aria, data


def dialog() -> list[Component]:
    """The dialog and what it knows."""
    what = dmc.Select(
        id="hand-type", label=_("Type"), data=[], searchable=True, allowDeselect=False, **data(autofocus="true")
    )
    swap = html.Button(_("Exchange the ends"), id="hand-swap", className="jejak-tool", type="button")
    ends = html.Div([html.Div(id="hand-ends"), swap], id="hand-ends-row", className="jejak-hand-ends", hidden=True)
    told_about = html.Div(id="hand-told", role="status", className="jejak-hand-told")
    body = [
        ends,
        what,
        html.Fieldset(id="hand-fields", className="jejak-plain"),
        told_about,
        *_how(),
        html.Div(id="hand-fault", role="alert"),
    ]
    keys = dmc.Text(_("Ctrl Enter keeps, Esc gives up"), size="xs", c="dimmed")
    foot = dmc.Group([keys, dmc.Button(_("Keep in the case"), id="hand-keep")], justify="space-between")
    inside = html.Div(dmc.Stack([*body, foot], gap="sm"), id="hand-body", className="jejak-hand")
    modal = dmc.Modal(
        inside, id="hand-dialog", title=_("Draw entity"), size=720, closeButtonProps=aria(label=_("Close")),
        closeOnClickOutside=False,
    )  # fmt: skip
    return [modal, dcc.Store(id="hand-of")]


def _how() -> list[Component]:
    """Grade, handling and basis."""
    grades = [
        dmc.Select(id="hand-source", label=_("Source"), data=_sources(), value=DEFAULT_GRADE[0], allowDeselect=False),
        dmc.Select(
            id="hand-information", label=_("Information"), data=_information(), value=DEFAULT_GRADE[1],
            allowDeselect=False,
        ),
        dmc.Select(
            id="hand-handling", label=_("Handling"), allowDeselect=False, value=Handling.CONDITIONAL.value,
            data=[{"value": code.value, "label": handling_word(code)} for code in Handling],
        ),
    ]  # fmt: skip
    best = _("What an analyst knows is B2 at best: import the document itself if it proves more.")
    basis = dmc.Textarea(
        id="hand-basis", label=_("Basis"), autosize=True, minRows=2, maxRows=6, required=True,
        description=_("Who told it, or which document says it. Without names and numbers of protected people."),
        attributes={"input": {"maxLength": 1000}},
    )  # fmt: skip
    return [html.Div(grades, className="jejak-hand-how"), dmc.Text(best, size="xs", c="dimmed"), basis]


def _sources() -> list[dict[str, object]]:
    words = {
        "A": _("A · completely reliable"), "B": _("B · usually reliable"), "C": _("C · fairly reliable"),
        "D": _("D · not usually reliable"), "E": _("E · unreliable"), "F": _("F · cannot be judged"),
    }  # fmt: skip
    return [{"value": code, "label": word, "disabled": code < BEST_SOURCE} for code, word in words.items()]


def _information() -> list[dict[str, object]]:
    words = {
        "1": _("1 · confirmed"), "2": _("2 · probably true"), "3": _("3 · possibly true"), "4": _("4 · doubtful"),
        "5": _("5 · improbable"), "6": _("6 · cannot be judged"),
    }  # fmt: skip
    return [{"value": code, "label": word, "disabled": code < BEST_INFORMATION} for code, word in words.items()]
