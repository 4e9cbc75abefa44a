"""What the first records become, as the mapping stands: entities, links, and what cannot be used."""

from __future__ import annotations

from decimal import Decimal

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.trying import Preview, Reject, Stated, Tied
from jejak.schemas.errors import JejakError
from jejak.schemas.grading import PROTECTED
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Waiting
from jejak.ui.figures import day, money, number
from jejak.ui.notices import fault_sentences
from jejak.ui.pages.importing.steps import intake
from jejak.ui.words import entity_word, link_word, property_word, protection_word, value_word

_ENTITIES, _LINKS, _REJECTS = 14, 14, 6
_FACTS = 3


def layout(waiting: Waiting) -> list[Component]:
    """The preview, or why there is none."""
    try:
        found = intake().preview(waiting.arrival, waiting.text)
    except (JejakError, ExceptionGroup) as error:
        sentences = fault_sentences(error)
        if sentences is None:
            raise
        return [
            dmc.Text(_("No preview yet"), size="sm", fw=600),
            *(dmc.Text(one, size="sm", c="red") for one in sentences),
        ]
    head = _("The first {n} records become {entities} entities and {links} links").format(
        n=number(found.rows_in), entities=number(len(found.entities)), links=number(len(found.links))
    )
    return [dmc.Text(head, size="sm", fw=600), *_entities(found), *_links(found), *_rejects(found)]


def _entities(found: Preview) -> list[Component]:
    lines = [_entity(one) for one in found.entities[:_ENTITIES]]
    return [html.Ul([*lines, *_more(len(found.entities) - _ENTITIES)], className="jejak-import-preview")]


def _entity(one: Stated) -> Component:
    said = [
        f"{property_word(one.etype, name)}: {value_word(one.etype, name, value)}"
        for name, value in one.facts
        if value != one.caption and name != "identifiers"
    ]
    kind = protection_word(one.protection) if one.protection in PROTECTED else entity_word(one.etype)
    return html.Li(
        [
            html.Span(kind, className="jejak-import-kind"),
            html.Span(one.caption or (said.pop(0) if said else _("without a name")), className="jejak-import-caption"),
            html.Small(" · ".join(said[:_FACTS])),
        ]
    )


def _links(found: Preview) -> list[Component]:
    if not found.links:
        return [
            dmc.Text(_("No links: nothing ties these entities yet. Add a link at the left."), size="xs", c="dimmed")
        ]
    lines = [_link(one, found.entities) for one in found.links[:_LINKS]]
    return [html.Ul([*lines, *_more(len(found.links) - _LINKS)], className="jejak-import-preview")]


def _link(one: Tied, entities: tuple[Stated, ...]) -> Component:
    ends = [entities[at].caption or entity_word(entities[at].etype) for at in (one.source, one.target)]
    sum_of = money(Decimal(one.amount), one.currency) if one.amount else ""
    time = f"{day(one.at[:10])} {one.at[11:]}".strip() if one.at else ""
    return html.Li(
        [
            html.Span(link_word(one.ltype), className="jejak-import-kind"),
            html.Span(f"{ends[0]} → {ends[1]}", className="jejak-import-caption"),
            html.Small(" · ".join(filter(None, (time, sum_of)))),
        ]
    )


def _more(count: int) -> list[Component]:
    return [html.Li(_("and {n} more").format(n=number(count)), className="jejak-import-more")] if count > 0 else []


def _rejects(found: Preview) -> list[Component]:
    if not found.rejects:
        return []
    lines = [html.Li(reject_line(one)) for one in found.rejects[:_REJECTS]]
    title = dmc.Text(_("Cannot be used"), size="sm", fw=600, c="orange", mt="xs")
    return [title, html.Ul([*lines, *_more(len(found.rejects) - _REJECTS)], className="jejak-import-rejects")]


def reject_line(one: Reject) -> str:
    """A reject in one line: where, why, and the text where it may be shown."""
    where = _("record {n}").format(n=number(one.record)) + (f", {one.column}" if one.column else "")
    return f"{where}: {told(one.reason)}" + (f" ({one.raw})" if one.raw else "")
