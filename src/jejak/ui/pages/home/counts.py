"""What is in the case: counts, imports, types, and what to do next."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.graph.model import Counts
from jejak.schemas.i18n import _
from jejak.ui.addresses import ENTITIES, is_there
from jejak.ui.door import BatchRow
from jejak.ui.figures import number
from jejak.ui.pages.sources.pieces import status_badge
from jejak.ui.parts import aria, empty, figure, table
from jejak.ui.words import entity_word, link_word

#: So many imports stand on the home page.
SHOWN_BATCHES = 8


def nothing() -> Component:
    """What an empty case says."""
    if is_there("/import"):
        go = dcc.Link(_("Import a file"), href="/import", className="jejak-button")
        return empty(
            _("Nothing has been imported yet"), _("Bring a first file in: the page shows what it becomes."), go
        )
    command = "jejak import CASE FILE --mapping MAPPING.yaml"
    return empty(
        _("Nothing has been imported yet"),
        _("Import a file, then reload this page. A mapping says which columns become which entities and links."),
        dcc.Link(_("Import"), href="/import", className="jejak-button"),
        dmc.Code(command, block=True),
        dmc.Text(_("`jejak map FILE` proposes a mapping."), size="sm", c="dimmed"),
    )


def figures(counts: Counts, batches: list[BatchRow]) -> Component:
    """The four great numbers, each with the way to where it comes from."""
    live = [b for b in batches if str(b.status) == "live"]
    rejected = sum(b.rows_rejected for b in live)
    read = number(sum(b.rows_in for b in live))
    cards = [
        _leading(ENTITIES, figure(counts.nodes, _("Entities"))),
        _leading(ENTITIES, figure(counts.links, _("Links"))),
        _leading(
            "/sources", figure(len({b.file for b in live}), _("Source files"), _("{n} records read").format(n=read))
        ),
        _leading("/sources", figure(rejected, _("Rejected records"), _("Counted and kept, never dropped"))),
    ]
    made: Component = dmc.SimpleGrid(cards, cols={"base": 2, "md": 4})
    return made


def _leading(path: str, card: Component) -> Component:
    """A card that leads to a page, where this screen has it."""
    if not is_there(path):
        return card
    link: Component = dcc.Link(card, href=path, className="jejak-card")
    return link


def next_steps() -> Component:
    """What to do next."""
    steps = [
        ("/chart", _("Look somebody up"), _("Search, put on the chart, expand, ask who says so.")),
        ("/analyses", _("Who stands out"), _("Rank entities by their place in the network.")),
        ("/syndicates", _("Groups"), _("See which groups look like syndicates, and why.")),
    ]
    cards = [
        dcc.Link(
            dmc.Paper(
                [dmc.Text(title, fw=600), dmc.Text(text, size="sm", c="dimmed")], p="md", withBorder=True, radius="md"
            ),
            href=path,
            className="jejak-card",
        )
        for path, title, text in steps
    ]
    made: Component = dmc.SimpleGrid(cards, cols={"base": 1, "md": 3})
    return made


def batches(rows: list[BatchRow]) -> Component:
    """The newest imports."""
    heads = [_("File"), _("Mapping"), _("Status"), _("Records"), _("Accepted"), _("Rejected")]
    lines: list[list[object]] = [
        [b.file, b.mapping, status_badge(str(b.status)), number(b.rows_in), number(b.rows_ok), number(b.rows_rejected)]
        for b in reversed(rows[-SHOWN_BATCHES:])
    ]
    more = dcc.Link(_("all sources"), href="/sources", className="jejak-entity-more")
    title = dmc.Group([dmc.Title(_("Latest imports"), order=4), more], gap="sm", mb="xs")
    return html.Section([title, table(heads, lines, frozenset({3, 4, 5}))])


def types(counts: Counts) -> Component:
    """Entities and links by type."""
    columns = [
        (_("Entities by type"), {entity_word(k): v for k, v in counts.by_etype.items()}),
        (_("Links by type"), {link_word(k): v for k, v in counts.by_ltype.items()}),
    ]
    made: Component = dmc.SimpleGrid([_bars(title, values) for title, values in columns], cols={"base": 1, "md": 2})
    return made


def _bars(title: str, values: dict[str, int]) -> Component:
    most = max(values.values(), default=1)
    rows: list[Component] = []
    for name, value in sorted(values.items(), key=lambda kv: (-kv[1], kv[0])):
        head = dmc.Group(
            [dmc.Text(name, size="sm"), dmc.Text(number(value), size="sm", c="dimmed")], justify="space-between"
        )
        bar = dmc.Progress(value=100 * value / most, size="sm", **aria(label=name))
        rows.append(html.Div([head, bar]))
    return html.Section([dmc.Title(title, order=4, mb="xs"), dmc.Stack(rows, gap=8)])
