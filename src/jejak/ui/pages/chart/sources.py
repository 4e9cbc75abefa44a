"""Who says so: the detail panel, the record behind a line of it, and the opening of a protected name."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.graph.model import ClaimRef
from jejak.schemas.grading import Protection
from jejak.schemas.i18n import _
from jejak.ui.addresses import record_of_claim
from jejak.ui.browser_side import in_browser
from jejak.ui.feed import Bundle
from jejak.ui.noted import Act, noted
from jejak.ui.pages.chart.detail import bundle_detail, node_detail
from jejak.ui.parts import table
from jejak.ui.session import case, screen
from jejak.ui.words import caption


def _bundle(subject: str, tab: str | None) -> Bundle | None:
    return screen().feeds.of(tab).bundles.get(subject) if tab else None


def claims_of(subject: str, tab: str | None) -> list[ClaimRef]:
    """The claims behind an entity, behind links (ids that commas set apart), or behind all links of a bundle."""
    bundle = _bundle(subject, tab)
    subjects = [link.id for link in bundle.links] if bundle else subject.split(",")
    return [claim for one in subjects for claim in case().claims(one)]


def show(subject: str | None, tab: str | None) -> object:
    """The detail of a subject."""
    if not subject:
        return no_update
    claims = claims_of(subject, tab)
    bundle = _bundle(subject, tab)
    with case().store() as store:
        if bundle:
            links = len(bundle.links)
            noted(Act.DETAIL_OPENED, bundle.source, kind=bundle.ltype, links=links, target=bundle.target)
            source, target = store.get(bundle.source), store.get(bundle.target)
            ends = (caption(source) if source else "", caption(target) if target else "")
            return bundle_detail(bundle, ends, claims)
        node = store.get(subject)
    if node is None:
        made: Component = dmc.Text(_("This entity is not in the graph (any more)."), size="sm", c="dimmed", p="md")
        return made
    noted(Act.DETAIL_OPENED, node.id)
    return node_detail(node, claims, case().age_note(node.id))


def open_record(clicks: list[int | None], tab: str | None) -> tuple[object, object]:
    """The source record of the line that was clicked, as received and masked."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update, no_update
    wanted = pressed["claim"]
    found = [c for c in claims_of(pressed["subject"], tab) if f"{c.batch_id}:{c.kind}:{c.row}" == wanted]
    if not found:
        return dmc.Text(_("This claim is not live any more; reload the page.")), True
    claim = found[0]
    noted(Act.RECORD_OPENED, claim.source_sha, record=claim.locator, batch=claim.batch_id)
    return record_view(claim, list(case().record(claim))), True


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
        html.P(dcc.Link(_("Open in Sources"), href=record_of_claim(claim), className="jejak-button")),
    ]
    rows: list[list[object]] = [[name, text if text is not None else ""] for name, text in cells]
    return html.Div([*lines, table([_("Column"), _("As received")], rows)])


def ask_reason(clicks: list[int | None]) -> tuple[object, object, object, object, object]:
    """Open the dialog that asks for a reason, empty; for a child it asks for the second person too."""
    pressed = ctx.triggered_id
    if not any(clicks) or not isinstance(pressed, dict):
        return (no_update,) * 5
    with case().store() as store:
        node = store.get(pressed["id"])
    return True, "", "", None, node is None or node.protection != Protection.CHILD


def reveal(clicks: int | None, reason: str | None, second: str | None, subject: str | None) -> object:
    """The clear name of the subject; it is shown here only, and the opening is logged."""
    if not clicks or not subject:
        return no_update
    name = case().reveal(subject, (reason or "").strip(), second=(second or "").strip())
    made: Component = dmc.Alert(name, title=_("Logged. Shown here only."), color="orange", variant="light")
    return made


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("detail", "children"), Input("subject", "data"), State("tab", "data"))(show)
    app.callback(
        Output("record", "children"),
        Output("record-modal", "opened"),
        Input({"type": "source", "subject": ALL, "claim": ALL}, "n_clicks"),
        State("tab", "data"),
        prevent_initial_call=True,
    )(open_record)
    in_browser(
        app, "closed", Output("record-modal", "opened", allow_duplicate=True), Input("url", "pathname"), initially=False
    )
    app.callback(
        Output("reveal-modal", "opened"),
        Output("reveal-reason", "value"),
        Output("reveal-second", "value"),
        Output("revealed", "children"),
        Output("reveal-child", "hidden"),
        Input({"type": "reveal", "id": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(ask_reason)
    app.callback(
        Output("revealed", "children", allow_duplicate=True),
        Input("reveal-go", "n_clicks"),
        State("reveal-reason", "value"),
        State("reveal-second", "value"),
        State("subject", "data"),
        prevent_initial_call=True,
    )(reveal)
