"""Every import, and its way back: what reversing it would take out of the graph is told before, the reason is asked."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.graph.ledger import Batch, BatchStatus
from jejak.schemas.errors import LedgerError
from jejak.schemas.i18n import _
from jejak.ui.door import CaseDoor
from jejak.ui.figures import day, number
from jejak.ui.jobs import Job
from jejak.ui.notices import sentence
from jejak.ui.pages.importing.steps import PATH, intake
from jejak.ui.pages.sources.pieces import status_badge
from jejak.ui.parts import aria, empty, note, table
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import watch

BATCH = "batch"
_SHORTEST_REASON = 8


def layout() -> Component:
    """The list with the dialog behind its buttons."""
    dialog = dmc.Modal(
        [
            html.Div(id="batch-effect"),
            dmc.Textarea(
                id="batch-reason", label=_("Reason"), autosize=True,
                description=_("It stands in the log; write no names of protected people."), minRows=2, mt="sm",
            ),
            html.Div(id="batch-fault", className="jejak-import-fault", role="alert"),
            dmc.Group(
                html.Button(_("Confirm"), id="batch-confirm", className="jejak-button", type="button"),
                justify="flex-end", mt="md",
            ),
        ],
        id="batch-dialog", title=_("Reverse or take back"), closeButtonProps=aria(label=_("Close")),
    )  # fmt: skip
    return html.Section(
        [
            dmc.Title(_("Imports"), order=4, mb="xs"),
            html.Div(rows(), id="batch-list"),
            dcc.Store(id="batch-asked"),
            dialog,
        ]
    )


def rows() -> Component:
    """All imports, the newest first."""
    batches = intake().batches()
    if not batches:
        return empty(
            _("Nothing has been imported yet"), _("Drop a file above; nothing is in the case before its last step.")
        )
    heads = [_("File"), _("Status"), _("Records"), _("Rejected"), _("Entities"), _("Links"), _("When"), ""]
    lines: list[list[object]] = [
        [
            [one.file, html.Small(one.mapping)], status_badge(str(one.status)), number(one.rows_in),
            number(one.rows_rejected), number(one.n_entities), number(one.n_links),
            [day(one.at[:10]), html.Small(one.analyst)], _button(one),
        ]
        for one in batches
    ]  # fmt: skip
    return html.Div(table(heads, lines, frozenset({2, 3, 4, 5})), className="jejak-import-scroll")


def _button(batch: Batch) -> Component | str:
    words = {
        BatchStatus.LIVE: _("Reverse …"),
        BatchStatus.REVERSED: _("Take back …"),
        BatchStatus.SUPERSEDED: _("Take back …"),
    }
    word = words.get(batch.status)
    if word is None:
        return ""
    made: Component = html.Button(
        word, id={"type": "batch-ask", "id": batch.batch_id}, className="jejak-tool jejak-import-back", type="button",
        **aria(label=f"{word} {batch.file}"),
    )  # fmt: skip
    return made


def ask(presses: list[int | None]) -> tuple[object, ...]:
    """Show what reversing or taking back an import would do."""
    pressed = ctx.triggered_id
    if not any(presses) or not isinstance(pressed, dict):
        return (no_update,) * 5
    batch = next((one for one in intake().batches() if one.batch_id == pressed["id"]), None)
    if batch is None:
        return (no_update,) * 5
    return True, _effect(batch), batch.batch_id, "", ""


def _effect(batch: Batch) -> list[Component]:
    head = html.P([html.Strong(batch.file), f" · {batch.mapping} · {day(batch.at[:10])}"])
    share = intake().share(batch.batch_id)
    if share is None:
        text = _("Its {entities} entities and {links} links come back into the graph, with the place that they had.")
        return [head, html.P(text.format(entities=number(batch.n_entities), links=number(batch.n_links)))]
    gone = _("{entities} entities and {links} links leave the graph: only this import states them.")
    kept = _("{entities} entities and {links} links stay, since other sources state them too.")
    lost = gone.format(entities=number(share.only_entities), links=number(share.only_links))
    stay = kept.format(
        entities=number(share.entities - share.only_entities), links=number(share.links - share.only_links)
    )
    calm = _("Nothing is deleted: the import can be taken back at any time, and decisions on identities stay.")
    return [head, note(lost, "orange"), html.P(stay), dmc.Text(calm, size="sm", c="dimmed")]


def confirm(presses: int | None, ident: str | None, reason: str | None) -> tuple[object, object]:
    """Do it in the background, or say what is missing."""
    if not presses or not ident:
        return no_update, no_update
    why = (reason or "").strip()
    if len(why) < _SHORTEST_REASON:
        return no_update, sentence(LedgerError("a reason is needed", hint="write at least 8 letters"))
    begin(case(), ident, why)
    watch()
    return False, ""


def begin(door: CaseDoor, ident: str, reason: str) -> Job:
    """Reverse a live import or take another one back, and make the graph anew."""
    live = door.intake.live(ident)
    title = _("Reverse an import") if live else _("Take an import back")

    def work(job: Job) -> None:
        if live:
            door.reverse(ident, reason=reason)
        else:
            door.restore(ident, reason=reason)
        job.stage = "graph"
        door.snapshot()

    return jobs().start(BATCH, title, PATH, work)


def refresh(_states: object) -> Component:
    """The list as it is now."""
    return rows()


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("batch-dialog", "opened"),
        Output("batch-effect", "children"),
        Output("batch-asked", "data"),
        Output("batch-reason", "value"),
        Output("batch-fault", "children"),
        Input({"type": "batch-ask", "id": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(ask)
    app.callback(
        Output("batch-dialog", "opened", allow_duplicate=True),
        Output("batch-fault", "children", allow_duplicate=True),
        Input("batch-confirm", "n_clicks"),
        State("batch-asked", "data"),
        State("batch-reason", "value"),
        prevent_initial_call=True,
    )(confirm)
    app.callback(Output("batch-list", "children"), Input("work-states", "data"), prevent_initial_call=True)(refresh)
