"""What happens on the chart page: put on the chart, expand; the chart's state stays in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from jejak.schemas.i18n import _
from jejak.ui.asked import asked, ids_of
from jejak.ui.browser_side import in_browser
from jejak.ui.feed import ChartFeed
from jejak.ui.figures import number
from jejak.ui.pages.chart.following import follow
from jejak.ui.pages.chart.opening import open_view
from jejak.ui.pages.chart.putting import (
    common,
    expand,
    expand_chosen,
    expansion,
    find_paths,
    put,
    put_there,
    recall,
)
from jejak.ui.session import case, screen

CHART_PATH = "/chart"


def wanted(search: str | None) -> list[str]:
    """The ids that an address asks for: ``?focus=ID,ID`` or ``?syndicate=RANK``; the browser asks for ``?view=ID``."""
    parts = asked(search)
    if "view" in parts:
        return []
    ids = ids_of(parts.get("focus"))
    rank = parts.get("syndicate", "")
    if rank.isdecimal():
        ids.extend(case().syndicate_ids(int(rank)))
    return ids


class Where(TypedDict):
    """The address of the page."""

    path: str | None
    search: str | None


def serve_chart(
    *, ask: Mapping[str, Any] | None, where: Where, tab: str | None, cleared: int | None, seen: int | None
) -> tuple[object, object, object]:
    """Answer whatever the chart page asks for; returns deltas, the subject of the detail and the selection."""
    del cleared  # the triggers say it
    if not tab:
        return no_update, no_update, no_update
    feed = screen().feeds.of(tab)
    chosen: list[str] = []
    with feed.lock:
        wish = follow(feed, ask or {})
        triggers = ctx.triggered_prop_ids or ("tab.data",)
        if "ask.data" in triggers or not feed.begun:  # a wish may have come before the tab had its name
            chosen += _asked(feed, wish)
        for prop in triggers:
            if prop == "chart-clear.n_clicks":
                feed.clear()
            elif prop != "ask.data" or wish.get("type") == "recall":  # it overtakes what the address chooses
                chosen += _chosen(where)
        chosen = list(dict.fromkeys(chosen))  # address and tab may both have triggered
        if chosen:
            put(feed, chosen)
        deltas = feed.since(seen or 0)
    one = len(chosen) == 1
    return deltas or no_update, chosen[0] if one else no_update, chosen if one else no_update


def _asked(feed: ChartFeed, ask: Mapping[str, Any]) -> list[str]:
    """Do what chart or search box ask for; returns what the reader chose. After a gap the answer itself is enough."""
    undone = ask.get("undone") or ()
    match ask.get("type"):
        case "put":
            return [ask["id"]]
        case "expandRequest":
            expand(feed, ask["ids"], undone)
        case "expandChosen":
            expand_chosen(feed, expansion(ask["id"], ask["form"]), undone)
        case "paths":
            find_paths(feed, ask["from"], ask["to"], ask["kind"])
        case "common":
            common(feed, ask["ids"])
        case "recall":
            recall(feed, ask["ids"], undone)
        case "stated":  # by hand, a moment ago: the graph has it since
            return put_there(feed, ask["id"], ask["at"])
        case "openView":
            open_view(feed, ask)
    return []


def _chosen(where: Where) -> list[str]:
    """The entities that the address chooses."""
    return wanted(where["search"]) if where["path"] == CHART_PATH else []


def status(now: dict[str, int] | None) -> tuple[str, dict[str, str]]:
    """The line under the chart: how much of it is shown; and whether the empty chart speaks."""
    if not now or not now["total"]:
        return "", {}
    with case().store() as store:
        total = store.counts().nodes
    line = _("Showing {shown} of {placed} entities on the chart, {links} links · {total} entities in the case").format(
        shown=number(now["shown"]), placed=number(now["total"]), links=number(now["links"]), total=number(total)
    )
    return line, {"display": "none"}


def register(app: Dash) -> None:
    """Add the callbacks."""
    in_browser(app, "tab", Output("tab", "data"), Input("tab", "modified_timestamp"), State("tab", "data"))
    in_browser(
        app,
        "chartEvent",
        Output("ask", "data"),
        Output("subject", "data", allow_duplicate=True),
        Output("expanding", "data"),
        Input("chart", "event"),
        initially=False,
    )
    in_browser(
        app, "tool", Output("chart", "command"), Input({"type": "tool", "name": ALL}, "n_clicks"), initially=False
    )
    app.callback(
        output=(Output("chart", "delta"), Output("subject", "data"), Output("chart", "selection")),
        inputs={
            "ask": Input("ask", "data"),
            "where": {"path": Input("url", "pathname"), "search": Input("url", "search")},
            "tab": Input("tab", "data"),
            "cleared": Input("chart-clear", "n_clicks"),
            "seen": State("chart", "seen"),
        },
    )(serve_chart)
    app.callback(Output("chart-status", "children"), Output("chart-empty", "style"), Input("chart", "status"))(status)
