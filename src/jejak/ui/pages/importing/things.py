"""What a mapping makes of each record: its entities with key and class, its links; each can be changed or taken out."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.looking import Look
from jejak.case.mapping_edit import Data, class_of, entities, key_of, links, possible_links
from jejak.schemas.grading import Protection
from jejak.schemas.i18n import _
from jejak.ui.pages.importing.columns import entity_title, link_title
from jejak.ui.pages.importing.steps import choice
from jejak.ui.parts import aria
from jejak.ui.words import link_word, protection_word, world

#: A list of links longer than this is cut; those that are left out can be written in YAML.
_MOST_LINKS = 200


def layout(look: Look, data: Data) -> Component:
    """All entities and links of a mapping."""
    made: Component = html.Div(
        [
            dmc.Text(_("Each record states"), size="sm", fw=600),
            *(_entity(look, data, name) for name in entities(data)),
            *(_link(data, at) for at in range(len(links(data)))),
            _adding(data),
        ],
        className="jejak-import-things",
    )
    return made


def _entity(look: Look, data: Data, name: str) -> Component:
    part = entities(data)[name]
    title = entity_title(data, name)
    columns = list(dict.fromkeys([*key_of(part), *look.columns]))
    key = dmc.MultiSelect(
        id={"type": "import-key", "entity": name}, data=columns, value=key_of(part), size="xs", searchable=True,
        label=_("One for each"), placeholder="" if key_of(part) else _("record"), clearable=True,
    )  # fmt: skip
    said = class_of(part)
    choices = [choice("", protection_word(""))] + [choice(str(one), protection_word(one)) for one in Protection]
    choices += [choice("*", _("as the records say"))] if said == "*" else []
    who = dmc.Select(
        id={"type": "import-class", "entity": name}, data=choices, value=said, size="xs", allowDeselect=False,
        label=_("Class"),
    )  # fmt: skip
    fields = [key, who] if part.get("type") == "person" else [key]
    made: Component = html.Div(
        [html.Div([html.Strong(title), _remove("entity", name, title)]), html.Div(fields)],
        className="jejak-import-thing",
    )
    return made


def _link(data: Data, at: int) -> Component:
    title = link_title(data, links(data)[at])
    made: Component = html.Div(
        html.Div([html.Span(title), _remove("link", str(at), title)]), className="jejak-import-thing"
    )
    return made


def _remove(kind: str, name: str, title: str) -> Component:
    made: Component = html.Button(
        "×", id={"type": "import-remove", "kind": kind, "name": name}, className="jejak-tool", type="button",
        title=_("Take out"), **aria(label=_("Take out {what}").format(what=title)),
    )  # fmt: skip
    return made


def _adding(data: Data) -> Component:
    """A choice of every link that would fit."""
    found = possible_links(data, world())[:_MOST_LINKS]
    by_pair: dict[str, list[dict[str, str]]] = {}
    for ltype, source, target in found:
        pair = f"{entity_title(data, source)} → {entity_title(data, target)}"
        by_pair.setdefault(pair, []).append(choice(f"{ltype}|{source}|{target}", f"{link_word(ltype)} · {pair}"))
    made: Component = dmc.Select(
        id="import-add-link", data=[{"group": pair, "items": items} for pair, items in by_pair.items()], size="xs",
        placeholder=_("Add a link …"), searchable=True, value=None, disabled=not found, mt=8,
        nothingFoundMessage=_("Nothing to show"), **aria(label=_("Add a link")),
    )  # fmt: skip
    return made
