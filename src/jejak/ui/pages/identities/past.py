"""What was decided: every step with who, when and why, its undo, what needs another look, and one entity's history."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.history import ROLE, ROLE_WITHDRAWN, STATED, TAKEN_BACK
from jejak.case.steps import Ruling, Stand, Step
from jejak.graph.ledger.records import Verdict
from jejak.graph.model import Node
from jejak.schemas.i18n import _
from jejak.ui.figures import instant, number
from jejak.ui.notices import notify
from jejak.ui.pages.identities.changes import verdict_word
from jejak.ui.pages.identities.desk import PATH, queue
from jejak.ui.parts import empty, table
from jejak.ui.session import case
from jejak.ui.words import caption, role_word

#: So many steps on one page, and pairs of one step.
PAGE = 50
SHOWN = 100


def stand_word(ruling: Ruling) -> str:
    """What became of a decision, in words."""
    if ruling.stand is Stand.TAKEN_BACK:
        return _("taken back by {analyst}, {time}").format(analyst=ruling.undone_by, time=instant(ruling.undone_at))
    return {Stand.STANDS: _("stands"), Stand.DISPUTED: _("disputed"), Stand.REPLACED: _("replaced by a later one")}[
        ruling.stand
    ]


def steps_view(start: str | None) -> Component:
    """All steps, the latest first, a page at a time."""
    first = int(start) if start and start.isdecimal() else 0
    return html.Div([dcc.Store(id="past-from", data=first), html.Div(listed(first), id="past-list")])


def listed(first: int) -> list[Component]:
    """One page of steps, and above the first one what needs another look."""
    every = queue().steps()
    if not every:
        text = _("Judge a pair on the page One by one; every decision is listed here with its undo.")
        return [empty(_("Nothing has been decided yet"), text)]
    page = every[first : first + PAGE]
    ends = [end for step in page for one in step.rulings[:SHOWN] for end in (one.judgement.left, one.judgement.right)]
    names = queue().shown_as(ends)
    body = html.Div([_step(step, names) for step in page], className="jejak-steps")
    return [*(_second_look() if first == 0 else []), body, _turning(first, len(every))]


def _step(step: Step, names: dict[str, Node]) -> Component:
    first, several = step.first, len(step.rulings) > 1
    about = _several(step, names) if several else _about(step.rulings[0], names)
    today = (
        _("{left} of {n} stand").format(left=number(step.left), n=number(len(step.rulings)))
        if several
        else stand_word(step.rulings[0])
    )
    undo = _undo(step.number, _("Undo the step") if several else _("Undo"), several=several) if step.left else ""
    decision = ", ".join(dict.fromkeys(verdict_word(one.judgement.verdict) for one in step.rulings))
    when = [html.Div(instant(first.at)), dmc.Text(f"#{number(step.number)} · {first.analyst}", size="xs", c="dimmed")]
    what = [html.B(decision), about, dmc.Text(first.reason, size="xs", c="dimmed")]
    cells = (when, what, today, undo)
    return html.Div([html.Div(cell) for cell in cells], className="jejak-step")


def _several(step: Step, names: dict[str, Node]) -> Component:
    lines = [
        html.Li(
            [
                _about(one, names),
                html.Span(stand_word(one)),
                html.Span() if one.stand is Stand.TAKEN_BACK else _undo(one.judgement.seq, _("Undo"), several=False),
            ]
        )
        for one in step.rulings[:SHOWN]
    ]
    total = len(step.rulings)
    more = _("The first {n} of {total}").format(n=SHOWN, total=number(total)) if total > SHOWN else ""
    head = html.Summary(_("Pairs: {n}").format(n=number(total)))
    return html.Details(
        [head, html.Ul(lines, className="jejak-plain jejak-rulings"), dmc.Text(more, size="xs", c="dimmed")]
    )


def _about(ruling: Ruling, names: dict[str, Node]) -> Component:
    one = ruling.judgement
    ends = [caption(names[end]) if end in names else end[:8] for end in (one.left, one.right)]
    joined = one.left in names and one.right in names and names[one.left].id == names[one.right].id
    text = _("{name} (one now)").format(name=ends[0]) if joined else " · ".join(ends)
    return dcc.Link(text, href=f"{PATH}?a={one.left}&b={one.right}", className="jejak-more-link")


def _undo(mark: int, text: str, *, several: bool) -> Component:
    return html.Button(
        text, id={"type": "past-undo", "number": mark, "several": several}, className="jejak-tool", type="button"
    )


def _turning(first: int, total: int) -> Component:
    links = []
    if first:
        newer = f"{PATH}?view=past&from={max(first - PAGE, 0)}"
        links.append(dcc.Link(_("Newer"), href=newer, className="jejak-tool"))
    if first + PAGE < total:
        links.append(dcc.Link(_("Older"), href=f"{PATH}?view=past&from={first + PAGE}", className="jejak-tool"))
    made: Component = dmc.Group(links, mt="sm")
    return made


def _second_look() -> list[Component]:
    """Decisions that alone hold two parts together, and entities that were joined of too many."""
    report = case().resolution_report()
    if not (report.bridges or report.large):
        return []
    ends = [end for one in report.bridges for end in (one.left, one.right)]
    names = queue().shown_as([*ends, *(ids[0] for ids in report.large)])
    lines = [
        html.Li(
            [
                dcc.Link(
                    _called(names, one.left), href=f"{PATH}?a={one.left}&b={one.right}", className="jejak-more-link"
                ),
                " ",
                _("one decision alone holds {one} and {other} entities together").format(
                    one=one.parts[0], other=one.parts[1]
                ),
            ]
        )
        for one in report.bridges[:SHOWN]
    ]
    lines += [
        html.Li(
            [
                dcc.Link(_called(names, ids[0]), href=f"{PATH}?history={ids[0]}", className="jejak-more-link"),
                " ",
                _("joined of {n} entities").format(n=number(len(ids))),
            ]
        )
        for ids in report.large[:SHOWN]
    ]
    alert = dmc.Alert(
        html.Ul(lines, className="jejak-plain"), title=_("Worth another look"), color="orange", variant="light", mb="md"
    )
    return [alert]


def _called(names: dict[str, Node], ident: str) -> str:
    return caption(names[ident]) if ident in names else ident[:8]


def of_one(ident: str) -> Component:
    """Everything that happened to one entity."""
    events = case().identities.history(ident)
    rows: list[list[object]] = [
        [
            number(one.number),
            instant(one.at),
            one.by,
            _what(one.what),
            _of(one.what, one.about),
            one.reason,
            _stands(one.standing),
        ]
        for one in events
    ]
    heads = ["#", _("When (UTC)"), _("Who"), _("What"), _("About"), _("Reason"), _("Today")]
    names = queue().shown_as([ident])
    title = dmc.Title(_("History of {name}").format(name=_called(names, ident)), order=4, mb="xs")
    return html.Section([title, table(heads, rows)])


def _what(code: str) -> str:
    words = {
        STATED: _("stated"),
        TAKEN_BACK: _("taken back"),
        ROLE: _("role claimed"),
        ROLE_WITHDRAWN: _("role withdrawn"),
    }
    return words.get(code) or verdict_word(Verdict(code))


def _of(what: str, about: str) -> object:
    if what == ROLE:
        role, space, times = about.partition(" ")
        return role_word(role) + space + times
    if what in set(Verdict):
        ids = about.split()
        names = queue().shown_as(ids)
        return " · ".join(_called(names, one) for one in ids)
    return about


def _stands(standing: str) -> str:
    return {"yes": _("stands"), "no": _("does not stand"), "disputed": _("disputed")}[standing]


def take_back(_clicks: Sequence[int | None], first: int) -> object:
    """Take one decision or a whole step back, and show what stands then."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update
    if pressed["several"]:
        undone = queue().undo(pressed["number"])
    else:
        case().undo(pressed["number"])
        undone = 1
    notify(_("Taken back: {n}").format(n=number(undone)), "teal")
    return listed(first)


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("past-list", "children"),
        Input({"type": "past-undo", "number": ALL, "several": ALL}, "n_clicks"),
        State("past-from", "data"),
        running=[(Output("past-list", "className"), "jejak-busy", "")],
        prevent_initial_call=True,
    )(take_back)
