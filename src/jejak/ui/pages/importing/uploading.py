"""The first step: a file is dropped, chosen or named by its path; bytes are streamed to the disk, and never run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from flask import Response, jsonify, request, send_file

from jejak.case.arrivals import LARGEST, too_large
from jejak.case.trying import Trial
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.notices import notify, sentence
from jejak.ui.pages.importing.steps import PATH, Step, address, intake, of_address
from jejak.ui.parts import aria, data
from jejak.ui.session import jobs, screen

UPLOAD = "/upload"
REJECTS = "/rejects"
#: The browser says the file's name in this header, never in the address; no form of another site can set it.
NAME = "X-Jejak-File"
_PIECE = 1 << 18


def layout() -> Component:
    """The ways to give a file, and those that wait."""
    said = data(
        to=UPLOAD, header=NAME, largest=str(LARGEST), page=PATH, sending=_("Sending {name} …"),
        large=sentence(too_large("")), failed=_("The file did not arrive. Try it again."),
    )  # fmt: skip
    zone = html.Button(
        [
            html.Strong(_("Drop a file here, or choose one")),
            html.Span(_("CSV and other text tables, Excel, ODS, JSON lines, Parquet, GraphML, GEXF; as received")),
        ],
        id="import-zone", className="jejak-import-zone", type="button", **said,
    )  # fmt: skip
    sending = html.Div(
        [
            html.Span(id="import-sending"),
            html.Progress(id="import-progress", max="100", value="0", **aria(label=_("Sent"))),
            html.Button(_("Stop"), id="import-stop-sending", className="jejak-tool", type="button"),
        ],
        id="import-sending-line", className="jejak-import-sending", hidden=True,
    )  # fmt: skip
    path = dmc.Group(
        [
            dmc.TextInput(
                id="import-path", label=_("Or the path of a file on this computer"), style={"flex": 1},
                description=_("For large files: it is read where it lies."), placeholder="/…/statement.csv",
            ),
            html.Button(_("Take it"), id="import-take", className="jejak-button", type="button"),
        ],
        align="flex-end",
    )  # fmt: skip
    fault = html.Div(id="import-fault", className="jejak-import-fault", role="alert")
    return html.Section([dmc.Stack([zone, sending, fault, path, *_waiting()], gap="md")])


def _waiting() -> list[Component]:
    files = [one for arrival in intake().files.all() if (one := screen().desk.get(arrival.id))]
    if not files:
        return []
    lines = [
        html.Li(dcc.Link(f"{one.arrival.name} · {size(one.arrival.size)}", href=address(one, Step.READ)))
        for one in files
    ]
    return [
        html.Div([dmc.Title(_("Waiting, not imported yet"), order=4), html.Ul(lines, className="jejak-import-list")])
    ]


def size(count: int) -> str:
    """A size in bytes, as people read it."""
    for power, unit in ((20, "MB"), (10, "kB")):
        if count >= 1 << power:
            return f"{number(round(count / (1 << power)))} {unit}"
    return _("{n} bytes").format(n=number(count))


def upload() -> tuple[Response, int]:
    """Take what a browser sends, and begin with it."""
    name = unquote(request.headers.get(NAME, ""))
    if not name:
        return jsonify(error=_("Refused")), 400
    if request.content_length is None or request.content_length > LARGEST:
        return jsonify(error=sentence(too_large(""))), 413
    try:
        arrival = intake().files.receive(name, _pieces(request.stream))
    except JejakError as error:
        return jsonify(error=sentence(error)), 400
    screen().desk.take(intake(), arrival)
    return jsonify(id=arrival.id), 200


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def rejects(ident: str) -> Response:
    """All rejects of a trial as a file."""
    job = jobs().get(ident)
    waiting = next((one for one in screen().desk.files.values() if one.trial == ident), None)
    if job is None or waiting is None or not isinstance(job.result, Trial):
        return Response(_("This trial is not there any more; try the file again."), 404, mimetype="text/plain")
    try:
        path: Path = intake().rejects_file(job.result, waiting.tried)
    except JejakError as error:
        return Response(sentence(error), 404, mimetype="text/plain")
    return send_file(path, mimetype="text/csv", as_attachment=True, download_name="rejects.csv")


def take_path(presses: int | None, entered: int | None, text: str | None) -> tuple[object, object]:
    """Begin with a file of this machine; what is wrong with it is told beside the box."""
    if not (presses or entered):
        return no_update, no_update
    try:
        arrival = intake().files.point_at(text or "")
    except JejakError as error:
        return no_update, sentence(error)
    waiting = screen().desk.take(intake(), arrival)
    return address(waiting, Step.READ), ""


def discard(presses: int | None, search: str | None) -> object:
    """Forget a file."""
    if not presses:
        return no_update
    waiting = of_address(search)
    running = [job for job in (jobs().get(waiting.bringing), jobs().get(waiting.trial)) if job and not job.ended]
    if running:
        running[0].stop()
        notify(_("Something still works on this file and is being stopped; try again in a moment."))
        return no_update
    screen().desk.discard(intake(), waiting.arrival.id)
    notify(_("The file was not imported; nothing of it is kept."))
    return PATH


def register(app: Dash) -> None:
    """Add the callbacks and the two addresses beside them."""
    app.server.add_url_rule(UPLOAD, "jejak-upload", upload, methods=["POST"])
    app.server.add_url_rule(f"{REJECTS}/<ident>", "jejak-rejects", rejects)
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Output("import-fault", "children"),
        Input("import-take", "n_clicks"),
        Input("import-path", "n_submit"),
        State("import-path", "value"),
        prevent_initial_call=True,
        running=[(Output("import-take", "disabled"), True, False)],
    )(take_path)
    app.callback(
        Output("url", "href", allow_duplicate=True),
        Input("import-discard", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(discard)
