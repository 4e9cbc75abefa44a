"""The chart follows the graph: who was joined meanwhile stands at one place, who is gone is off it; both are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jejak.schemas.i18n import ngettext
from jejak.ui.feed import ChartFeed
from jejak.ui.figures import number
from jejak.ui.notices import notify
from jejak.ui.session import case

#: Where a wish of the chart names entities.
_NAMED = ("id", "ids", "from", "to")


def follow(feed: ChartFeed, ask: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a tab's chart to the present graph; returns what it asks for, about those who stand there now."""
    with case().store() as store:
        became = feed.renew(store.sequence, store.subgraph, case().charting.today)
    if became:
        notify(" ".join(sentences(became)), "yellow")
    return {name: _now(value, became) if name in _NAMED else value for name, value in ask.items()}


def sentences(became: Mapping[str, str | None]) -> list[str]:
    """What became of entities of the chart, in words."""
    gone = sum(here is None for here in became.values())
    told = []
    if joined := len(became) - gone:
        told.append(joined_words(joined))
    if gone:
        text = ngettext(
            "{n} entity of the chart is not in the graph any more, and was taken off.",
            "{n} entities of the chart are not in the graph any more, and were taken off.",
            gone,
        )
        told.append(text.format(n=number(gone)))
    return told


def joined_words(joined: int) -> str:
    """That some entities are one with others since, in words."""
    text = ngettext(
        "{n} entity was joined with another since: it stands at one place.",
        "{n} entities were joined with others since: each stands at one place.",
        joined,
    )
    return text.format(n=number(joined))


def _now(value: object, became: Mapping[str, str | None]) -> object:
    if isinstance(value, list):
        return list(dict.fromkeys(one for each in value if (one := _now(each, became)) is not None))
    return became.get(value, value) if isinstance(value, str) else value
