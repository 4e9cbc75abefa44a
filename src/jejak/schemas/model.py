"""What a world is made of: entity types, link types, properties and code lists, as frozen values.

Invariant: a loaded ``World`` is complete; every name it refers to (type, property, list) exists in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Labels = Mapping[str, str]  # language → text

LANGUAGES = ("en", "id", "ms")
GROUPS = ("P", "O", "L", "E")
LAYERS = (
    "recruitment",
    "money",
    "communication",
    "travel",
    "accommodation",
    "documents",
    "corporate",
    "family",
    "employment",
)
WEIGHTS = ("amount", "count")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an entity or link type.

    Args:
        name: Its snake_case name.
        type: The property type that cleans it.
        labels: Its label in each language.
        list: Whether it may hold several values.
        codes: The code list that its values come from.
        public: Whether it is harmless when shown for a masked entity (kinds, modes; never names, numbers, free text).
    """

    name: str
    type: str
    labels: Labels
    list: bool = False
    codes: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class EntityType:
    """One kind of entity.

    Args:
        name: Its snake_case name.
        labels: Its label in each language.
        plural: Its label for many.
        icon: Name of its picture.
        group: P, O, L or E (person, object, location, event).
        layer: The layer of the network that it belongs to.
        extends: The type whose properties it inherits.
        caption: Properties to show it by, the first one that has a value.
        properties: All properties, inherited ones included.
        strong_ids: Properties that identify it, the strongest first.
        object: Whether equal scheme and value are one thing by rule.
        protected_with_holder: Whether it takes over the protection of the person who holds it.
        default_protection: Protection class that it has when no claim says otherwise; empty for none.
    """

    name: str
    labels: Labels
    plural: Labels
    icon: str
    group: str
    layer: str
    extends: str | None = None
    caption: tuple[str, ...] = ()
    properties: Mapping[str, Property] = field(default_factory=dict)
    strong_ids: tuple[str, ...] = ()
    object: bool = False
    protected_with_holder: bool = False
    default_protection: str = ""


@dataclass(frozen=True, slots=True)
class LinkType:
    """One kind of link.

    Args:
        name: Its UPPER_SNAKE name.
        labels: Its label in each language, read from source to target.
        layer: The layer of the network that it belongs to.
        sources: Entity types that it may start at; ``*`` stands for all.
        targets: Entity types that it may end at.
        event: Whether each claim is its own link; otherwise equal type, source and target are one link.
        directed: Whether its direction means something.
        weight: What may weigh it: ``amount``, ``count`` or nothing.
        holds: Whether it ties an object to its holder, so that protection spreads.
        missing_end: Whether a missing end becomes an unknown party.
        properties: Its properties.
    """

    name: str
    labels: Labels
    layer: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    event: bool = False
    directed: bool = True
    weight: str | None = None
    holds: bool = False
    missing_end: bool = False
    properties: Mapping[str, Property] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes, with the version and the source that it was taken from.

    Args:
        name: Its snake_case name.
        version: Version or date of the list as its source gives it.
        source: Where it comes from.
        labels: Its label in each language.
        codes: Label of each code in each language.
    """

    name: str
    version: str
    source: str
    labels: Labels
    codes: Mapping[str, Labels]


@dataclass(frozen=True, slots=True)
class World:
    """All that can exist in a case; ``digest`` changes with any declaration."""

    entity_types: Mapping[str, EntityType]
    link_types: Mapping[str, LinkType]
    code_lists: Mapping[str, CodeList]
    digest: str
