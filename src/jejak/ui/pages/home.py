"""Case home: what is in the case, what was rejected, and what to do next."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from dash.development.base_component import Component

from jejak.graph.model import Counts
from jejak.schemas.i18n import _, told
from jejak.ui.asked import Asked
from jejak.ui.door import BatchRow
from jejak.ui.figures import number
from jejak.ui.parts import aria, empty, figure, page, table
from jejak.ui.session import case
from jejak.ui.words import entity_word, link_word


def layout(_asked: Asked) -> Component:
    """The page."""
    door = case()
    batches = list(door.batches())
    with door.store() as store:
        counts, answers, sequence = store.counts(), store.name, store.sequence
    subtitle = _("Answered by: {store} · sequence {sequence} · chain head {head}").format(
        store=told(answers), sequence=sequence, head=door.head[:12]
    )
    if not batches:
        return page(door.name, subtitle, _empty())
    return page(door.name, subtitle, _figures(counts, batches), _next_steps(), _batches(batches), _types(counts))


def _empty() -> Component:
    command = "jejak import CASE FILE --mapping MAPPING.yaml"
    return empty(
        _("Nothing has been imported yet"),
        _("Import a file, then reload this page. A mapping says which columns become which entities and links."),
        dmc.Code(command, block=True),
        dmc.Text(_("`jejak map FILE` proposes a mapping."), size="sm", c="dimmed"),
    )


def _figures(counts: Counts, batches: list[BatchRow]) -> Component:
    live = [b for b in batches if str(b.status) == "live"]
    rejected = sum(b.rows_rejected for b in live)
    read = sum(b.rows_in for b in live)
    cards = [
        figure(counts.nodes, _("Entities")),
        figure(counts.links, _("Links")),
        figure(len({b.file for b in live}), _("Source files"), _("{n} records read").format(n=number(read))),
        figure(rejected, _("Rejected records"), _("Counted and kept, never dropped")),
    ]
    made: Component = dmc.SimpleGrid(cards, cols={"base": 2, "md": 4})
    return made


def _next_steps() -> Component:
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


def _status(status: str) -> Component:
    words = {"live": _("live"), "superseded": _("superseded"), "reversed": _("reversed")}
    colour = {"live": "teal", "superseded": "gray", "reversed": "orange"}.get(status, "gray")
    made: Component = dmc.Badge(words.get(status, status), color=colour, variant="light", size="sm", tt="none")
    return made


def _batches(batches: list[BatchRow]) -> Component:
    heads = [_("File"), _("Mapping"), _("Status"), _("Records"), _("Accepted"), _("Rejected")]
    rows: list[list[object]] = [
        [b.file, b.mapping, _status(str(b.status)), number(b.rows_in), number(b.rows_ok), number(b.rows_rejected)]
        for b in batches
    ]
    return html.Section([dmc.Title(_("Imports"), order=4, mb="xs"), table(heads, rows, frozenset({3, 4, 5}))])


def _types(counts: Counts) -> Component:
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


def register(app: Dash) -> None:
    """The page has nothing to press."""
    del app
