"""The fourth step: the whole file is tried in the background; counts, money, and every reject with its reason."""

from __future__ import annotations

from decimal import Decimal

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from jejak.case.intake import Intake
from jejak.case.trying import Difference, Standing, Trial
from jejak.graph.ledger import Batch, BatchStatus
from jejak.schemas.i18n import _, told
from jejak.ui.desk import Waiting
from jejak.ui.figures import day, money, number
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.pages.importing.preview import reject_line
from jejak.ui.pages.importing.steps import Step, address, intake, of_address, onward
from jejak.ui.pages.importing.uploading import REJECTS
from jejak.ui.parts import figure, note, table
from jejak.ui.session import jobs
from jejak.ui.words import entity_word, link_word
from jejak.ui.work_panel import bar, followed, watch

TRIAL = "import-trial"
_SHOWN_REJECTS, _SHOWN_REASONS = 30, 8


def layout(waiting: Waiting) -> list[Component]:
    """The step: what was found so far, and the way to try."""
    faults = intake().faults(waiting.text)
    fit = waiting.fit(intake())
    if faults or fit is None or fit.missing:
        return [note(_("The mapping does not fit this file yet; the step before tells why."), "red")]
    return [html.Div(state(waiting), id="import-trial")]


def state(waiting: Waiting) -> list[Component]:
    """A trial that runs, its result, or the button that begins one."""
    job = jobs().get(waiting.trial)
    if job is not None and job.state is JobState.RUNNING:
        return [followed(job)]
    trial = current(waiting)
    if trial is not None and job is not None:
        return [*_result(waiting, trial, job.id), onward(waiting, Step.BRING, _("Next: grade and import"))]
    parts: list[Component] = []
    if job is not None and job.state is not JobState.DONE:
        parts.append(bar(job))
    elif job is not None:
        parts.append(note(_("The mapping was changed since the last trial; try it again.")))
    text = _("Every record goes through the mapping, nothing goes into the case. Then you see what would come of it.")
    start = html.Button(_("Try all records"), id="import-try", className="jejak-button", type="button")
    return [*parts, dmc.Text(text, size="sm"), start]


def is_running(ident: str) -> bool:
    """Whether a job runs now."""
    job = jobs().get(ident)
    return job is not None and job.state is JobState.RUNNING


def current(waiting: Waiting) -> Trial | None:
    """The result of the last trial, where it is one of this mapping (but for its grades)."""
    job = jobs().get(waiting.trial)
    if job is None or not isinstance(job.result, Trial) or not waiting.unchanged(intake()):
        return None
    return job.result if job.result.folder.is_dir() else None


def _result(waiting: Waiting, trial: Trial, job: str) -> list[Component]:
    draft = trial.draft
    known = _("{n} carry a number that the case knows").format(n=number(trial.standing.known))
    cards = [
        figure(draft.rows_in, _("Records read")),
        figure(draft.rows_ok, _("Accepted")),
        figure(draft.rows_rejected, _("Rejected records"), _("Counted and kept, never dropped")),
        figure(draft.n_entities, _("Entities stated"), known if trial.standing.known else ""),
        figure(draft.n_links, _("Links stated")),
    ]
    return [
        dmc.SimpleGrid(cards, cols={"base": 2, "md": 5}),
        *standing_notes(trial.standing),
        *[note(told(one)) for one in draft.notes if not one.startswith(("encoding ", "delimiter ", "header "))],
        dmc.SimpleGrid([*_kinds(trial), *_money(trial)], cols={"base": 1, "md": 3}),
        *_rejects(waiting, trial, job),
    ]


def standing_notes(standing: Standing) -> list[Component]:
    """How the import stands to what is in the case already."""
    made: list[Component] = []
    if standing.same is not None:
        made.append(_same(standing.same))
    if standing.replaces is not None:
        made.append(note(_replaces(standing.replaces), "orange"))
    for one in standing.beside:
        text = _(
            "This very file is in the case through the mapping {mapping} ({day}). That import stays beside this one."
        )
        made.append(note(text.format(mapping=one.mapping, day=day(one.at[:10]))))
    for one in standing.namesakes:
        text = _(
            "A file of this name with other content was imported on {day}. "
            "That import stays; reverse it if this file takes its place."
        )
        made.append(note(text.format(day=day(one.at[:10]))))
    return made


def _same(batch: Batch) -> Component:
    if batch.status is BatchStatus.REVERSED:
        return note(_("This very import was made before and was reversed. Take it back in the list of imports."), "red")
    if batch.status is BatchStatus.SUPERSEDED:
        return note(_("This very import was made before and was superseded; it would come back."), "orange")
    return note(_("This very import is in the case already; importing it again changes nothing."), "blue")


def _replaces(found: Difference) -> str:
    head = _(
        "This takes the place of the import of {day}: {entities} entities new, {gone} gone, {changed} changed; "
        "{links} links new, {less} gone."
    )
    return head.format(
        day=day(found.batch.at[:10]), entities=number(found.entities_new), gone=number(found.entities_gone),
        changed=number(found.entities_changed), links=number(found.links_new), less=number(found.links_gone),
    )  # fmt: skip


def _kinds(trial: Trial) -> list[Component]:
    made: list[Component] = []
    for title, counts, word in (
        (_("Entities by type"), trial.by_etype, entity_word),
        (_("Links by type"), trial.by_ltype, link_word),
    ):
        if counts:
            rows: list[list[object]] = [[word(kind), number(n)] for kind, n in counts.items()]
            made.append(html.Div(table([title, ""], rows, frozenset({1}))))
    return made


def _money(trial: Trial) -> list[Component]:
    draft = trial.draft
    if not draft.money_in:
        return []
    kept, lost = draft.money_claims, draft.money_rejected
    rows: list[list[object]] = [
        [money(Decimal(total), code), *(money(Decimal(part.get(code, "0")), None) for part in (kept, lost))]
        for code, total in draft.money_in.items()
    ]
    return [html.Div(table([_("Money in the file"), _("In links"), _("Rejected")], rows, frozenset({0, 1, 2})))]


def _rejects(waiting: Waiting, trial: Trial, job: str) -> list[Component]:
    count = trial.draft.n_rejects
    if not count:
        return [dmc.Text(_("Nothing was rejected."), size="sm", c="dimmed")]
    shown = intake().rejects(trial, waiting.tried, _SHOWN_REJECTS)
    title = _("Values and records that cannot be used: {n}")
    load = html.A(_("All of them as CSV"), href=f"{REJECTS}/{job}", className="jejak-button", download="rejects.csv")
    head = dmc.Group([dmc.Title(title.format(n=number(count)), order=4), load], justify="space-between")
    lines = [html.Li(reject_line(one), className="jejak-import-whole" if one.whole else "") for one in shown]
    if count > len(shown):
        lines.append(html.Li(_("and {n} more").format(n=number(count - len(shown))), className="jejak-import-more"))
    reasons: list[list[object]] = [
        [told(reason), number(n)] for reason, n in list(trial.by_reason.items())[:_SHOWN_REASONS]
    ]
    why = table([_("Reason"), ""], reasons, frozenset({1}))
    made: Component = html.Section([head, why, html.Ul(lines, className="jejak-import-rejects")])
    return [made]


def start(presses: int | None, search: str | None) -> object:
    """Begin a trial."""
    if not presses:
        return no_update
    waiting = of_address(search)
    if not is_running(waiting.trial):
        begin(waiting, intake())
    watch()
    return state(waiting)


def begin(waiting: Waiting, door: Intake) -> Job:
    """Begin a trial of the mapping as it stands."""
    text = waiting.text
    title = _("Try {file}").format(file=waiting.arrival.name)

    def work(job: Job) -> Trial:
        return door.try_out(waiting.arrival, text, job, lambda: job.stopping)

    job = jobs().start(TRIAL, title, address(waiting, Step.TRY), work)
    waiting.trial, waiting.tried = job.id, text
    return job


def follow(_states: object, search: str | None) -> object:
    """The trial as it stands now."""
    return state(of_address(search))


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("import-trial", "children", allow_duplicate=True),
        Input("import-try", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(start)
    app.callback(
        Output("import-trial", "children", allow_duplicate=True),
        Input("work-states", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )(follow)
