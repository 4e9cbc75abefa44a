"""The detail of one entity or of one bundle of links: what is known, and below it who says so."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.graph.model import ClaimRef, Link, Node
from jejak.schemas.i18n import _
from jejak.ui.feed import Bundle
from jejak.ui.figures import moment, money, number
from jejak.ui.notes import section
from jejak.ui.pages.chart.measures import fold
from jejak.ui.parts import table
from jejak.ui.who_says_so import name_opener, sources
from jejak.ui.words import (
    caption,
    code_word,
    country_word,
    entity_word,
    link_word,
    property_word,
    protection_word,
    role_word,
    role_words,
    totals,
    value_word,
)

AT = "chart"
SHOWN_LINKS = 50
TOLD = frozenset({"roles", "identifiers"})  # the badges and the identifiers' own properties say it


def node_detail(node: Node, claims: list[ClaimRef], age: str = "") -> Component:
    """Detail of an entity; ``age`` says that its birth dates may make it a child."""
    marks = [dmc.Badge(entity_word(node.etype), variant="light", tt="none")]
    if node.protection:
        marks.append(
            dmc.Badge(
                protection_word(node.protection), color="green" if node.masked else "gray", variant="light", tt="none"
            )
        )
    marks += [dmc.Badge(words, color="grape", variant="light", tt="none") for words in role_words(node)]
    head = [html.H2(caption(node)), dmc.Group(marks, gap=6)]
    profile = dcc.Link(_("Profile"), href=f"/entities?id={node.id}", className="jejak-tool")
    head.append(html.Div([profile, *name_opener(node, AT)], className="jejak-detail-tools"))
    facts = [(_("Country"), country_word(node.country)), (_("Best grade"), node.best_grade or "")]
    facts += [(_("Age"), age), *_properties(node.etype, node.props)]
    told = [_facts(facts), section(node.id, AT), *fold(node)]
    return html.Div([*head, *told, sources(node.id, claims, AT), _id_line(node.id)])


def bundle_detail(bundle: Bundle, ends: tuple[str, str], claims: list[ClaimRef]) -> Component:
    """Detail of all links of one type between two entities."""
    count = len(bundle.links)
    marks = [dmc.Badge(_("Links: {n}").format(n=number(count)), variant="light", tt="none")]
    facts = [(_("From"), ends[0]), (_("To"), ends[1])]
    facts += [(_("Sum"), money(amount, currency)) for currency, amount in totals(bundle.links).items()]
    if count == 1:
        facts += _link_facts(bundle.links[0])
    body: list[Component] = [html.H2(link_word(bundle.ltype)), dmc.Group(marks, gap=6), _facts(facts)]
    if count > 1:
        body.append(_links(bundle.links))
    return html.Div([*body, section(bundle.id, AT), sources(bundle.id, claims, AT)])


def _link_facts(link: Link) -> list[tuple[str, str]]:
    facts = [
        (_("Time (UTC)"), " – ".join(t for t in (moment(link.ts_ms), moment(link.te_ms)) if t)),
        (_("Channel"), code_word("payment_channel", link.channel or "")),
        (_("Role"), role_word(link.role or "")),
        (_("Best grade"), link.best_grade or ""),
    ]
    return facts + _properties(link.ltype, link.props)


def _properties(owner: str, props: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    return [
        (property_word(owner, name), value_word(owner, name, value))
        for name, value in sorted(props.items())
        if name not in TOLD
    ]


def _facts(facts: list[tuple[str, str]]) -> Component:
    pairs = [piece for name, value in facts if value for piece in (html.Dt(name), html.Dd(value))]
    return html.Dl(pairs, className="jejak-facts")


def _links(links: tuple[Link, ...]) -> Component:
    timed = sorted(links, key=lambda link: (link.ts_ms is None, link.ts_ms or 0, link.id))
    rows: list[list[object]] = [
        [moment(link.ts_ms), money(link.amount, link.currency), code_word("payment_channel", link.channel or "")]
        for link in timed[:SHOWN_LINKS]
    ]
    heads = [_("Time (UTC)"), _("Amount"), _("Channel")]
    more = (
        _("The first {n} of {total}").format(n=SHOWN_LINKS, total=number(len(links)))
        if len(links) > SHOWN_LINKS
        else ""
    )
    return html.Div([html.H3(_("Links")), table(heads, rows, frozenset({1})), dmc.Text(more, size="xs", c="dimmed")])


def _id_line(node_id: str) -> Component:
    return html.P([_("Id"), " ", html.Code(node_id)], className="jejak-id")
