"""A saved view comes back: its entities and links onto the feed, how it was beside them, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping

from jejak.case.chart_state import strings
from jejak.case.chart_views import OpenedView
from jejak.schemas.i18n import _, ngettext
from jejak.ui.feed import ChartFeed
from jejak.ui.figures import number
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify
from jejak.ui.pages.chart.following import joined_words
from jejak.ui.session import case


def open_view(feed: ChartFeed, ask: Mapping[str, object]) -> None:
    """Open a saved view in the place of all that is on a chart; its version, or the newest where none is named.

    Raises:
        LedgerError: There is no such saved view or version.
    """
    version = ask.get("version")
    opened = case().chart_views.opened(str(ask.get("view")), version if isinstance(version, int) else 0)
    ids = strings(opened.today.state["ids"])
    with case().store() as store:
        part = store.subgraph(ids)
    told = {"id": opened.view.id, "version": opened.version.number, "state": opened.today.state}
    feed.open(part, told)
    noted(Act.VIEW_OPENED, opened.view.id, version=opened.version.number, entities=len(part.nodes))
    gone = opened.today.gone + len(ids) - len(part.nodes)
    sentences = changes(opened.today.joined, gone)
    if sentences:
        notify(" ".join(sentences), "yellow", _title(opened))


def changes(joined: int, gone: int) -> list[str]:
    """What became of entities of a saved view since, in sentences."""
    told = []
    if joined:
        told.append(joined_words(joined))
    if gone:
        text = ngettext(
            "{n} entity of this view is not in the graph any more; its place is kept in the saved version.",
            "{n} entities of this view are not in the graph any more; their places are kept in the saved version.",
            gone,
        )
        told.append(text.format(n=number(gone)))
    return told


def _title(opened: OpenedView) -> str:
    return _("{name}, version {n}").format(name=opened.view.name, n=number(opened.version.number))
