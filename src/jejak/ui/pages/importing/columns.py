"""The columns of a file: a few values of each, what it becomes, and why; and the words for every place of a mapping."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.looking import Look
from jejak.case.mapping_edit import IGNORED, LINK_FIELDS, MONEY_FIELDS, Data, entities, keys, links, uses
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Guess, Waiting
from jejak.ui.figures import share
from jejak.ui.pages.importing.steps import choice
from jejak.ui.parts import aria
from jejak.ui.words import entity_word, link_word, property_word, world

#: So many columns are shown with a choice each; a file with more of them is mapped in YAML.
MOST = 120
#: Types that a column may begin, and the property that it then is.
_FIRST = {
    "person": ("name", "birth_date", "nik", "mykad", "passport_no"), "organisation": ("name", "registration_no"),
    "phone": ("number",), "account": ("number",), "address": ("full",), "travel_document": ("number",),
    "vehicle": ("plate",), "vessel": ("name",), "trip": ("booking_ref",), "email": ("address",),
    "online_account": ("handle",), "event": ("note",),
}  # fmt: skip
_SURE, _LIKELY = 0.8, 0.5


def table(waiting: Waiting, look: Look, data: Data) -> Component:
    """All columns as a table with one choice each."""
    filled, told_apart = uses(data), keys(data)
    groups = _groups(data)
    heads = [_("Column"), _("Values"), _("Becomes"), _("Why")]
    lines = [
        _line(waiting, look, at, (filled.get(name, []), told_apart.get(name, [])), groups)
        for at, name in enumerate(look.columns[:MOST])
    ]
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    made: Component = html.Table([head, html.Tbody(lines)], className="jejak-import-columns")
    return made


def _line(
    waiting: Waiting, look: Look, at: int, held: tuple[list[str], list[str]], groups: list[dict[str, Any]]
) -> Component:
    name = look.columns[at]
    places, _keys = held
    value = places[0] if places else IGNORED
    known = {item["value"] for group in groups for item in group["items"]}
    own = [] if value in known else [{"group": _("In this mapping"), "items": [choice(value, value)]}]
    select = dmc.Select(
        id={"type": "import-becomes", "at": at}, data=[*own, *groups], value=value, searchable=True, size="xs",
        allowDeselect=False, nothingFoundMessage=_("Nothing to show"), maxDropdownHeight=320,
        comboboxProps={"width": 320, "position": "bottom-start"},
        **aria(label=_("What the column {name} becomes").format(name=name)),
    )  # fmt: skip
    values = " · ".join(look.samples.get(name, ())) or _("empty")
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(values, className="jejak-import-values", title=values),
            html.Td(select),
            html.Td(_why(waiting, name, held)),
        ],
        className="" if places or _keys else "jejak-import-ignored",
    )


def _why(waiting: Waiting, name: str, held: tuple[list[str], list[str]]) -> list[Component]:
    """Why the column is what it is, in words."""
    places, told_apart = held
    lines: list[Component] = []
    guess = waiting.guesses.get(name)
    if name in waiting.own:
        lines.append(html.Span(_("your choice")))
    elif waiting.chosen:
        lines.append(html.Span(_("the mapping says so") if places or told_apart else _("the mapping does not read it")))
    elif guess is not None:
        lines += [_confidence(guess), html.Span(_reason(guess))]
        if not places and not told_apart:
            lines.append(html.Span(_("looks like: {what}").format(what=meaning(guess.target))))
    else:
        lines.append(html.Span(_("nothing tells what it is")))
    if told_apart:
        lines.append(html.Span(_("tells apart: {names}").format(names=", ".join(told_apart))))
    if len(places) > 1:
        more = ", ".join(place_word(place) for place in places[1:])
        lines.append(html.Span(_("also: {places}").format(places=more)))
    return [html.Div(lines, className="jejak-import-why")]


def _confidence(guess: Guess) -> Component:
    colour = "teal" if guess.confidence >= _SURE else "yellow" if guess.confidence >= _LIKELY else "orange"
    made: Component = dmc.Badge(share(guess.confidence), color=colour, variant="light", size="sm", tt="none")
    return made


def _reason(guess: Guess) -> str:
    return "; ".join(told(part) for part in guess.reason.split("; "))


def place_word(place: str) -> str:
    """A place in short words."""
    kind, owner, name = place.split("|", 2)
    if kind == "e":
        return f"{owner}.{name}"
    return field_word(name.removeprefix("p."))


def _groups(data: Data) -> list[dict[str, Any]]:
    """Everything that a column may become, in groups."""
    groups: list[dict[str, Any]] = [{"group": _("Not used"), "items": [choice(IGNORED, _("Left out"))]}]
    for name, part in entities(data).items():
        etype = str(part.get("type"))
        declared = world().entity_types.get(etype)
        items = [
            choice(f"e|{name}|{prop}", f"{_short(name, etype)}: {property_word(etype, prop)}")
            for prop in (declared.properties if declared else ())
        ]
        groups.append({"group": _titled(name, etype), "items": items})
    for at, link in enumerate(links(data)):
        ltype = str(link.get("type"))
        kind = world().link_types.get(ltype)
        title = link_title(data, link)
        fields = [one for one in LINK_FIELDS if one not in MONEY_FIELDS or (kind and kind.weight == "amount")]
        items = [choice(f"l|{at}|{one}", f"{link_word(ltype)}: {field_word(one)}") for one in fields]
        items += [
            choice(f"l|{at}|p.{one}", f"{link_word(ltype)}: {property_word(ltype, one)}")
            for one in (kind.properties if kind else ())
        ]
        groups.append({"group": title, "items": items})
    new = [
        choice(f"n|{etype}|{prop}", f"{_('new')} {entity_word(etype)}: {property_word(etype, prop)}")
        for etype, props in _FIRST.items()
        for prop in props
        if etype in world().entity_types and prop in world().entity_types[etype].properties
    ]
    return [*groups, {"group": _("Something new"), "items": new}]


def _short(name: str, etype: str) -> str:
    return entity_word(etype) if name == etype else name


def _titled(name: str, etype: str) -> str:
    word = entity_word(etype)
    return word if name == etype else f"{name} ({word})"


def entity_title(data: Data, name: str) -> str:
    """An entity of a mapping: its own name, and what it is."""
    part = entities(data).get(name)
    return _titled(name, str(part.get("type"))) if part else name


def link_title(data: Data, link: Data) -> str:
    """A link of a mapping with its ends."""
    ends = (entity_title(data, str(link.get(end))) for end in ("from", "to"))
    source, target = ends
    return f"{source} → {link_word(str(link.get('type')))} → {target}"


def field_word(name: str) -> str:
    """A field of a link."""
    words = {
        "time": _("Time"), "end": _("End"), "amount": _("Amount"), "currency": _("Currency"), "channel": _("Channel"),
        "reference": _("Reference"), "role": _("Role"),
    }  # fmt: skip
    return words.get(name, name.replace("_", " "))


def meaning(target: str) -> str:
    """What a column looks like, as the proposal calls it."""
    words = {
        "transfer_source": _("account that pays"), "transfer_target": _("account that receives"),
        "transfer_source_org": _("bank that pays"), "transfer_target_org": _("bank that receives"),
        "caller": _("number that calls"), "called": _("number that is called"), "company": entity_word("organisation"),
        "booking": property_word("trip", "booking_ref"), "account": entity_word("account"),
        "address": entity_word("address"), "phone": entity_word("phone"),
        "registration_no": property_word("organisation", "registration_no"),
        "licence_no": property_word("organisation", "licence_no"), "country": property_word("organisation", "country"),
    }  # fmt: skip
    person = world().entity_types["person"].properties
    return words.get(target) or (property_word("person", target) if target in person else field_word(target))
