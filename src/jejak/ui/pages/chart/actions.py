"""What happens on the chart page: put on the chart, expand; the chart's state stays in the browser."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from jejak.graph.model import Node, Subgraph
from jejak.graph.stores.contract import GraphStore
from jejak.schemas.i18n import _
from jejak.ui.asked import asked, ids_of
from jejak.ui.browser_side import in_browser
from jejak.ui.feed import ChartFeed
from jejak.ui.figures import number
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify
from jejak.ui.session import case, screen

NEIGHBOURS = 60
MAX_FOCUS = 200
CHART_PATH = "/chart"


def _linked(store: GraphStore, feed: ChartFeed, nodes: Collection[Node]) -> Subgraph:
    """The nodes with every link among them and to what is on the chart already."""
    ids = feed.nodes.keys() | {node.id for node in nodes}
    return Subgraph(tuple(nodes), store.subgraph(ids).links)


def put(feed: ChartFeed, ids: Collection[str]) -> None:
    """Put entities on the chart."""
    with case().store() as store:
        nodes = store.subgraph(list(ids)[:MAX_FOCUS]).nodes
        if not nodes:
            notify(_("This entity is not in the graph (any more)."), "yellow")
            return
        feed.add(_linked(store, feed, nodes))
    if len(nodes) > 1:  # of a single one it is told that its detail was opened
        noted(Act.PUT, entities=len(nodes))


def expand(feed: ChartFeed, node_id: str) -> None:
    """Put the neighbours of an entity on the chart."""
    with case().store() as store:
        around = store.neighbours(node_id, limit=NEIGHBOURS)
        new = feed.add(_linked(store, feed, around.nodes))
    noted(Act.EXPANDED, node_id, new=new)
    if around.truncated:
        notify(_("Only the first {n} neighbours are shown.").format(n=NEIGHBOURS), "yellow")
    elif not new:
        notify(_("All neighbours are on the chart already."), "gray")


def wanted(search: str | None) -> list[str]:
    """The ids that an address asks for: ``?focus=ID,ID`` or ``?syndicate=RANK``."""
    parts = asked(search)
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
    *, ask: dict[str, str] | None, where: Where, tab: str | None, cleared: int | None, seen: int | None
) -> tuple[object, object, object]:
    """Answer whatever the chart page asks for; returns deltas, the subject of the detail and the selection."""
    del cleared  # the triggers say it
    if not tab:
        return no_update, no_update, no_update
    feed = screen().feeds.of(tab)
    chosen: list[str] = []
    with feed.lock:
        for prop in ctx.triggered_prop_ids or ("tab.data",):
            if prop == "chart-clear.n_clicks":
                feed.clear()
            elif prop == "ask.data":
                chosen += _asked(feed, ask or {})
            else:
                chosen += _chosen(where)
        chosen = list(dict.fromkeys(chosen))  # address and tab may both have triggered
        if chosen:
            put(feed, chosen)
        deltas = feed.since(seen or 0)
    one = len(chosen) == 1
    return deltas or no_update, chosen[0] if one else no_update, chosen if one else no_update


def _asked(feed: ChartFeed, ask: dict[str, str]) -> list[str]:
    """Do what chart or search box ask for; returns what the reader chose. After a gap the answer itself is enough."""
    if ask.get("type") == "expandRequest":
        expand(feed, ask["id"])
    return [ask["id"]] if ask.get("type") == "put" else []


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
