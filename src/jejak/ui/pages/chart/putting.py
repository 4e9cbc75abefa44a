"""How entities come onto a chart: by name, beside a neighbour, or along a path; with all links among what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dash import set_props

from jejak.case.charting import Wish
from jejak.graph.model import Node, Subgraph
from jejak.graph.stores.contract import GraphStore
from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import _
from jejak.ui.feed import MAX_NODES, ChartFeed, changed
from jejak.ui.figures import number
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify
from jejak.ui.session import case

GUARD = 60  # more new neighbours than this are asked about first
OFFERED = 20
MAX_FOCUS = 200
MOST_PATHS = 20
MAX_HOPS = 8
SHORTEST, ALL, TIMED = "shortest", "all", "time"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Which neighbours of an entity are wanted, and at most how many new ones."""

    ident: str
    wish: Wish = field(default_factory=Wish)
    limit: int | None = None


def expansion(ident: str, form: Mapping[str, object]) -> Expansion:
    """Read the form of the dialog.

    Raises:
        AnalysisError: A date is none, or the first is after the last.
    """
    given = form.get("kinds")
    kinds = [(ltype, side) for ltype, _colon, side in (str(one).rpartition(":") for one in _several(given))]
    since, until = _day(form.get("since")), _day(form.get("until"))
    if since is not None and until is not None and since > until:
        raise AnalysisError("the first day is after the last", hint="exchange the two dates")
    last = None if until is None else until + timedelta(days=1)
    limit = form.get("limit")
    most = int(limit) if isinstance(limit, int | float) and limit > 0 else OFFERED
    return Expansion(ident, Wish(tuple(kinds), _ms(since), _ms(last)), min(most, MAX_FOCUS))


def _several(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _day(text: object) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(str(text)[:10]).replace(tzinfo=UTC)
    except ValueError:
        raise AnalysisError("this is no date", where=str(text)[:20], hint="write it as 2024-05-31") from None


def _ms(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


def linked(store: GraphStore, feed: ChartFeed, nodes: Collection[Node]) -> Subgraph:
    """The nodes with every link among them and to what is on the chart already."""
    ids = feed.nodes.keys() | {node.id for node in nodes}
    return Subgraph(tuple(nodes), store.subgraph(ids).links)


def put(feed: ChartFeed, ids: Collection[str]) -> None:
    """Put entities on the chart that the reader asked for by name; more than can be read come as closed communities."""
    new = [one for one in ids if one not in feed.nodes]
    room = [*(one for one in ids if one in feed.nodes), *new[: MAX_NODES - len(feed.nodes)]]
    with case().store() as store:
        nodes = store.subgraph(room).nodes
        if not nodes:
            notify(_("This entity is not in the graph (any more)."), "yellow")
            return
        feed.add(linked(store, feed, nodes), show=[node.id for node in nodes])
    if len(nodes) > MAX_FOCUS:
        feed.close()
        told = _("Showing {n} of {total}, closed in their communities. Open one to see its members.")
        notify(told.format(n=number(len(nodes)), total=number(len(ids))), "gray")
    if len(nodes) > 1:  # of a single one it is told that its detail was opened
        noted(Act.PUT, entities=len(nodes))


def put_there(feed: ChartFeed, ident: str, at: Sequence[float]) -> list[str]:
    """Put an entity on the chart at a place of the canvas; returns what is to be shown as chosen: one, or nobody."""
    with case().store() as store:
        node = store.get(ident)
        if node is None:
            return []
        feed.add(linked(store, feed, [node]), show=[ident])
    feed.place(ident, (at[0], at[1]))
    return [ident]


def recall(feed: ChartFeed, ids: Iterable[str], undone: Collection[str] = ()) -> None:
    """Tell entities again that the tab had before the server began anew, or before its chart was cleared.

    Args:
        feed: The chart.
        ids: Which.
        undone: What the feed holds although it is not on the chart: it makes room.
    """
    feed.forget(undone)
    lost = [one for one in ids if one not in feed.nodes][:MAX_NODES]
    if not lost:
        return
    there = case().charting.today(lost)
    with case().store() as store:
        feed.add(linked(store, feed, store.subgraph(sorted(set(there.values()))).nodes))
    feed.became(changed(lost, there))


def expand(feed: ChartFeed, ids: Collection[str], undone: Collection[str] = ()) -> None:
    """Put the neighbours of entities on the chart; where they are very many, ask first which ones.

    Args:
        feed: The chart.
        ids: Whose neighbours.
        undone: What the feed holds although the reader has undone it.
    """
    there = feed.nodes.keys() - set(undone)
    new: dict[str, None] = {}
    crowded = ""
    for ident in ids:
        others = [one for one in case().charting.neighbours(ident) if one not in there]
        if len(others) > GUARD:
            crowded = crowded or ident
        else:
            new |= dict.fromkeys(others)
            noted(Act.EXPANDED, ident, new=len(others))
    if new:
        with case().store() as store:
            feed.add(linked(store, feed, store.subgraph([*ids, *new]).nodes))
    if crowded:
        set_props("expanding", {"data": {"id": crowded, "undone": list(undone), "crowded": True}})
    elif not new:
        notify(_("All neighbours are on the chart already."), "gray")


def expand_chosen(feed: ChartFeed, wanted: Expansion, undone: Collection[str] = ()) -> None:
    """Put the strongest of the neighbours that were chosen on the chart."""
    there = feed.nodes.keys() - set(undone)
    others = [one for one in case().charting.neighbours(wanted.ident, wanted.wish) if one not in there]
    if not others:
        notify(_("No neighbour that is not on the chart fits this choice."), "gray")
        return
    with case().store() as store:
        feed.add(linked(store, feed, store.subgraph(others[: wanted.limit]).nodes))
    left = len(others) - len(others[: wanted.limit])
    noted(Act.EXPANDED, wanted.ident, new=len(others) - left)
    if left:
        notify(_("{n} more fit this choice and are not on the chart.").format(n=number(left)), "gray")


def find_paths(feed: ChartFeed, start: str, end: str, kind: str) -> None:
    """Put the paths between two entities on the chart and highlight them."""
    with case().store() as store:
        if kind == TIMED:
            walks = list(case().charting.timed_paths(start, end, MOST_PATHS))
        else:
            most = 1 if kind == SHORTEST else MOST_PATHS + 1
            walks = [path.nodes for path in store.shortest_paths(start, end, max_hops=MAX_HOPS, limit=most)]
        if not walks:
            none = _("No path whose dates follow each other joins the two within {n} steps.")
            notify(
                (none if kind == TIMED else _("No path joins the two within {n} steps.")).format(n=MAX_HOPS), "yellow"
            )
            return
        shown = walks[:MOST_PATHS]
        _highlight(store, feed, shown)
    steps = len(shown[0]) - 1
    every = len(walks) <= MOST_PATHS
    told = _("Paths: {n}, of {steps} steps each") if every else _("Paths: the first {n}, of {steps} steps each")
    notify(told.format(n=number(len(shown)), steps=steps), "teal")


def _highlight(store: GraphStore, feed: ChartFeed, walks: Collection[tuple[str, ...]]) -> None:
    ids = list(dict.fromkeys(one for walk in walks for one in walk))
    steps = {frozenset(step) for walk in walks for step in pairwise(walk)}
    feed.add(linked(store, feed, store.subgraph(ids).nodes), show=ids)
    between = [key for key, bundle in feed.bundles.items() if frozenset((bundle.source, bundle.target)) in steps]
    feed.mark([*ids, *between])
    noted(Act.PUT, entities=len(ids))


def common(feed: ChartFeed, ids: Collection[str]) -> None:
    """Put whoever is tied to all of these on the chart and highlight the ties."""
    around = [set(case().charting.neighbours(one)) for one in ids]
    shared = set.intersection(*around) - set(ids) if around else set()
    if not shared:
        notify(_("Nobody and nothing is tied to all of them."), "yellow")
        return
    shown = sorted(shared, key=lambda one: (one not in feed.nodes, one))[:MAX_FOCUS]
    with case().store() as store:
        _highlight(store, feed, [(one, middle) for middle in shown for one in ids])
    told = _("In common: {n}") if len(shown) == len(shared) else _("In common: the first {n}")
    notify(told.format(n=number(len(shown))), "teal")
