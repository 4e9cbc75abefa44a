"""Who says so, the same on every page: lines of sources, the record behind a line, and the opening of a protected name.

A subject is what somebody says: the id of an entity, ids of links that commas set apart, or the id of
a bundle of links (`feed.bundle_id`).
"""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.hand_record import BY_HAND
from jejak.graph.model import ClaimRef, Node
from jejak.schemas.grading import Protection
from jejak.schemas.i18n import _
from jejak.ui.addresses import record_of_claim, reversal
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import number
from jejak.ui.noted import Act, noted
from jejak.ui.parts import aria, note, table
from jejak.ui.session import case

SHOWN_CLAIMS = 100


def claims_of(subject: str) -> list[ClaimRef]:
    """The claims behind a subject."""
    if "~" not in subject:
        return [claim for one in subject.split(",") for claim in case().claims(one)]
    ends = tuple(subject.split("~"))
    with case().store() as store:
        links = [one for one in store.subgraph(ends[:2]).links if (one.source, one.target, one.ltype) == ends]
    found = [claim for link in links for claim in case().claims(link.id)]
    return sorted(found, key=lambda claim: (claim.file, claim.locator, claim.row))


def sources(subject: str, claims: Sequence[ClaimRef], at: str, *, total: int = 0, title: bool = True) -> Component:
    """Who says so: one line for each claim; a click opens the record.

    Args:
        subject: What they say.
        claims: The claims.
        at: Where on the screen the lines stand; no two places may have the same name.
        total: How many claims there are, where not all are given.
        title: Whether a heading counts them.
    """
    total = total or len(claims)
    names = (_("File"), "sha256", _("Record"), _("Grade"), _("Handling"))
    head = html.Div(
        [html.Span(name) for name in names], className="jejak-source jejak-source-head", **aria(hidden="true")
    )
    lines = [_line(subject, claim, at) for claim in claims[:SHOWN_CLAIMS]]
    more = _("The first {n} of {total}").format(n=len(lines), total=number(total)) if total > len(lines) else ""
    heading = [html.H3(_("Sources ({n})").format(n=number(total)))] if title else []
    return html.Section([*heading, head, *lines, dmc.Text(more, size="xs", c="dimmed")])


def _line(subject: str, claim: ClaimRef, at: str) -> Component:
    cells = [claim.file, claim.source_sha[:8], str(claim.locator), claim.grade or "–", claim.handling or "–"]
    return _opener([html.Span(cell) for cell in cells], subject, claim, at, look="jejak-source")


def source_chip(subject: str, claim: ClaimRef, at: str) -> Component:
    """One claim in a few words: file, record and grade; a click opens the record."""
    text = _("{file} · record {record}").format(file=claim.file, record=claim.locator)
    return _opener([html.Span(text), html.Span(claim.grade or "–")], subject, claim, at, look="jejak-chip")


def _opener(inside: list[Component], subject: str, claim: ClaimRef, at: str, *, look: str) -> Component:
    label = _("Open record {record} of {file}").format(record=claim.locator, file=claim.file)
    return html.Button(
        inside,
        id={"type": "source", "subject": subject, "claim": _key(claim), "at": at},
        className=look,
        type="button",
        title=label,
    )


def all_sources(subject: str, about: str, at: str) -> Component:
    """A button that opens the sources of a subject, and the record of the first; ``about`` says whose."""
    return html.Button(
        _("Sources"),
        id={"type": "source", "subject": subject, "claim": "", "at": at},
        className="jejak-tool",
        type="button",
        **aria(label=_("Sources of {what}").format(what=about)),
    )


def _key(claim: ClaimRef) -> str:
    return f"{claim.batch_id}:{claim.kind}:{claim.row}"


def open_record(clicks: list[int | None]) -> tuple[object, object]:
    """The source record of the line that was clicked, as received and masked."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update, no_update
    claims = claims_of(pressed["subject"])
    found = [claim for claim in claims if pressed["claim"] in ("", _key(claim))]
    if not found:
        return dmc.Text(_("This claim is not live any more; reload the page.")), True
    claim = found[0]
    noted(Act.RECORD_OPENED, claim.source_sha, record=claim.locator, batch=claim.batch_id)
    shown = record_view(claim, list(case().record(claim)))
    if len(claims) > 1 and (not pressed["claim"] or pressed["at"] == "list"):
        shown = html.Div([_all(pressed["subject"], claims), shown])
    return shown, True


def _all(subject: str, claims: list[ClaimRef]) -> Component:
    """All claims of a subject, above the record of one of them."""
    return html.Div(sources(subject, claims, "list"), className="jejak-record-list", tabIndex=0)


def record_view(claim: ClaimRef, cells: list[tuple[str, str | None]]) -> Component:
    """A record as a table under the line that says where it stands."""
    where = _("{file} · table {table} · record {record}").format(
        file=claim.file, table=claim.table or "–", record=claim.locator
    )
    how = _("mapping {mapping} · grade {grade} · handling {handling}").format(
        mapping=claim.mapping, grade=claim.grade or "–", handling=claim.handling or "–"
    )
    lines = [
        dmc.Text(where, fw=600, size="sm"),
        dmc.Text(how, size="xs", c="dimmed"),
        html.P(["sha256 ", html.Code(claim.source_sha)], className="jejak-id"),
        html.P(
            [dcc.Link(_("Open in Sources"), href=record_of_claim(claim), className="jejak-button"), *_way_back(claim)]
        ),
    ]
    rows: list[list[object]] = [[name, text if text is not None else ""] for name, text in cells]
    return html.Div([*lines, table([_("Column"), _("As received")], rows)])


def _way_back(claim: ClaimRef) -> list[Component]:
    """How what an analyst states by hand is taken back: never from the chart, which only shows it."""
    if claim.mapping != BY_HAND:
        return []
    told = _("An analyst wrote this. Taking it off the chart does not take it back: reversing does.")
    return [" ", reversal(claim.batch_id), dmc.Text(told, size="xs", c="dimmed")]


def name_opener(node: Node, at: str) -> list[Component]:
    """The button that asks for a protected name; nothing for an entity that is not masked."""
    ident = {"type": "reveal", "id": node.id, "at": at}
    button = html.Button(_("Open the name …"), id=ident, className="jejak-tool", type="button")
    return [button] if node.masked else []


def ask_reason(clicks: list[int | None]) -> tuple[object, object, object, object, object, object]:
    """Open the dialog that asks for a reason, empty; for a child it asks for the second person too."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return (no_update,) * 6
    with case().store() as store:
        node = store.get(pressed["id"])
    return True, "", "", None, node is None or node.protection != Protection.CHILD, pressed["id"]


def reveal(clicks: int | None, reason: str | None, second: str | None, whose: str | None) -> object:
    """The clear name that was asked for; it is shown here only, and the opening is logged."""
    if not clicks or not whose:
        return no_update
    name = case().reveal(whose, (reason or "").strip(), second=(second or "").strip())
    made: Component = dmc.Alert(name, title=_("Logged. Shown here only."), color="orange", variant="light")
    return made


def dialogs() -> list[Component]:
    """The dialogs of records and of protected names, once for all pages."""
    close = aria(label=_("Close"))
    record = html.Div(id="record")
    return [
        dmc.Modal(id="record-modal", title=_("Source record"), size="lg", children=record, closeButtonProps=close),
        dmc.Modal(id="reveal-modal", title=_("Open a protected name"), children=_opening(), closeButtonProps=close),
        dcc.Store(id="reveal-of"),
    ]


def _opening() -> Component:
    """What is asked before a protected name is shown; a child's takes two people."""
    reason = dmc.Textarea(
        id="reveal-reason",
        label=_("Reason"),
        description=_("It is written to the log with your name."),
        autosize=True,
        minRows=2,
    )
    second = dmc.TextInput(
        id="reveal-second",
        label=_("Second person"),
        description=_("This is about a child: a colleague must agree. Both names are written to the log."),
    )
    made: Component = dmc.Stack(
        [
            note(_("This person is protected. Open the name only when your task needs it."), "orange"),
            reason,
            html.Div(second, id="reveal-child", hidden=True),
            dmc.Button(_("Open the name"), id="reveal-go", color="orange"),
            html.Div(id="revealed", role="status"),
        ]
    )
    return made


def register(app: Dash) -> None:
    """Add the callbacks."""
    pressed = Input({"type": "source", "subject": ALL, "claim": ALL, "at": ALL}, "n_clicks")
    opened = (
        Output("record", "children", allow_duplicate=True),
        Output("record-modal", "opened", allow_duplicate=True),
    )
    in_browser(app, "recordWaits", *opened, pressed, initially=False)
    app.callback(Output("record", "children"), Output("record-modal", "opened"), pressed, prevent_initial_call=True)(
        open_record
    )
    away = Output("record-modal", "opened", allow_duplicate=True)
    in_browser(app, "closed", away, Input("url", "pathname"), initially=False)
    app.callback(
        Output("reveal-modal", "opened"),
        Output("reveal-reason", "value"),
        Output("reveal-second", "value"),
        Output("revealed", "children"),
        Output("reveal-child", "hidden"),
        Output("reveal-of", "data"),
        Input({"type": "reveal", "id": ALL, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(ask_reason)
    app.callback(
        Output("revealed", "children", allow_duplicate=True),
        Input("reveal-go", "n_clicks"),
        State("reveal-reason", "value"),
        State("reveal-second", "value"),
        State("reveal-of", "data"),
        prevent_initial_call=True,
    )(reveal)
