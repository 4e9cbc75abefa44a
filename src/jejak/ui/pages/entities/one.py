"""The profile of one entity: what the sources say of it and where they differ, its roles, links, places and money."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from jejak.case.keeping import Kept, KeptRow
from jejak.case.profiles import Profile
from jejak.schemas.i18n import _
from jejak.ui.figures import day, number
from jejak.ui.noted import Act, noted
from jejak.ui.notes import section
from jejak.ui.pages.entities.around import layers, money, places
from jejak.ui.pages.entities.facts import differences, facts
from jejak.ui.pages.entities.role_axis import roles
from jejak.ui.parts import aria, empty, note
from jejak.ui.session import case
from jejak.ui.who_says_so import name_opener, sources
from jejak.ui.words import analysis_word, caption, entity_word, protection_word, role_words

#: So many groups are looked at to find those that somebody is in.
GROUPS = 1000


def layout(ident: str) -> Component:
    """The page; the profile is fetched after it stands, since reading its claims may take a while."""
    waiting = dmc.Center(dmc.Loader(size="md"), py="xl")
    inside = [dcc.Store(id="entity-id", data=ident), html.Div(waiting, id="entity-profile", **aria(live="polite"))]
    made: Component = dmc.Container(inside, size="xl", py="lg")
    return made


def show(_layout: str, ident: str) -> Component:
    """The whole profile."""
    found = case().entities.profile(ident)
    if found is None:
        back = dcc.Link(_("All entities"), href="/entities", className="jejak-button")
        text = _("Its import may have been reversed, or it was joined to another one.")
        return empty(_("This entity is not in the graph (any more)."), text, back)
    noted(Act.DETAIL_OPENED, ident)
    left = [*differences(found), facts(found), _sources(found)]
    right = [section(found.node.id, "profile"), *roles(found), *places(found), _groups()]
    columns = html.Div([html.Div(left), html.Div(right)], className="jejak-profile-columns")
    return html.Div(
        [_head(found), *_warnings(found), columns, *layers(found), *money(found)], className="jejak-profile"
    )


def _head(found: Profile) -> Component:
    node = found.node
    marks = [dmc.Badge(entity_word(node.etype), variant="light", tt="none")]
    colour = "green" if node.masked else "gray"
    marks.append(dmc.Badge(protection_word(node.protection), color=colour, variant="light", tt="none"))
    marks += [dmc.Badge(words, color="grape", variant="light", tt="none") for words in role_words(node)]
    tools = [
        dcc.Link(_("Show on the chart"), href=f"/chart?focus={node.id}", className="jejak-button"),
        *name_opener(node, "profile"),
        dcc.Link(_("All entities"), href="/entities", className="jejak-tool"),
    ]
    counted = _("Sources: {n}").format(n=number(node.n_sources))
    title = [dmc.Title(caption(node), order=2), dmc.Group([*marks, dmc.Text(counted, size="sm", c="dimmed")], gap=6)]
    return html.Header(
        [html.Div(title), html.Div(tools, className="jejak-profile-tools")], className="jejak-profile-head"
    )


def _warnings(found: Profile) -> list[Component]:
    """What must be known before anything else is read."""
    said = []
    if found.spared:
        check = _("Protected as a victim, and said to play a part: check first whether this person was forced.")
        laws = _("Victims are not punished for what they were made to do (UU 21/2007 art. 18; Act 670 s. 25).")
        shown = _("All roles stand below; this person is never ranked and never listed as a member of a group.")
        said.append(note(f"{check} {laws} {shown}", "red"))
    if found.age:
        said.append(note(found.age, "orange"))
    return said


def _sources(found: Profile) -> Component:
    listed = sources(found.node.id, found.claims, "profile", total=found.all_claims)
    return html.Div([listed, html.P([_("Id"), " ", html.Code(found.node.id)], className="jejak-id")])


def _groups() -> Component:
    waiting = dmc.Group([dmc.Loader(size="xs"), dmc.Text(_("Looking for groups …"), size="sm", c="dimmed")], gap="xs")
    return html.Section([html.H3(_("Groups and findings")), html.Div(waiting, id="entity-groups")])


def groups(_section: str, ident: str) -> Component:
    """The groups that look like syndicates and the kept findings in which somebody is."""
    lines: list[Component] = [
        html.Li(
            dcc.Link(
                _("Group #{rank}").format(rank=group.rank),
                href=f"/chart?syndicate={group.rank}",
                className="jejak-link",
            )
        )
        for group in case().syndicates(limit=GROUPS)
        if any(member.id == ident for member in group.members)
    ]
    lines += [html.Li(_finding(kept, row)) for kept, row in case().entities.findings(ident)]
    if not lines:
        nothing = _("In no group that stands out, and in no kept finding. Protected people are never listed in any.")
        made: Component = dmc.Text(nothing, size="sm", c="dimmed")
        return made
    return html.Ul(lines, className="jejak-list")


def _finding(kept: Kept, row: KeptRow) -> str:
    told = [analysis_word(kept.analysis)]
    if row.rank is not None:
        told.append(_("rank {rank}").format(rank=number(row.rank)))
    told.append(_("kept by {analyst}, {day}").format(analyst=kept.analyst, day=day(kept.at[:10])))
    return " · ".join(filter(None, (*told, kept.note)))


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("entity-profile", "children"), Input("entity-profile", "id"), State("entity-id", "data"))(show)
    app.callback(Output("entity-groups", "children"), Input("entity-groups", "id"), State("entity-id", "data"))(groups)
