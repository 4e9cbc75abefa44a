"""What happens on the analyses page: run in the background, show, keep, take out, run again, take back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from dash import ALL, MATCH, Dash, Input, Output, State, ctx, no_update

from jejak.analysis.engine.control import running
from jejak.analysis.parameters import ParameterValue
from jejak.analysis.registry import ANALYSES
from jejak.case.reruns import rerun
from jejak.schemas.i18n import _
from jejak.ui.asked import asked
from jejak.ui.browser_side import in_browser
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify
from jejak.ui.pages.analyses import form
from jejak.ui.pages.analyses.history import RERUN, UNDO, history, title_of
from jejak.ui.pages.analyses.outcome import APART, APART_RECORDS, Shown, detail, records_apart
from jejak.ui.pages.analyses.plot import curves
from jejak.ui.pages.analyses.rows import Rows
from jejak.ui.pages.analyses.view import KIND, PATH, body, job_of, shown_of
from jejak.ui.pages.chart.actions import CHART_PATH
from jejak.ui.pages.chart.putting import MAX_FOCUS
from jejak.ui.parts import note
from jejak.ui.result_files import result_csv, result_json
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import watch

Write = Callable[[Any], str]
_FILES: Mapping[str, Write] = {"csv": result_csv, "json": result_json}


def start(name: str, given: Mapping[str, object]) -> Job:
    """Run an analysis in the background."""
    door, values = case(), cast("Mapping[str, ParameterValue]", given)

    def work(job: Job) -> Shown:
        with running(tick=job.tick):
            return Shown(door.run(name, **values))

    return _started(name, work, given)


def start_again(seq: int) -> Job:
    """Run a kept finding again, to see whether it is the same."""
    door = case()
    kept, card = door.keeping.one(seq), door.keeping.card(seq)

    def work(job: Job) -> Shown:
        with running(tick=job.tick):
            again = rerun(door, card)
        return Shown(again.result, again=again)

    return _started(kept.analysis, work, cast("Mapping[str, object]", kept.card["parameters"]))


def _started(name: str, work: Callable[[Job], object], given: Mapping[str, object]) -> Job:
    href = f"{PATH}?{urlencode({'name': name})}&job={{id}}"
    job = jobs().start(KIND, title_of(name)[0], href, work, asked=dict(given))
    noted(Act.ASKED, kind=name)
    watch()
    return job


def run(
    clicks: int | None, *, search: str | None, values: list[object], checked: list[object],
    names: list[dict[str, str]], switches: list[dict[str, str]],
) -> tuple[object, object, object]:  # fmt: skip
    """Check the form and begin; returns where to go, what is wrong, and which fields are marked."""
    name = asked(search).get("name", "")
    if not clicks or name not in ANALYSES:
        return no_update, no_update, [no_update] * len(names)
    sent = {ident["name"]: value for ident, value in zip(names, values, strict=True)}
    sent |= {ident["name"]: value for ident, value in zip(switches, checked, strict=True)}
    given = form.read(name, sent)
    wrong = form.fault(name, given)
    if wrong is not None:
        return no_update, note(wrong.says, "red"), [ident["name"] == wrong.name for ident in names]
    return start(name, given).href, None, [False] * len(names)


def reset(clicks: int | None, search: str | None) -> tuple[object, object]:
    """The form with the defaults, and nothing wrong with it."""
    name = asked(search).get("name", "")
    return (form.form(name), None) if clicks and name in ANALYSES else (no_update, no_update)


def take(clicks: int | None, selection: list[str] | None, value: list[str] | str | None) -> tuple[object, object]:
    """Fill a field of entities from the one selection: one that holds many gets all, another the first of them."""
    if not clicks:
        return no_update, no_update
    if not selection:
        notify(_("Nothing is selected. Select on the chart or in a table first."), "yellow")
        return no_update, no_update
    wanted = list(dict.fromkeys([*value, *selection])) if isinstance(value, list) else list(selection)
    return form.entity_options(wanted), wanted if isinstance(value, list) else wanted[0]


def follow(_states: object, search: str | None, waiting: bool | None) -> tuple[object, object]:
    """The result when its job has ended; while it stands there already, it is not drawn again."""
    parts = asked(search)
    job = job_of(parts)
    if not waiting or job is None or job.state is JobState.RUNNING:
        return no_update, no_update
    return body(parts), False


def choose(rows: list[dict[str, Any]] | dict[str, Any] | None, search: str | None) -> object:
    """What the selected row rests on; what the table is told to select comes back as rows a little later."""
    shown = shown_of(asked(search))
    if not isinstance(rows, list) or not rows or shown is None:
        return no_update
    return detail(_rows(shown), int(rows[0]["row"]))


def choose_apart(clicks: int | None, ident: dict[str, int], search: str | None) -> object:
    """What a finding of several rows together rests on."""
    shown = shown_of(asked(search))
    return records_apart(_rows(shown), ident["place"]) if clicks and shown else no_update


def to_chart(picked: dict[str, Any] | None, ties: list[bool], search: str | None) -> tuple[object, object]:
    """Whom the rows are about is selected and put on the chart, with what ties them if that is wished."""
    shown = shown_of(asked(search))
    if not picked or shown is None:
        return no_update, no_update
    rows = _rows(shown)
    about = list(dict.fromkeys(ident for place in picked["rows"] for ident in rows.ids[place]))
    if not about:
        return no_update, no_update
    links = [link for place in picked["rows"] for link in rows.links(place)] if any(ties) else []
    wanted = list(dict.fromkeys([*about, *case().between(links)]))
    if len(wanted) > MAX_FOCUS:
        notify(
            _("Only the first {n} of {total} are put on the chart.").format(n=MAX_FOCUS, total=len(wanted)), "yellow"
        )
    return about[:MAX_FOCUS], f"{CHART_PATH}?focus={','.join(wanted[:MAX_FOCUS])}"


def measure(name: str | None, search: str | None) -> object:
    """The curves of another measure."""
    shown = shown_of(asked(search))
    return curves(_rows(shown), name) if name and shown else no_update


def _rows(shown: Shown) -> Rows:
    return Rows.of(shown.result)


def save(_csv: int | None, _json: int | None, search: str | None) -> object:
    """The result as a file, byte for byte what the command line writes."""
    kind = str(ctx.triggered_id or "").removeprefix("analysis-")
    shown = shown_of(asked(search))
    if kind not in _FILES or shown is None or not ctx.triggered[0]["value"]:
        return no_update
    noted(Act.TAKEN_OUT, kind=f"analysis_{kind}", rows=len(shown.result.rows))
    return file_of(kind, shown)


def file_of(kind: str, shown: Shown) -> dict[str, object]:
    """A result as the browser saves it."""
    text = _FILES[kind](shown.result)
    name = f"{shown.result.card.analysis}-{shown.digest[:8]}.{kind}"
    return {"content": base64.b64encode(text.encode()).decode(), "filename": name, "base64": True}


def keep(clicks: int | None, text: str | None, search: str | None) -> tuple[object, object]:
    """Keep the result as a finding; returns the list of what is kept, and that the question is done."""
    parts = asked(search)
    shown = shown_of(parts)
    if not clicks or shown is None:
        return no_update, no_update
    number = case().keeping.keep(shown.result, note=(text or "").strip())
    notify(_("Kept as finding {n}.").format(n=number), "teal")
    return history(parts.get("name")), False


def run_again(clicks: list[int | None]) -> object:
    """Run a kept finding again; returns where its result will be."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return no_update
    return start_again(int(pressed["seq"])).href


def take_back(clicks: list[int | None], search: str | None) -> object:
    """Take a kept finding back."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return no_update
    number = int(pressed["seq"])
    case().keeping.undo(number)
    notify(_("Finding {n} is taken back.").format(n=number), "teal")
    return history(asked(search).get("name"))


def register(app: Dash) -> None:
    """Add the callbacks."""
    in_browser(app, "showChosen", Output("analysis-listed", "data"), Input("analysis-list", "id"))
    _register_form(app)
    _register_result(app)
    _register_kept(app)


def _register_form(app: Dash) -> None:
    fields = {"type": form.FIELD, "name": ALL}
    switches = {"type": form.SWITCH, "name": ALL}
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Output("analysis-fault", "children"),
        Output(fields, "error"),
        inputs={"clicks": Input("analysis-run", "n_clicks")},
        state={
            "search": State("url", "search"),
            "values": State(fields, "value"),
            "checked": State(switches, "checked"),
            "names": State(fields, "id"),
            "switches": State(switches, "id"),
        },
        prevent_initial_call=True,
    )(run)
    app.callback(
        Output("analysis-form", "children"),
        Output("analysis-fault", "children", allow_duplicate=True),
        Input("analysis-reset", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(reset)
    app.callback(
        Output({"type": form.FIELD, "name": MATCH}, "data"),
        Output({"type": form.FIELD, "name": MATCH}, "value"),
        Input({"type": form.TAKE, "name": MATCH}, "n_clicks"),
        State("selection", "data"),
        State({"type": form.FIELD, "name": MATCH}, "value"),
        prevent_initial_call=True,
    )(take)


def _register_result(app: Dash) -> None:
    app.callback(
        Output("analysis-result", "children"),
        Output("analysis-waiting", "data"),
        Input("work-states", "data"),
        State("url", "search"),
        State("analysis-waiting", "data"),
        prevent_initial_call=True,
    )(follow)
    app.callback(
        Output("analysis-detail", "children"),
        Input("analysis-grid", "selectedRows"),
        State("url", "search"),
        prevent_initial_call=True,
    )(choose)
    app.callback(
        Output({"type": APART_RECORDS, "place": MATCH}, "children"),
        Input({"type": APART, "place": MATCH}, "n_clicks"),
        State({"type": APART, "place": MATCH}, "id"),
        State("url", "search"),
        prevent_initial_call=True,
    )(choose_apart)
    app.callback(
        Output("analysis-curves", "children"),
        Input("analysis-measure", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )(measure)
    app.callback(
        Output("analysis-download", "data"),
        Input("analysis-csv", "n_clicks"),
        Input("analysis-json", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(save)
    _register_selection(app)


def _register_selection(app: Dash) -> None:
    """The one selection, from and to the table of the result; and its way to the chart."""
    table = (State("analysis-grid", "rowData"),)
    in_browser(
        app,
        "selectionOfRows",
        Output("selection", "data", allow_duplicate=True),
        Input("analysis-grid", "selectedRows"),
        *table,
        State("selection", "data"),
        initially=False,
    )
    in_browser(
        app,
        "selectionToRows",
        Output("analysis-grid", "selectedRows"),
        Input("selection", "data"),
        Input("analysis-grid", "rowData"),
        State("analysis-grid", "selectedRows"),
    )
    in_browser(
        app,
        "pickRows",
        Output("analysis-picked", "data"),
        Input("analysis-chart", "n_clicks"),
        Input("analysis-grid", "cellDoubleClicked"),
        State("analysis-grid", "selectedRows"),
        State("analysis-grid", "virtualRowData"),
        State("analysis-first", "value"),
        initially=False,
    )
    app.callback(
        Output("selection", "data", allow_duplicate=True),
        Output("url", "href", allow_duplicate=True),
        Input("analysis-picked", "data"),
        State({"type": "analysis-ties", "name": ALL}, "checked"),
        State("url", "search"),
        prevent_initial_call=True,
    )(to_chart)


def _register_kept(app: Dash) -> None:
    app.callback(
        Output("analysis-kept", "children"),
        Output("analysis-keeping", "opened"),
        Input("analysis-keep", "n_clicks"),
        State("analysis-note", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )(keep)
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Input({"type": RERUN, "seq": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(run_again)
    app.callback(
        Output("analysis-kept", "children", allow_duplicate=True),
        Input({"type": UNDO, "seq": ALL}, "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(take_back)
