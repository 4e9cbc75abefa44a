"""The profile of one entity: which source says what of it, where sources differ, its roles, links, places and money.

Invariant: nothing is told of a claim that its node does not show, so what is masked there is masked here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jejak.case.ages import age_note
from jejak.case.history import ekeys_of
from jejak.case.telling import naming_property, properties_of
from jejak.graph.model import ClaimRef, Node
from jejak.graph.money_around import Money, money
from jejak.graph.protection import role_class
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.fold import fold
from jejak.graph.snapshot.values import stated_roles
from jejak.graph.surroundings import Layer, Ties, layers, places
from jejak.schemas.grading import Protection, grade_weight
from jejak.schemas.model import EntityType, World
from jejak.schemas.role_times import RoleTime

if TYPE_CHECKING:
    from jejak.graph.ledger import Ledger

#: So many claims of one entity are read; an account may have more than anybody can look at.
MOST_CLAIMS = 500
#: So many ends of links, flows of money or places are told of each layer.
MOST_ENDS = 50
_COLUMNS = ("name", "birth_date", "country", "props")
_ALL = "_all"
#: Told as roles; and what the properties of their own say already.
_APART = frozenset({"roles", "role_times", "identifiers"})
_NAME, _COUNTRY = "name", "country"
_VICTIMS = frozenset({Protection.VICTIM, Protection.CHILD})


@dataclass(frozen=True, slots=True)
class Stated:
    """One value and the claims that state it, the best graded first."""

    value: str
    claims: tuple[ClaimRef, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with every value that is stated; ``differ`` tells that sources contradict each other."""

    name: str
    stated: tuple[Stated, ...]
    differ: bool


@dataclass(frozen=True, slots=True)
class RoleStated:
    """A role with its time as records or an analyst state it; no ``claims`` where an analyst does."""

    time: RoleTime
    claims: tuple[ClaimRef, ...]
    analyst: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of one entity.

    Attributes:
        node: The entity.
        age: What its birth dates say of its age; empty where nobody may be a child.
        claims: Who says that it exists, the best graded first; at most ``MOST_CLAIMS``.
        all_claims: How many there are.
        facts: What these claims say, those in which sources differ first.
        roles: Who states which role, for when.
        spared: Whether it is protected as a victim and plays a part: what victims were made to do is not their guilt.
        layers: Its links.
        places: Where it lived, worked or was housed.
        money: What went in and out.
    """

    node: Node
    age: str
    claims: tuple[ClaimRef, ...]
    all_claims: int
    facts: tuple[Fact, ...]
    roles: tuple[RoleStated, ...]
    spared: bool
    layers: tuple[Layer, ...]
    places: tuple[Ties, ...]
    money: Money


def profile(ledger: Ledger, world: World, snapshot: Snapshot, code: int) -> Profile:
    """The profile of the node of this code; O(its claims and links)."""
    node, claims = snapshot.node(code), snapshot.node_claims(code)
    claims.sort(key=lambda ref: -grade_weight(ref.grade))
    read = claims[:MOST_CLAIMS]
    said = list(zip(read, _read(ledger, read), strict=True))
    return Profile(
        node=node,
        age=age_note(snapshot, node.id),
        claims=tuple(read),
        all_claims=len(claims),
        facts=_facts(said, shown_by(snapshot, code, world), world.entity_types[node.etype]),
        roles=tuple(_roles(ledger, node, said)),
        spared=is_spared(node),
        layers=layers(snapshot, world, code, limit=MOST_ENDS),
        places=places(snapshot, world, code, limit=MOST_ENDS),
        money=money(snapshot, world, code, limit=MOST_ENDS),
    )


def is_spared(node: Node) -> bool:
    """Whether somebody is protected as a victim and is said to have played a part (`domain.md` 5.5)."""
    return node.protection in _VICTIMS and (
        "victim_turned_recruiter" in node.roles or any(role_class(role) == Protection.SUSPECT for role in node.roles)
    )


def shown_by(snapshot: Snapshot, code: int, world: World) -> Mapping[str, frozenset[str]]:
    """Every value that a node shows, by property."""
    node = snapshot.node(code)
    named = naming_property(world.entity_types[node.etype]) or _NAME
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in node.props.items():
        stated = name.removesuffix(_ALL)
        found[named if stated == _NAME else stated].update([value] if isinstance(value, str) else value)
    for name, only in ((named, node.caption), (_COUNTRY, node.country), ("birth_date", _birth_date(snapshot, code))):
        found[name].update((only,) if only else ())
    return {name: frozenset(values) for name, values in found.items()}


def _birth_date(snapshot: Snapshot, code: int) -> str | None:
    found: str | None = snapshot.nodes.column("birth_date")[code].as_py()
    return found


def _read(ledger: Ledger, refs: Sequence[ClaimRef]) -> list[Mapping[str, object]]:
    """What some claims say, in their order; only the row groups that hold them are read."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for place, ref in enumerate(refs):
        wanted[ref.batch_id].append(place)
    found: list[Mapping[str, object]] = [{}] * len(refs)
    for batch_id, at in wanted.items():
        with pq.ParquetFile(ledger.segment_path(batch_id) / "entities.parquet") as file:
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
            starts = np.cumsum([0, *sizes])
            rows = np.array([refs[place].row for place in at], np.int64)
            groups = np.searchsorted(starts, rows, side="right") - 1
            for group in np.unique(groups).tolist():
                here = np.flatnonzero(groups == group)
                table = file.read_row_group(group, list(_COLUMNS)).take(pa.array(rows[here] - starts[group]))
                for place, row in zip(here.tolist(), table.to_pylist(), strict=True):
                    found[at[place]] = row
    return found


Said = Sequence[tuple[ClaimRef, Mapping[str, object]]]


def _facts(said: Said, shown: Mapping[str, frozenset[str]], etype: EntityType) -> tuple[Fact, ...]:
    stated: dict[str, dict[str, dict[ClaimRef, None]]] = defaultdict(lambda: defaultdict(dict))
    named = naming_property(etype) or _NAME
    for ref, row in said:
        for name, value in _values(row, named):
            if value in shown.get(name, ()):
                stated[name][value][ref] = None
    facts = []
    for name, values in stated.items():
        known = etype.properties.get(name)
        single = known is None or not known.list
        ways = tuple(Stated(value, tuple(refs)) for value, refs in values.items())
        differ = single and len({fold(value) for value in values}) > 1
        facts.append(Fact(name, ways, differ))
    order = [named, *etype.properties]
    place = {name: at for at, name in enumerate(order)}
    told = [fact for fact in facts if fact.name != _COUNTRY or not _repeated(fact, facts)]
    return tuple(sorted(told, key=lambda fact: (not fact.differ, place.get(fact.name, len(order)), fact.name)))


def _repeated(country: Fact, facts: Sequence[Fact]) -> bool:
    """Whether another property says what the column of countries was filled from."""
    values = {one.value for one in country.stated}
    return any(fact is not country and values <= {one.value for one in fact.stated} for fact in facts)


def _values(row: Mapping[str, object], named: str) -> Iterator[tuple[str, str]]:
    """What one claim states; its name under the property of its type that has it."""
    for name in (_NAME, "birth_date", _COUNTRY):
        if row[name]:
            yield named if name == _NAME else name, str(row[name])
    for name, values in properties_of(row).items():
        stated = name.removesuffix(_ALL)
        if name not in _APART:
            yield from ((named if stated == _NAME else stated, value) for value in values)


def _roles(ledger: Ledger, node: Node, said: Said) -> Iterator[RoleStated]:
    """Roles in the order of their times, those without one last; of who is masked, no date is told."""
    found: dict[RoleTime, list[ClaimRef]] = defaultdict(list)
    for ref, row in said:
        props = properties_of(row)
        for text in stated_roles({name: props[name] for name in ("roles", "role_times") if name in props}):
            found[_told(RoleTime.parse(text), node)].append(ref)
    for time in sorted(found, key=lambda one: (not one.dated, one.t_from or one.t_to, one)):
        yield RoleStated(time, tuple(dict.fromkeys(found[time])))
    ekeys = frozenset(ekeys_of(ledger, [ref for ref, _ in said]))
    for one in ledger.roles():
        if one.ekey in ekeys:
            yield RoleStated(_told(RoleTime(one.role, one.t_from, one.t_to), node), (), one.analyst)


def _told(time: RoleTime, node: Node) -> RoleTime:
    return RoleTime(time.role) if node.masked else time
