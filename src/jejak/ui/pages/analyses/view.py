"""How the analyses page is laid out: every analysis on the left; on the right its form, and below it what it gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.analysis.parameters import ParameterValue
from jejak.analysis.registry import ANALYSES
from jejak.case.keeping import Kept
from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.jobs import Job, State
from jejak.ui.pages.analyses.form import fields, form, told_fault
from jejak.ui.pages.analyses.history import history, title_of
from jejak.ui.pages.analyses.outcome import Shown, of_kept, outcome
from jejak.ui.pages.analyses.rows import called
from jejak.ui.parameter_words import entities_in, parameter_word, value_words
from jejak.ui.parts import aria, empty, note
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import followed, state_word

PATH = "/analyses"
KIND = "analysis"


def layout(asked: Asked) -> Component:
    """The page."""
    name = asked.get("name", "")
    right = _chosen(name, asked) if name in ANALYSES else _start()
    return html.Div(
        [_list(name), html.Div([*right, dcc.Download(id="analysis-download")], className="jejak-analysis")],
        className="jejak-analyses",
    )


def _list(chosen: str) -> Component:
    """Every analysis with what it is for."""
    lines = [_line(name, here=name == chosen) for name in ANALYSES]
    title = dmc.Title(_("Analyses"), order=2, size="h4", px=12, pb=6)
    inside = [title, *lines, dcc.Store(id="analysis-listed")]
    return html.Nav(inside, id="analysis-list", className="jejak-analysis-list", **aria(label=_("Analyses")))


def _line(name: str, *, here: bool) -> Component:
    title, purpose = title_of(name)
    inside = [html.Span(title, className="jejak-analysis-name"), html.Small(purpose)] if purpose else [html.Span(title)]
    marks = aria(current="page") if here else {}
    look = "jejak-analysis-line jejak-here" if here else "jejak-analysis-line"
    made: Component = dcc.Link(html.Span(inside, **marks), href=f"{PATH}?name={name}", className=look)
    return made


def _start() -> list[Component]:
    """What the page says before an analysis is chosen."""
    text = _("Each one says what it asks for, and gives leads with the records behind them.")
    return [empty(_("Choose an analysis on the left"), text), html.Div(history(None), id="analysis-kept")]


def _chosen(name: str, asked: Asked) -> list[Component]:
    """One analysis: what it is, its form, what it gave, and what was kept of it."""
    title, purpose = title_of(name)
    wrong = _wrong(name, asked)
    buttons = dmc.Group(
        [
            dmc.Button(_("Reset to defaults"), id="analysis-reset", variant="subtle", color="gray", size="xs"),
            dmc.Button(_("Run"), id="analysis-run"),
        ],
        gap="xs",
        wrap="nowrap",
    )
    words = html.Div([dmc.Title(title, order=2), dmc.Text(purpose, c="dimmed", size="sm")])
    return [
        html.Header([words, buttons], className="jejak-analysis-head"),
        html.Div(note(wrong, "red") if wrong else None, id="analysis-fault", role="alert"),
        _settings(name, asked),
        html.Div(body(asked), id="analysis-result"),
        dcc.Store(id="analysis-waiting", data=_waits(job_of(asked))),
        html.Div(history(name), id="analysis-kept"),
    ]


def _settings(name: str, asked: Asked) -> Component:
    """The form, folded where a result stands below."""
    given = _given(asked)
    changed = _changed(name, given)
    summary = [html.Span(_("Settings")), *([html.Small(changed)] if changed else [])]
    job = job_of(asked)
    unfolded = job.state is State.FAILED if job else "finding" not in asked
    return html.Details(
        [html.Summary(summary), html.Div(form(name, given), id="analysis-form", className="jejak-settings-body")],
        open=unfolded, className="jejak-settings",
    )  # fmt: skip


def _given(asked: Asked) -> Mapping[str, object] | None:
    """The values that the job or the kept finding of an address was run with."""
    job, kept = job_of(asked), kept_of(asked)
    if job is not None:
        return cast("Mapping[str, object]", job.asked)
    return cast("Mapping[str, object]", kept.card["parameters"]) if kept else None


def _changed(name: str, given: Mapping[str, object] | None) -> str:
    """What differs from the defaults, in words."""
    other = [one for one in fields(name, given) if _plain(one.value) != _plain(one.default)]
    names = called(entities_in({one.name: cast("ParameterValue", one.value) for one in other}))
    return "; ".join(
        f"{parameter_word(one.name)}: {value_words(one.name, one.spec, one.value, names) or '–'}" for one in other
    )


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, (list, tuple)) else value


def _wrong(name: str, asked: Asked) -> str | None:
    """Why the job of an address failed, as the form tells it."""
    job = job_of(asked)
    if job is None or job.state is not State.FAILED:
        return None
    return told_fault(name, job.error).says if isinstance(job.error, AnalysisError) else state_word(job)


def job_of(asked: Asked) -> Job | None:
    """The job of an address, if it is one of the analysis that the address names."""
    job = jobs().get(asked.get("job"))
    return job if job and job.kind == KIND and f"name={asked.get('name')}&" in job.href else None


def kept_of(asked: Asked) -> Kept | None:
    """The kept finding of an address, if it is one of the analysis that the address names."""
    number = asked.get("finding")
    if number is None:
        return None
    found = [one for one in case().keeping.findings() if str(one.seq) == number]
    return found[0] if found and found[0].analysis == asked.get("name") else None


def shown_of(asked: Asked) -> Shown | None:
    """The result that an address shows; one of an earlier graph is not shown: who was named in it may be protected."""
    job = job_of(asked)
    if job is not None:
        return job.result if isinstance(job.result, Shown) and not _outdated(job) else None
    kept = kept_of(asked) if "finding" in asked else None
    return of_kept(kept) if kept else None


def _outdated(job: Job) -> bool:
    """Whether the graph has changed since a job gave its result."""
    return isinstance(job.result, Shown) and job.result.result.card.sequence != case().sequence


def body(asked: Asked) -> list[Component]:
    """What stands below the form: nothing yet, how far it is, the result, or why there is none."""
    job, shown = job_of(asked), shown_of(asked)
    if shown is not None:
        return [outcome(shown)]
    if job is None:
        gone = {
            "job": _("This result is not there any more: the screen was started anew. Run it again."),
            "finding": _("There is no kept finding of this number."),
        }
        return [note(text) for part, text in gone.items() if part in asked]
    if job.state is State.RUNNING:
        return [dmc.Paper(followed(job), p="md", withBorder=True, radius="md", **aria(live="polite"))]
    if _outdated(job):
        return [note(_("The graph has changed since this result. Run the analysis again."))]
    return [note(state_word(job))] if job.state is State.STOPPED else []


def _waits(job: Job | None) -> bool:
    return job is not None and job.state is State.RUNNING
