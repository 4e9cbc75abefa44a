"""What runs in the background, in the top bar of every page: how far it is, a way to stop it, and to its result.

Invariant: a page asks again only after it was answered. An answer that comes when the next question has been asked is
dropped, so on a busy machine nothing would ever be shown otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.notices import notify, sentence
from jejak.ui.parts import aria
from jejak.ui.session import jobs

#: How long after an answer a page asks again while something runs, in ms.
EVERY = 500
_FOLLOWED, _STOP = "work-followed", "work-stop"


def layout() -> Component:
    """The button that tells how many jobs run, and the list behind it."""
    running = any(job.state is JobState.RUNNING for job in jobs().all())
    button = html.Summary(_count(), id="work-open", className="jejak-tool")
    panel = html.Details([button, html.Div(_list(), id="work-list")], className="jejak-menu")
    tick = dcc.Interval(id="work-tick", interval=EVERY, max_intervals=1, disabled=not running)
    return html.Div([panel, tick, dcc.Store(id="work-states", data=_states())])


def watch() -> None:
    """Let the page that has just started a job follow it; to be called inside a callback."""
    set_props("work-tick", {"disabled": False})


def followed(job: Job) -> Component:
    """A job that runs, on the page of its result: what it does, a way to stop it, how far it is; kept up to date."""
    made: Component = html.Div(_running(job), id={"type": _FOLLOWED, "job": job.id}, className="jejak-running")
    return made


def _running(job: Job) -> list[Component]:
    stages = {
        "read": _("reading"), "build": _("making entities"), "write": _("writing"), "check": _("checking"),
        "compare": _("comparing with the case"), "graph": _("making the graph"),
    }  # fmt: skip
    words = dmc.Text(stages.get(job.stage, ""), size="sm")
    return [dmc.Group([words, _stop_button(job, "page")], justify="space-between"), bar(job)]


def _stop_button(job: Job, place: str) -> Component:
    made: Component = html.Button(
        _("Stop"), id={"type": _STOP, "id": job.id, "at": place}, className="jejak-tool", type="button",
        disabled=job.stopping or job.stage == "graph",
    )  # fmt: skip
    return made


def bar(job: Job) -> Component:
    """How far a job is, as a bar with words."""
    known = bool(job.total)
    running = job.state is JobState.RUNNING
    share = 100 * job.done / job.total if job.total else 100
    words = _("{done} of {total}").format(done=number(job.done), total=number(job.total)) if job.total else ""
    made: Component = html.Div(
        [
            dmc.Progress(
                value=100 if not running else share, size="md", animated=running and not known,
                color={"done": "teal", "failed": "red", "stopped": "gray"}.get(job.state, "indigo"),
                **aria(label=job.title),
            ),
            dmc.Text(" · ".join(filter(None, (state_word(job), words if running else ""))), size="xs", c="dimmed"),
        ]
    )  # fmt: skip
    return made


def state_word(job: Job) -> str:
    """Where a job stands, in words."""
    if job.state is JobState.RUNNING:
        return _("stopping …") if job.stopping else _("running")
    if job.state is JobState.FAILED:
        return sentence(job.error) if job.error else _("Something went wrong in the program. The log says more.")
    return _("done") if job.state is JobState.DONE else _("stopped; nothing was kept")


def _count() -> str:
    running = sum(job.state is JobState.RUNNING for job in jobs().all())
    return _("Work ({n})").format(n=running) if running else _("Work")


def _list() -> list[Component]:
    found = jobs().all()
    if not found:
        return [dmc.Text(_("Nothing runs in the background."), size="sm", c="dimmed")]
    return [_line(job) for job in found]


def _line(job: Job) -> Component:
    side: list[Component] = []
    if job.state is JobState.RUNNING:
        side.append(_stop_button(job, "list"))
    elif job.state is JobState.DONE:
        side.append(dcc.Link(_("Open"), href=job.href, className="jejak-tool"))
    head = dmc.Group([dmc.Text(job.title, size="sm", fw=500), *side], justify="space-between", wrap="nowrap")
    return html.Div([head, bar(job)], className="jejak-work-line")


def _states() -> dict[str, str]:
    return {job.id: str(job.state) for job in jobs().all()}


def tick(
    n: int | None, known: dict[str, str] | None, there: list[dict[str, str]]
) -> tuple[object, object, object, object, object, Sequence[object]]:
    """What panel and page show now; the page is told of states that changed, and asks no more when all is done.

    Args:
        n: How often the page has asked.
        known: State by job, as the page knows them.
        there: The ids of what the page follows.

    Returns:
        The list, the word above it, states if they changed, whether to ask no more, how often in all the page may
        ask before it has this answer and the next, and what the page follows.
    """
    states = _states()
    changed = states != (known or {})
    if known is not None:
        for job in jobs().all():
            if known.get(job.id) == JobState.RUNNING and job.state is not JobState.RUNNING:
                _told(job)
    idle = JobState.RUNNING not in states.values()
    running = {job.id: job for job in jobs().all() if job.state is JobState.RUNNING}
    shown = [_running(running[ident["job"]]) if ident["job"] in running else no_update for ident in there]
    return _list(), _count(), states if changed else no_update, idle, (n or 0) + 1, shown


def _told(job: Job) -> None:
    colour = {"done": "teal", "failed": "red"}.get(job.state, "gray")
    notify(state_word(job), colour, title=job.title)


def stop(clicks: list[int | None]) -> object:
    """Ask a job to stop."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return no_update
    job = jobs().get(pressed["id"])
    if job is not None:
        job.stop()
    return False


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("work-list", "children"),
        Output("work-open", "children"),
        Output("work-states", "data"),
        Output("work-tick", "disabled"),
        Output("work-tick", "max_intervals"),
        Output({"type": _FOLLOWED, "job": ALL}, "children"),
        Input("work-tick", "n_intervals"),
        State("work-states", "data"),
        State({"type": _FOLLOWED, "job": ALL}, "id"),
        prevent_initial_call=True,
    )(tick)
    app.callback(
        Output("work-tick", "disabled", allow_duplicate=True),
        Input({"type": _STOP, "id": ALL, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(stop)
