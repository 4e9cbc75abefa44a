"""What was changed or decided since the reader was here last; the browser remembers up to which event that was."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from jejak.graph.ledger import Event, EventKind
from jejak.schemas.i18n import _
from jejak.ui.addresses import event_of
from jejak.ui.figures import instant, number
from jejak.ui.pages.audit.words import kind_word
from jejak.ui.session import case

#: A visit ends when the home page was not looked at for so many seconds.
VISIT = 30 * 60
NEVER = -1
#: What was written so many seconds ago need not be written again: to write it asks for the news again.
AGAIN = 2
_RECORDS = frozenset({EventKind.BATCH_ADOPTED, EventKind.BATCH_RESTORED})


class Seen(TypedDict):
    """What a browser has seen of one case: up to ``before`` in earlier visits, up to ``seq`` at the time ``at``.

    ``before`` is `NEVER` while the first visit lasts.
    """

    before: int
    seq: int
    at: float


def layout() -> Component:
    """The place for it."""
    return html.Div([dcc.Store(id="home-seen", storage_type="local"), html.Div(id="home-news")])


def visit(seen: Seen | None, sequence: int, now: float) -> Seen:
    """What is remembered after a look: a look soon after another one belongs to the same visit."""
    if seen is None:
        return {"before": NEVER, "seq": sequence, "at": now}
    before = seen["before"] if now - seen["at"] < VISIT else seen["seq"]
    return {"before": min(before, sequence), "seq": sequence, "at": now}


def show(_when: int | None, held: dict[str, Seen] | None) -> tuple[object, object]:
    """The news, and what the browser is to remember; it holds numbers alone."""
    account = case().account
    known = (held or {}).get(account.case_id)
    now = time.time()
    seen = visit(known, account.sequence, now)
    again = known is not None and seen["before"] == known["before"] and now - known["at"] < AGAIN
    kept = no_update if again else {**(held or {}), account.case_id: seen}
    return None if seen["before"] == NEVER else _news(account.trail.since(seen["before"])), kept


def _news(events: Sequence[Event]) -> Component:
    title = dmc.Text(_("Since your last visit"), fw=600, size="sm")
    if not events:
        calm = dmc.Text(_("Nothing was changed or decided."), size="sm", c="dimmed")
        quiet: Component = dmc.Group([title, calm], gap="sm")
        return quiet
    latest = {event.kind: event for event in events}
    told = [
        dcc.Link(f"{kind_word(kind)}: {number(count)}", href=event_of(latest[kind].seq), className="jejak-entity")
        for kind, count in Counter(event.kind for event in events).most_common()
    ]
    records = sum(_read(event) for event in events if event.kind in _RECORDS)
    more = [dmc.Text(_("new records: {n}").format(n=number(records)), size="sm")]
    until = dmc.Text(_("the last on {when}").format(when=instant(events[-1].at)), size="sm", c="dimmed")
    inside = dmc.Group([title, *told, *(more if records else []), until], gap="md")
    made: Component = dmc.Paper(inside, p="sm", withBorder=True, radius="md", className="jejak-news")
    return made


def _read(event: Event) -> int:
    value = event.detail.get("rows_ok")
    return value if isinstance(value, int) else 0


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("home-news", "children"),
        Output("home-seen", "data"),
        Input("home-seen", "modified_timestamp"),
        State("home-seen", "data"),
    )(show)
