"""Two entities side by side: what each states, what joining them would change, and who says so.

Invariant: a sign and a word mark what is equal and what differs, never a colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.case.merging import MOST_AROUND, Agreement, Around, Line
from jejak.case.queue import Look, PairIds
from jejak.graph.model import ClaimRef, Node
from jejak.graph.snapshot.secrets import HIDDEN
from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.pages.identities.changes import grave, mild, standing
from jejak.ui.parts import aria
from jejak.ui.words import caption, country_word, entity_word, property_word, protection_word, role_words, value_word

SHOWN_CLAIMS = 30
COUNTRY = "country"
_SIGNS = {
    Agreement.EQUAL: "=",
    Agreement.PARTLY: "≈",
    Agreement.DIFFERENT: "≠",
    Agreement.ONE_SIDED: "",
    Agreement.MASKED: "?",
}


def sign_word(agreement: Agreement) -> str:
    """How two sides fit together, in a word."""
    return {
        Agreement.EQUAL: _("equal"),
        Agreement.PARTLY: _("alike"),
        Agreement.DIFFERENT: _("different"),
        Agreement.ONE_SIDED: _("only one says"),
        Agreement.MASKED: _("masked, not to be compared here"),
    }[agreement]


def pair_view(pair: PairIds, look: Look, weighed: Component, ranks: Sequence[int] = ()) -> Component:
    """Everything about one pair: who they are, what speaks for and against, what would change, who says so."""
    blocks = [*standing(look), *_joined(look)]
    if not look.one:
        blocks += [*grave(look), weighed, _beside(look), mild(look, ranks)]
    blocks.append(_sources(pair, look))
    made: Component = dmc.Stack(blocks, gap="md")
    return made


def _joined(look: Look) -> list[Component]:
    if not look.joined:
        return []
    names = ", ".join(caption(node) for node in look.joined)
    text = _("Joined by decisions since the suggestions were made: {names}.").format(names=names)
    return [dmc.Text(text, size="sm", c="dimmed")]


def _beside(look: Look) -> Component:
    left, right = look.nodes
    rows = [_row(_property(left.etype, line.name), *_values(left.etype, line)) for line in look.lines]
    rows += [_row(entity_word(one.etype), *_things(one)) for one in look.around]
    signs = [f"{_SIGNS[one]} {sign_word(one)}" for one in Agreement if _SIGNS[one]]
    note = [" · ".join(signs)]
    if left.masked or right.masked:
        note.append(
            _("Names and numbers of protected people are masked here; the reasons compare what the sources state.")
        )
    return html.Section(
        [
            html.H3(_("Side by side")),
            html.Table(html.Tbody(rows), className="jejak-beside"),
            *(dmc.Text(line, size="xs", c="dimmed", mt=4) for line in note),
        ]
    )


def heads(look: Look) -> list[Component]:
    """Who the two are, above the columns of everything that follows."""
    left, right = look.nodes
    return [html.Div(), _head(left), html.Div(), _head(right)] if not look.one else [html.Div(), _head(left)]


def _head(node: Node) -> Component:
    marks = [dmc.Badge(entity_word(node.etype), variant="light", tt="none", size="sm")]
    colour = "green" if node.masked else "gray"
    marks.append(dmc.Badge(protection_word(node.protection), color=colour, variant="light", tt="none", size="sm"))
    marks += [dmc.Badge(word, color="grape", variant="light", tt="none", size="sm") for word in role_words(node)]
    links = [
        dcc.Link(_("On the chart"), href=f"/chart?focus={node.id}", className="jejak-more-link"),
        dcc.Link(_("History"), href=f"/identities?history={node.id}", className="jejak-more-link"),
    ]
    return html.Div([html.Div(caption(node), className="jejak-who"), dmc.Group(marks, gap=4), html.Div(links)])


def _row(name: str, left: Sequence[Component], right: Sequence[Component], agreement: Agreement) -> Component:
    sign = html.Span(_SIGNS[agreement], role="img", title=sign_word(agreement), **aria(label=sign_word(agreement)))
    return html.Tr(
        [
            html.Th(name, scope="row", className="jejak-what"),
            html.Td(left),
            html.Td(sign, className="jejak-sign"),
            html.Td(right),
        ],
        className=f"jejak-{agreement}",
    )


def _property(etype: str, name: str) -> str:
    """What a property is called; the country of an entity is no property of its own for people."""
    return _("Country") if name == COUNTRY else property_word(etype, name)


def _word(etype: str, name: str, value: str) -> str:
    words = country_word(value) if name == COUNTRY else value_word(etype, name, value)
    return words.replace(HIDDEN, _("[protected]"))


def _values(etype: str, line: Line) -> tuple[list[Component], list[Component], Agreement]:
    sides = (line.left, line.right)
    shared = {value for value in _folded(line.left) & _folded(line.right) if HIDDEN not in value}
    texts = [
        [_value(_word(etype, line.name, value), both=" ".join(value.casefold().split()) in shared) for value in side]
        for side in sides
    ]
    return texts[0], texts[1], line.agreement


def _folded(values: Iterable[str]) -> set[str]:
    return {" ".join(value.casefold().split()) for value in values}


def _things(one: Around) -> tuple[list[Component], list[Component], Agreement]:
    names = [[caption(node) for node in side] for side in (one.left, one.right)]
    shared = _folded(names[0]) & _folded(names[1])
    sides = []
    for side, total in zip(names, one.totals, strict=True):
        shown = [_value(name, both=bool(_folded([name]) & shared)) for name in dict.fromkeys(side)]
        if total > MOST_AROUND:
            shown.append(_value(_("and {n} more").format(n=number(total - len(side))), both=False))
        sides.append(shown)
    return sides[0], sides[1], one.agreement


def _value(text: str, *, both: bool) -> Component:
    """A value on a line of its own; what both sides have is set in bold."""
    return html.Div(html.B(text) if both else text)


def _sources(pair: PairIds, look: Look) -> Component:
    title = html.H3(_("Who says so"))
    ends = zip(pair, look.nodes, look.claims, strict=True)
    sides = [_records(pair, place, node, claims) for place, (_ident, node, claims) in enumerate(ends)]
    shown = sides[:1] if look.nodes[0].id == look.nodes[1].id else sides
    return html.Section([title, html.Div(shown, className="jejak-weighed")])


def _records(pair: PairIds, side: int, node: Node, claims: Sequence[ClaimRef]) -> Component:
    lines = [_record(pair, side, claim) for claim in claims[:SHOWN_CLAIMS]]
    text = _("The first {n} of {total}").format(n=SHOWN_CLAIMS, total=number(len(claims)))
    more = [dmc.Text(text, size="xs", c="dimmed")] if len(claims) > SHOWN_CLAIMS else []
    head = _("{name} · records: {n}").format(name=caption(node), n=number(len(claims)))
    return html.Div([dmc.Text(head, size="sm", c="dimmed"), *lines, *more], className="jejak-half")


def _record(pair: PairIds, side: int, claim: ClaimRef) -> Component:
    cells = [claim.file, claim.source_sha[:8], number(claim.locator), claim.grade or "–"]
    place = f"{claim.batch_id}:{claim.kind}:{claim.row}"
    return html.Button(
        [html.Span(cell) for cell in cells],
        id={"type": "id-source", "of": f"{pair[0]},{pair[1]}", "side": side, "claim": place},
        className="jejak-source",
        type="button",
        title=_("Open record {record} of {file}").format(record=claim.locator, file=claim.file),
    )
