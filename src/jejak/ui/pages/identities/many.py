"""Many pairs at once: a preview of what accepting them would do and what is held back, and one undo for the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.identities import Listed, reasons, reasons_of
from jejak.case.queue import Acceptance, Holding, Queue, Wanted
from jejak.graph.model import Node
from jejak.schemas.errors import ResolutionError
from jejak.schemas.i18n import _, current_language
from jejak.ui.figures import number, percent
from jejak.ui.jobs import Job
from jejak.ui.jobs import State as JobState
from jejak.ui.notices import notify
from jejak.ui.pages.identities.desk import ACCEPTING, PATH, desk, found_queue, latest, queue
from jejak.ui.parts import aria, empty, figure, table
from jejak.ui.session import jobs
from jejak.ui.words import caption, entity_word
from jejak.ui.work_panel import bar, followed, watch

#: So many pairs of a list are shown: those that are the least certain.
SHOWN = 50
USUAL = 99.0


def layout() -> Component:
    """The choice, and below it the preview that follows it."""
    found = found_queue()
    if found is None:
        return empty(
            _("No suggestions yet"),
            _("Open One by one first: it looks for the pairs."),
            dcc.Link(_("One by one"), href=PATH, className="jejak-button"),
        )
    mark = "." if current_language() == "en" else ","
    kinds = [{"value": "", "label": _("All types")}, *({"value": k, "label": entity_word(k)} for k in found.kinds)]
    choice = [
        dmc.NumberInput(
            id="many-least", label=_("From this probability on"), value=USUAL, min=50, max=100, step=0.5,
            decimalScale=2, decimalSeparator=mark, suffix=" %", w=190, debounce=500,
        ),
        dmc.Select(id="many-kind", label=_("Type"), data=kinds, value="", allowDeselect=False, w=170),
        dmc.Checkbox(id="many-protecting", label=_("Also where somebody would become protected"), checked=False, mb=8),
    ]  # fmt: skip
    waiting = dmc.Center(dmc.Loader(size="md"), py="xl")
    return html.Div(
        [
            html.Div(_outcome(latest(ACCEPTING)), id="many-outcome", **aria(live="polite")),
            dmc.Group(choice, align="end", gap="md", my="sm"),
            dcc.Store(id="many-preview"),
            html.Div(waiting, id="many-seen"),
        ]
    )


def preview(
    least: float | str | None, kind: str | None, protecting: bool | None, _done: object
) -> tuple[object, object]:
    """What would be accepted and what is held back; written nowhere."""
    here = found_queue()
    if here is None:
        return no_update, no_update
    start = float(least) / 100 if isinstance(least, int | float) else USUAL / 100
    found = here.accepting(Wanted(least=start, kind=kind or ""), protecting=bool(protecting))
    mark = desk().preview([(one.found.left, one.found.right) for one in found.accepted])
    if not (found.accepted or found.held):
        return empty(_("No pair is left from this probability on"), _("Choose a lower one, or go one by one.")), mark
    return [_figures(found), _accept(found), *_held(here, found), _examples(here, found)], mark


def _figures(found: Acceptance) -> Component:
    seen = found.seen
    joined = _("{n} entities become {groups}").format(n=number(seen.entities), groups=number(seen.groups))
    cards = [
        figure(len(found.accepted), _("Pairs would be accepted"), joined),
        figure(seen.largest, _("Entities in the largest one")),
        figure(len(found.held), _("Held back for a look each"), _("Listed below, with the reason")),
    ]
    made: Component = dmc.SimpleGrid(cards, cols={"base": 2, "md": 3})
    return made


def _accept(found: Acceptance) -> Component:
    reason = dmc.TextInput(
        id="many-reason", placeholder=_("Reason, if you like; no names"), className="jejak-reason",
        **aria(label=_("Reason, if you like; no names")),
    )  # fmt: skip
    text = _("Accept {n} pairs as one step").format(n=number(len(found.accepted)))
    go = dmc.Button(text, id="many-go", disabled=not found.accepted)
    note = dmc.Text(_("One undo takes the whole step back, today or in a year."), size="sm", c="dimmed")
    made: Component = dmc.Group([go, reason, note], my="md", gap="md")
    return made


def holding_word(why: Holding) -> str:
    """Why a pair is held back."""
    return {
        Holding.BRIDGE: _("Weak bridge: it alone would hold two parts of a group together"),
        Holding.LARGE: _("The group would be larger than one subject is likely to be"),
        Holding.DENIED: _("People keep apart what it would join"),
        Holding.PROTECTS: _("Somebody would become protected"),
    }[why]


def _held(here: Queue, found: Acceptance) -> list[Component]:
    if not found.held:
        return []
    counts = Counter(why for _one, why in found.held)
    words = [f"{holding_word(why)}: {number(counts[why])}" for why in Holding if counts[why]]
    lines = [dmc.Text(" · ".join(words), size="sm", c="dimmed", mb="xs")]
    order = sorted(found.held, key=lambda one: one[1])[:SHOWN]
    names = _names(here, [one for one, _why in order])
    rows: list[list[object]] = [[*_row(names, one), holding_word(why), _look(one)] for one, why in order]
    heads = [_("Probability"), _("One"), _("Other"), _("Why it is held back"), ""]
    title = dmc.Title(_("Held back"), order=4, mb=4)
    return [html.Section([title, *lines, table(heads, rows, frozenset({0})), *_more(len(found.held))])]


def _examples(here: Queue, found: Acceptance) -> Component:
    """The accepted pairs that are the least certain: where a mistake would be, it is there."""
    order = sorted(found.accepted, key=lambda one: one.found.score)[:SHOWN]
    names = _names(here, order)
    rows: list[list[object]] = [
        [*_row(names, one), dmc.Text(reasons(reasons_of(here.model, one.found)), size="xs"), _look(one)]
        for one in order
    ]
    heads = [_("Probability"), _("One"), _("Other"), _("Reasons in bits"), ""]
    title = dmc.Title(_("Would be accepted, the least certain first"), order=4, mt="lg", mb="xs")
    return html.Section([title, table(heads, rows, frozenset({0})), *_more(len(found.accepted))])


def _more(total: int) -> list[Component]:
    if total <= SHOWN:
        return []
    text = _("The first {n} of {total}").format(n=SHOWN, total=number(total))
    return [dmc.Text(text, size="xs", c="dimmed", mt=4)]


def _names(here: Queue, chosen: Sequence[Listed]) -> dict[str, Node]:
    return here.shown_as([ident for one in chosen for ident in (one.found.left, one.found.right)])


def _row(names: dict[str, Node], one: Listed) -> list[object]:
    ends = [caption(names[ident]) if ident in names else ident[:8] for ident in (one.found.left, one.found.right)]
    return [percent(one.found.score), *ends]


def _look(one: Listed) -> Component:
    return dcc.Link(_("Look"), href=f"{PATH}?a={one.found.left}&b={one.found.right}", className="jejak-tool")


# The step


def accept(clicks: int | None, mark: str | None, reason: str | None) -> tuple[object, object]:
    """Accept the pairs of the preview on the screen, as one step, in the background."""
    if not clicks:
        return no_update, no_update
    here, pairs = found_queue(), desk().previews.pop(mark or "", None)
    if here is None or pairs is None:
        hint = "look at the preview again"
        raise ResolutionError("the preview on the screen is not the latest one", hint=hint)
    why = (reason or "").strip() or _("Accepted together from a preview on the screen.")
    title, steps = _("Accepting {n} pairs").format(n=number(len(pairs))), desk().steps

    def work(_job: Job) -> tuple[int, int]:
        made = here.accept(pairs, reason=why)
        steps.append((made[0], None))
        return made

    job = jobs().start(ACCEPTING, title, f"{PATH}?view=many", work)
    watch()
    return _outcome(job), True


def outcome(_states: object) -> Component | list[Component]:
    """How the last step ended."""
    return _outcome(latest(ACCEPTING))


def _outcome(job: Job | None) -> Component | list[Component]:
    if job is None:
        return []
    if job.state is not JobState.DONE or not isinstance(job.result, tuple):
        return followed(job) if job.state is JobState.RUNNING else bar(job)
    made, total = job.result
    gone = not queue().stands(made)
    text = _("{n} pairs were accepted as step {number}.").format(n=number(total), number=made)
    back = dmc.Button(_("Undo the whole step"), id="many-back", size="xs", variant="default", disabled=gone)
    line = dmc.Text(" ".join([text, _("It was taken back.")] if gone else [text]), size="sm")
    told: Component = dmc.Alert(dmc.Group([line, back], justify="space-between"), color="teal", variant="light", p="xs")
    return told


def take_back(clicks: int | None) -> object:
    """Take the last accepted step back."""
    job = latest(ACCEPTING)
    if not clicks or job is None or not isinstance(job.result, tuple):
        return no_update
    notify(_("Taken back: {n}").format(n=number(queue().undo(job.result[0]))), "teal")
    return _outcome(job)


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("many-seen", "children"),
        Output("many-preview", "data"),
        Input("many-least", "value"),
        Input("many-kind", "value"),
        Input("many-protecting", "checked"),
        Input("many-outcome", "children"),
        running=[(Output("many-seen", "className"), "jejak-busy", "")],
    )(preview)
    app.callback(
        Output("many-outcome", "children"),
        Output("many-go", "disabled"),
        Input("many-go", "n_clicks"),
        State("many-preview", "data"),
        State("many-reason", "value"),
        prevent_initial_call=True,
    )(accept)
    app.callback(
        Output("many-outcome", "children", allow_duplicate=True),
        Input("work-states", "data"),
        prevent_initial_call=True,
    )(outcome)
    app.callback(
        Output("many-outcome", "children", allow_duplicate=True),
        Input("many-back", "n_clicks"),
        prevent_initial_call=True,
    )(take_back)
