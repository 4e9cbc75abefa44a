"""How things are called and written on the screen, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from math import log2
from typing import Protocol

import numpy as np
from babel import Locale

from jejak.analysis.registry import ANALYSES
from jejak.case.charting import NodeStanding
from jejak.case.dated_parts import DatedPart
from jejak.graph.model import Link, Node
from jejak.graph.search import Why
from jejak.schemas.grading import Protection, best_grade
from jejak.schemas.i18n import _, current_language, told
from jejak.schemas.labels import entity_label, label, layer_label, link_label
from jejak.schemas.model import Property
from jejak.schemas.world import World, load_world
from jejak.ui.feed import Bundle
from jejak.ui.figures import day, money, number, period
from jejak.ui.reasons import part_word
from jejak.ui.times import spans

_MARK = "[0-9A-F]{8}"  # how an id begins in the caption of an entity whose name is not shown
_COUNTRY = "country"  # every entity may have one, whatever its type declares
_LABEL = 80  # letters of a caption on the chart
_ALL_STATED = "_all"  # ends the name under which all values stand where records differ

entity_word, link_word = entity_label, link_label


@lru_cache(maxsize=1)
def world() -> World:
    """The built-in world."""
    return load_world()


def property_word(owner: str, name: str) -> str:
    """Label of a property of an entity or link type."""
    stated = name.removesuffix(_ALL_STATED)
    known = _property(owner, stated)
    other = _("Country") if stated == _COUNTRY else stated.replace("_", " ")
    called = label(known.labels, stated) if known else other
    return called if name == stated else _("{property}, all stated").format(property=called)


def _property(owner: str, name: str) -> Property | None:
    kind = world().entity_types.get(owner) or world().link_types.get(owner)
    return kind.properties.get(name) if kind else None


def code_word(code_list: str | None, code: str) -> str:
    """A code of a list in words."""
    known = world().code_lists.get(code_list or "")
    return label(known.codes.get(code, {}), code) if known else code


def role_word(code: str) -> str:
    """A role code in words."""
    return code_word("role", code)


def role_words(node: Node) -> list[str]:
    """The roles of an entity, each with the times for which it is stated where all who state it date it."""
    times: dict[str, list[str]] = {}
    for one in node.role_times:
        times.setdefault(one.role, []).append(period(one.t_from, one.t_to))
    return [", ".join([role_word(role), *times.get(role, ())]) for role in node.roles]


def country_word(code: str | None) -> str:
    """A country by its code, in words."""
    return str(Locale.parse(current_language()).territories.get(code, code)) if code else ""


def value_word(owner: str, name: str, value: str | list[str]) -> str:
    """The value of a property: codes, countries and dates in words, several values in a row."""
    stated = name.removesuffix(_ALL_STATED)
    known = _property(owner, stated)
    words = _VALUES.get(known.type if known else stated, str)
    if known and known.codes:
        return ", ".join(code_word(known.codes, one) for one in _several(value))
    return ", ".join(words(one) for one in _several(value))


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


_VALUES: dict[str, Callable[[str], str]] = {_COUNTRY: country_word, "date": day}


def protection_word(protection: str) -> str:
    """A protection class in words."""
    words: dict[str, Callable[[], str]] = {
        Protection.VICTIM: lambda: _("Victim, protected"),
        Protection.CHILD: lambda: _("Child, protected"),
        Protection.WITNESS: lambda: _("Witness, protected"),
        Protection.SUSPECT: lambda: _("Suspect or organisation"),
        Protection.THIRD_PARTY: lambda: _("Third party"),
    }
    return words.get(protection, lambda: _("Not yet classed"))()


_MASKED_PEOPLE: dict[str, Callable[[], str]] = {
    Protection.VICTIM: lambda: _("Victim"),
    Protection.CHILD: lambda: _("Child victim"),
    Protection.WITNESS: lambda: _("Witness"),
}


class Called(Protocol):
    """What tells how an entity is called."""

    @property
    def etype(self) -> str:
        """Entity type."""

    @property
    def caption(self) -> str:
        """Its name, or its pseudonym."""

    @property
    def protection(self) -> str:
        """Protection class."""

    @property
    def masked(self) -> bool:
        """Whether the caption is a pseudonym."""


def caption(node: Called) -> str:
    """What an entity is called: its own name, or a pseudonym that begins with its kind in the reader's language."""
    if node.masked and node.etype == "person" and node.protection in _MASKED_PEOPLE:
        return f"{_MASKED_PEOPLE[node.protection]()} {node.caption.rpartition(' ')[2]}"
    return caption_word(node.etype, node.caption)


def caption_word(etype: str, text: str) -> str:
    """A caption that the graph made of type and id, since no source states a name, in the reader's language."""
    kind = world().entity_types.get(etype)
    if kind is None or not re.fullmatch(rf"{re.escape(kind.labels['en'])}( {_MARK})?", text):
        return text
    return entity_word(etype) + text[len(kind.labels["en"]) :]


def searched(text: str) -> str:
    """What to look for: a caption that was made of kind and mark is stored in English, so its mark alone is sought."""
    kind, _space, mark = text.strip().rpartition(" ")
    kinds = {word() for word in _MASKED_PEOPLE.values()} | {entity_word(etype) for etype in world().entity_types}
    return mark if kind in kinds and re.fullmatch(_MARK, mark) else text


def why_word(why: Why) -> str:
    """Why something was found."""
    return {
        Why.NUMBER: _("the same number"),
        Why.NAME: _("the same name"),
        Why.WORD: _("the same words"),
        Why.PREFIX: _("begins like this"),
        Why.SPELLING: _("other spelling"),
        Why.SOUND: _("sounds alike"),
        Why.SLIP: _("one letter differs"),
        Why.PART: _("part of a word or number"),
        Why.SOME: _("some of the words"),
    }[why]


def analysis_word(name: str) -> str:
    """An analysis in words; one that is not there any more by its name."""
    known = ANALYSES.get(name)
    return told(known.title) if known else name


def totals(links: tuple[Link, ...]) -> dict[str, Decimal]:
    """Sum of amounts by currency."""
    sums: dict[str, Decimal] = {}
    for link in links:
        if link.amount is not None:
            key = link.currency or "?"
            sums[key] = sums.get(key, Decimal(0)) + link.amount
    return dict(sorted(sums.items()))


def shorten(text: str) -> str:
    """A caption as the chart writes it: a very long one is cut there, the detail has all of it."""
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"


def draw_node(node: Node, standing: NodeStanding) -> dict[str, object]:
    """A node as the chart draws it: id, kind, caption, grade, and how it stands in the case."""
    drawn: dict[str, object] = {
        "id": node.id,
        "label": shorten(caption(node)),
        "kind": node.etype,
        "kindLabel": entity_word(node.etype),
        "size": round(log2(1 + standing.neighbours), 2),
        "neighbours": standing.neighbours,
    }
    if node.best_grade:
        drawn["grade"] = node.best_grade
    if node.masked:
        drawn["masked"] = True
        if node.etype == "person":  # a phone or a house of theirs stays what it is in the legend
            drawn["maskedLabel"] = _("Protected person")
    elif standing.part:
        drawn |= {"part": standing.part, "partLabel": part_word(standing.part)}
        drawn |= {} if standing.stage is None else {"stage": standing.stage}
        if any(part.dated for part in standing.parts):
            drawn["roles"] = [_part(part) for part in standing.parts]
    return drawn


def _part(one: DatedPart) -> dict[str, object]:
    """A part with its time: what is open, or has no stage, is left out."""
    called = part_word(one.part)
    told = role_word(one.role) if one.role else _("{part}, by links").format(part=called)
    drawn: dict[str, object] = {"part": one.part, "partLabel": called, "told": told}
    known = {"stage": one.stage, "from": one.since_ms, "until": one.until_ms}
    return drawn | {name: value for name, value in known.items() if value is not None}


def draw_bundle(bundle: Bundle) -> dict[str, object]:
    """A bundle of links as the chart draws it: how many, their sums by currency, and their time."""
    kind = world().link_types.get(bundle.ltype)
    count = len(bundle.links)
    sums = totals(bundle.links)
    dated = spans(bundle.links)
    times = [moment for first, last, _n in dated for moment in (first, last)]
    grade = best_grade([link.best_grade for link in bundle.links if link.best_grade])
    told = link_word(bundle.ltype) + (f" ×{number(count)}" if count > 1 else "")
    lines = [told, " · ".join(money(amount, currency) for currency, amount in sums.items())]
    if times and (sums or count > 1):
        lines.append(period(_day_of(min(times)), _day_of(max(times))))
    drawn: dict[str, object] = {
        "id": bundle.id, "source": bundle.source, "target": bundle.target, "label": "\n".join(filter(None, lines)),
        "weight": min(count, 20), "count": count,
    }  # fmt: skip
    drawn |= {"first": min(times), "last": max(times)} if times else {}
    drawn |= {"spans": dated} if times and count > 1 else {}
    drawn |= {"sums": {currency: float(amount) for currency, amount in sums.items()}} if sums else {}
    drawn |= {"grade": grade} if grade else {}
    if kind:
        drawn |= {"layer": kind.layer, "layerLabel": _capital(layer_label(kind.layer))}
        drawn |= {} if kind.directed else {"undirected": True}
    return drawn


def _day_of(ms: int) -> str:
    return str(np.datetime64(ms, "ms"))[:10]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
