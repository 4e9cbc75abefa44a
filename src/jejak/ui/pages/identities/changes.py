"""What joining two entities would change, in sentences: what must not be overlooked first; and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.merging import Change
from jejak.case.queue import Look
from jejak.graph.ledger.records import Judgement, Verdict
from jejak.graph.model import Node
from jejak.schemas.grading import Protection
from jejak.schemas.i18n import _
from jejak.ui.figures import instant, number
from jejak.ui.notices import sentence
from jejak.ui.words import caption, link_word, property_word, protection_word, role_word


def verdict_word(verdict: Verdict) -> str:
    """A decision in words."""
    return {Verdict.SAME: _("the same"), Verdict.NOT_SAME: _("not the same"), Verdict.UNSURE: _("unsure")}[verdict]


def standing(look: Look) -> list[Component]:
    """What people have decided on the pair, and what takes it back."""
    found: list[Component] = []
    if len({one.verdict for one in look.said}) > 1:
        text = _("Disputed: analysts differ. The two are not joined, and each is protected like the other.")
        found.append(dmc.Alert(text, color="red", variant="light", p="xs"))
    found += [_said(one) for one in look.said]
    if look.one and not look.said:
        found.append(dmc.Alert(_("Other decisions have made these two one already."), variant="light", p="xs"))
    return found


def _said(one: Judgement) -> Component:
    text = _("{analyst} judged them {decision} on {time} (number {number}): {reason}").format(
        analyst=one.analyst, decision=verdict_word(one.verdict), time=instant(one.at), number=one.seq,
        reason=one.reason or "–",
    )  # fmt: skip
    back = html.Button(_("Take back"), id={"type": "id-back", "number": one.seq}, className="jejak-tool", type="button")
    made: Component = dmc.Alert(
        dmc.Group([dmc.Text(text, size="sm"), back], justify="space-between"), variant="light", p="xs"
    )
    return made


def grave(look: Look) -> list[Component]:
    """What must not be overlooked before the two are joined."""
    return [
        dmc.Alert(text, color="red", variant="light", p="xs", className="jejak-grave")
        for text in _grave(look.change, look.nodes)
    ]


def mild(look: Look, ranks: Sequence[int]) -> Component:
    """What the graph would be like with the two as one."""
    lines = [dmc.ListItem(line) for line in (*_mild(look.change, look.nodes), *_syndicates(ranks))]
    return html.Section([html.H3(_("What joining them would change")), dmc.List(lines, size="sm")])


def _grave(found: Change, nodes: tuple[Node, Node]) -> Iterator[str]:
    """What speaks against joining, or would hide or accuse somebody."""
    if found.refused:
        yield _("Judgements forbid it: {why}").format(why=sentence(found.refused))
    for ltype, count in found.between:
        text = _("Links “{link}” lead from one to the other ({n}): one would be linked with itself.")
        yield text.format(n=number(count), link=link_word(ltype))
    if found.newly:
        yield _protected(found, nodes)
    if all(found.roles):
        one, other = (", ".join(map(role_word, side)) for side in found.roles)
        yield _("One person would be both: {one}, and {other}.").format(one=one, other=other)
    if found.conflicts:
        names = ", ".join(property_word(nodes[0].etype, name) for name in found.conflicts)
        yield _("One would state contradicting values: {names}. All of them stay visible.").format(names=names)
    if found.bridge:
        text = _("Weak bridge: this decision alone would hold {one} and {other} entities together.")
        yield text.format(one=found.bridge[0], other=found.bridge[1])
    if found.large:
        text = _("Too large: one would be joined of {n} entities; probably several people are among them.")
        yield text.format(n=number(found.members))


def _protected(found: Change, nodes: tuple[Node, Node]) -> str:
    node = nodes[found.newly == "right"]
    texts = [
        _("{name} would become protected ({protection}): a pseudonym would stand everywhere.").format(
            name=caption(node), protection=protection_word(found.protection)
        )
    ]
    if node.protection == Protection.SUSPECT:
        texts.append(_("That one is classed as suspect or organisation, and would not be ranked any more."))
    if found.follow:
        texts.append(_("Masked too: {n} phones, accounts or documents.").format(n=number(found.follow)))
    return " ".join(texts)


def _mild(found: Change, nodes: tuple[Node, Node]) -> Iterator[str]:
    left, right, joined = found.links
    yield _("Links: {left} and {right} would be {joined} of one; neighbours in common: {common}.").format(
        left=number(left), right=number(right), joined=number(joined), common=number(found.common)
    )
    yield _("Records: {left} and {right}; every one stays as its source states it.").format(
        left=number(found.claims[0]), right=number(found.claims[1])
    )
    if found.child:
        yield _("The joined one would count as a child, or may have been one (RF-23).")
    if not found.newly:
        masked = any(node.masked for node in nodes)
        yield _("Both stay protected.") if masked else _("Nobody would become protected.")
    one, other = found.roles
    if (one or other) and not all(found.roles):
        yield _("Roles of one: {roles}.").format(roles=", ".join(map(role_word, one or other)))
    if found.members > 2:
        yield _("The joined one would consist of {n} entities, by decisions.").format(n=number(found.members))


def _syndicates(ranks: Sequence[int]) -> list[str]:
    if len(ranks) < 2:
        return []
    names = ", ".join(f"#{rank}" for rank in ranks)
    return [_("It would tie listed syndicates together: {names}.").format(names=names)]
