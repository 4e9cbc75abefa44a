"""The table of events with its filters, one event in full beside it, and the check of the chain."""

from __future__ import annotations

import re
from typing import TypedDict

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.graph.ledger import Event, Sought
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _, told
from jejak.ui.asked import Asked
from jejak.ui.figures import instant, number
from jejak.ui.noted import Act, noted
from jejak.ui.pages.audit.subjects import Subjects
from jejak.ui.pages.audit.words import event_words, kind_word
from jejak.ui.parts import aria, grid_options, note, page, pager, pages_turned, table, turned
from jejak.ui.session import case
from jejak.ui.words import caption

#: Events on one page.
SHOWN = 100
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SUBJECT = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
#: Seconds that the page waits for acts that are just being written.
SOON = 0.1
_AFTER = "~"  # behind every digit and letter of a time


class Chosen(TypedDict):
    """What the filters say."""

    kinds: list[str]
    analyst: str
    since: str
    until: str
    subject: str
    text: str


def sought(chosen: Chosen) -> Sought:
    """The events that the filters ask for.

    Raises:
        JejakError: A day is none.
    """
    for day in filter(None, (chosen["since"], chosen["until"])):
        if not _DAY.fullmatch(day):
            raise JejakError(_("this is no day"), where=day[:20], hint=_("write it like 2026-05-31, 2026-05 or 2026"))
    until = chosen["until"] + _AFTER if chosen["until"] else ""
    holding = case().acts.keyed(chosen["text"]) if chosen["text"].strip() else ""
    return Sought(tuple(chosen["kinds"]), chosen["analyst"], chosen["since"], until, chosen["subject"], holding)


def layout(asked: Asked) -> Component:
    """The page."""
    subject = asked.get("subject", "")
    subject = subject if _SUBJECT.fullmatch(subject) else ""
    event = asked.get("event", "")
    seq = int(event) if event.isdecimal() and len(event) <= 12 else 0
    chosen: Chosen = {"kinds": [], "analyst": "", "since": "", "until": "", "subject": subject, "text": ""}
    case().acts.flush(SOON)
    first = case().account.trail.place(seq, sought(chosen)) // SHOWN * SHOWN if seq else 0
    stores = [
        dcc.Store(id="audit-at", data={"first": first, "event": seq}),
        dcc.Store(id="audit-chosen", data=dict(chosen)),
        dcc.Store(id="audit-subject", data=subject),
        dcc.Download(id="audit-file"),
    ]
    about = _("Everything that was done in this case, newest first. Nothing of it can be changed or taken out.")
    busy = dmc.LoadingOverlay(visible=True, id="audit-busy", zIndex=5)
    body = dmc.Box([busy, html.Div(id="audit-view", className="jejak-records")], pos="relative", mih=240)
    return page(_("Audit"), about, _chain(), *_about(subject), _filters(), body, *stores, size="xl")


def _chain() -> Component:
    checking = dmc.Text(_("The chain is being checked …"), size="sm", c="dimmed")
    return html.Div(checking, id="audit-chain", **aria(live="polite"))


def _about(subject: str) -> list[Component]:
    """What the page is narrowed to by its address."""
    if not subject:
        return []
    node = case().account.trail.node(subject)
    name = caption(node) if node else subject[:16]
    text = dmc.Text(_("Only about: {name}").format(name=name), size="sm", fw=550)
    return [dmc.Group([text, dcc.Link(_("show all"), href="/audit", className="jejak-entity-more")], gap="sm")]


def _filters() -> Component:
    trail = case().account.trail
    kinds = [{"value": kind, "label": f"{kind_word(kind)} ({number(n)})"} for kind, n in trail.kinds().items()]
    kinds.sort(key=lambda one: one["label"])
    boxes = [
        dmc.MultiSelect(
            id="audit-kinds", label=_("What"), data=kinds, placeholder=_("everything"), clearable=True, w=240,
            size="xs", searchable=True, nothingFoundMessage=_("Nothing found"), comboboxProps={"withinPortal": True},
        ),
        dmc.Select(
            id="audit-analyst", label=_("Who"), data=list(trail.analysts()), placeholder=_("everybody"), clearable=True,
            w=120, size="xs",
        ),
        dmc.TextInput(id="audit-since", label=_("From"), placeholder="2026-01-31", debounce=500, w=96, size="xs"),
        dmc.TextInput(id="audit-until", label=_("To"), placeholder="2026-12", debounce=500, w=96, size="xs"),
        dmc.TextInput(id="audit-text", label=_("Searched text"), placeholder=_("exactly as typed"), debounce=500, w=130,
                      size="xs"),
        dmc.Button(_("Table (CSV)"), id="audit-csv", variant="light", size="xs"),
    ]  # fmt: skip
    made: Component = dmc.Group(boxes, align="end", gap="sm")
    return made


def check(_here: str | None) -> Component:
    """Recompute the chain, and say how far it is whole; acts that are being written at this moment are waited for."""
    acts = case().acts
    waiting = 0 if acts.flush() else acts.waiting
    state = case().account.trail.check()
    if state.faults:
        rows: list[list[object]] = [[told(one.where), told(one.what)] for one in state.faults[:SHOWN]]
        alarm = note(_("The chain is broken: somebody has changed or removed what was written."), "red")
        return html.Div([alarm, table([_("Where"), _("What is wrong")], rows)])
    words = [dmc.Text(_("The chain is whole up to event {n}.").format(n=number(state.sequence)), size="sm", fw=550)]
    if waiting:
        words.append(
            note(_("Acts that could not be written yet: {n}. They are tried again.").format(n=number(waiting)))
        )
    words.append(
        html.Div([_("Chain head"), " ", html.Code(state.head, className="jejak-digest")], className="jejak-id-line")
    )
    return html.Div(words)


def show(at: dict[str, int] | None, chosen: Chosen) -> tuple[object, object]:
    """One page of events, and that the work is done."""
    if not at:
        return no_update, no_update
    events, total = case().account.trail.page(sought(chosen), first=at["first"], limit=SHOWN)
    subjects = Subjects()
    here = next((event for event in events if event.seq == at["event"]), events[0] if events else None)
    panel = html.Aside(
        beside(here, subjects),
        id="audit-panel",
        className="jejak-record-panel",
        **aria(live="polite", label=_("Event")),
    )
    bar = pager("audit", at["first"], len(events), total)
    left = html.Div([_grid(list(events), subjects, here), bar], className="jejak-records-left")
    return [left, panel], False


def _grid(events: list[Event], subjects: Subjects, here: Event | None) -> Component:
    fields = (("seq", "#", 64), ("at", _("Time (UTC)"), 142), ("by", _("Who"), 80))
    columns: list[dict[str, object]] = [{"field": name, "headerName": head, "width": w} for name, head, w in fields]
    columns[0] |= {"type": "numericColumn", "valueFormatter": {"function": "params.data.seqText"}}
    columns += [
        {"field": name, "headerName": head, "flex": flex, "minWidth": 70 + 35 * flex, "tooltipField": name}
        for name, head, flex in (("what", _("What"), 3), ("about", _("About"), 2), ("note", _("Note"), 1))
    ]
    grid: Component = dag.AgGrid(
        id="audit-grid",
        columnDefs=columns,
        rowData=[_row(event, subjects) for event in events],
        getRowId="params.data.id",
        defaultColDef={"sortable": False, "resizable": True},
        selectedRows={"ids": [str(here.seq)]} if here else [],
        scrollTo={"rowId": str(here.seq), "rowPosition": "middle"} if here and here is not events[0] else None,
        dashGridOptions={**grid_options(), "rowHeight": 32, "tooltipShowDelay": 500},
        style={"height": "calc(100vh - 330px)", "minHeight": "300px"},
    )
    return grid


def _row(event: Event, subjects: Subjects) -> dict[str, str | int]:
    return {
        "id": str(event.seq), "seq": event.seq, "seqText": number(event.seq), "at": instant(event.at),
        "by": event.analyst, "what": event_words(event), "about": " · ".join(one.text for one in subjects.of(event)),
        "note": event.note,
    }  # fmt: skip


def beside(event: Event | None, subjects: Subjects) -> list[Component]:
    """One event in full, with the ways to what it is about."""
    if event is None:
        return [dmc.Text(_("Nothing of this kind was done."), size="sm", c="dimmed")]
    about = [
        html.Li(dcc.Link(one.text, href=one.href, className="jejak-entity") if one.href else one.text)
        for one in subjects.of(event)
    ]
    parts: list[Component] = [html.H2(_("Event {n}").format(n=number(event.seq))), html.Div(event_words(event))]
    when = _("{when} by {who}").format(when=instant(event.at), who=event.analyst)
    parts.append(html.Small(when))
    if about:
        parts += [html.H3(_("About")), html.Ul(about)]
    if event.note:
        parts += [html.H3(_("Note")), html.Div(event.note, className="jejak-note")]
    seal = [(_("Subject"), event.subject), (_("Seal"), event.hash), (_("Seal before it"), event.prev)]
    pairs = [
        part for name, text in seal if text
        for part in (html.Dt(name), html.Dd(html.Code(text, className="jejak-digest")))
    ]  # fmt: skip
    return [*parts, html.H3(_("In the chain")), html.Dl(pairs, className="jejak-facts jejak-facts-long")]


def pick(rows: list[dict[str, object]] | None) -> object:
    """Show another event of the page beside the table."""
    seq = rows[0].get("seq") if isinstance(rows, list) and rows else None
    if not isinstance(seq, int):
        return no_update
    trail = case().account.trail
    events, _total = trail.page(Sought(before=seq + 1), first=0, limit=1)
    return beside(events[0] if events else None, Subjects())


def turn(_clicks: list[int | None], _filters: Chosen, at: dict[str, int]) -> object:
    """Go to the page before or after; the first one when the filters have changed."""
    if "audit-chosen.data" in ctx.triggered_prop_ids:
        return {"first": 0, "event": 0}
    pages = pages_turned()
    return {"first": max(0, at["first"] + pages * SHOWN), "event": 0} if pages else no_update


def export(clicks: int | None, chosen: Chosen) -> object:
    """The events that the filters ask for as a file, for the case team."""
    if not clicks:
        return no_update
    content = case().account.trail.csv(sought(chosen), event_words)
    noted(Act.TAKEN_OUT, kind="audit_csv")
    return {"content": f"\N{BYTE ORDER MARK}{content}", "filename": "audit.csv", "type": "text/csv"}


def choose(chosen: dict[str, str | list[str] | None], subject: str) -> dict[str, object]:
    """What the filters say, gathered."""
    texts = {name: str(chosen[name] or "").strip() for name in ("analyst", "since", "until", "text")}
    return {"kinds": chosen["kinds"] or [], **texts, "subject": subject}


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("audit-chain", "children"), Input("audit-chain", "id"))(check)
    app.callback(
        output=Output("audit-chosen", "data"),
        inputs={
            "chosen": {
                name: Input(f"audit-{name}", "value") for name in ("kinds", "analyst", "since", "until", "text")
            },
            "subject": State("audit-subject", "data"),
        },
        prevent_initial_call=True,
    )(choose)
    app.callback(
        Output("audit-at", "data"),
        turned("audit"),
        Input("audit-chosen", "data"),
        State("audit-at", "data"),
        prevent_initial_call=True,
    )(turn)
    app.callback(
        Output("audit-view", "children"),
        Output("audit-busy", "visible"),
        Input("audit-at", "data"),
        State("audit-chosen", "data"),
        running=[(Output("audit-busy", "visible"), True, False)],
    )(show)
    app.callback(Output("audit-panel", "children"), Input("audit-grid", "selectedRows"), prevent_initial_call=True)(
        pick
    )
    app.callback(
        Output("audit-file", "data"),
        Input("audit-csv", "n_clicks"),
        State("audit-chosen", "data"),
        prevent_initial_call=True,
    )(export)
