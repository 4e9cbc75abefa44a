"""Stating an entity or a link by hand on the chart: what the dialog asks, and what becomes of the answer.

Invariant: what was typed stays in the fields until it is kept or given up; the page holds nothing of it afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from jejak.case.by_hand import Tried
from jejak.case.hand_record import HandClaim, HandEntity, HandLink, Statement
from jejak.graph.model import Node
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.feed import bundle_id
from jejak.ui.notices import faults, notify, sentence
from jejak.ui.pages.chart.hand_fields import TYPED, entity_fields, link_fields, type_choices
from jejak.ui.parts import note
from jejak.ui.session import case
from jejak.ui.words import caption, property_word, world

LINK, ENTITY = "link", "entity"
_FIELD = {"type": "hand", "name": ALL}


class Asked(TypedDict):
    """What the dialog is about: the ends of a link, or the place of an entity; ``fresh`` when it was just opened."""

    kind: str
    ends: list[str]
    at: list[float]
    fresh: bool
    nonce: str


def ask(
    hand: Mapping[str, Any] | None, _swap: int | None, asked: Asked | None, chosen: str | None
) -> tuple[object, ...]:
    """Open the dialog for what the chart points at, or exchange the ends of the link that it is about."""
    if ctx.triggered_id == "hand-swap" and asked:
        turned: Asked = {**asked, "ends": asked["ends"][::-1], "fresh": False, "nonce": secrets.token_hex(4)}
        return (no_update, no_update, turned, *_choices(turned, chosen), no_update, no_update, no_update)
    if not hand:
        return (no_update,) * 10
    fresh: Asked = {
        "kind": str(hand["kind"]), "ends": list(hand.get("ends") or []), "at": list(hand.get("at") or []),
        "fresh": True, "nonce": str(hand["nonce"]),
    }  # fmt: skip
    ends = _nodes(fresh)
    if len(ends) == len(fresh["ends"]) and ends and not _fit(fresh) and _fit(_turned(fresh)):
        fresh = _turned(fresh)
    title = _("Draw link") if fresh["kind"] == LINK else _("Draw entity")
    return True, title, fresh, *_choices(fresh, None), "", "", ""


def _turned(asked: Asked) -> Asked:
    return {**asked, "ends": asked["ends"][::-1]}


def _nodes(asked: Asked) -> list[Node]:
    with case().store() as store:
        found = [store.get(ident) for ident in asked["ends"]]
    return [node for node in found if node is not None]


def _fit(asked: Asked) -> list[dict[str, str]]:
    return type_choices([node.etype for node in _nodes(asked)])


def _choices(asked: Asked, chosen: str | None) -> tuple[object, object, object, object]:
    """The types to choose from, the one that is chosen, the ends in words, and whether those are out of place."""
    choices = _fit(asked) if asked["ends"] else type_choices([])
    values = [choice["value"] for choice in choices]
    first = values[0] if values and asked["kind"] == LINK else "person"
    value = chosen if chosen in values else first if values else None
    names = [caption(node) for node in _nodes(asked)]
    words: list[Component] = [html.Strong(" → ".join(names))]
    if asked["kind"] == LINK and not values:
        words.append(
            note(_("No type of link leads from the first to the second. Exchange the ends, or select others."))
        )
    return choices, value, words, asked["kind"] != LINK


def fields(
    etype: str | None, asked: Asked | None, typed: Sequence[str | None], places: Sequence[Mapping[str, str]]
) -> object:
    """The fields of the chosen type; what was typed stays where the new type has the same field."""
    if not asked or not etype:
        return []
    kept = {} if _opened(asked) else _typed(typed, places)
    return link_fields(etype, kept) if asked["kind"] == LINK else entity_fields(etype, kept)


def _opened(asked: Asked) -> bool:
    return asked["fresh"] and "hand-of.data" in ctx.triggered_prop_ids


def _typed(values: Sequence[str | None], places: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {place["name"]: value for place, value in zip(places, values, strict=True) if value}


def claim_of(asked: Asked, kind: str, typed: Mapping[str, str]) -> HandClaim:
    """What the dialog says."""
    get = typed.get
    if asked["kind"] == LINK:
        source, target = asked["ends"]
        when = get("time", ""), get("end", "")
        return HandLink(kind, source, target, *when, get("amount", ""), get("currency", ""))
    own = {name: text for name, text in typed.items() if name not in TYPED}
    return HandEntity(kind, own, get("protection", ""), get("role", ""), get("role_since", ""), get("role_until", ""))


def look(
    _left: Sequence[int | None], asked: Asked | None, kind: str | None, typed: Sequence[str | None],
    places: Sequence[Mapping[str, str]],
) -> tuple[object, object]:  # fmt: skip
    """When a field is left: what is wrong with it, and whether the case has such a number already."""
    said = _typed(typed, places)
    if not asked or not kind or not said:
        return [""] * len(places), []
    tried = case().by_hand.try_out(claim_of(asked, kind, said), Statement(""))
    wrong = {fault.column: _words(fault.what, fault.hint) for fault in tried.faults}
    return [wrong.get(place["name"], "") for place in places], _notes(kind, tried)


def _notes(kind: str, tried: Tried) -> list[Component]:
    own = world().entity_types.get(kind)
    same = _("{field}: the case has it already, and what you state joins it.")
    alike = _("{field}: somebody in the case has it; both become one unless their names differ.")
    doubt = _("{field}: it fails its own check. It is kept as you state it, but nothing is joined by it.")
    known = same if own and own.object else alike
    lines = [(known, name) for name in tried.known] + [(doubt, name) for name in tried.doubtful]
    return [note(text.format(field=property_word(kind, name))) for text, name in lines]


def _words(what: str, hint: str) -> str:
    return sentence(JejakError(what, hint=hint or None))


def keep(
    *, clicks: int | None, asked: Asked | None, kind: str | None, typed: Sequence[str | None],
    places: Sequence[Mapping[str, str]], how: Mapping[str, str | None],
) -> dict[str, object]:  # fmt: skip
    """State it; where it may not be stated, the dialog stays and says why, at the field."""
    stay: dict[str, object] = dict.fromkeys(("opened", "ask", "selection", "subject"), no_update)
    stay |= {"errors": [no_update] * len(places), "basis_error": "", "fault": ""}
    if not clicks or not asked:
        return stay
    if not kind:
        return {**stay, "fault": _("Choose a type first.")}
    said = Statement(how["basis"] or "", f"{how['source']}{how['information']}", how["handling"] or "")
    try:
        stated = case().by_hand.write(claim_of(asked, kind, _typed(typed, places)), said)
    except (JejakError, ExceptionGroup) as error:
        return {**stay, **_faults(error, [place["name"] for place in places])}
    stay["opened"], nonce = False, secrets.token_hex(8)
    if stated.node:
        notify(_("{what} is in the case, with you as its source.").format(what=caption(stated.node)), "teal")
        return {**stay, "ask": {"type": "stated", "id": stated.node.id, "at": asked["at"], "nonce": nonce}}
    link = stated.link
    bundle = bundle_id(link.source, link.target, link.ltype) if link else ""
    notify(_("The link is in the case, with you as its source."), "teal")
    return {**stay, "ask": {"type": "linked", "nonce": nonce}, "selection": [bundle], "subject": bundle}


def _faults(error: JejakError | ExceptionGroup, names: Sequence[str]) -> dict[str, object]:
    """Each fault at its field, and those that are about none together."""
    found = faults(error)
    if not found:
        raise error
    at = {fault.where: sentence(fault) for fault in found if fault.where in {*names, "basis"}}
    rest = [sentence(fault) for fault in found if fault.where not in at]
    fault = note(" · ".join(rest), "red") if rest else ""
    return {"errors": [at.get(name, "") for name in names], "basis_error": at.get("basis", ""), "fault": fault}


def given_up(opened: bool | None) -> tuple[object, object, object, object]:
    """Nothing of what was typed is left in the page when the dialog is closed."""
    return (no_update,) * 4 if opened else ([], "", [], "")


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("hand-dialog", "opened"),
        Output("hand-dialog", "title"),
        Output("hand-of", "data"),
        Output("hand-type", "data"),
        Output("hand-type", "value"),
        Output("hand-ends", "children"),
        Output("hand-ends-row", "hidden"),
        Output("hand-basis", "value"),
        Output("hand-basis", "error"),
        Output("hand-fault", "children"),
        Input("chart", "hand"),
        Input("hand-swap", "n_clicks"),
        State("hand-of", "data"),
        State("hand-type", "value"),
        prevent_initial_call=True,
    )(ask)
    typed = (State(_FIELD, "value"), State(_FIELD, "id"))
    app.callback(
        Output("hand-fields", "children"), Input("hand-type", "value"), Input("hand-of", "data"), *typed,
        running=[(Output("hand-fields", "disabled"), True, False)],  # what is typed now would be lost
        prevent_initial_call=True,
    )(fields)  # fmt: skip
    app.callback(
        Output(_FIELD, "error"), Output("hand-told", "children"), Input(_FIELD, "n_blur"), State("hand-of", "data"),
        State("hand-type", "value"), *typed, prevent_initial_call=True,
    )(look)  # fmt: skip
    app.callback(
        output={
            "opened": Output("hand-dialog", "opened", allow_duplicate=True),
            "errors": Output(_FIELD, "error", allow_duplicate=True),
            "ask": Output("ask", "data", allow_duplicate=True),
            "selection": Output("chart", "selection", allow_duplicate=True),
            "subject": Output("subject", "data", allow_duplicate=True),
            "basis_error": Output("hand-basis", "error", allow_duplicate=True),
            "fault": Output("hand-fault", "children", allow_duplicate=True),
        },
        inputs={"clicks": Input("hand-keep", "n_clicks")},
        state={
            "asked": State("hand-of", "data"),
            "kind": State("hand-type", "value"),
            "typed": typed[0],
            "places": typed[1],
            "how": {name: State(f"hand-{name}", "value") for name in ("basis", "source", "information", "handling")},
        },
        running=[(Output("hand-keep", "loading"), True, False)],
        prevent_initial_call=True,
    )(keep)
    app.callback(
        Output("hand-fields", "children", allow_duplicate=True),
        Output("hand-basis", "value", allow_duplicate=True),
        Output("hand-told", "children", allow_duplicate=True),
        Output("hand-fault", "children", allow_duplicate=True),
        Input("hand-dialog", "opened"),
        prevent_initial_call=True,
    )(given_up)
