"""How an analyst's chart shows entities and links, and what is drawn on it by hand, by the ids of the case.

Invariant: data alone. None of it leaves as it is: `charted` applies a profile to it first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

#: A place in pixels of the chart, x to the right and y down.
Place: TypeAlias = tuple[float, float]
#: An entity or a closed group, or a place.
End: TypeAlias = str | Place
#: Source, target and type of the links that are drawn as one line.
Line: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed group: its members that are drawn in it, and what they have in common where that is known.

    ``called`` is that in words, ``holder`` the id of an entity that is it.
    """

    id: str
    members: tuple[str, ...]
    called: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What sizes tell: how broad entities are drawn (pixels), their values as text, and the share with a lower one."""

    name: str
    across: Mapping[str, float]
    values: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """The part that somebody plays at the last day of the period, in words, and the place of its stage in the chain."""

    name: str
    word: str
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Boxed:
    """A text note, or a frame with its title: upper left corner, width and height, text."""

    kind: Literal["text", "frame"]
    at: Place
    size: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """An arrow that is drawn by hand, with its text."""

    start: End
    end: End
    text: str = ""


Remark: TypeAlias = Boxed | Pointer


@dataclass(frozen=True, slots=True)
class NamedView:
    """The saved view that a chart is a version of; ``changed`` tells that it is no longer as it was saved."""

    id: str
    name: str
    version: int
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it is seen.

    Attributes:
        places: Where entities and closed groups stand.
        groups: Closed groups; nobody is in two.
        pale: Entities and groups that a filter makes pale, and lines.
        marked: Those that are highlighted; empty where nothing is.
        communities: The number of each one's community, where communities are outlined.
        measure: What sizes tell; None where all are the same.
        by_amount: Width of links tells amounts.
        parts: Who plays which part at the end of the period.
        cards: How many notes of the case stand on entities and lines.
        remarks: What is drawn by hand; texts as the case team may read them.
        with_remarks: Whether the analyst wants drawings and notes to leave; the profile has the last word.
        told: Period, filter and so on in words, for the legend.
        concluded: The same for sizes, communities and parts.
        view: The saved view that is open.
        state: Digest of the state of the chart, the same for the same state.
        filters: The filter by its codes, for the manifest.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    groups: tuple[Closed, ...] = ()
    pale: frozenset[str | Line] = frozenset()
    marked: frozenset[str | Line] = frozenset()
    communities: Mapping[str, int] = field(default_factory=dict)
    measure: Measure | None = None
    by_amount: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)
    cards: Mapping[str | Line, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    with_remarks: bool = True
    told: tuple[str, ...] = ()
    concluded: tuple[str, ...] = ()
    view: NamedView | None = None
    state: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
