"""What the sources say of an entity: every value with who states it, side by side where they contradict each other."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.profiles import Fact, Profile, Stated
from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.who_says_so import source_chip
from jejak.ui.words import property_word, value_word

#: So many sources stand beside a value; all are under *Sources*.
BESIDE = 3


def differences(found: Profile) -> list[Component]:
    """The properties in which sources differ, their values side by side."""
    differing = [fact for fact in found.facts if fact.differ]
    if not differing:
        return []
    title = html.H3(_("Sources differ ({n})").format(n=number(len(differing))), className="jejak-differ")
    return [html.Section([title, *(_side_by_side(fact, found) for fact in differing)])]


def _side_by_side(fact: Fact, found: Profile) -> Component:
    cards = [
        html.Div(
            [
                html.Strong(value_word(found.node.etype, fact.name, one.value)),
                dmc.Text(_("Sources: {n}").format(n=number(_files(one))), size="xs", c="dimmed"),
                *_chips(fact, place, found),
            ],
            className="jejak-side",
        )
        for place, one in enumerate(fact.stated)
    ]
    label = property_word(found.node.etype, fact.name)
    return html.Div([html.H4(label), html.Div(cards, className="jejak-sides")])


def _files(one: Stated) -> int:
    return len({claim.source_sha for claim in one.claims})


def facts(found: Profile) -> Component:
    """All that sources agree on, each value with who states it."""
    agreed = [fact for fact in found.facts if not fact.differ]
    pairs = [piece for fact in agreed for piece in _fact(fact, found)]
    title = html.H3(_("What the sources say"))
    if found.node.masked:
        why = _("Of protected people only what gives nobody away is shown; the records under Sources are masked too.")
        pairs.append(dmc.Text(why, size="sm", c="dimmed", className="jejak-whole"))
    elif not pairs:
        pairs.append(dmc.Text(_("Nothing but that it exists."), size="sm", c="dimmed", className="jejak-whole"))
    return html.Section([title, html.Dl(pairs, className="jejak-facts jejak-facts-wide")])


def _fact(fact: Fact, found: Profile) -> list[Component]:
    values = [
        html.Div([html.Span(value_word(found.node.etype, fact.name, one.value)), *_chips(fact, place, found)])
        for place, one in enumerate(fact.stated)
    ]
    return [html.Dt(property_word(found.node.etype, fact.name)), html.Dd(values)]


def _chips(fact: Fact, place: int, found: Profile) -> list[Component]:
    claims = fact.stated[place].claims
    chips = [source_chip(found.node.id, claim, f"{fact.name}-{place}-{at}") for at, claim in enumerate(claims[:BESIDE])]
    more = len(claims) - len(chips)
    told = [dmc.Text(_("and {n} more").format(n=number(more)), size="xs", c="dimmed", span=True)] if more > 0 else []
    return [html.Span([*chips, *told], className="jejak-chips")]
