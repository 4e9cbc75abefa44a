"""What an analyst states by hand, as the one record of a source, and the mapping that reads this record.

Invariant: pure; the same statement by the same analyst at the same time gives the same bytes. A record tells the ends
of a link by their ids alone, so that it holds no name that the case hides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from jejak.ingest.mapping.plain import write_plain
from jejak.ingest.segments import canonical
from jejak.schemas.grading import Handling, grade_weight
from jejak.schemas.model import EntityType, LinkType, Property, World

#: The name of every mapping that reads such a record; no file from outside is read by one of this name.
BY_HAND = "written-by-analyst"
#: Fairly reliable, possibly true: what somebody knows and nobody has confirmed.
DEFAULT_GRADE = "C3"
#: A record proves and another source confirms; what an analyst knows does neither: A and 1 are for imported records.
BEST_SOURCE, BEST_INFORMATION = "B", "2"
UNGRADED = "F6"
#: The column in the analyst's own words.
BASIS = "basis"
#: Columns that tell who states it, how and why; of the entities themselves they hold ids and codes alone.
OPEN = frozenset(
    {
        BASIS, "drawn_entity", "drawn_link", "from", "from_type", "to", "to_type", "written_by", "written_at", "grade",
        "handling", "protection", "role", "role_since", "role_until",
    }
)  # fmt: skip
#: Properties that mean something only in a file from elsewhere.
_FOREIGN = frozenset({"number_in_source"})
_ALWAYS = ("birth_date",)
_ANY = "*"
UNKNOWN_PARTY = "unknown_party"


@dataclass(frozen=True, slots=True)
class Statement:
    """How something is stated: on which basis, how good, and how it may be handed on."""

    basis: str
    grade: str = DEFAULT_GRADE
    handling: str = Handling.CONDITIONAL


@dataclass(frozen=True, slots=True)
class HandEntity:
    """An entity: its properties as typed, and of somebody a protection class and a role with its dates."""

    etype: str
    properties: Mapping[str, str] = field(default_factory=dict)
    protection: str = ""
    role: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class HandLink:
    """A link between two entities of the case, by their canonical ids; times and amount as typed."""

    ltype: str
    source: str
    target: str
    since: str = ""
    until: str = ""
    amount: str = ""
    currency: str = ""


HandClaim: TypeAlias = HandEntity | HandLink


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link as the case knows it."""

    etype: str
    grade: str | None = None


Ends: TypeAlias = tuple[End, End]


def fields_of(kind: EntityType) -> tuple[Property, ...]:
    """The properties that say which one is meant: what it is called by and what identifies it, in this order."""
    names = dict.fromkeys((*kind.caption, *kind.strong_ids, *_ALWAYS))
    return tuple(kind.properties[name] for name in names if name in kind.properties and name not in _FOREIGN)


def drawable(world: World) -> tuple[EntityType, ...]:
    """The types of which somebody may state an entity by hand."""
    return tuple(kind for kind in world.entity_types.values() if fields_of(kind))


def has_role(kind: EntityType) -> bool:
    """Whether it can be stated to have a role in the case."""
    return "roles" in kind.properties


def may_be_protected(kind: EntityType) -> bool:
    """Whether a protection class is stated of it; things take over that of their holder."""
    return kind.group == "P"


def fitting(world: World, source: str, target: str) -> tuple[LinkType, ...]:
    """The link types that lead from an entity of one type to one of another; nothing to or from an unknown party."""
    if UNKNOWN_PARTY in {source, target}:
        return ()
    return tuple(
        link
        for link in world.link_types.values()
        if _is_one_of(source, link.sources, world) and _is_one_of(target, link.targets, world)
    )


def _is_one_of(etype: str, allowed: tuple[str, ...], world: World) -> bool:
    known: str | None = etype
    while known is not None:
        if known in allowed or _ANY in allowed:
            return True
        known = world.entity_types[known].extends
    return False


def record_of(claim: HandClaim, said: Statement, ends: Ends | None, written: tuple[str, str]) -> bytes:
    """The record: one line of JSON with sorted keys, without what was left empty.

    Args:
        claim: What is stated.
        said: How.
        ends: The ends of a link.
        written: By whom and when (ISO 8601, UTC).
    """
    told = {BASIS: said.basis, "grade": said.grade, "handling": said.handling}
    told |= {"written_by": written[0], "written_at": written[1]}
    if isinstance(claim, HandEntity):
        told |= {"drawn_entity": claim.etype, "protection": claim.protection, "role": claim.role}
        told |= {"role_since": claim.since, "role_until": claim.until, **claim.properties}
    elif ends is not None:
        told |= {"drawn_link": claim.ltype, "from": claim.source, "from_type": ends[0].etype, "to": claim.target}
        told |= {"to_type": ends[1].etype, "time": claim.since, "end": claim.until}
        told |= {"amount": claim.amount, "currency": claim.currency}
    return canonical({name: text.strip() for name, text in told.items() if text.strip()}) + b"\n"


def mapping_of_hand(claim: HandClaim, said: Statement, ends: Ends | None) -> str:
    """The mapping of the record; it reads the columns that are filled, and nothing else."""
    head: dict[str, object] = {
        "mapping": BY_HAND,
        "version": "1",
        "title": "Written by an analyst",
        "source": {"format": "jsonl"},
        "defaults": {"grade": said.grade, "handling": str(said.handling), "day_first": "true"},
    }
    if isinstance(claim, HandEntity):
        return write_plain({**head, "entities": {"stated": _template(claim)}})
    columns = {"time": claim.since, "end": claim.until, "amount": claim.amount, "currency": claim.currency}
    link = {"type": claim.ltype, "from": "from", "to": "to", **{name: name for name in _filled(columns)}}
    sides = zip(("from", "to"), ends or (), strict=True)
    entities = {side: {"type": end.etype, "key": [side], "grade": _of_end(said, end)} for side, end in sides}
    return write_plain({**head, "entities": entities, "links": [link]})


def _template(claim: HandEntity) -> dict[str, object]:
    made: dict[str, object] = {"type": claim.etype}
    if claim.protection.strip():
        made["protection"] = {"column": "protection"}
    if claim.role.strip():
        ends = {"from": ("role_since", claim.since), "to": ("role_until", claim.until)}
        dates = {end: {"column": column} for end, (column, text) in ends.items() if text.strip()}
        made["roles"] = [{"role": {"column": "role"}, **dates}]
    made["properties"] = {name: {"column": name} for name in _filled(claim.properties)}
    return made


def _filled(texts: Mapping[str, str]) -> list[str]:
    return [name for name, text in texts.items() if text.strip()]


def _of_end(said: Statement, end: End) -> str:
    """The grade of what a link says of its end: that it takes part. It makes nobody better known than he was."""
    return min(said.grade, end.grade or UNGRADED, key=lambda grade: (grade_weight(grade), grade))
