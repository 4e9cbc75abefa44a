"""What of a claim gives a person away when it stands in somebody else's text: by type of property, never by guess.

Names, identifiers, numbers, birth dates and full addresses do; codes, currencies, kinds, sectors, countries, jobs,
places and dates of papers do not: to take them for secrets would black out innocent text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from jejak.evidence.wanted import proves, words_of
from jejak.schemas.model import EntityType, Property

_TELLING_TYPES = frozenset(
    {
        "name", "nik", "mykad", "passport", "mrz", "account", "phone", "plate", "imo", "mmsi", "email", "identifier",
        "geo",
    }
)  # fmt: skip
#: Plain texts and dates that tell as much as a number does.
_TELLING_NAMES = frozenset({"number", "number_in_source", "phone_text"})
_ADDRESSES = frozenset({"full", "street", "address_text"})
_BIRTH_DATES = frozenset({"birth_date", "birth_date_as_printed"})
_FULL_DATE = 10
#: An address of fewer words without a number is a village or a town.
_ADDRESS_WORDS = 4
IDENTIFIERS = "identifiers"


def properties_of(row: Mapping[str, object]) -> dict[str, list[str]]:
    """The properties of an entity claim, every value as a list."""
    props = json.loads(str(row["props"])) if row["props"] else {}
    return {name: [str(v) for v in (value if isinstance(value, list) else [value])] for name, value in props.items()}


def identifiers_of(row: Mapping[str, object]) -> Iterator[str]:
    """The identifiers of an entity claim, without their schemes."""
    if row["id_value"]:
        yield str(row["id_value"])
    yield from (text.partition(":")[2] for text in properties_of(row).get(IDENTIFIERS, ()))


def telling_values(row: Mapping[str, object], etype: EntityType) -> set[str]:
    """Every value of an entity claim that a scrub of other texts must look for."""
    found: set[str] = set()
    for value in identifiers_of(row):
        found.update(_spellings(value))
    label = naming_property(etype)
    for column in ("name", "name_raw"):
        if row[column] and label:
            found.update(_telling(label, etype.properties[label], str(row[column])))
    if row["birth_date"]:
        found.update(_birth_date(str(row["birth_date"])))
    for name, values in properties_of(row).items():
        stated = name.removesuffix("_all")  # where records differ, all names stand beside the first one
        if stated in etype.properties:
            for value in values:
                found.update(_telling(stated, etype.properties[stated], value))
    return {value for value in found if proves(words_of(value))}


def naming_property(etype: EntityType) -> str | None:
    """The property that the name column of a claim is filled from."""
    return "name" if "name" in etype.properties else next((p for p in etype.caption if p in etype.properties), None)


def _telling(name: str, declared: Property, value: str) -> Iterator[str]:
    if declared.public:
        return
    if name in _BIRTH_DATES:
        yield from _birth_date(value)
    elif name in _ADDRESSES:
        words = words_of(value)
        if len(words) >= _ADDRESS_WORDS or (len(words) > 1 and any(c.isdigit() for c in value)):
            yield value
    elif declared.type in {"url", "handle"}:
        yield from _spellings(value)
    elif declared.type in _TELLING_TYPES or name in _TELLING_NAMES:
        yield value


def _birth_date(value: str) -> Iterator[str]:
    """A whole day; a year or a month is everybody's."""
    if len(value) == _FULL_DATE:
        yield value


def _spellings(value: str) -> Iterator[str]:
    """An identifier as people write it: a web address also without ``https://``, a handle without its platform."""
    head, mark, tail = value.partition("://")
    if mark:
        if "/" in tail.rstrip("/") or "?" in tail:  # a host alone is a platform, not a person
            yield value
            yield tail
        return
    yield value
    platform, mark, handle = head.partition(":")
    if mark and platform and not platform[0].isdigit():
        yield handle
