"""The fields of what is stated by hand, made from the declarations of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.hand_checks import WEIGHED
from jejak.case.hand_record import drawable, fields_of, fitting, has_role, may_be_protected
from jejak.schemas.grading import Protection
from jejak.schemas.i18n import _
from jejak.schemas.model import Property
from jejak.ui.words import code_word, entity_word, link_word, property_word, protection_word, role_word, world

#: Fields of an entity that are no properties of its type.
TYPED = frozenset({"protection", "role", "role_since", "role_until"})
_AS = {"date": "1990-05-31", "datetime": "2024-05-31", "phone": "+62 812 3456 7890"}

Choice = dict[str, str]


def type_choices(ends: Sequence[str]) -> list[Choice]:
    """The types of links between two ends, or of entities where there are none, by their words."""
    if ends:
        made = [_choice(link.name, link_word(link.name)) for link in fitting(world(), *ends)]
    else:
        made = [_choice(kind.name, entity_word(kind.name)) for kind in drawable(world())]
    return sorted(made, key=lambda choice: choice["label"].casefold())


def _choice(value: str, label: str) -> Choice:
    return {"value": value, "label": label}


def entity_fields(etype: str, kept: Mapping[str, str]) -> Component:
    """The fields of an entity: what it is called by and identified by, its class and its role."""
    kind = world().entity_types[etype]
    made = [_property(etype, prop, kept.get(prop.name, "")) for prop in fields_of(kind)]
    if may_be_protected(kind):
        made.append(_protection(kept))
    if has_role(kind):
        made += _role(kept)
    return html.Div(made, className="jejak-hand-fields")


def link_fields(ltype: str, kept: Mapping[str, str]) -> Component:
    """The fields of a link: when, and how much where its type has an amount."""
    date = _("as 2024, 2024-05 or 2024-05-31; may be empty")
    made = [_text("time", _("When, or since when"), date, kept), _text("end", _("Until when"), date, kept)]
    if world().link_types[ltype].weight == WEIGHED:
        made += [
            _text("amount", _("Amount"), _("as 1500000 or 1500000.50"), kept),
            _text("currency", _("Currency"), _("its code, such as IDR or MYR"), kept),
        ]
    return html.Div(made, className="jejak-hand-fields")


def _place(name: str) -> dict[str, str]:
    return {"type": "hand", "name": name}


def _text(name: str, label: str, hint: str, kept: Mapping[str, str]) -> Component:
    made: Component = dmc.TextInput(
        id=_place(name), label=label, description=hint, value=kept.get(name, ""),
        attributes={"input": {"autoComplete": "off"}},
    )  # fmt: skip
    return made


def _select(name: str, label: str, hint: str, choices: Sequence[Choice], kept: Mapping[str, str]) -> Component:
    made: Component = dmc.Select(
        id=_place(name), label=label, description=hint, data=list(choices), value=kept.get(name) or None,
        searchable=True, clearable=True, nothingFoundMessage=_("Nothing to show"),
    )  # fmt: skip
    return made


def _property(etype: str, prop: Property, typed: str) -> Component:
    label, kept = property_word(etype, prop.name), {prop.name: typed}
    if prop.codes:
        choices = [_choice(code, code_word(prop.codes, code)) for code in world().code_lists[prop.codes].codes]
        return _select(prop.name, label, "", choices, kept)
    example = _AS.get(prop.type)
    return _text(prop.name, label, _("as {example}").format(example=example) if example else "", kept)


def _protection(kept: Mapping[str, str]) -> Component:
    choices = [_choice(code.value, protection_word(code)) for code in Protection]
    hint = _("Left empty: not yet classed, and under a pseudonym in whatever leaves the case.")
    return _select("protection", _("Class"), hint, choices, kept)


def _role(kept: Mapping[str, str]) -> list[Component]:
    choices = [_choice(code, role_word(code)) for code in world().code_lists["role"].codes]
    hint = _("A victim or a witness is shown under a pseudonym at once.")
    date = _("as 2024, 2024-05 or 2024-05-31; may be empty")
    return [
        _select("role", _("Role"), hint, choices, kept),
        _text("role_since", _("In this role since"), date, kept),
        _text("role_until", _("In this role until"), date, kept),
    ]
