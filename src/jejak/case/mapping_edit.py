"""Changes of single places of a mapping, as a screen makes them: what a column becomes, keys, classes, links, defaults.

A place is named by a text: ``e|ENTITY|PROPERTY``, ``l|NUMBER|FIELD`` (``p.NAME`` for a property of the link), or
``n|TYPE|PROPERTY`` for an entity that is not there yet. All functions change the plain data of a mapping that loads
(see ``jejak.ingest.mapping.plain``); what they do not understand they leave as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jejak.graph.protection import role_class
from jejak.schemas.grading import PROTECTED
from jejak.schemas.world import World

#: The data of a mapping: dicts, lists, texts and None, as YAML gives them.
Data = dict[str, Any]
LINK_FIELDS = ("time", "end", "amount", "currency", "channel", "reference", "role")
#: Fields that only some links have a use for.
MONEY_FIELDS = frozenset({"amount", "currency", "channel"})
IGNORED = ""


def entities(data: Data) -> dict[str, Data]:
    """The entity templates by name."""
    found = data.get("entities")
    return found if isinstance(found, dict) else {}


def links(data: Data) -> list[Data]:
    """The link templates."""
    found = data.get("links")
    return found if isinstance(found, list) else []


def columns_of(value: object) -> list[str]:
    """The columns that a value reads."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict):
        return []
    joined = value.get("join")
    return [value["column"]] if "column" in value else [joined] if isinstance(joined, str) else list(joined or ())


def uses(data: Data) -> dict[str, list[str]]:
    """The places that each column fills, in the order of the mapping."""
    found: dict[str, list[str]] = {}
    for place, holder, name in _places(data):
        for column in columns_of(holder[name]):
            found.setdefault(column, []).append(place)
    return found


def keys(data: Data) -> dict[str, list[str]]:
    """The entities that each column tells apart."""
    found: dict[str, list[str]] = {}
    for name, part in entities(data).items():
        for column in key_of(part):
            found.setdefault(column, []).append(name)
    return found


def key_of(part: Data) -> list[str]:
    """The key columns of an entity template."""
    key = part.get("key") or []
    return [key] if isinstance(key, str) else list(key)


def put(data: Data, column: str, place: str, world: World) -> None:
    """Let a column fill one place alone, or none (``IGNORED``); one that fills it already is joined with it."""
    for _place, holder, name in list(_places(data)):
        if _place != place:
            _leave(holder, name, column)
    if place != IGNORED:
        holder, name = _holder(data, column, place, world)
        before = holder.get(name)
        if column not in columns_of(before):
            holder[name] = _joined(before, column)
    elif column in keys(data):
        for part in entities(data).values():
            set_key(part, [one for one in key_of(part) if one != column])
    _tidy(data)


def rename(data: Data, old: str, new: str) -> None:
    """Read another column wherever one is read: values, keys and conditions."""
    for _place, holder, name in list(_places(data)):
        if holder[name] == old:
            holder[name] = new
    for part in (*entities(data).values(), *links(data)):
        if old in key_of(part):
            part["key"] = [new if one == old else one for one in key_of(part)]
        _rename_inside(part, old, new)


def _rename_inside(value: object, old: str, new: str) -> None:
    if isinstance(value, dict):
        if value.get("column") == old:
            value["column"] = new
        if isinstance(value.get("join"), list):
            value["join"] = [new if one == old else one for one in value["join"]]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _rename_inside(one, old, new)


def set_key(part: Data, columns: Sequence[str]) -> None:
    """Say which columns tell the entities of a template apart."""
    if columns:
        part["key"] = list(columns)
    else:
        part.pop("key", None)
        part.pop("same_as", None)


def class_of(part: Data) -> str:
    """The protection class that a template gives everybody; '*' where the records decide."""
    said = part.get("protection")
    if isinstance(said, str):
        return said
    if said is not None:
        return str(said["value"]) if isinstance(said, dict) and "value" in said else "*"
    roles = part.get("roles") or []
    ranks = [role_class(role) for role in ([roles] if isinstance(roles, str) else roles) if isinstance(role, str)]
    return next((one for one in ranks if one in PROTECTED), "")


def set_class(part: Data, protection: str) -> None:
    """Give everybody of a template a protection class, or none."""
    if protection:
        part["protection"] = protection
    else:
        part.pop("protection", None)


def may_protect(data: Data) -> bool:
    """Whether records of this mapping may speak of protected people."""
    for part in entities(data).values():
        roles = part.get("roles")
        if part.get("type") == "person" and (class_of(part) in {*PROTECTED, "*"} or _open_roles(roles)):
            return True
    return False


def _open_roles(roles: object) -> bool:
    listed = roles if isinstance(roles, list) else [roles] if roles else []
    return any(not isinstance(role, str) or role_class(role) in PROTECTED for role in listed)


def remove_entity(data: Data, name: str) -> None:
    """Remove a template with its links."""
    entities(data).pop(name, None)
    for part in entities(data).values():
        if part.get("same_as") == name:
            part.pop("same_as")
    data["links"] = [link for link in links(data) if name not in {link.get("from"), link.get("to")}]
    _tidy(data)


def remove_link(data: Data, number: int) -> None:
    """Remove a link."""
    data["links"] = [link for at, link in enumerate(links(data)) if at != number]
    _tidy(data)


def possible_links(data: Data, world: World) -> list[tuple[str, str, str]]:
    """Links that could be added, as (type, from, to): both ends are templates of one table, not joined so yet."""
    there = {(link.get("type"), link.get("from"), link.get("to")) for link in links(data)}
    parts = entities(data)
    return [
        (ltype, one, other)
        for ltype, kind in world.link_types.items()
        for one, left in parts.items()
        for other, right in parts.items()
        if one != other and left.get("table") == right.get("table") and (ltype, one, other) not in there
        if _fits(left.get("type"), kind.sources, world) and _fits(right.get("type"), kind.targets, world)
    ]


def add_link(data: Data, ltype: str, source: str, target: str) -> None:
    """Add a link between two templates."""
    data.setdefault("links", []).append({"type": ltype, "from": source, "to": target})


def set_default(data: Data, name: str, value: str) -> None:
    """Say what holds for all claims and values; '' takes it out."""
    part = data.setdefault("defaults", {})
    if value:
        part[name] = value
    else:
        part.pop(name, None)
    if not part:
        data.pop("defaults")


def _places(data: Data) -> Iterator[tuple[str, Data, str]]:
    """Every place that is filled, with the dict and the key that hold its value."""
    for entity, part in entities(data).items():
        for name in part.get("properties") or {}:
            yield f"e|{entity}|{name}", part["properties"], name
    for number, link in enumerate(links(data)):
        for name in LINK_FIELDS:
            if name in link:
                yield f"l|{number}|{name}", link, name
        for name in link.get("properties") or {}:
            yield f"l|{number}|p.{name}", link["properties"], name


def _holder(data: Data, column: str, place: str, world: World) -> tuple[Data, str]:
    """The dict and the key of a place; what is missing on the way is made."""
    kind, owner, name = place.split("|", 2)
    if kind == "n":
        owner = _new_entity(data, owner, column, world, key=name in world.entity_types[owner].strong_ids)
        kind = "e"
    if kind == "e":
        return _section(entities(data)[owner], "properties"), name
    link = links(data)[int(owner)]
    return (_section(link, "properties"), name[2:]) if name.startswith("p.") else (link, name)


def _section(part: Data, name: str) -> Data:
    """A part of a template, which an empty key in the file leaves without one."""
    if not isinstance(part.get(name), dict):
        part[name] = {}
    section: Data = part[name]
    return section


def _new_entity(data: Data, etype: str, column: str, world: World, *, key: bool) -> str:
    made: Data = {"type": etype}
    if key or world.entity_types[etype].object:
        made["key"] = [column]
    name, number = etype, 1
    while name in entities(data):
        number += 1
        name = f"{etype}_{number}"
    _section(data, "entities")[name] = made
    return name


def _joined(before: object, column: str) -> object:
    """A value that reads one more column; a constant or a value with rules gives way."""
    if isinstance(before, str):
        return {"join": [before, column]}
    if isinstance(before, dict) and "join" in before:
        return {**before, "join": [*columns_of(before), column]}
    return column


def _leave(holder: Data, name: str, column: str) -> None:
    """Take a column out of a value; a value without one goes."""
    value = holder[name]
    if column not in columns_of(value):
        return
    if isinstance(value, dict) and "join" in value:
        rest = [one for one in columns_of(value) if one != column]
        if len(rest) > 1:
            value["join"] = rest
        elif rest:
            holder[name] = rest[0]
        else:
            del holder[name]
        return
    del holder[name]


def _tidy(data: Data) -> None:
    """Remove empty sections, and entities that no column can state any more."""
    parts = [*entities(data).values(), *links(data)]
    for part in parts:
        if "properties" in part and not part["properties"]:
            del part["properties"]
    for name, part in list(entities(data).items()):
        if not key_of(part) and not any(columns_of(value) for value in (part.get("properties") or {}).values()):
            remove_entity(data, name)
            return
    if "links" in data and not data["links"]:
        del data["links"]


def _fits(etype: object, allowed: Sequence[str], world: World) -> bool:
    known: str | None = str(etype)
    while known is not None and known in world.entity_types:
        if known in allowed or "*" in allowed:
            return True
        known = world.entity_types[known].extends
    return False
