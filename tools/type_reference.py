"""Write docs/types.md from the type declarations; the page holds nothing that the YAML does not say."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from made_page import made

from jejak.schemas.world import CodeList, EntityType, LinkType, Property, World, load_world

GROUPS = {"P": "people and organisations", "O": "objects", "L": "places", "E": "events and records"}
HEAD = """# Types

Written by `tools/type_reference.py` from the YAML files of `src/jejak/schemas`; change them and run it again.

*Public* properties are shown for masked entities too. *Strong* properties identify an entity. A link that is an *event*
is kept once per claim; of all other links, equal type, source and target are one link.
"""


def page(world: World) -> str:
    """The whole page."""
    parts = [HEAD, "## Entity types\n"]
    parts += [entity(kind) for _, kind in sorted(world.entity_types.items())]
    parts.append("## Link types\n")
    parts += [link(kind) for _, kind in sorted(world.link_types.items())]
    parts.append("## Code lists\n")
    parts += [codes(listed) for _, listed in sorted(world.code_lists.items())]
    return "\n".join(parts)


def entity(kind: EntityType) -> str:
    """One entity type with its properties."""
    facts = [f"group {kind.group} ({GROUPS[kind.group]})", f"layer {kind.layer}"]
    facts += [f"a kind of `{kind.extends}`"] if kind.extends else []
    facts += ["joined by rule: equal scheme and value are one thing"] if kind.object else []
    facts += ["protected with its holder"] if kind.protected_with_holder else []
    facts += (
        [f"protection class {kind.default_protection} unless a claim says otherwise"] if kind.default_protection else []
    )
    facts += [f"strong: {names(kind.strong_ids)}"] if kind.strong_ids else []
    return f"### {kind.name}\n\n{words(kind.labels)}. {'; '.join(facts)}.\n\n{properties(kind.properties)}"


def link(kind: LinkType) -> str:
    """One link type with its ends and properties."""
    facts = [f"layer {kind.layer}"]
    facts += ["event"] if kind.event else []
    facts += [] if kind.directed else ["no direction"]
    facts += [f"weighed by {kind.weight}"] if kind.weight else []
    facts += ["ties an object to its holder: protection spreads along it"] if kind.holds else []
    facts += ["a missing end becomes an unknown party"] if kind.missing_end else []
    ends = f"From {names(kind.sources)} to {names(kind.targets)}."
    return f"### {kind.name}\n\n{words(kind.labels)}. {'; '.join(facts)}.\n\n{ends}\n\n{properties(kind.properties)}"


def codes(listed: CodeList) -> str:
    """One code list."""
    rows = table(("code", "English", "Indonesian", "Malay"), ((f"`{c}`", *triple(x)) for c, x in listed.codes.items()))
    return f"### {listed.name}\n\n{words(listed.labels)}. Version {listed.version}; source: {listed.source}.\n\n{rows}"


def properties(known: Mapping[str, Property]) -> str:
    """The properties of a type as a table."""
    if not known:
        return "No properties.\n"
    rows = (
        (f"`{p.name}`", p.type + (f" of `{p.codes}`" if p.codes else ""), marks(p), *triple(p.labels))
        for p in known.values()
    )
    return table(("property", "type", "", "English", "Indonesian", "Malay"), rows)


def marks(known: Property) -> str:
    """What is special about a property."""
    return ", ".join(word for word, so in (("list", known.list), ("public", known.public)) if so)


def triple(labels: Mapping[str, str]) -> tuple[str, str, str]:
    """A label in the three languages."""
    return labels.get("en", ""), labels.get("id", ""), labels.get("ms", "")


def words(labels: Mapping[str, str]) -> str:
    """A label in a sentence."""
    english, indonesian, malay = triple(labels)
    return f"*{english}* (Indonesian *{indonesian}*, Malay *{malay}*)"


def names(of: tuple[str, ...]) -> str:
    """Names in a row; the star stands for every type."""
    return "any type" if "*" in of else ", ".join(f"`{name}`" for name in of)


def table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(made("types.md", page(load_world())))
