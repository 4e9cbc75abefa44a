"""How good the data are: rejects, differing sources, people without a role, times of which nothing is known."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.case.quality import Conflict, LayerTimes
from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.ui.addresses import entity_link, source_of
from jejak.ui.figures import moment, number, share
from jejak.ui.parts import skeleton, table
from jejak.ui.session import case
from jejak.ui.words import entity_word, property_word


def layout() -> Component:
    """The place for it."""
    title = dmc.Title(_("Quality of the data"), order=4, mb="xs")
    return html.Section([title, html.Div(skeleton(), id="home-quality")])


def show(_here: str | None) -> Component:
    """Every count opens to where it comes from."""
    found = case().account.quality
    lines = [_rejects(), *map(_conflict, found.conflicts)]
    if found.roleless:
        text = _("People without a role: {n} of {total}").format(n=number(found.roleless), total=number(found.people))
        lines.append(_opening(text, found.roleless_ids, found.roleless))
    if not found.conflicts:
        lines.append(html.Div(_("No property is stated differently by two sources."), className="jejak-quality"))
    return html.Div([*lines, _layers(found.layers)])


def _rejects() -> Component:
    """Rejects by source."""
    rows = [row for row in case().account.sources.all() if row.total("n_rejects")]
    text = _("Not read: {rows} records and {values} single values").format(
        rows=number(sum(row.total("rows_rejected") for row in rows)),
        values=number(sum(max(0, row.total("n_rejects") - row.total("rows_rejected")) for row in rows)),
    )
    items = [
        html.Li(
            dcc.Link(
                f"{row.source.name}: {number(row.total('n_rejects'))}",
                href=f"{source_of(row.source.sha)}&show=rejects",
                className="jejak-entity",
            )
        )
        for row in rows
    ]
    return (
        html.Details([html.Summary(text), html.Ul(items)], className="jejak-quality")
        if items
        else html.Div(_("Every record and every value was read."), className="jejak-quality")
    )


def _conflict(one: Conflict) -> Component:
    text = _("{type}: {property} is stated differently for {n}").format(
        type=entity_word(one.etype), property=property_word(one.etype, one.name), n=number(one.count)
    )
    return _opening(text, one.ids, one.count)


def _opening(text: str, ids: tuple[str, ...], count: int) -> Component:
    """A line that opens to the entities it counts."""
    with case().store() as store:
        nodes = [node for node in map(store.get, ids) if node]
    more = count - len(nodes)
    items = [html.Li(entity_link(node)) for node in nodes]
    if more > 0:
        items.append(html.Li(_("and {n} more").format(n=number(more)), className="jejak-dim"))
    return html.Details([html.Summary(text), html.Ul(items, className="jejak-columns")], className="jejak-quality")


def _layers(layers: tuple[LayerTimes, ...]) -> Component:
    heads = [_("Layer"), _("Links"), _("Without a date"), _("From"), _("To"), _("Longest gap")]
    rows: list[list[object]] = [
        [
            layer_label(one.layer), number(one.links), share(one.undated / one.links), moment(_day(one.first)) or "–",
            moment(_day(one.last)) or "–", _gap(one),
        ]
        for one in layers
    ]  # fmt: skip
    return html.Div(
        [dmc.Text(_("Times known in each layer"), size="sm", fw=550, mt="sm"), table(heads, rows, _NUMBERS)]
    )


_NUMBERS = frozenset({1, 2})
_DAY_MS = 86_400_000


def _day(ms: int | None) -> int | None:
    """The beginning of a day."""
    return None if ms is None else ms // _DAY_MS * _DAY_MS


def _gap(one: LayerTimes) -> str:
    if one.gap is None:
        return "–"
    first, last = (moment(_day(end)) for end in one.gap)
    return _("{first} to {last}").format(first=first, last=last)


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("home-quality", "children"), Input("home-quality", "id"))(show)
