"""The search box of the top bar: whoever fits a text, and notes that say it; a hit opens the profile or the chart."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, html
from dash.development.base_component import Component

from jejak.case.notes import Note
from jejak.graph.model import Node
from jejak.graph.search import Hit
from jejak.schemas.i18n import _
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import day, number
from jejak.ui.notes import about_words, signed
from jejak.ui.parts import aria, data
from jejak.ui.session import case
from jejak.ui.words import caption, country_word, entity_word, searched, why_word

HITS = 30
NOTES = 5
LEAST = 2


def layout() -> Component:
    """The box, and under it the hits while it has the focus."""
    box = dmc.TextInput(
        id="search",
        placeholder=_("Search names, numbers, …"),
        debounce=250,
        size="sm",
        rightSection=dmc.Kbd("/", size="xs"),
        **aria(label=_("Search the case")),
    )
    hits = html.Div(_hint(), id="hits", className="jejak-hits", **aria(label=_("Hits"), live="polite"))
    return html.Div([box, hits], className="jejak-search", role="search")


def _hint() -> Component:
    """What stands under an empty search box."""
    text = _("Type a name, a number or a part of it. Enter takes the first hit.")
    made: Component = dmc.Text(text, size="sm", c="dimmed", p="xs")
    return made


def find(text: str | None) -> Component:
    """The hits for a search text, as buttons; they say for which text they are."""
    if not text or len(text.strip()) < LEAST:
        return _hint()
    hits = case().searching.find(searched(text), limit=HITS)
    notes = [note for note in case().notes.find(text) if note.subject][:NOTES]
    if not hits and not notes:
        nothing = _("Nothing found. Names of protected people cannot be searched.")
        return html.Div(dmc.Text(nothing, size="sm", c="dimmed", p="xs"), **data(**{"for": text}))
    shown = [_hit(hit) for hit in hits]
    if len(hits) == HITS:
        more = _("Only the first {n} are listed; type more letters.").format(n=HITS)
        shown.append(dmc.Text(more, size="xs", c="dimmed", p="xs"))
    shown += map(_noted, notes)
    return html.Div(shown, **data(**{"for": text}))


def _hit(hit: Hit) -> Component:
    node = hit.node
    more = _("Sources: {n}").format(n=number(node.n_sources)) if node.n_sources else ""
    facts = (entity_word(node.etype), _born(node), country_word(node.country), more, why_word(hit.why))
    line = " · ".join(text for text in facts if text)
    return html.Button(
        [html.Span(caption(node), className="jejak-hit-name"), html.Small(line)],
        id={"type": "hit", "id": node.id},
        className="jejak-hit",
        type="button",
        title=_("Open the profile; on the chart page, put it on the chart"),
    )  # fmt: skip


def _noted(note: Note) -> Component:
    """A note that says the text; it leads to the first entity that it is about."""
    about = note.today.ends[0] if note.today else ""
    line = " · ".join((_("Note"), about_words(note.today), signed(note.last)))
    return html.Button(
        [html.Span(note.last.text, className="jejak-hit-name jejak-hit-note"), html.Small(line)],
        id={"type": "note-hit", "id": about, "note": note.number},
        className="jejak-hit",
        type="button",
        title=_("Open the profile; on the chart page, put it on the chart"),
    )


def _born(node: Node) -> str:
    born = node.props.get("birth_date", "")
    return ", ".join(map(day, [born] if isinstance(born, str) else born))


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("hits", "children"), Input("search", "value"))(find)
    in_browser(
        app,
        "hit",
        Output("ask", "data", allow_duplicate=True),
        Output("url", "href", allow_duplicate=True),
        Input({"type": "hit", "id": ALL}, "n_clicks"),
        Input({"type": "note-hit", "id": ALL, "note": ALL}, "n_clicks"),
        initially=False,
    )
