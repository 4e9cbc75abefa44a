"""Every import, and its way back: what reversing it would take out of the graph is told before, the reason is asked."""

from __future__ import annotations

from typing import TypedDict

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


class Asked(TypedDict):
    """The import that the dialog is about, and whether it was live when the dialog said what would become of it."""

    id: str
    live: bool


def layout(wanted: str = "") -> Component:
    """The list with the dialog behind its buttons; it is open for the import that the address names."""
    opened, effect, about = _dialog_of(wanted)
    dialog = dmc.Modal(
        [
            html.Div(effect, id="batch-effect"),
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
        id="batch-dialog", title=_("Reverse or take back"), opened=opened, closeButtonProps=aria(label=_("Close")),
    )  # fmt: skip
    return html.Section(
        [
            dmc.Title(_("Imports"), order=4, mb="xs"),
            html.Div(rows(), id="batch-list"),
            dcc.Store(id="batch-asked", data=dict(about) if about else None),
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
    found = _dialog_of(str(pressed["id"]))
    return (*found, "", "") if found[0] else (no_update,) * 5


def _dialog_of(ident: str) -> tuple[bool, list[Component], Asked | None]:
    """Whether there is such an import, what would become of it, and what the dialog is about."""
    batch = next((one for one in intake().batches() if one.batch_id == ident), None)
    if batch is None or _button(batch) == "":
        return False, [], None
    return True, _effect(batch), Asked(id=batch.batch_id, live=batch.status is BatchStatus.LIVE)


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


def confirm(presses: int | None, asked: Asked | None, reason: str | None) -> tuple[object, object]:
    """Do in the background what the dialog said, or say what is missing, or that somebody else was faster."""
    if not presses or not asked:
        return no_update, no_update
    why = (reason or "").strip()
    if len(why) < _SHORTEST_REASON:
        return no_update, sentence(LedgerError("a reason is needed", hint="write at least 8 letters"))
    if intake().live(asked["id"]) is not asked["live"]:  # the other way round would be the opposite of what was read
        what = "somebody has reversed this import or taken it back meanwhile"
        return no_update, sentence(LedgerError(what, hint="reload the page and look at it anew"))
    begin(case(), asked, why)
    watch()
    return False, ""


def begin(door: CaseDoor, asked: Asked, reason: str) -> Job:
    """Reverse a live import or take another one back, as the dialog said, and make the graph anew."""
    title = _("Reverse an import") if asked["live"] else _("Take an import back")

    def work(job: Job) -> None:
        if asked["live"]:
            door.reverse(asked["id"], reason=reason)
        else:
            door.restore(asked["id"], reason=reason)
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
