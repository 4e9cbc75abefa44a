"""The second step: how the file is read, recognised and open to change, and its first records."""

from __future__ import annotations

import codecs

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from jejak.case.arrivals import recognised
from jejak.case.looking import Look
from jejak.schemas.errors import JejakError, RecordError
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Waiting
from jejak.ui.figures import number
from jejak.ui.notices import sentence
from jejak.ui.pages.importing.steps import Step, choice, intake, of_address, onward
from jejak.ui.pages.importing.uploading import size
from jejak.ui.parts import aria, note

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "cp1250", "cp1256", "gb18030", "big5")
FIELDS = ("encoding", "delimiter", "sheet", "header_row", "columns")


def layout(waiting: Waiting) -> list[Component]:
    """The step: what was recognised, and the first records so read."""
    try:
        look: Look | None = waiting.look(intake())
        fault = ""
    except JejakError as error:
        look, fault = None, sentence(error)
    seen = [note(fault, "red")] if look is None else [*_notes(look), rows(look)]
    go = [onward(waiting, Step.MAP, _("Next: say what it means"))] if look is not None and waiting.text else []
    return [_facts(waiting, look), _controls(waiting, look), html.Div([*seen, *go], className="jejak-import-seen")]


def _facts(waiting: Waiting, look: Look | None) -> Component:
    words = [size(waiting.arrival.size)]
    if look is not None:
        words = [_formats().get(look.format, look.format), *words, _("{n} columns").format(n=number(len(look.columns)))]
    if not waiting.arrival.uploaded:
        words.append(_("read where it lies"))
    made: Component = dmc.Text(" · ".join(words), size="sm", c="dimmed")
    return made


def _formats() -> dict[str, str]:
    return {
        "csv": _("text table"), "edgelist": _("edge list"), "matrix": _("matrix"), "spreadsheet": _("workbook"),
        "jsonl": _("JSON lines"), "parquet": "Parquet", "graphml": "GraphML", "gexf": "GEXF",
    }  # fmt: skip


def _controls(waiting: Waiting, look: Look | None) -> Component:
    """Selects for what can be said of this format; what was said stands in them, else what was recognised."""
    kind = look.format if look else str(waiting.source.get("format") or recognised(waiting.arrival))
    text, book = kind in {"csv", "edgelist", "matrix"}, kind == "spreadsheet"
    said = {name: waiting.source.get(name) for name in FIELDS}
    encoding = str(said["encoding"] or (look.encoding if look else ""))
    delimiter = str(said["delimiter"] or (look.delimiter if look else ""))
    marks = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar"), " ": _("space")}
    marks.setdefault(delimiter, delimiter)
    codes = [encoding, *(one for one in ENCODINGS if one != encoding)] if encoding else list(ENCODINGS)
    header = said["header_row"] or (look.header_row if look else None)
    names = said["columns"] or ()
    parts: list[Component] = [
        html.Div(
            dmc.Select(
                id=_id("format"), label=_("Kind of file"), value=kind, allowDeselect=False,
                data=[choice(one, _formats()[one]) for one in ("csv", "edgelist", "matrix")] if text else [],
            ),
            hidden=not text,
        ),
        html.Div(
            dmc.Select(
                id=_id("encoding"), label=_("Encoding"), data=[choice(one, one) for one in codes],
                value=encoding or None, searchable=True, allowDeselect=False,
            ),
            hidden=not text,
        ),
        html.Div(
            dmc.Select(
                id=_id("delimiter"), label=_("Delimiter"), value=delimiter or None, allowDeselect=False,
                data=[choice(mark, word) for mark, word in marks.items() if mark],
            ),
            hidden=not text,
        ),
        html.Div(
            dmc.Select(
                id=_id("sheet"), label=_("Sheet"), value=(look.table if look else said["sheet"]), allowDeselect=False,
                data=[choice(one, one) for one in (look.tables if look and book else ())],
            ),
            hidden=not book,
        ),
        html.Div(
            dmc.NumberInput(
                id=_id("header_row"), label=_("Header in line"), min=1, debounce=600, allowDecimal=False,
                value=int(str(header)) if str(header).isdecimal() else "",
            ),
            hidden=not (text or book),
        ),
        html.Div(
            dmc.TextInput(
                id=_id("columns"), label=_("Names of columns, if it has no header"), value=", ".join(names),
                debounce=800, placeholder=_("name, date, amount"),
            ),
            hidden=not (text or book),
        ),
        html.Button(_("Recognise anew"), id="import-anew", className="jejak-tool", type="button"),
    ]  # fmt: skip
    return html.Div(parts, className="jejak-import-controls")


def _notes(look: Look) -> list[Component]:
    doubtful = [told(one) for one in look.notes if not one.startswith(("encoding ", "delimiter ", "header "))]
    made = [note(text) for text in doubtful]
    if look.masked:
        made.append(note(_("Columns that speak of victims, witnesses or children are masked here."), "gray"))
    return made


def rows(look: Look) -> Component:
    """The first records as a table; empty cells are seen to be empty."""
    head = html.Tr([html.Th(""), *(html.Th(name, scope="col") for name in look.columns)])
    body = [
        html.Tr([html.Td(number(rec), className="jejak-import-rec"), *(html.Td(text or "") for text in cells)])
        for rec, cells in look.rows
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="jejak-import-rows")
    title = dmc.Text(_("The first records, as read"), size="sm", fw=600)
    return html.Div(
        [
            title,
            html.Div(
                table,
                className="jejak-import-scroll",
                tabIndex=0,
                role="region",
                **aria(label=_("The first records, as read")),
            ),
        ]
    )


def change(_values: list[object], _anew: int | None, search: str | None) -> object:
    """Read the file otherwise, and show it so."""
    waiting, pressed = of_address(search), ctx.triggered_id
    if pressed == "import-anew":
        waiting.source, waiting.own, waiting.chosen = {}, set(), ""
        return _again(waiting, None, "")
    if not isinstance(pressed, dict):
        return no_update
    name, given = str(pressed["name"]), ctx.triggered[0]["value"]
    value = (
        [one.strip() for one in str(given or "").split(",") if one.strip()] if name == "columns" else str(given or "")
    )
    return no_update if _same(waiting, name, value) else _again(waiting, name, value)


def _again(waiting: Waiting, name: str | None, value: str | list[str]) -> list[Component]:
    try:
        if name == "encoding":
            codecs.lookup(str(value))
        if name == "header_row" and value and not str(value).isdecimal():
            return [note(sentence(RecordError("this is no number of a line", hint="Write a whole number.")), "red")]
        if name == "sheet":
            waiting.source = {key: old for key, old in waiting.source.items() if key not in {"header_row", "columns"}}
        if name is None:
            waiting.propose(intake())
        else:
            waiting.read(intake(), name, value)
    except LookupError:
        return [note(sentence(RecordError("there is no such encoding")), "red")]
    except JejakError:  # the step tells it where the records would stand
        waiting.text = ""
    return layout(waiting)


def _same(waiting: Waiting, name: str, value: str | list[str]) -> bool:
    """Whether this is how the file is read already; selects also speak when they are shown."""
    if name in waiting.source:
        return bool(waiting.source[name] == value)
    try:
        look = waiting.look(intake())
    except JejakError:
        return not value or (name == "format" and value == recognised(waiting.arrival))
    header = str(look.header_row or "")
    found = {"encoding": look.encoding, "delimiter": look.delimiter, "sheet": look.table, "header_row": header}
    return value == {**found, "format": look.format}.get(name, [])


def _id(name: str) -> dict[str, str]:
    return {"type": "import-read", "name": name}


def register(app: Dash) -> None:
    """Add the callback."""
    app.callback(
        Output("import-step", "children", allow_duplicate=True),
        Input({"type": "import-read", "name": ALL}, "value"),
        Input("import-anew", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
        running=[(Output("import-step", "className"), "jejak-busy", "")],
    )(change)
