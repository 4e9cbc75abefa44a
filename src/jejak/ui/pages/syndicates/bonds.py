"""Why a group is together: the links that bind it, by layer; each opens to the records that say so."""

from __future__ import annotations

from collections import defaultdict

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.schemas.world import load_world
from jejak.ui import figures
from jejak.ui.door import BondRow, SyndicateRow
from jejak.ui.feed import bundle_id
from jejak.ui.who_says_so import claims_of, sources
from jejak.ui.words import caption_word, link_word

#: So many bonds of a layer are listed at once; the others stand behind a line.
SHOWN = 12


def together(group: SyndicateRow) -> Component:
    """Everything that binds a group."""
    types = load_world().link_types
    by_layer: dict[str, list[BondRow]] = defaultdict(list)
    for bond in group.bonds:
        by_layer[types[bond.ltype].layer].append(bond)
    blocks = [
        _layer(group.rank, layer, found)
        for layer, found in sorted(by_layer.items(), key=lambda item: (-_links(item[1]), item[0]))
    ]
    hint = _("Each line opens to the records that say so.")
    return html.Div([dmc.Text(hint, size="xs", c="dimmed"), *blocks], className="jejak-why")


def _links(found: list[BondRow]) -> int:
    return sum(len(bond.links) for bond in found)


def _layer(rank: int, layer: str, found: list[BondRow]) -> Component:
    title = _("{layer}: {n} links").format(layer=layer_label(layer), n=figures.number(_links(found)))
    every = [_bond(rank, bond) for bond in found]
    lines, rest = every[:SHOWN], every[SHOWN:]
    if rest:
        more = html.Summary(_("and {n} more").format(n=figures.number(len(rest))))
        lines.append(html.Details([more, *rest], className="jejak-more"))
    return html.Section([html.H3(title), *lines])


def key_of(bond: BondRow) -> str:
    """How a bond is called in the id of a component."""
    return bundle_id(bond.left.id, bond.right.id, bond.ltype)


def _bond(rank: int, bond: BondRow) -> Component:
    """One bond; its sources are fetched when it is opened."""
    key = {"rank": rank, "bond": key_of(bond)}
    count = f" ×{figures.number(len(bond.links))}" if len(bond.links) > 1 else ""
    line = html.Summary(
        [
            html.Span(caption_word(bond.left.etype, bond.left.caption)),
            html.Small(f" {link_word(bond.ltype)}{count} "),
            html.Span(caption_word(bond.right.etype, bond.right.caption)),
        ],
        id={"type": "bond", **key},
    )
    return html.Details([line, html.Div(_("Loading …"), id={"type": "bond-sources", **key})], className="jejak-bond")


def bond_sources(bond: BondRow, at: str) -> Component:
    """Who says so, for the links of a bond, in a place of the page that no other has."""
    subject = ",".join(bond.links)
    return sources(subject, claims_of(subject), at)
