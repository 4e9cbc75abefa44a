"""What the chart asks beside the graph: names of what groups share, communities, places in a ranking, new groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypedDict, TypeVar

from dash import Dash, Input, Output, no_update

from jejak.analysis.registry import ANALYSES
from jejak.case.chart_groups import COMMUNITIES, COMMUNITY, Division
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _, ngettext
from jejak.ui.asked import is_id
from jejak.ui.feed import MAX_NODES
from jejak.ui.figures import number
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify, on_error
from jejak.ui.session import case
from jejak.ui.words import caption, shorten

Answer = dict[str, object]
T = TypeVar("T")
#: A community of a group: its number, and the sequence of the graph in which it has that.
_COMMUNITY = re.compile(r"([0-9]{1,9})\.([0-9]{1,15})")


class Wish(TypedDict):
    """What is to be grouped by what; the answer repeats the nonce."""

    how: str
    ids: list[str]
    nonce: str


class Wanted(TypedDict):
    """All that the chart lacks: see told.ts."""

    names: list[str]
    communities: list[str]
    measure: str
    ranked: list[str]
    group: Wish | None
    nonce: str


def tell(wanted: Wanted | None) -> object:
    """Answer all that the chart lacks; what cannot be told is said in a notice, and left out."""
    if not wanted:
        return no_update
    answer: Answer = {"nonce": wanted["nonce"]}
    names = list(wanted["names"])[:MAX_NODES]
    if communities := _ids(wanted["communities"]):
        none: Mapping[str, int | None] = {}
        answer["communities"] = _or_nothing(lambda: case().charting.groups.communities(communities), none)
        noted(Act.ASKED, kind=COMMUNITIES, entities=len(communities))
    if ranked := _ids(wanted["ranked"]):
        measure = wanted["measure"]
        unranked: Mapping[str, float | None] = {}
        answer["ranked"] = _or_nothing(lambda: case().charting.standings.below(measure, ranked), unranked)
        noted(Act.ASKED, kind=measure if measure in ANALYSES else "", entities=len(ranked))
    if wish := wanted["group"]:
        division = _or_nothing(lambda: _grouped(wish), Division(()))
        answer["group"] = wish["nonce"]
        shared = [one.of if is_id(one.of) else f"{one.of}.{case().sequence}" for one in division.groups]
        held = zip(shared, division.groups, strict=True)
        answer["groups"] = [{"of": of, "members": list(one.members)} for of, one in held]
        names += shared
    answer["names"] = called(names)
    return answer


def _ids(given: Collection[str]) -> list[str]:
    return [one for one in list(given)[:MAX_NODES] if is_id(one)]


def _or_nothing(ask: Callable[[], T], nothing: T) -> T:
    """What the case answers, else nothing and a notice: the chart must get an answer to all else that it asks."""
    try:
        return ask()
    except JejakError as error:
        on_error(error)
        return nothing


def called(shared: Collection[str]) -> Mapping[str, str]:
    """What is called how that groups share: entities by their captions, communities by number and state."""
    if not shared:
        return {}
    marks = {one: found for one in shared if (found := _COMMUNITY.fullmatch(one))}
    numbered = {one: _community(int(found[1]), int(found[2])) for one, found in marks.items()}
    with case().store() as store:
        nodes = store.subgraph([one for one in shared if is_id(one)]).nodes
    return numbered | {node.id: shorten(caption(node)) for node in nodes}


def _community(n: int, sequence: int) -> str:
    """A community by its number; the numbers of an earlier state of the case are others."""
    words = _("Community {n}") if sequence == case().sequence else _("Community {n} of an earlier state")
    return words.format(n=n)


def _grouped(wish: Wish) -> Division:
    """Put entities together, and tell what became of them."""
    ids = _ids(wish["ids"])
    division = case().charting.groups.together(ids, wish["how"])
    noted(Act.ASKED, kind=wish["how"], entities=len(ids), groups=len(division.groups))
    if division.groups:
        notify(_told(division), "teal")
    else:
        notify(_nothing(wish["how"]), "yellow")
    return division


def _told(division: Division) -> str:
    inside = sum(len(group.members) for group in division.groups)
    count = len(division.groups)
    parts = [
        ngettext("{n} group of {inside} entities.", "{n} groups of {inside} entities.", count).format(
            n=number(count), inside=number(inside)
        )
    ]
    if division.several:
        several = _("{n} belong to several: each is put where the tie is strongest.")
        parts.append(several.format(n=number(division.several)))
    if division.protected:
        outside = _("{n} protected ones stay outside: nobody protected is listed in a community.")
        parts.append(outside.format(n=number(division.protected)))
    if division.alone:
        parts.append(_("{n} share nothing with others here.").format(n=number(division.alone)))
    return " ".join(parts)


def _nothing(how: str) -> str:
    none = {
        COMMUNITY: _("No two of these are in one community. Add neighbours first, or select others."),
        "address": _("No two of these are tied to one address. Add neighbours first, or select others."),
        "agency": _("No two of these people are tied to one company. Add neighbours first, or select others."),
    }
    return none[how]


def register(app: Dash) -> None:
    """Add the callback; while it works, the chart says so."""
    app.callback(
        Output("chart", "told"),
        Input("chart", "asking"),
        running=[(Output("chart-works", "hidden"), False, True)],
        prevent_initial_call=True,
    )(tell)
