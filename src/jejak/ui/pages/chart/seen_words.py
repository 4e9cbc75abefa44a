"""What a legend tells of a chart: period, filter, sizes and outlines in words; and the filter by its codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from jejak.schemas.i18n import _
from jejak.schemas.labels import entity_label, layer_label
from jejak.ui.figures import day, number, period
from jejak.ui.pages.chart.commands import chart_words
from jejak.ui.reasons import part_word

_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Looked:
    """How a chart is looked at: sizes and outlines, the filter, and how many of its entities are seen."""

    look: Mapping[str, Any]
    filter: Mapping[str, Any]
    shown: int
    there: int


def told_words(looked: Looked) -> tuple[str, ...]:
    """Period, filter, width of links and what is not shown, each as one sentence."""
    return tuple(_told(looked))


def _told(looked: Looked) -> Iterator[str]:
    chosen = looked.filter
    since, until = _day(chosen.get("from")), _day(chosen.get("to"), last=True)
    if since or until:
        told = _("Period of links: {when}").format(when=period(since, until))
        undated = _("links without a date are left out")
        yield told if chosen.get("undated", True) else f"{told}; {undated}"
    conditions = [*_conditions(chosen)]
    if conditions:
        yield _("Filter: {conditions}").format(conditions=_BETWEEN.join(conditions))
    if (conditions or since or until) and chosen.get("mode") == "remove":
        yield _("What does not fit is not in this package.")
    if looked.look.get("width") == "amount":
        yield chart_words()["amountNote"]
    if looked.there > looked.shown:
        text = _("Shown: {n} of {total} entities of the chart")
        yield text.format(n=number(looked.shown), total=number(looked.there))


def _conditions(chosen: Mapping[str, Any]) -> Iterator[str]:
    """What has to hold, or is left out; in the order of the filter on the screen."""
    words = chart_words()
    lists: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("kinds", _("without these types: {names}"), lambda one: entity_label(one) if one else words["other"]),
        ("parts", _("without these parts: {names}"), lambda one: part_word(one) if one else words["noPart"]),
        ("layers", _("without these layers: {names}"), lambda one: layer_label(one) if one else words["other"]),
    )
    for name, text, word in lists:
        left = sorted(map(word, chosen.get(name) or ()))
        if left:
            yield text.format(names=", ".join(left))
    if degree := chosen.get("degree"):
        yield _("at least {n} neighbours on the chart").format(n=number(int(degree)))
    if amount := chosen.get("amount"):
        least = number(Decimal(str(amount)))
        yield _("sums of at least {amount}").format(amount=f"{least} {chosen.get('currency') or ''}".strip())
    if grade := chosen.get("grade"):
        yield _("grade {grade} or better").format(grade=grade)


def concluded_words(looked: Looked, *, parts: bool) -> tuple[str, ...]:
    """What sizes, outlines and badges tell."""
    words = chart_words()
    size = str(looked.look.get("size") or "same")
    told = []
    if size != "same":
        what = words.get(f"size:{size}") or words.get(f"measure:{size}") or size
        text = _("Size: {what}. Whoever is protected or not named keeps the ordinary size; a lead, not proof.")
        told.append(text.format(what=what))
    if looked.look.get("communities"):
        outlines = _("Outlines: communities, numbered as in the analysis Communities (Leiden) of the whole case.")
        told.append(f"{outlines} {_('Nobody protected is in one.')}")
    if parts:
        last = _day(looked.filter.get("to"), last=True)
        now = _("Badges: parts that sources state, as of {day}.").format(day=day(last))
        told.append(now if last else _("Badges: parts that sources state."))
    return tuple(told)


def filter_codes(chosen: Mapping[str, Any]) -> dict[str, str]:
    """The filter as it was set, by codes; what is not set is left out."""
    lists = {name: _BETWEEN.join(sorted(_codes(chosen.get(name)))) for name in ("kinds", "parts", "layers")}
    single = {name: str(chosen[name]) for name in ("degree", "amount", "currency", "grade") if chosen.get(name)}
    days = {"first_day": _day(chosen.get("from")), "last_day": _day(chosen.get("to"), last=True)}
    found = {name: value for name, value in (*lists.items(), *single.items(), *days.items()) if value}
    if not chosen.get("undated", True):
        found["undated"] = "no"
    return {"mode": str(chosen.get("mode"))} | found if found else {}


def _codes(given: Collection[str] | None) -> list[str]:
    return [one or "none" for one in given or ()]


def _day(ms: object, *, last: bool = False) -> str:
    """The day (ISO) of the first moment of a period, or of the one before its end."""
    if not isinstance(ms, int | float):
        return ""
    return str(np.datetime64(int(ms) - int(last), "ms").astype("datetime64[D]"))
