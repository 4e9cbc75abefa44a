"""The check of the whole case: every source, import, count and the event chain, in the background."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from jejak.graph.ledger import Fault
from jejak.schemas.i18n import _, told
from jejak.ui.door import CaseDoor
from jejak.ui.figures import number
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.parts import aria, note, table
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import followed, state_word, watch

KIND = "verify"
_DIGEST = re.compile(r"\b([0-9a-f]{16})[0-9a-f]{48}\b")


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check: up to which event, its hash, and what is wrong."""

    sequence: int
    head: str
    faults: tuple[Fault, ...]


def check_bar(job_id: str | None) -> Component:
    """The button, and how the last check went."""
    latest = jobs().get(job_id) or next((job for job in jobs().all() if job.kind == KIND), None)
    button = dmc.Button(_("Check everything"), id="verify-start", variant="light", size="compact-md")
    why = _("Recomputes every sha256, every count and the event chain, and says what is not as it was written.")
    line = dmc.Group([button, dmc.Text(why, size="sm", c="dimmed")], gap="sm")
    shown = html.Div(shown_check(latest), id="verify-state", **aria(live="polite"))
    return html.Section([line, shown])


def work_of(door: CaseDoor) -> Callable[[Job], Checked]:
    """The check of a case as a job; what is done while it runs may or may not be part of it."""

    def work(job: Job) -> Checked:
        door.acts.flush()
        sequence, head = door.account.sequence, door.head
        return Checked(sequence, head, tuple(door.verify(job)))

    return work


def start(clicks: int | None) -> object:
    """Begin a check; one at a time."""
    running = next((job for job in jobs().all() if job.kind == KIND and job.state is JobState.RUNNING), None)
    if clicks and running is None:
        running = jobs().start(KIND, _("Check of the whole case"), "/sources?job={id}", work_of(case()))
    watch()
    return shown_check(running)


def shown_check(job: Job | None) -> Component | None:
    """How a check stands, and what it found."""
    if job is None or job.kind != KIND:
        return None
    if job.state is not JobState.DONE or not isinstance(job.result, Checked):
        made: Component = dmc.Box(
            followed(job) if job.state is JobState.RUNNING else note(state_word(job)), mt="sm", maw=560
        )
        return made
    found = job.result
    if not found.faults:
        text = _("Everything is as it was written: all sources, imports and counts, and the chain up to event {seq}.")
        head = html.Div([_("Chain head"), " ", html.Code(found.head)], className="jejak-id")
        return html.Div([dmc.Box(note(text.format(seq=number(found.sequence)), "teal"), mt="sm"), head])
    alarm = _("Faults: {n}. Leave the case as it is, and compare it with a backup.").format(n=number(len(found.faults)))
    rows: list[list[object]] = [[_DIGEST.sub(r"\1…", told(one.where)), told(one.what)] for one in found.faults]
    return html.Div([dmc.Box(note(alarm, "red"), my="sm"), table([_("Where"), _("What is wrong")], rows)])


def follow(_states: dict[str, str] | None, now: object) -> object:
    """Show the newest check when the state of a job changed."""
    latest = next((job for job in jobs().all() if job.kind == KIND), None)
    return shown_check(latest) if latest else now


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("verify-state", "children"), Input("verify-start", "n_clicks"), prevent_initial_call=True)(
        start
    )
    app.callback(
        Output("verify-state", "children", allow_duplicate=True),
        Input("work-states", "data"),
        State("verify-state", "children"),
        prevent_initial_call=True,
    )(follow)
