"""What stands out: the first groups that look like syndicates, and the findings that were kept last."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.analysis.registry import ANALYSES
from jejak.case.keeping import Kept
from jejak.schemas.i18n import _, told
from jejak.ui.addresses import charted, event_of
from jejak.ui.door import SyndicateRow
from jejak.ui.figures import instant, number, score
from jejak.ui.parts import skeleton
from jejak.ui.session import case
from jejak.ui.words import caption_word

SHOWN = 3
_NAMED = 3


def layout() -> Component:
    """The place for it; the groups of a new graph take seconds."""
    halves = [
        html.Section([_title(_("Strongest groups"), "/syndicates"), html.Div(skeleton(), id="home-groups")]),
        html.Section([_title(_("Latest findings"), "/audit"), html.Div(skeleton(), id="home-findings")]),
    ]
    made: Component = dmc.SimpleGrid(halves, cols={"base": 1, "md": 2}, spacing="xl")
    return made


def _title(text: str, href: str) -> Component:
    more = dcc.Link(_("all"), href=href, className="jejak-entity-more")
    made: Component = dmc.Group([dmc.Title(text, order=4), more], gap="sm", mb="xs")
    return made


def groups(_here: str | None) -> Component:
    """The first groups, each with the way to the chart."""
    found = case().syndicates(SHOWN)
    if not found:
        return _none(_("No group of this case looks like a syndicate yet."))
    return html.Ol([_group(group) for group in found], className="jejak-leads")


def _group(group: SyndicateRow) -> Component:
    names = [caption_word(one.etype, one.caption) for one in group.members[:_NAMED]]
    more = len(group.members) - len(names)
    text = ", ".join(names) + (" " + _("and {n} more").format(n=number(more)) if more > 0 else "")
    facts = [
        _("Score: {n}").format(n=score(round(group.score, 1))),
        _("Members: {n}").format(n=number(len(group.members))),
        _("Victims (counted, not listed): {n}").format(n=number(group.n_victims)),
    ]
    link = dcc.Link(text, href=f"/chart?syndicate={group.rank}", title=_("Show on the chart"), className="jejak-entity")
    return html.Li([link, html.Br(), html.Small(" · ".join(facts))])


def findings(_here: str | None) -> Component:
    """The findings that were kept last, each with the way to its event."""
    found = list(reversed(case().account.findings()))[:SHOWN]
    if not found:
        return _none(_("No finding was kept yet. What an analysis finds can be kept with its run card."))
    return html.Ul([_finding(one) for one in found], className="jejak-leads")


def _finding(one: Kept) -> Component:
    known = ANALYSES.get(one.analysis)
    title = told(known.title) if known else one.analysis
    facts = [instant(one.at), one.analyst, _("Actors: {n}").format(n=number(len(one.rows))), one.note]
    small = html.Small(" · ".join(filter(None, facts)))
    link = dcc.Link(title, href=event_of(one.seq), className="jejak-entity")
    return html.Li([link, " ", *charted(one, "jejak-entity-more"), html.Br(), small])


def _none(text: str) -> Component:
    made: Component = dmc.Text(text, size="sm", c="dimmed")
    return made


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("home-groups", "children"), Input("home-groups", "id"))(groups)
    app.callback(Output("home-findings", "children"), Input("home-findings", "id"))(findings)
