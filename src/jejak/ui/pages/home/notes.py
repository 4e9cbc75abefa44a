"""All notes of the case, the latest first: narrowed by their text and by who wrote them."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.case.notes import Note
from jejak.schemas.i18n import _
from jejak.ui.addresses import profile_of
from jejak.ui.figures import number
from jejak.ui.notes import about_words, signed
from jejak.ui.parts import aria
from jejak.ui.session import case

#: So many stand there at first, and so many more with each press.
SHOWN = 10


def layout() -> Component:
    """The list with its filters."""
    title = dmc.Title(_("Notes"), order=4, mb="xs")
    who = sorted({note.last.analyst for note in case().notes.all()})
    if not who:
        text = _("No note was written yet. Notes are written on entities and links: in a profile, or beside the chart.")
        return html.Section([title, dmc.Text(text, size="sm", c="dimmed")])
    words, everybody, by = _("Words in a note"), _("everybody"), aria(label=_("Who"))
    boxes = [
        dmc.TextInput(id="notes-text", placeholder=words, debounce=300, size="xs", w=200, **aria(label=words)),
        dmc.Select(id="notes-who", data=who, placeholder=everybody, clearable=True, size="xs", w=140, **by),
        dmc.Checkbox(id="notes-gone", label=_("also those taken away"), size="xs"),
    ]  # fmt: skip
    listed, all_shown = show("", None, gone=False, more=0)
    more = html.Button(
        _("Show more"), id="notes-more", className="jejak-tool jejak-pager", type="button", hidden=all_shown
    )
    head = dmc.Group([title, *boxes], gap="md", mb="xs", align="baseline")
    return html.Section([head, html.Div(listed, id="notes-list"), more])


def show(text: str | None, who: str | None, *, gone: bool | None, more: int | None) -> tuple[list[Component], bool]:
    """Notes that say every word of a text, by one analyst or all, and whether these are all of them."""
    notes = case().notes
    every = notes.find(text or "", gone=bool(gone)) if (text or "").strip() else notes.all()
    fitting = [note for note in every if (note.live or gone) and (not who or note.last.analyst == who)]
    shown = fitting[: SHOWN * (1 + (more or 0))]
    counted = _("{n} of {total}").format(n=number(len(shown)), total=number(len(fitting)))
    lines = html.Ul([html.Li(_line(note)) for note in shown], className="jejak-leads")
    return [lines, dmc.Text(counted, size="xs", c="dimmed")], len(shown) == len(fitting)


def _line(note: Note) -> list[Component | str]:
    about = about_words(note.today)
    link = dcc.Link(about, href=profile_of(note.today.ends[0]), className="jejak-entity") if note.today else about
    gone = [] if note.live else [_("taken away")]
    small = html.Small(" · ".join([signed(note.last), *gone]))
    return [link, html.Div(note.last.text, className="jejak-note-text"), small]


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("notes-list", "children"),
        Output("notes-more", "hidden"),
        inputs={
            "text": Input("notes-text", "value"),
            "who": Input("notes-who", "value"),
            "gone": Input("notes-gone", "checked"),
            "more": Input("notes-more", "n_clicks"),
        },
        prevent_initial_call=True,
    )(show)
