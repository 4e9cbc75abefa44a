"""What is around an entity: its links by layer with the other ends, its places, and the money that went in and out."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.case.profiles import MOST_ENDS, Profile
from jejak.graph.money_around import Flow, Sum
from jejak.graph.surroundings import Layer, Ties
from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.ui.feed import bundle_id
from jejak.ui.figures import moment, number
from jejak.ui.figures import money as money_text
from jejak.ui.parts import table
from jejak.ui.who_says_so import all_sources
from jejak.ui.words import caption, entity_word, link_word, world


def layers(found: Profile) -> list[Component]:
    """Links by layer; each layer opens to the other ends."""
    if not found.layers:
        return [
            html.Section([html.H3(_("Links")), dmc.Text(_("No source ties it to anything."), size="sm", c="dimmed")])
        ]
    items = [_layer(layer, found) for layer in found.layers]
    total = sum(layer.links for layer in found.layers)
    tools = dcc.Link(
        _("All linked entities in the table"), href=f"/entities?near={found.node.id}", className="jejak-tool"
    )
    head = html.Div([html.H3(_("Links ({n})").format(n=number(total))), tools], className="jejak-section-head")
    opened = [found.layers[0].layer] if len(found.layers) == 1 else []
    fold = dmc.Accordion(items, multiple=True, value=opened, variant="contained", className="jejak-layers")
    return [html.Section([head, fold])]


def _layer(layer: Layer, found: Profile) -> Component:
    kinds = " · ".join(f"{link_word(name)} ({number(count)})" for name, count in layer.by_type)
    title = dmc.Group(
        [
            dmc.Text(_sentence(layer_label(layer.layer)), fw=600, size="sm"),
            dmc.Badge(number(layer.links), size="sm", variant="light"),
        ],
        gap="xs",
    )
    head = dmc.AccordionControl(html.Div([title, dmc.Text(kinds, size="xs", c="dimmed")]))
    inside = [_ties_table(layer.ties, found, layer.layer)]
    if layer.others > len(layer.ties):
        inside.append(_first(len(layer.ties), layer.others))
    made: Component = dmc.AccordionItem([head, dmc.AccordionPanel(inside)], value=layer.layer)
    return made


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _first(shown: int, total: int) -> Component:
    made: Component = dmc.Text(
        _("The first {n} of {total}").format(n=number(shown), total=number(total)), size="xs", c="dimmed", mt="xs"
    )
    return made


def _ties_table(ties: Sequence[Ties], found: Profile, at: str) -> Component:
    heads = [_("Link"), _("Other end"), _("Type"), _("Count"), _("Time (UTC)"), ""]
    rows: list[list[object]] = [
        [_way(one, found), _entity(one), entity_word(one.other.etype), number(one.count), _when(one), _sources(one, at)]
        for one in ties
    ]
    return table(heads, rows, frozenset({3}))


def _way(one: Ties, found: Profile) -> str:
    """What the link says; an arrow tells in which way, where it has one."""
    kind = world().link_types.get(one.ltype)
    arrow = "" if kind and not kind.directed else "→ " if one.source == found.node.id else "← "
    return arrow + link_word(one.ltype)


def _entity(one: Ties) -> Component:
    return dcc.Link(caption(one.other), href=f"/entities?id={one.other.id}", className="jejak-link")


def _when(one: Ties) -> str:
    ends = dict.fromkeys(text for text in (moment(one.first_ms), moment(one.last_ms)) if text)
    return " – ".join(ends)


def _sources(one: Ties, at: str) -> Component:
    about = f"{link_word(one.ltype)}, {caption(one.other)}"
    return all_sources(bundle_id(one.source, one.target, one.ltype), about, at)


def places(found: Profile) -> list[Component]:
    """Where somebody lived, worked, was housed."""
    if not found.places:
        return []
    lines = [
        html.Li(
            [
                html.Div(
                    [
                        _entity(one),
                        dmc.Text(" · ".join(filter(None, (link_word(one.ltype), _when(one)))), size="xs", c="dimmed"),
                    ]
                ),
                _sources(one, "place"),
            ]
        )
        for one in found.places
    ]
    more = [dmc.Text(_("The first {n}").format(n=MOST_ENDS), size="xs", c="dimmed")] if len(lines) == MOST_ENDS else []
    return [html.Section([html.H3(_("Places")), html.Ul(lines, className="jejak-list jejak-places"), *more])]


def money(found: Profile) -> list[Component]:
    """What went in and out by currency, and between whom."""
    told = found.money
    if not told.sums:
        return []
    head: list[Component] = [html.H3(_("Money"))]
    if told.accounts:
        names = [dcc.Link(caption(one), href=f"/entities?id={one.id}", className="jejak-link") for one in told.accounts]
        held = [part for name in names for part in (", ", name)][1:]
        head.append(html.P([_("With the accounts held:"), " ", *held], className="jejak-remark"))
    sums = html.Div([_sum(one) for one in told.sums], className="jejak-sums")
    return [html.Section([*head, sums, _flows(found)])]


def _flows(found: Profile) -> Component:
    """Who paid and who was paid, folded away until it is asked for."""
    told, own = found.money, bool(found.money.accounts)
    heads = [_("Way"), *([_("Account")] if own else []), _("Other end"), _("Sum"), _("Transfers"), _("Time (UTC)"), ""]
    inside = [table(heads, [_flow(one, own=own) for one in told.flows], frozenset({3, 4} if own else {2, 3}))]
    if told.all_flows > len(told.flows):
        inside.append(_first(len(told.flows), told.all_flows))
    title = dmc.Text(_("From whom and to whom ({n})").format(n=number(told.all_flows)), fw=600, size="sm")
    item = dmc.AccordionItem([dmc.AccordionControl(title), dmc.AccordionPanel(inside)], value="flows")
    made: Component = dmc.Accordion([item], variant="contained", className="jejak-layers")
    return made


def _way_word(one: Sum | Flow) -> str:
    return _("Paid") if one.out else _("Received")


def _sum(one: Sum) -> Component:
    counted = _("Transfers: {n} · others: {others}").format(n=number(one.count), others=number(one.others))
    return html.Div(
        [
            dmc.Text(_way_word(one), size="xs", c="dimmed"),
            dmc.Text(money_text(one.total, one.currency), fw=600),
            dmc.Text(counted, size="xs", c="dimmed"),
        ],
        className="jejak-side",
    )


def _flow(one: Flow, *, own: bool) -> list[object]:
    account = [caption(one.own)] if own else []
    at = f"money-{one.currency}"
    told = [money_text(one.total, one.currency), number(one.count), _when(one.ties), _sources(one.ties, at)]
    return [_way_word(one), *account, _entity(one.ties), *told]
