"""A score in words: what speaks for one and what speaks for two, side by side and of one size, and how it adds up."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.history import current_node
from jejak.case.identities import Why, reasons_of
from jejak.graph.resolution.model import Feature, Model
from jejak.graph.resolution.pairing import weigh_pair
from jejak.graph.resolution.suggesting import Suggestion
from jejak.schemas.i18n import _, current_language
from jejak.ui.asked import ids_of
from jejak.ui.figures import bits, percent
from jejak.ui.session import case

#: A probability that lies lower than the bits say by more than this is held down by a ceiling.
_HELD_DOWN = 0.002


def weighing(found: Suggestion, model: Model) -> Component:
    """Why two entities may be one, and why they may be two."""
    why = reasons_of(model, found)
    start = Why(_("Before anything is compared"), _("most of the others are somebody else"), found.start)
    good = [one for one in why if one.bits > 0]
    bad = [start, *(one for one in why if one.bits < 0)]
    longest = max(abs(one.bits) for one in [*good, *bad])
    sides = [
        _side(_("Speaks for one"), good, longest, "for"),
        _side(_("Speaks against"), bad, longest, "against"),
    ]
    lines = [_together(found), *_held_down(found), *_silent(found, model)]
    return html.Section(
        [html.Div(sides, className="jejak-weighed"), *(dmc.Text(line, size="sm", c="dimmed", mt=6) for line in lines)]
    )


def weigh(place: dict[str, str]) -> Component:
    """The score of a pair that was not suggested, at the present state."""
    left, right = ids_of(place["pair"])
    here = case().identities
    live = here.ledger.judgements(live_only=True)
    ids = [here.snapshot.id_of(current_node(here.snapshot, live, ident)) for ident in (left, right)]
    found = weigh_pair(here.ledger, here.findings.world, here.model, *ids)
    if found is not None:
        return weighing(found, here.model)
    none: Component = dmc.Text(_("Entities of this kind are not compared."), size="sm", c="dimmed")
    return none


def _side(title: str, reasons: Sequence[Why], longest: float, name: str) -> Component:
    total = sum(one.bits for one in reasons)
    head = html.H3([html.Span(title), html.Span(bits(total))])
    rows = [_reason(one, longest) for one in sorted(reasons, key=lambda one: -abs(one.bits))]
    none = dmc.Text(_("Nothing that was compared."), size="sm", c="dimmed")
    return html.Div([head, html.Ul(rows) if rows else none], className=f"jejak-half jejak-{name}")


def _reason(why: Why, longest: float) -> Component:
    bar = html.Span(html.Span(style={"width": f"{100 * abs(why.bits) / longest:.0f}%"}), className="jejak-weight")
    words = html.Span([html.B(why.feature), f": {why.says}"])
    return html.Li([words, bar, html.Span(bits(why.bits), className="jejak-bits")])


def _together(found: Suggestion) -> str:
    total = found.start + sum(part.bits for part in found.parts)
    return _("Together {bits} bits: a probability of {share}. Each bit doubles the odds, or halves them.").format(
        bits=bits(total), share=percent(found.score)
    )


def _held_down(found: Suggestion) -> list[str]:
    total = found.start + sum(part.bits for part in found.parts)
    if 1 / (1 + 2.0**-total) - found.score < _HELD_DOWN:
        return []
    text = _(
        "Held down: twins, and parents and children, agree in all of this too, and no agreement makes up for where "
        "these two differ."
    )
    return [text]


def _silent(found: Suggestion, model: Model) -> list[str]:
    compared = {part.feature for part in found.parts}
    language = current_language()
    features = model.kinds[found.kind].features
    names = [one.labels[language] for name, one in features.items() if name not in compared and _may_speak_for(one)]
    return (
        [_("Not compared, since one or both do not state it: {names}.").format(names=", ".join(names))] if names else []
    )


def _may_speak_for(feature: Feature) -> bool:
    """Whether it can speak for one; what speaks against alone is a contradiction that was looked for and not found."""
    return any(level.u is None or level.m > level.u for level in feature.levels.values())
