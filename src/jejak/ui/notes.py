"""Notes on entities and links, the same on every page: the list with its older versions, and the dialog that writes.

A subject is the id of an entity or of a bundle of links (`feed.bundle_id`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.notes import About, Note
from jejak.case.written import Written
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.figures import instant, number
from jejak.ui.notices import sentence
from jejak.ui.parts import aria, data
from jejak.ui.session import case
from jejak.ui.words import caption, link_word

#: A store whose number grows whenever a note has changed.
TURN = "notes-turn"
WRITE, CORRECT, WITHDRAW, RESTORE = "write", "correct", "withdraw", "restore"


class Doing(TypedDict):
    """What the dialog is about to do: one of the four acts, on which note, or on what a new one is written."""

    act: str
    number: int
    subject: str
    seen: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done with a note: the words of the dialog, and the deed."""

    title: Callable[[], str]
    label: Callable[[], str]
    button: Callable[[], str]
    do: Callable[[Doing, str], object]


_DEEDS: Mapping[str, Deed] = {
    WRITE: Deed(
        lambda: _("Write a note"), lambda: _("Note"), lambda: _("Keep the note"),
        lambda doing, text: case().notes.write(doing["subject"], text),
    ),
    CORRECT: Deed(
        lambda: _("Correct the note"), lambda: _("Note"), lambda: _("Keep as a new version"),
        lambda doing, text: case().notes.correct(doing["number"], text, seen=doing["seen"]),
    ),
    WITHDRAW: Deed(
        lambda: _("Take the note away"), lambda: _("Reason"), lambda: _("Take away"),
        lambda doing, text: case().notes.withdraw(doing["number"], reason=text),
    ),
    RESTORE: Deed(
        lambda: _("Bring the note back"), lambda: _("Reason (may be empty)"), lambda: _("Bring back"),
        lambda doing, text: case().notes.restore(doing["number"], reason=text),
    ),
}  # fmt: skip


# The list


def section(subject: str, at: str) -> Component:
    """The notes on an entity and its links, or on a bundle of links; it follows what is written.

    Args:
        subject: What they are about.
        at: Where on the screen it stands; no two places may have the same name.
    """
    return html.Section(
        listed(subject, at), id={"type": "notes", "subject": subject, "at": at}, className="jejak-notes"
    )


def listed(subject: str, at: str) -> list[Component]:
    """What stands in the section."""
    notes = case().notes.of(subject) if About.of(subject).ltype else case().notes.around(subject)
    live, gone = ([note for note in notes if note.live is wanted] for wanted in (True, False))
    write = _button(_("Write a note …"), WRITE, None, subject, at)
    head = html.Div([html.H3(_("Notes ({n})").format(n=number(len(live)))), write], className="jejak-section-head")
    if not notes:
        nothing = _("Nobody has written a note yet. A note is kept with your name and can be searched.")
        return [head, dmc.Text(nothing, size="sm", c="dimmed")]
    lines = html.Ul([html.Li(_line(note, subject, at)) for note in live], className="jejak-plain jejak-note-list")
    return [head, lines, *([_gone(gone, subject, at)] if gone else [])]


def _gone(notes: Sequence[Note], subject: str, at: str) -> Component:
    lines = html.Ul([html.Li(_line(note, subject, at)) for note in notes], className="jejak-plain jejak-note-list")
    return html.Details(
        [html.Summary(_("Taken away ({n})").format(n=number(len(notes)))), lines], className="jejak-more"
    )


def _line(note: Note, subject: str, at: str) -> list[Component]:
    about = [html.Small(about_words(note.today))] if note.today and note.today.ltype and note.subject != subject else []
    return [*about, html.Div(note.last.text, className="jejak-note-text"), *_story(note), _tools(note, subject, at)]


def _story(note: Note) -> list[Component]:
    """Who wrote it when, what it said before, and who took it away."""
    lines: list[Component] = [html.Small(signed(note.last))]
    if note.ended:
        lines.append(
            html.Small(_("taken away by {who}: {reason}").format(who=signed(note.ended), reason=note.ended.text))
        )
    older = note.versions[-2::-1]
    if older:
        said = [html.Li([html.Div(one.text, className="jejak-note-text"), html.Small(signed(one))]) for one in older]
        title = html.Summary(_("Earlier versions ({n})").format(n=number(len(older))))
        lines.append(html.Details([title, html.Ul(said, className="jejak-plain")], className="jejak-more"))
    return lines


def _tools(note: Note, subject: str, at: str) -> Component:
    acts = [(_("Correct …"), CORRECT), (_("Take away …"), WITHDRAW)] if note.live else [(_("Bring back …"), RESTORE)]
    return html.Div([_button(text, act, note, subject, at) for text, act in acts], className="jejak-row-tools")


def _button(text: str, act: str, note: Note | None, subject: str, at: str) -> Component:
    mark = {"type": "note-do", "act": act, "number": note.number if note else 0, "subject": subject, "at": at}
    return html.Button(text, id=mark, className="jejak-tool", type="button")


def signed(one: Written) -> str:
    """Who wrote something, and when."""
    return f"{one.analyst}, {instant(one.at)}"


def about_words(about: About | None) -> str:
    """What a note is about, in words."""
    if about is None:
        return _("not in the graph now")
    trail = case().account.trail
    ends = [caption(node) if node else end[:8] for end in about.ends for node in [trail.node(end)]]
    return f"{ends[0]} → {ends[1]} · {link_word(about.ltype)}" if about.ltype else ends[0]


# The dialog


def dialogs() -> list[Component]:
    """The dialog, once for all pages, and what it knows."""
    text = dmc.Textarea(
        id="note-text", label=_("Note"), autosize=True, minRows=4, maxRows=14,
        attributes={"input": {"maxLength": 1000}},
        description=_("Without names, numbers and addresses of protected people. It is kept for ever, with your name."),
        **data(autofocus="true"),
    )  # fmt: skip
    keys = dmc.Text(_("Ctrl Enter keeps, Esc gives up"), size="xs", c="dimmed")
    fault = html.Div(id="note-fault", role="alert", className="jejak-import-fault")
    foot = dmc.Group([keys, dmc.Button(_("Keep the note"), id="note-keep")], justify="space-between")
    body = dmc.Stack([dmc.Text(id="note-about", fw=600, size="sm"), text, fault, foot], gap="sm")
    close = aria(label=_("Close"))
    return [
        dmc.Modal(body, id="note-dialog", title=_("Write a note"), closeButtonProps=close),
        dcc.Store(id="note-of"),
        dcc.Store(id=TURN, data=0),
    ]


def ask(_clicks: list[int | None], card: Mapping[str, str] | None) -> tuple[object, ...]:
    """Open the dialog for the button that was pressed, or for what is selected on the chart."""
    pressed = ctx.triggered_id
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        return (no_update,) * 8
    doing: Doing = {"act": WRITE, "number": 0, "subject": (card or {}).get("id", ""), "seen": 0}
    if isinstance(pressed, dict):
        doing |= {"act": str(pressed["act"]), "number": int(pressed["number"]), "subject": str(pressed["subject"])}
    deed = _DEEDS[doing["act"]]
    note = case().notes.one(doing["number"]) if doing["number"] else None
    doing["seen"] = note.last.seq if note else 0
    about = about_words(note.today if note else About.of(doing["subject"]))
    text = note.last.text if note and doing["act"] == CORRECT else ""
    return True, deed.title(), about, text, deed.label(), deed.button(), doing, ""


def keep(clicks: int | None, text: str | None, doing: Doing | None, turn: int | None) -> tuple[object, object, object]:
    """Do it; where it may not be done, the dialog stays and says why."""
    if not clicks or not doing:
        return no_update, no_update, no_update
    try:
        _DEEDS[doing["act"]].do(doing, text or "")
    except JejakError as fault:
        return True, sentence(fault), no_update
    return False, "", (turn or 0) + 1


def again(_turn: int, place: Mapping[str, str]) -> list[Component]:
    """The section as it is now."""
    return listed(place["subject"], place["at"])


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("note-dialog", "opened"),
        Output("note-dialog", "title"),
        Output("note-about", "children"),
        Output("note-text", "value"),
        Output("note-text", "label"),
        Output("note-keep", "children"),
        Output("note-of", "data"),
        Output("note-fault", "children", allow_duplicate=True),
        Input({"type": "note-do", "act": ALL, "number": ALL, "subject": ALL, "at": ALL}, "n_clicks"),
        Input("chart", "card"),
        prevent_initial_call=True,
    )(ask)
    app.callback(
        Output("note-dialog", "opened", allow_duplicate=True),
        Output("note-fault", "children"),
        Output(TURN, "data"),
        Input("note-keep", "n_clicks"),
        State("note-text", "value"),
        State("note-of", "data"),
        State(TURN, "data"),
        running=[(Output("note-keep", "loading"), True, False)],
        prevent_initial_call=True,
    )(keep)
    place = {"type": "notes", "subject": MATCH, "at": MATCH}
    app.callback(Output(place, "children"), Input(TURN, "data"), State(place, "id"), prevent_initial_call=True)(again)
