"""Where entities are on the map: places that sources state or name, who is tied to them, and the trips between them.

Invariant: a position is one that a source states, or that of a place of the gazetteer whose name a source states as a
whole; everything else is told as not placed. Of what is masked no place is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from jejak.case.telling import naming_property
from jejak.graph.model import Node
from jejak.graph.surroundings import links_at, types_of
from jejak.schemas.gazetteer import BORDER_KINDS, one_spot, places_called
from jejak.schemas.model import World

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Links by which somebody or something is, or was, at a place or on a trip. Who owns or mentions one need not be there.
TIES = ("RESIDES_AT", "HOUSED_AT", "LOCATED_AT", "WORKS_AT", "TRAVELLED_ON", "PARTICIPATED_IN")
_VIA = "TRIP_VIA"
_TRIP, _BORDER = "trip", "border_point"
#: Properties that name where an entity of a type is, the one that tells most reliably first.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "address": ("regency", "district", "village", "full"),
    "location": ("name",),
    _BORDER: ("name", "code"),
    "event": ("place",),
    "incident": ("place",),
    "recruitment": ("place",),
}
_ENDS = ("origin", "destination")
_GEO, _PROVINCE = "geo", "province"
_COUNTRIES = ("country", "country_side")
_PARTS = 4  # of an address from its end are read


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: ``lat`` and ``lon`` in degrees of WGS 84.

    Attributes:
        key: Names it among the others.
        lat: Latitude.
        lon: Longitude.
        name: The gazetteer's name of it, or what the entity at stated coordinates is called.
        kind: Kind of place in the gazetteer; '' where coordinates are stated.
        country: ISO code, '' where it is not known.
        border: Whether people cross a border here.
    """

    key: str
    lat: float
    lon: float
    name: str
    kind: str = ""
    country: str = ""
    border: bool = False

    @property
    def by_name(self) -> bool:
        """Whether only a name says where it is."""
        return bool(self.kind)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An entity whose place is not known: ``name`` as stated; ``why`` is ``unknown``, ``several`` or ``differ``."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Leg:
    """All trips from one spot to another, by id; with each, who of those asked for was on it (the trip itself too)."""

    source: str
    target: str
    trips: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where some entities are.

    Attributes:
        spots: Every spot with those asked for who are tied to it, the fullest first.
        legs: Routes between them.
        unplaced: What could not be placed, by name.
        masked: How many of the places are a protected person's and are not shown.
        types: Entity type of everybody at a spot.
    """

    spots: tuple[tuple[Spot, tuple[str, ...]], ...]
    legs: tuple[Leg, ...]
    unplaced: tuple[Unplaced, ...]
    masked: int
    types: Mapping[str, str]


@dataclass(slots=True)
class _Found:
    spots: dict[str, Spot] = field(default_factory=dict)
    at: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    legs: dict[tuple[str, str], dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    unplaced: dict[tuple[str, str], Unplaced] = field(default_factory=dict)
    masked: int = 0

    def take(self, answer: Spot | Unplaced | None) -> Spot | None:
        """Note what came out for an entity; returns the spot, if it is one."""
        if isinstance(answer, Unplaced):
            self.unplaced[answer.id, answer.name] = answer
        if not isinstance(answer, Spot):
            return None
        known = self.spots.setdefault(answer.key, answer)
        if answer.border and not known.border:
            self.spots[answer.key] = answer
        return answer


class Places:
    """Answers for the map over one snapshot."""

    def __init__(self, snapshot: Snapshot, world: World) -> None:
        self._snapshot = snapshot
        self._world = world

    def of(self, ids: Collection[str]) -> Whereabouts:
        """Where some entities are, by themselves and by their ties; O(their links).

        Args:
            ids: Canonical ids; those that are not in the graph are left out.
        """
        codes = [code for code in map(self._snapshot.code_of, sorted(set(ids))) if code is not None]
        ties = self._out(codes, TIES)
        nodes = self._nodes({*codes, *(there for _, there, _ in ties)})
        trips = [code for code, node in nodes.items() if node.etype == _TRIP]
        vias = self._vias(trips)
        nodes |= self._nodes({via for some in vias.values() for via in some} - nodes.keys())
        found = _Found()
        here: dict[int, dict[str, None]] = defaultdict(dict)  # who of those asked for is at a place or on a trip
        for code in codes:
            here[code][nodes[code].id] = None
        for own, there, _ in ties:
            here[there][nodes[own].id] = None
        for code in sorted(here, key=lambda one: nodes[one].id):
            self._place(nodes[code], here[code], [nodes[via] for via in vias.get(code, ())], found)
        return _told(found, {nodes[code].id: nodes[code].etype for code in codes})

    def _nodes(self, codes: Collection[int]) -> dict[int, Node]:
        listed = sorted(codes)
        return dict(zip(listed, self._snapshot.nodes_of(listed), strict=True))

    def _out(self, codes: Sequence[int], ltypes: Collection[str]) -> list[tuple[int, int, int]]:
        """(own end, other end, link row) of the links of some types that lead from some entities."""
        if not codes:
            return []
        around = links_at(self._snapshot, codes)
        kind, names = types_of(self._snapshot, around.row)
        wanted = np.array([name in ltypes for name in names], np.bool_)
        kept = around.at(wanted[kind] & around.out)
        return list(zip(kept.own.tolist(), kept.other.tolist(), kept.row.tolist(), strict=True))

    def _vias(self, trips: Sequence[int]) -> dict[int, list[int]]:
        """The border points of trips, those of the way out first."""
        ties = self._out(trips, (_VIA,))
        links = self._snapshot.links_of([row for _, _, row in ties])
        sides = [link.props.get("direction") != "exit" for link in links]
        found: dict[int, list[int]] = {}
        for _side, (own, via, _row) in sorted(zip(sides, ties, strict=True)):
            found.setdefault(own, []).append(via)
        return found

    def _place(self, node: Node, here: Collection[str], vias: Sequence[Node], found: _Found) -> None:
        if node.masked and self._is_place(node):
            found.masked += 1
            return
        if node.etype != _TRIP:
            spot = found.take(self._where(node))
            if spot is not None:
                found.at[spot.key] |= dict.fromkeys(here)
            return
        answers = [_end(node, _ENDS[0]), *map(self._where, vias), _end(node, _ENDS[1])]
        stops = [spot for spot in map(found.take, answers) if spot is not None]
        for spot in stops:
            found.at[spot.key] |= dict.fromkeys(here)
        for start, end in pairwise(stops):
            if start.key != end.key:
                found.legs[start.key, end.key][node.id] = tuple(here)

    def _is_place(self, node: Node) -> bool:
        return node.etype in NAMED_BY or node.etype == _TRIP

    def _where(self, node: Node) -> Spot | Unplaced | None:
        """Where a place or an event is; None where it is none or nothing says so."""
        if node.etype not in NAMED_BY or node.masked:
            return None
        stated = _values(node, _GEO)
        if stated:
            at = one_spot([_point(text) for text in stated])
            if at is None:
                return Unplaced(node.id, node.caption, "differ")
            key, country = f"{at[0]},{at[1]}", _country(node)
            return Spot(key, *at, node.caption, country=country, border=node.etype == _BORDER)
        named = naming_property(self._world.entity_types[node.etype])
        for name in NAMED_BY[node.etype]:
            texts = _values(node, name) or ([node.caption] if name == named else [])
            if texts:
                return _by_name(node, texts)
        return None


def _told(found: _Found, types: Mapping[str, str]) -> Whereabouts:
    spots = [(found.spots[key], tuple(sorted(here))) for key, here in found.at.items()]
    spots.sort(key=lambda one: (-len(one[1]), one[0].key))
    legs = [Leg(source, target, trips) for (source, target), trips in found.legs.items()]
    legs.sort(key=lambda leg: (-len(leg.trips), leg.source, leg.target))
    unplaced = sorted(found.unplaced.values(), key=lambda one: (one.name, one.id))
    shown = {one: types[one] for _, here in spots for one in here}
    return Whereabouts(tuple(spots), tuple(legs), tuple(unplaced), found.masked, shown)


def _values(node: Node, name: str) -> list[str]:
    value = node.props.get(name)
    return [value] if isinstance(value, str) else list(value or ())


def _country(node: Node) -> str:
    said = {one for name in _COUNTRIES for one in _values(node, name)} | ({node.country} if node.country else set())
    return said.pop() if len(said) == 1 else ""


def _point(text: str) -> tuple[float, float]:
    lat, _, lon = text.partition(",")
    return float(lat), float(lon)


def _end(trip: Node, name: str) -> Spot | Unplaced | None:
    """One end of a trip, which no country is stated of."""
    texts = _values(trip, name)
    return _by_name(trip, texts, country="") if texts else None


def _by_name(node: Node, texts: Sequence[str], country: str | None = None) -> Spot | Unplaced:
    """The place that all texts name; each of them alone must tell which."""
    there = _country(node) if country is None else country
    answers = [_named(text, there, _values(node, _PROVINCE), node) for text in texts]
    spots = [answer for answer in answers if isinstance(answer, Spot)]
    if len(spots) < len(answers):
        return next(answer for answer in answers if isinstance(answer, Unplaced))
    if one_spot([(spot.lat, spot.lon) for spot in spots]) is None:
        return Unplaced(node.id, texts[0], "differ")
    return spots[0]


def _named(text: str, country: str, provinces: Sequence[str], node: Node) -> Spot | Unplaced:
    """A text as a whole, else the last part between commas that names a place."""
    parts = [part for part in text.replace("\n", ",").replace(";", ",").split(",") if part.strip()]
    for part in _tried(text, parts):
        places = places_called(part, country=country, regions=[*provinces, *parts])
        if not places:
            continue
        if one_spot([(place.lat, place.lon) for place in places]) is None:
            return Unplaced(node.id, text, "several")
        place = places[0]
        border = place.kind in BORDER_KINDS or node.etype == _BORDER
        key = f"{place.country}:{place.name}:{place.kind}"
        return Spot(key, place.lat, place.lon, place.name, place.kind, place.country, border)
    return Unplaced(node.id, text, "unknown")


def _tried(text: str, parts: Sequence[str]) -> Iterator[str]:
    yield text
    if len(parts) > 1:
        yield from reversed(parts[-_PARTS:])
