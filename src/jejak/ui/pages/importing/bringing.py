"""The last step: grade, handling and origin, then the import in the background, and its report."""

from __future__ import annotations

import re
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case import Receipt
from jejak.case.trying import Trial
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Waiting
from jejak.ui.door import CaseDoor
from jejak.ui.figures import number
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.pages.importing import trying
from jejak.ui.pages.importing.steps import PATH, Step, address, choice, intake, of_address
from jejak.ui.parts import empty, figure, note
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import bar, followed, watch

IMPORT = "import"
_REPLACES = re.compile(r"replaces batch \w+: (\S+) entities, (\S+) links")


def layout(waiting: Waiting) -> list[Component]:
    """The step."""
    return [dcc.Store(id="import-origin-kept"), html.Div(state(waiting), id="import-bring-step")]


def state(waiting: Waiting) -> list[Component]:
    """An import that runs, its report, or the form before it."""
    job = jobs().get(waiting.bringing)
    if job is not None and job.state is JobState.RUNNING:
        return [followed(job)]
    if job is not None and isinstance(job.result, Receipt):
        return _report(job.result)
    trial = trying.current(waiting)
    if trial is None:
        way = dcc.Link(_("Try all records"), href=address(waiting, Step.TRY), className="jejak-button")
        return [empty(_("Not tried yet"), _("Try all records first: then you see what the import would change."), way)]
    ended = [bar(job)] if job is not None else []
    notes = html.Div(_notes(waiting, trial), id="import-notes")
    go = html.Button(_("Import"), id="import-go", className="jejak-button jejak-import-go", type="button")
    return [*ended, _form(waiting), notes, go]


def _notes(waiting: Waiting, trial: Trial) -> list[Component]:
    """What goes in, and how it stands to what is there."""
    standing = intake().standing(waiting.arrival, trial, waiting.text)
    return [_summary(waiting, trial.draft.rows_in), *trying.standing_notes(standing)]


def _summary(waiting: Waiting, rows: int) -> Component:
    text = _("{n} records of {file} go into the case {case}.")
    made: Component = dmc.Text(text.format(n=number(rows), file=waiting.arrival.name, case=case().name), size="sm")
    return made


def _form(waiting: Waiting) -> Component:
    """How far the source is trusted, who may get it, and from whom it came."""
    said = waiting.data(intake()).get("defaults") or {}
    grade = str(said.get("grade") or "F6")
    parts = [
        dmc.Select(
            id={"type": "import-grade", "part": "source"}, label=_("The source"), data=_sources(), value=grade[0],
            allowDeselect=False,
        ),
        dmc.Select(
            id={"type": "import-grade", "part": "information"}, label=_("What it says"), data=_information(),
            value=grade[1], allowDeselect=False,
        ),
        dmc.Select(
            id={"type": "import-grade", "part": "handling"}, label=_("Handling"), allowDeselect=False,
            data=[choice("P", _("P: may be shared")), choice("C", _("C: only with conditions"))],
            value=str(said.get("handling") or "C"),
        ),
        dmc.TextInput(
            id="import-origin", label=_("From whom, and how it came"), value=waiting.origin,
            placeholder=_("Bank, letter of 3 May"),
        ),
    ]  # fmt: skip
    made: Component = html.Div(parts, className="jejak-import-grades")
    return made


def _sources() -> list[dict[str, Any]]:
    words = {
        "A": _("always reliable"), "B": _("mostly reliable"), "C": _("fairly reliable"), "D": _("often unreliable"),
        "E": _("unreliable"), "F": _("cannot be judged"),
    }  # fmt: skip
    return [choice(code, f"{code}: {word}") for code, word in words.items()]


def _information() -> list[dict[str, Any]]:
    words = {
        "1": _("confirmed by others"), "2": _("probably true"), "3": _("possibly true"), "4": _("doubtful"),
        "5": _("improbable"), "6": _("cannot be judged"),
    }  # fmt: skip
    return [choice(code, f"{code}: {word}") for code, word in words.items()]


def _report(receipt: Receipt) -> list[Component]:
    """What the import did, and where to look now."""
    text = _outcome(receipt.outcome)
    cards = [
        figure(receipt.rows_in, _("Records read")),
        figure(receipt.rows_ok, _("Accepted")),
        figure(receipt.rows_rejected, _("Rejected records"), _("Counted and kept, never dropped")),
        figure(receipt.n_entities, _("Entities stated")),
        figure(receipt.n_links, _("Links stated")),
    ]
    ways = [
        ("/sources", _("Sources")),
        ("/entities", _("Entities")),
        ("/", _("Case")),
        (PATH, _("Import another file")),
    ]
    links = [dcc.Link(word, href=path, className="jejak-button") for path, word in ways]
    proof = _("sha256 {sha} · batch {batch} · sequence {sequence} · chain head {head}").format(
        sha=receipt.source_sha[:16], batch=receipt.batch_id[:16], sequence=receipt.sequence, head=receipt.head[:12]
    )
    return [
        note(text, "teal"),
        dmc.SimpleGrid(cards, cols={"base": 2, "md": 5}),
        dmc.Text(proof, size="xs", c="dimmed"),
        dmc.Group(links, className="jejak-import-report"),
    ]


def _outcome(text: str) -> str:
    """What became of an import, in a sentence."""
    outcomes = {
        "adopted": _("The file is in the case."),
        "already imported: nothing changed": _("This very import was in the case already; nothing changed."),
    }
    found = _REPLACES.fullmatch(text)
    if found:
        words = _("The file is in the case, in the place of the earlier import: {entities} entities, {links} links.")
        return words.format(entities=found[1], links=found[2])
    return outcomes.get(text) or told(text)


def grade(values: list[str], parts: list[dict[str, str]], search: str | None) -> object:
    """Take grade and handling; the notes below may say something else then."""
    if not values:  # the form is gone while the import runs
        return no_update
    waiting = of_address(search)
    said = {str(part["part"]): value for part, value in zip(parts, values, strict=True)}
    now = waiting.data(intake()).get("defaults") or {}
    wanted = {"grade": f"{said['source']}{said['information']}", "handling": said["handling"]}
    if all(now.get(name) == value for name, value in wanted.items()):
        return no_update
    for name, value in wanted.items():
        waiting.say(intake(), name, value)
    trial = trying.current(waiting)
    return no_update if trial is None else _notes(waiting, trial)


def keep_origin(text: str | None, search: str | None) -> object:
    """Keep what was said of the origin, so that it is there after another step or a reload."""
    of_address(search).origin = (text or "").strip()
    return True


def start(presses: int | None, origin: str | None, search: str | None) -> object:
    """Begin the import."""
    if not presses:
        return no_update
    waiting = of_address(search)
    waiting.origin = (origin or "").strip()
    if not trying.is_running(waiting.bringing):
        if trying.current(waiting) is None:  # the mapping was changed in another window: it must be tried first
            return state(waiting)
        begin(waiting, case())
    watch()
    return state(waiting)


def begin(waiting: Waiting, door: CaseDoor) -> Job:
    """Begin the import; then the graph is made anew, so that the next page need not wait for it."""
    title = _("Import {file}").format(file=waiting.arrival.name)
    text, origin = waiting.text, waiting.origin

    def work(job: Job) -> Receipt:
        receipt = door.intake.bring_in(
            waiting.arrival, text, origin=origin, progress=job, cancelled=lambda: job.stopping
        )
        job.stage, job.done, job.total = "graph", 0, None  # it is in the case now: there is nothing left to stop
        try:
            door.snapshot()
        except JejakError:  # the page that needs the graph tells it; the import itself is done
            return receipt
        door.intake.files.discard(waiting.arrival.id)
        return receipt

    job = jobs().start(IMPORT, title, address(waiting, Step.BRING), work)
    waiting.bringing = job.id
    return job


def follow(_states: object, search: str | None) -> object:
    """The import as it stands now; the form is left as it is."""
    waiting = of_address(search)
    return state(waiting) if waiting.bringing else no_update


def register(app: Dash) -> None:
    """Add the callbacks."""
    step = Output("import-bring-step", "children", allow_duplicate=True)
    app.callback(
        Output("import-notes", "children"),
        Input({"type": "import-grade", "part": ALL}, "value"),
        State({"type": "import-grade", "part": ALL}, "id"),
        State("url", "search"),
        prevent_initial_call=True,
    )(grade)
    app.callback(
        Output("import-origin-kept", "data"),
        Input("import-origin", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )(keep_origin)
    app.callback(
        step,
        Input("import-go", "n_clicks"),
        State("import-origin", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )(start)
    app.callback(
        step,
        Input("work-states", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )(follow)
