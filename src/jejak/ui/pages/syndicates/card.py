"""One group as a card: the parts of its score, members with the parts they may play, money, months, open questions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.analysis.syndicate_score import POINTS
from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.ui import figures
from jejak.ui.door import MemberRow, SyndicateRow
from jejak.ui.icons import part_mark
from jejak.ui.parts import aria, table
from jejak.ui.reasons import hinted_part, reason_words
from jejak.ui.words import caption_word

SHOWN_MEMBERS = 14


def card(group: SyndicateRow) -> Component:
    """A group of the list."""
    inside = [
        head(group),
        dmc.Grid(
            [
                dmc.GridCol(score(group), span={"base": 12, "md": 6}),
                dmc.GridCol(
                    dmc.Stack([activity(group), money(group), open_questions(group)], gap="md"),
                    span={"base": 12, "md": 6},
                ),
            ],
            gutter="xl",
        ),
        members(group),
        html.Div(id={"type": "why", "rank": group.rank}),
    ]  # fmt: skip
    return framed(inside)


def framed(inside: Sequence[Component]) -> Component:
    """A frame around a group."""
    made: Component = dmc.Paper(
        dmc.Stack(list(inside), gap="md"), p="md", withBorder=True, radius="md", className="jejak-syndicate"
    )
    return made


def head(group: SyndicateRow, *, compared: bool = False) -> Component:
    """Rank, score, counts, and what can be done with the group."""
    counts = " · ".join(
        [
            _("Members: {n}").format(n=figures.number(len(group.members))),
            _("Victims (counted, not listed): {n}").format(n=figures.number(group.n_victims)),
        ]
    )
    left = dmc.Group(
        [
            dmc.Badge(f"#{group.rank}", size="lg", variant="filled"),
            dmc.Text(_points(group.score), className="jejak-score"),
            dmc.Text(counts, size="sm", fw=600),
        ],
        gap="md",
    )
    why = html.Button(
        _("Why together"), id={"type": "why-open", "rank": group.rank}, className="jejak-tool", type="button"
    )
    tick = dmc.Checkbox(id={"type": "compare", "rank": group.rank}, label=_("Compare"), size="sm")
    chart = dcc.Link(_("Show on the chart"), href=f"/chart?syndicate={group.rank}", className="jejak-button")
    actions = [why, chart] if compared else [tick, why, chart]
    made: Component = dmc.Group([left, dmc.Group(actions, gap="sm")], justify="space-between")
    return made


def _points(value: float) -> str:
    return _("{points} of 100 points").format(points=figures.number(round(Decimal(value), 1)))


def score(group: SyndicateRow) -> Component:
    """Each part of the score with its reason, its points and the most that it can give."""
    rows = []
    for reason in group.reasons:
        points, most = group.points.get(reason.code, 0.0), POINTS.get(reason.code)
        words = reason_words(reason)
        amount = figures.number(round(Decimal(points), 1))
        shown = _("{points} of {most}").format(points=amount, most=figures.number(int(most))) if most else amount
        rows.append(
            html.Div(
                [
                    html.Span(words, className="jejak-part-words"),
                    html.Span(shown, className="jejak-part-points"),
                    dmc.Progress(
                        value=100 * abs(points) / (most or 100), size=5, color="indigo" if points >= 0 else "orange",
                        className="jejak-part-bar", **aria(label=words),
                    ),
                ],
                className="jejak-part",
            )
        )  # fmt: skip
    return html.Div(rows, className="jejak-parts")


def activity(group: SyndicateRow) -> Component:
    """How many of its links fall into each month, as columns, with the same in words."""
    if not group.months:
        return html.Div()
    most = max(count for _month, count in group.months)
    columns = [
        html.Span(
            className="jejak-month", title=f"{figures.day(month)}: {figures.number(count)}",
            style={"height": f"{100 * count / most:.0f}%"},
        )
        for month, count in group.months
    ]  # fmt: skip
    first, last = group.months[0][0], group.months[-1][0]
    busiest, count = max(group.months, key=lambda item: item[1])
    told = _("Links by month, {period}; most in {month}: {n}").format(
        period=figures.period(first, last), month=figures.day(busiest), n=figures.number(count)
    )
    strip = html.Div(columns, className="jejak-months", role="img", **aria(label=told))
    return html.Div([strip, dmc.Text(told, size="xs", c="dimmed")])


def money(group: SyndicateRow) -> Component:
    """What moved inside the group, in and out of it, by currency."""
    if not group.flows:
        return html.Div()
    heads = [_("Currency"), _("Inside"), _("Received"), _("Paid out")]
    rows: list[list[object]] = [
        [currency or "?", *(figures.money(Decimal(amount), "") for amount in sums)]
        for currency, sums in group.flows.items()
    ]
    return table(heads, rows, frozenset({1, 2, 3}))


def members(group: SyndicateRow) -> Component:
    """The first members, and the others behind a line."""
    chips = [member_chip(one) for one in group.members]
    first, rest = chips[:SHOWN_MEMBERS], chips[SHOWN_MEMBERS:]
    blocks: list[Component] = [dmc.Group(first, gap=6)]
    if rest:
        more = html.Summary(_("and {n} more").format(n=figures.number(len(rest))))
        blocks.append(html.Details([more, dmc.Group(rest, gap=6, mt=6)], className="jejak-more"))
    return html.Div(blocks)


def member_chip(member: MemberRow) -> Component:
    """An actor with the part that the facts hint at; why they do stands under the pointer."""
    name = caption_word(member.etype, member.caption)
    text = f"{name} · {hinted_part(member.role, stated=member.stated)}" if member.role else name
    chip = dmc.Badge(
        text, leftSection=part_mark(member.role), variant="light" if member.core else "outline", tt="none",
        size="lg", radius="sm", fw=500, maw="100%",
    )  # fmt: skip
    stays = _("Stays in the group in {share} of the runs with doubted links").format(share=figures.share(member.stays))
    told = [*map(reason_words, member.why), stays if member.core else _("{text} (rim)").format(text=stays)]
    return dcc.Link(chip, href=f"/chart?focus={member.id}", title=" · ".join(told), className="jejak-member")


def open_questions(group: SyndicateRow) -> Component:
    """What is missing, and where the group goes over into another one."""
    named = {member.id: caption_word(member.etype, member.caption) for member in group.members}
    told = [reason_words(reason) for reason in group.missing]
    told += [
        _("{name} has ties into group #{rank}").format(name=named[ident], rank=rank) for ident, rank in group.bridges
    ]
    if not told:
        return html.Div()
    head = dmc.Text(_("To look into"), size="sm", fw=600)
    return html.Div([head, dmc.List([dmc.ListItem(line) for line in told], size="sm", c="dimmed")])


def layers(group: SyndicateRow) -> str:
    """The layers that bind a group, in a row."""
    return ", ".join(map(layer_label, group.layers))
