"""The third step: which mapping, what each column becomes, what records state then; the YAML for who writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.looking import Look
from jejak.case.mapping_edit import (
    Data,
    add_link,
    class_of,
    entities,
    remove_entity,
    remove_link,
    set_class,
    set_key,
    uses,
)
from jejak.case.saved_mappings import Kept, KnownMapping
from jejak.schemas.errors import JejakError, MappingError
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Waiting
from jejak.ui.figures import number
from jejak.ui.notices import notify, sentence
from jejak.ui.pages.importing import columns, preview, things
from jejak.ui.pages.importing.steps import Step, choice, intake, of_address, onward
from jejak.ui.parts import aria, note
from jejak.ui.words import country_word

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kuala_Lumpur", "Asia/Singapore", "UTC")
REGIONS = ("ID", "MY", "SG", "TH", "PH", "KH", "MM")
CURRENCIES = ("IDR", "MYR", "SGD", "USD", "THB", "KHR")
_LISTED = 8


def layout(waiting: Waiting) -> list[Component]:
    """The step."""
    look = waiting.look(intake())
    data = waiting.data(intake())
    left = html.Div(
        [
            _which(waiting, look),
            html.Div(fit_notes(waiting), id="import-fit"),
            html.Div(columns.table(waiting, look, data), id="import-columns-table"),
            *_too_many(look),
            html.Div(things.layout(look, data), id="import-things"),
            _defaults(data),
            _yaml(waiting),
        ]
    )
    right = html.Aside(
        html.Div(_("Loading …"), id="import-preview", **aria(live="polite")), className="jejak-import-aside"
    )
    return [
        dcc.Store(id="import-version", data=1),
        html.Div([left, right], className="jejak-import-two"),
        onward(waiting, Step.TRY, _("Next: try all records")),
    ]


def _too_many(look: Look) -> list[Component]:
    over = len(look.columns) - columns.MOST
    return [note(_("{n} more columns can be mapped in YAML.").format(n=number(over)), "gray")] if over > 0 else []


def _which(waiting: Waiting, look: Look) -> Component:
    """The mapping to begin with: the proposal, or one that is known, each with how it fits."""
    titles = {Kept.SAVED: _("Saved in this case"), Kept.USED: _("Of earlier imports"), Kept.BUILT_IN: _("Built in")}
    groups: dict[Kept, list[dict[str, Any]]] = {kept: [] for kept in Kept}
    for one in intake().mappings.all():
        groups[one.kept].append(choice(one.key, f"{_title(one)} · {_fits(one, look)}"))
    listed = [{"group": _("New"), "items": [choice("", _("Proposed from this file"))]}]
    listed += [{"group": titles[kept], "items": items} for kept, items in groups.items() if items]
    select = dmc.Select(
        id="import-known", label=_("Mapping"), data=listed, value=waiting.chosen, searchable=True, allowDeselect=False,
        maxDropdownHeight=360,
    )  # fmt: skip
    made: Component = html.Div([select, *_suggested(waiting, look)], className="jejak-import-which")
    return made


def _title(one: KnownMapping) -> str:
    return told(one.title) or one.name


def _fits(one: KnownMapping, look: Look) -> str:
    if intake().faults(one.text):
        return _("has faults")
    fit = intake().fit(one.text, look.columns)
    if fit.missing:
        return _("lacks {n} of its columns").format(n=number(len(fit.missing)))
    return _("fits") if not fit.new else _("fits; {n} columns are new").format(n=number(len(fit.new)))


def _suggested(waiting: Waiting, look: Look) -> list[Component]:
    """Tell of a known mapping that fits this file, while the proposal is shown."""
    if waiting.chosen or waiting.own:
        return []
    for one in intake().mappings.all():
        if not intake().faults(one.text):
            fit = intake().fit(one.text, look.columns)
            if not fit.missing and 2 * fit.read >= len(look.columns):
                text = _("{title} fits this file.").format(title=_title(one))
                use = html.Button(
                    _("Use it"), id={"type": "import-use", "key": one.key}, className="jejak-tool", type="button"
                )
                return [html.Div([html.Span(text), use], className="jejak-import-suggested")]
    return []


def fit_notes(waiting: Waiting) -> list[Component]:
    """What the mapping reads and the file lacks, and what is new in the file."""
    fit = waiting.fit(intake())
    if fit is None or not (fit.missing or (fit.new and waiting.chosen)):
        return []
    made = []
    if fit.missing:
        made.append(
            note(_("The file lacks columns that the mapping reads: {names}").format(names=_names(fit.missing)), "red")
        )
    if fit.new and waiting.chosen:
        made.append(note(_("New in the file, not read by the mapping: {names}").format(names=_names(fit.new))))
    return made


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")


def _defaults(data: Data) -> Component:
    """What holds for all records: where times and numbers are from."""
    said = data.get("defaults") or {}

    def select(name: str, label: str, values: tuple[str, ...], word: Callable[[str], str] = str) -> Component:
        now = str(said.get(name) or "")
        made: Component = dmc.Select(
            id={"type": "import-default", "name": name}, label=label, value=now or None, clearable=True, size="xs",
            data=[choice(one, word(one)) for one in dict.fromkeys(filter(None, (now, *values)))], searchable=True,
        )  # fmt: skip
        return made

    days = {"": _("as recognised"), "true": _("day before month"), "false": _("month before day")}
    first = dmc.Select(
        id={"type": "import-default", "name": "day_first"}, label=_("Dates such as 03/04"), size="xs",
        value=str(said.get("day_first") or "").lower(), allowDeselect=False,
        data=[choice(value, word) for value, word in days.items()],
    )  # fmt: skip
    parts = [
        select("zone", _("Time zone"), ZONES),
        select("region", _("Country of phones"), REGIONS, country_word),
        select("currency", _("Currency"), CURRENCIES),
        first,
    ]
    return html.Div(
        [dmc.Text(_("For all records, where they do not say"), size="sm", fw=600), html.Div(parts)],
        className="jejak-import-defaults",
    )


def _yaml(waiting: Waiting) -> Component:
    box = dmc.Textarea(
        id="import-yaml", value=waiting.text, autosize=True, minRows=8, maxRows=30, className="jejak-import-yaml",
        **aria(label=_("The mapping as YAML")),
    )  # fmt: skip
    buttons = dmc.Group(
        [
            html.Button(_("Use this text"), id="import-write", className="jejak-button", type="button"),
            html.Button(_("Save the mapping in the case"), id="import-save", className="jejak-button", type="button"),
            html.Button(
                _("Replace the saved one"), id="import-replace", className="jejak-button", type="button", hidden=True
            ),
        ],
        mt="xs",
    )
    faults = html.Div(id="import-yaml-faults", role="alert", className="jejak-import-fault")
    return html.Details(
        [html.Summary(_("The mapping as YAML")), box, faults, buttons], className="jejak-import-details"
    )


# What the reader does

Shown = tuple[object, object, object, object, object]


def _shown(waiting: Waiting, version: int | None, *, places: bool) -> Shown:
    """Everything that follows the mapping: the table again only where places came or went."""
    data, look = waiting.data(intake()), waiting.look(intake())
    table = columns.table(waiting, look, data) if places else no_update
    return table, things.layout(look, data), waiting.text, fit_notes(waiting), (version or 0) + 1


def becomes(values: list[str | None], search: str | None, version: int | None) -> Shown:
    """Let a column become what was chosen for it."""
    waiting = of_address(search)
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict):
        return (no_update,) * 5
    at = int(pressed["at"])
    column, place = waiting.look(intake()).columns[at], values[at] or ""
    held = uses(waiting.data(intake())).get(column, [])
    if place == (held[0] if held else ""):  # a select also speaks when it is shown
        return (no_update,) * 5
    waiting.put(intake(), column, place)
    return _shown(waiting, version, places=True)


def change(
    _keys: list[list[str]], _classes: list[str], _removed: list[int | None], added: str | None,
    _defaults: list[str | None], search: str | None, version: int | None,
) -> Shown:  # fmt: skip
    """Change a key, a class, what holds for all, or take something out or in."""
    waiting, pressed = of_address(search), ctx.triggered_id
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    data = waiting.data(intake())
    if pressed == "import-add-link" and added:
        add_link(data, *added.split("|"))
    elif isinstance(pressed, dict) and pressed["type"] == "import-remove" and value:
        _take_out(data, pressed)
    elif isinstance(pressed, dict) and pressed["type"] != "import-remove":
        _say(data, pressed, value)
    if data == waiting.data(intake()):
        return (no_update,) * 5
    waiting.keep(intake(), data)
    return _shown(waiting, version, places=True)


def _take_out(data: Data, pressed: dict[str, Any]) -> None:
    if pressed["kind"] == "entity":
        remove_entity(data, pressed["name"])
    else:
        remove_link(data, int(pressed["name"]))


def _say(data: Data, pressed: dict[str, Any], value: str | list[str] | None) -> None:
    kind = pressed["type"]
    if kind == "import-default":
        said = data.setdefault("defaults", {})
        if value:
            said[pressed["name"]] = value
        else:
            said.pop(pressed["name"], None)
        return
    part = entities(data).get(pressed["entity"])
    if part is None:
        return
    if kind == "import-key":
        set_key(part, value if isinstance(value, list) else [])
    elif value != class_of(part):
        set_class(part, str(value or ""))


def choose(known: str | None, uses: list[int | None], search: str | None) -> object:
    """Begin with another mapping."""
    waiting, pressed = of_address(search), ctx.triggered_id
    key = pressed["key"] if isinstance(pressed, dict) and any(uses) else known
    if key is None or key == waiting.chosen:
        return no_update
    before = waiting.text, waiting.chosen, waiting.own, waiting.source
    try:
        waiting.choose(intake(), key)
        return layout(waiting)
    except JejakError:
        waiting.text, waiting.chosen, waiting.own, waiting.source = before
        raise


def write(presses: int | None, text: str | None, search: str | None) -> tuple[object, object]:
    """Take the YAML as it was written, or tell what is wrong with it, line by line."""
    if not presses:
        return no_update, no_update
    waiting = of_address(search)
    faults = waiting.write(intake(), text or "")
    if faults:
        return no_update, html.Ul([html.Li(_fault(one)) for one in faults])
    return layout(waiting), ""


def _fault(fault: JejakError) -> str:
    place = (fault.where or "").rsplit(":", 2)
    line = _("line {n}").format(n=place[1]) + ": " if len(place) == 3 else ""
    return line + sentence(fault)


def save(presses: int | None, again: int | None, search: str | None) -> tuple[object, object]:
    """Save the mapping in the case; where another one of its name is saved, ask first."""
    if not (presses or again):
        return no_update, no_update
    waiting = of_address(search)
    try:
        name = intake().mappings.save(waiting.text, replace=ctx.triggered_id == "import-replace")
    except MappingError as error:
        return sentence(error), ctx.triggered_id == "import-replace"
    notify(_("The mapping {name} is saved in this case.").format(name=name), "teal")
    return "", True


def show(_version: int | None, search: str | None) -> list[Component]:
    """The preview of the mapping as it stands."""
    return preview.layout(of_address(search))


def register(app: Dash) -> None:
    """Add the callbacks."""
    follow = [
        Output("import-columns-table", "children", allow_duplicate=True),
        Output("import-things", "children", allow_duplicate=True),
        Output("import-yaml", "value", allow_duplicate=True),
        Output("import-fit", "children", allow_duplicate=True),
        Output("import-version", "data", allow_duplicate=True),
    ]
    where = [State("url", "search"), State("import-version", "data")]
    app.callback(*follow, Input({"type": "import-becomes", "at": ALL}, "value"), *where, prevent_initial_call=True)(
        becomes
    )
    app.callback(
        *follow,
        Input({"type": "import-key", "entity": ALL}, "value"),
        Input({"type": "import-class", "entity": ALL}, "value"),
        Input({"type": "import-remove", "kind": ALL, "name": ALL}, "n_clicks"),
        Input("import-add-link", "value"),
        Input({"type": "import-default", "name": ALL}, "value"),
        *where,
        prevent_initial_call=True,
    )(change)
    step = Output("import-step", "children", allow_duplicate=True)
    busy = [(Output("import-step", "className"), "jejak-busy", "")]
    app.callback(
        step,
        Input("import-known", "value"),
        Input({"type": "import-use", "key": ALL}, "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
        running=busy,
    )(choose)
    app.callback(
        step,
        Output("import-yaml-faults", "children", allow_duplicate=True),
        Input("import-write", "n_clicks"),
        State("import-yaml", "value"),
        State("url", "search"),
        prevent_initial_call=True,
        running=busy,
    )(write)
    app.callback(
        Output("import-yaml-faults", "children", allow_duplicate=True),
        Output("import-replace", "hidden"),
        Input("import-save", "n_clicks"),
        Input("import-replace", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(save)
    app.callback(
        Output("import-preview", "children"),
        Input("import-version", "data"),
        State("url", "search"),
        running=[(Output("import-preview", "className"), "jejak-busy", "")],
    )(show)
