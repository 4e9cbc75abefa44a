"""Syndicates: ranked groups with role hints and reasons; victims are counted, never listed."""

from __future__ import annotations

from decimal import Decimal

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui import figures
from jejak.ui.asked import Asked
from jejak.ui.door import MemberRow, SyndicateRow
from jejak.ui.parts import aria, empty, lead_note, page
from jejak.ui.reasons import hinted_part, reason_words
from jejak.ui.session import case
from jejak.ui.words import caption_word

LIMIT = 20
SHOWN_MEMBERS = 12


def layout(_asked: Asked) -> Component:
    """The page; the groups are fetched after it stands, since finding them takes a while."""
    waiting = dmc.Center(dmc.Loader(size="md"), py="xl")
    return page(
        _("Syndicates"),
        _("Groups of actors that the links bind together, strongest first."),
        lead_note(),
        html.Div(waiting, id="syndicates", **aria(live="polite")),
    )


def groups(_layout: str) -> Component:
    """All groups as cards."""
    found = case().syndicates(limit=LIMIT)
    if not found:
        return empty(_("No group stands out"), _("Import more layers (travel, communication, money) and look again."))
    best = max(group.score for group in found) or 1.0
    made: Component = dmc.Stack([card(group, best) for group in found], gap="md")
    return made


def card(group: SyndicateRow, best: float) -> Component:
    """One group: rank, members with role hints, reasons, money, and the way to the chart."""
    head = dmc.Group(
        [
            dmc.Group([dmc.Badge(f"#{group.rank}", size="lg", variant="filled"), _score(group.score, best)], gap="md"),
            dcc.Link(_("Show on the chart"), href=f"/chart?syndicate={group.rank}", className="jejak-button"),
        ],
        justify="space-between",
    )
    inside = [head, _members(group), _reasons(group)]
    made: Component = dmc.Paper(
        dmc.Stack(inside, gap="sm"), p="md", withBorder=True, radius="md", className="jejak-syndicate"
    )
    return made


def _score(score: float, best: float) -> Component:
    bar = dmc.Progress(value=100 * score / best, w=140, size="md", **aria(label=_("Score")))
    made: Component = dmc.Group(
        [bar, dmc.Text(figures.number(round(Decimal(score), 1)), size="sm", c="dimmed")], gap="xs"
    )
    return made


def _members(group: SyndicateRow) -> Component:
    chips = [_member(member) for member in group.members[:SHOWN_MEMBERS]]
    more = len(group.members) - len(chips)
    if more > 0:
        chips.append(dmc.Text(_("and {n} more").format(n=more), size="sm", c="dimmed"))
    made: Component = dmc.Group(chips, gap=6)
    return made


def _member(member: MemberRow) -> Component:
    """An actor with the part that the facts hint at; why they do stands under the pointer."""
    name = caption_word(member.etype, member.caption)
    text = f"{name} · {hinted_part(member.role, stated=member.stated)}" if member.role else name
    chip = dmc.Badge(
        text, variant="light" if member.core else "outline", tt="none", size="lg", radius="sm", fw=500, maw="100%"
    )
    stays = _("Stays in the group in {share} of the runs with doubted links").format(share=figures.share(member.stays))
    told = [*map(reason_words, member.why), stays if member.core else _("{text} (rim)").format(text=stays)]
    return html.Span(chip, title=" · ".join(told), className="jejak-member")


def _reasons(group: SyndicateRow) -> Component:
    facts = [
        _("Members: {n}").format(n=figures.number(len(group.members))),
        _("Victims (counted, not listed): {n}").format(n=figures.number(group.n_victims)),
    ]
    facts += [figures.money(Decimal(amount), currency) for currency, amount in group.money.items()]
    return html.Div(
        [
            dmc.Text(" · ".join(facts), size="sm", fw=600),
            dmc.List([dmc.ListItem(reason_words(reason)) for reason in group.reasons], size="sm", c="dimmed"),
            *_open_questions(group),
        ]
    )


def _open_questions(group: SyndicateRow) -> list[Component]:
    """What is missing, and where the group goes over into another one."""
    named = {member.id: caption_word(member.etype, member.caption) for member in group.members}
    told = [reason_words(reason) for reason in group.missing]
    told += [
        _("{name} has ties into group #{rank}").format(name=named[ident], rank=rank) for ident, rank in group.bridges
    ]
    if not told:
        return []
    head = dmc.Text(_("To look into"), size="sm", fw=600, mt="xs")
    return [head, dmc.List([dmc.ListItem(line) for line in told], size="sm", c="dimmed")]


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("syndicates", "children"), Input("syndicates", "id"))(groups)
