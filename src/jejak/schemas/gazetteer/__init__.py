"""A small offline gazetteer: where towns, ports, airports and border crossings of the corridors lie; ``places.yaml``.

Invariant: a name finds a place only where the whole of it is that place's name, whatever its case, accents and gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jejak.schemas.names.words import plain_words, words

KINDS = ("town", "area", "port", "airport", "crossing")
#: Where people come from one country into another.
BORDER_KINDS = frozenset({"port", "airport", "crossing"})
#: Degrees within which two positions are one for what a name can tell: about ten kilometres.
NEAR = 0.1
_FILE = Path(__file__).with_name("places.yaml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_POSTCODE = (5, 6)  # digits: Indonesia and Malaysia five, Singapore six
#: Words before a name that say what kind of area it is, and are left out by many.
_BEFORE = frozenset({"kota", "kabupaten", "kab", "kodya", "daerah", "bandar", "pulau", "kecamatan", "kec"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ``lat`` and ``lon`` in degrees of WGS 84, right to some kilometres.

    ``regions`` are the names of its province or state, as keys. A ``big`` one is written on the map by itself.
    """

    name: str
    kind: str
    country: str
    regions: frozenset[str]
    lat: float
    lon: float
    big: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places, those of each name by its key, and where the map writes the names of countries (lat, lon)."""

    places: tuple[Place, ...]
    by_key: Mapping[str, tuple[Place, ...]]
    countries: Mapping[str, tuple[float, float]]


def key(text: str) -> str:
    """What is compared of a name: letters and digits, short forms written out (``Tg. Pinang`` → ``tanjungpinang``)."""
    short = words().address_short
    return "".join(short.get(word, word) for word in plain_words(text))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The built-in places."""
    data: dict[str, Any] = yaml.load(_FILE.read_bytes(), Loader=_LOADER)  # noqa: S506 -- a safe loader
    by_key: dict[str, dict[Place, None]] = {}
    for place, names in _read(data["places"]):
        for name in names:
            by_key.setdefault(key(name), {})[place] = None
    found = {name: tuple(some) for name, some in by_key.items()}
    places = dict.fromkeys(place for some in found.values() for place in some)
    return Gazetteer(tuple(places), found, {code: (at[0], at[1]) for code, at in data["countries"].items()})


def _read(countries: Mapping[str, Mapping[str, list[dict[str, Any]]]]) -> Iterator[tuple[Place, list[str]]]:
    for country, regions in countries.items():
        for region, listed in regions.items():
            called = frozenset(map(key, region.split(" / "))) if region else frozenset[str]()
            for one in listed:
                lat, lon = one["at"]
                place = Place(one["name"], one["kind"], country, called, lat, lon, one.get("big", False))
                yield place, [one["name"], *one.get("also", ())]


def places_called(name: str, *, country: str = "", regions: Collection[str] = ()) -> tuple[Place, ...]:
    """The places that a name means, none where it is not known; more than one where it does not tell which.

    Args:
        name: The whole name. A postcode at its end and a word for the kind of area before it may be left out.
        country: ISO 3166-1 alpha-2, '' where it is not known.
        regions: Texts some of which may name the province or state.
    """
    known = gazetteer().by_key
    found = next((known[one] for one in _keys(name) if one in known), ())
    there = tuple(place for place in found if country in {"", place.country})
    said = set(map(key, regions))
    return tuple(place for place in there if place.regions & said) or there


def _keys(name: str) -> Iterator[str]:
    yield key(name)
    said = plain_words(name)
    if said and said[-1].isdigit() and len(said[-1]) in _POSTCODE:
        said = said[:-1]
        yield key(" ".join(said))
    if len(said) > 1 and said[0] in _BEFORE:
        yield key(" ".join(said[1:]))


def one_spot(points: Collection[tuple[float, float]]) -> tuple[float, float] | None:
    """The first of some positions (lat, lon) where all of them are near it, else None."""
    first = next(iter(points), None)
    if first is None or any(abs(lat - first[0]) > NEAR or abs(lon - first[1]) > NEAR for lat, lon in points):
        return None
    return first
