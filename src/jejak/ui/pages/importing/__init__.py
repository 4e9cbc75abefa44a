"""Import: a file dropped, read, mapped, tried and brought in, step by step; below, every import and its way back.

Which file and which step are in the address, so that a reload shows the same; the file's name never is.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from dash.development.base_component import Component

from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.asked import Asked
from jejak.ui.desk import Waiting
from jejak.ui.notices import sentence
from jejak.ui.pages.importing import batch_list, bringing, mapping, reading, trying, uploading
from jejak.ui.pages.importing.steps import Step, address, titles
from jejak.ui.parts import note, page
from jejak.ui.session import screen

_STEPS = {
    Step.READ: reading.layout, Step.MAP: mapping.layout, Step.TRY: trying.layout, Step.BRING: bringing.layout,
}  # fmt: skip


def layout(asked: Asked) -> Component:
    """The page: the step of a file, or the way to give one and what was imported before."""
    waiting = screen().desk.get(asked.get("file"))
    subtitle = _("From a file as received to entities and links; nothing is in the case before the last step.")
    if waiting is None:
        gone = [note(_("This file does not wait any more; choose it again."))] if asked.get("file") else []
        return page(_("Import"), subtitle, *gone, uploading.layout(), batch_list.layout(asked.get("reverse", "")))
    step = _step(waiting, asked.get("step", ""))
    head = html.Div([html.Strong(waiting.arrival.name), _discard()], className="jejak-import-file")
    inside = html.Div(_inside(waiting, step), id="import-step")
    made: Component = dmc.Container(
        dmc.Stack([dmc.Title(_("Import"), order=2), head, _way(waiting, step), inside], gap="md"), fluid=True, py="lg"
    )
    return made


def _step(waiting: Waiting, wanted: str) -> Step:
    """The step that was asked for, or the last one before it that is open."""
    step = Step(wanted) if wanted in set(Step) else Step.READ
    if not waiting.text and step is not Step.READ:
        return Step.READ
    return step


def _inside(waiting: Waiting, step: Step) -> list[Component]:
    try:
        return _STEPS[step](waiting)
    except JejakError as error:
        return [note(sentence(error), "red"), *([] if step is Step.READ else [_back(waiting)])]


def _back(waiting: Waiting) -> Component:
    made: Component = dcc.Link(_("Read it otherwise"), href=address(waiting, Step.READ), className="jejak-button")
    return made


def _discard() -> Component:
    made: Component = html.Button(
        _("Do not import this file"), id="import-discard", className="jejak-tool", type="button"
    )
    return made


def _way(waiting: Waiting, here: Step) -> Component:
    """All steps in their order, each a link where it is open."""
    lines = []
    for number, (step, title) in enumerate(titles().items(), 1):
        words: list[str | Component] = [html.Span(str(number), className="jejak-import-number"), title]
        there = bool(waiting.text) or step is Step.READ
        inside = dcc.Link(words, href=address(waiting, step)) if there and step is not here else html.Span(words)
        lines.append(html.Li(inside, className="jejak-import-here" if step is here else ""))
    made: Component = html.Ol(lines, className="jejak-import-way")
    return made


def register(app: Dash) -> None:
    """Add the callbacks of all steps."""
    for part in (uploading, reading, mapping, trying, bringing, batch_list):
        part.register(app)
