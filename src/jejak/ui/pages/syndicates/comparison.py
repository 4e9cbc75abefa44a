"""Two groups beside each other, and what they have in common."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.ui import figures
from jejak.ui.door import EndRow, SyndicateRow
from jejak.ui.pages.syndicates.card import activity, framed, head, layers, members, money, open_questions, score
from jejak.ui.words import caption_word


def comparison(left: SyndicateRow, right: SyndicateRow) -> Component:
    """The page of two groups."""
    back = dcc.Link(_("Back to all groups"), href="/syndicates", className="jejak-button")
    sides = [_side(left), _side(right)]
    made: Component = dmc.Stack(
        [dmc.Group([back]), _common(left, right), dmc.SimpleGrid(sides, cols={"base": 1, "md": 2})], gap="md"
    )
    return made


def _side(group: SyndicateRow) -> Component:
    bound = _("Bound by: {layers}").format(layers=layers(group))
    blocks = [head(group, compared=True), dmc.Text(bound, size="sm"), score(group), activity(group), money(group)]
    why = html.Div(id={"type": "why", "rank": group.rank})
    return framed([*blocks, members(group), open_questions(group), why])


def _common(left: SyndicateRow, right: SyndicateRow) -> Component:
    """Who and what touches both: things that members of both share, bonds with the same entity, and bridges."""
    members = {one.id for group in (left, right) for one in group.members}
    ends = [{end.id: end for bond in group.bonds for end in (bond.left, bond.right)} for group in (left, right)]
    both = [ends[0][ident] for ident in sorted(ends[0].keys() & ends[1].keys())]
    lines = [_line(one) for one in sorted(both, key=lambda end: (end.id not in members, end.etype, end.caption))]
    shared = [layer for layer in left.layers if layer in right.layers]
    named = {one.id: caption_word(one.etype, one.caption) for group in (left, right) for one in group.members}
    bridges = [
        _("{name} has ties into group #{rank}").format(name=named[ident], rank=rank)
        for group, other in ((left, right), (right, left))
        for ident, rank in group.bridges
        if rank == other.rank
    ]
    facts = [
        _("Layers of both: {layers}").format(layers=", ".join(map(layer_label, shared)) or "–"),
        _("Entities that bind both: {n}").format(n=figures.number(len(both))),
        *bridges,
    ]
    inside = [
        dmc.Title(_("In common"), order=4),
        dmc.List([dmc.ListItem(text) for text in facts], size="sm"),
        dmc.Group(lines, gap=6),
    ]
    made: Component = dmc.Paper(dmc.Stack(inside, gap="xs"), p="md", withBorder=True, radius="md", id="in-common")
    return made


def _line(end: EndRow) -> Component:
    chip = dmc.Badge(caption_word(end.etype, end.caption), variant="light", tt="none", size="lg", radius="sm", fw=500)
    return dcc.Link(chip, href=f"/chart?focus={end.id}", className="jejak-member")
