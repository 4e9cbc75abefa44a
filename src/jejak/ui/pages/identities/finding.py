"""How the pairs are looked for: how far the work is, that it did not end, or that nobody looks like somebody else."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from jejak.case.queue import Queue
from jejak.schemas.i18n import _
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.pages.identities.desk import find, found_queue, latest
from jejak.ui.parts import empty
from jejak.ui.work_panel import followed


def serve_work(
    wanted_here: bool | None, _states: object, _again: Sequence[int | None], ready: str | None
) -> tuple[object, object, object]:
    """What the page says of the suggestions: how far their making is, that none are there, or nothing."""
    asked = isinstance(ctx.triggered_id, dict)
    if not wanted_here:
        return (no_update,) * 3  # a pair that somebody named needs no suggestions
    if asked and not ctx.triggered[0]["value"]:
        return (no_update,) * 3  # the button has just been drawn
    job, found = latest(), found_queue()
    if asked or job is None:
        job = find()
    if job.state is JobState.RUNNING:
        return _running(job), found is None, _told(ready, found)
    if job.state is not JobState.DONE and found is None:
        return _stopped(), True, no_update
    if found is None or not (found.listed or found.count().disputed):
        return _nothing(), True, no_update
    return [], False, _told(ready, found)


def _told(ready: str | None, found: Queue | None) -> object:
    """Which queue is there, told once."""
    mark = None if found is None else f"{id(found):x}"
    return no_update if mark in {None, ready} else mark


def _running(job: Job) -> Component:
    text = _("All that have something in common are being compared. You may go on elsewhere meanwhile.")
    inside = [dmc.Text(_("Looking for who may be one"), fw=600), dmc.Text(text, size="sm", c="dimmed"), followed(job)]
    made: Component = dmc.Paper(dmc.Stack(inside, gap=6), p="md", withBorder=True, radius="md", mb="md")
    return made


def again() -> Component:
    """The button that looks for pairs anew."""
    return html.Button(
        _("Look again"), id={"type": "id-again", "place": "page"}, className="jejak-tool jejak-small", type="button"
    )


def _stopped() -> Component:
    return empty(_("No suggestions yet"), _("The search for pairs did not end; nothing of it was kept."), again())


def _nothing() -> Component:
    text = _("Import another source. The address ?a=ID&b=ID compares any two entities.")
    return empty(_("Nobody looks like somebody else"), text, again())


def register(app: Dash) -> None:
    """Add the callback."""
    app.callback(
        Output("id-work", "children"),
        Output("id-desk", "hidden"),
        Output("id-ready", "data"),
        Input("id-open", "data"),
        Input("work-states", "data"),
        Input({"type": "id-again", "place": ALL}, "n_clicks"),
        State("id-ready", "data"),
    )(serve_work)
