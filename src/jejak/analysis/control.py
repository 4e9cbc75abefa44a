"""Who holds which victim, who leads the holders, and whom a head of the network can still reach when actors are gone.

A **victim** is a protected person by class (victim, child) or by role, or somebody who is stated to be controlled or
exploited, at the start of a control arc. A **holder** is the actor at the other end. A **head** plays a part that gives
orders or profits (by default organiser, broker, recruiter, exploiter, agency, financier). A victim is **under control**
while one of its holders is a head, or a head reaches a holder along ties among actors; people who are only held pass
nothing on. Who transported somebody and has lost every tie to a head holds nobody any more.

Invariant: victims are counted, never named. A victim who is stated to hold others counts among their holders, and no
plan may remove them (`domain.md` 5.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.analysis.listing import column
from jejak.analysis.parameters import ACTORS
from jejak.schemas.grading import Protection

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Links that lead from who is held to who holds.
CONTROL = frozenset(
    {
        "CONTROLLED_BY", "DOCUMENT_HELD_BY", "EMPLOYED_BY", "EXPLOITED_BY", "OWES", "PLACED_BY", "RECRUITED_BY",
        "SUPERVISED_BY", "TRANSPORTED_BY",
    }
)  # fmt: skip
#: Those that make a victim of whoever they start at, protected or not.
_STATED = frozenset({"CONTROLLED_BY", "EXPLOITED_BY"})
_VICTIM_ROLES = frozenset({"victim", "potential_victim", "victim_turned_recruiter"})
_VICTIM_CLASSES = frozenset({Protection.VICTIM.value, Protection.CHILD.value})


@dataclass(frozen=True, slots=True)
class Chains:
    """Who is held by whom.

    Attributes:
        around: Neighbours of every node by ties.
        holders: Holders of every victim.
        heads: Nodes that lead.
    """

    around: Mapping[int, AbstractSet[int]]
    holders: Mapping[int, AbstractSet[int]]
    heads: AbstractSet[int]

    @property
    def held_only(self) -> frozenset[int]:
        """Victims who hold nobody: control does not pass through them."""
        holding = {holder for holders in self.holders.values() for holder in holders}
        return frozenset(self.holders) - holding


def control_rows(snapshot: Snapshot) -> dict[int, dict[int, list[int]]]:
    """For every victim its holders, each with the link rows that say so; O(nodes + links)."""
    etypes = column(snapshot, "etype")
    links = list(
        zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), snapshot.dst.tolist(), strict=True)
    )
    victims = _victims(snapshot) | {source for ltype, source, _ in links if ltype in _STATED}
    owners = _owners(links, etypes)
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (ltype, source, target) in enumerate(links):
        if ltype not in CONTROL or etypes[target] not in ACTORS:
            continue
        for held in owners[source] if ltype == "DOCUMENT_HELD_BY" else [source]:
            if held != target and etypes[held] == "person" and held in victims:
                found[held][target].append(row)
    return {held: {holder: rows[holder] for holder in sorted(rows)} for held, rows in sorted(found.items())}


def _victims(snapshot: Snapshot) -> set[int]:
    rows = enumerate(zip(column(snapshot, "protection"), column(snapshot, "roles"), strict=True))
    return {
        code
        for code, (protection, roles) in rows
        if protection in _VICTIM_CLASSES or (isinstance(roles, list) and not _VICTIM_ROLES.isdisjoint(roles))
    }


def _owners(links: Iterable[tuple[str, int, int]], etypes: list[object]) -> defaultdict[int, set[int]]:
    """Whose each identity document is."""
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for ltype, source, target in links:
        if ltype == "ISSUED_FOR" and etypes[source] == "identity_document":
            owners[source].add(target)
        elif ltype == "HOLDS_DOCUMENT" and etypes[target] == "identity_document":
            owners[target].add(source)
    return owners


def led(chains: Chains, gone: Collection[int], blocked: Collection[int]) -> set[int]:
    """Nodes that a head reaches without ``gone`` and without passing through ``blocked``; O(nodes + ties)."""
    away = {*gone, *blocked}
    reached = set(chains.heads) - away
    waiting = sorted(reached)
    while waiting:
        new = set(chains.around.get(waiting.pop(), ())) - reached - away
        reached |= new
        waiting += new
    return reached


def ways(chains: Chains, reached: AbstractSet[int]) -> dict[int, int]:
    """By how many of its holders every victim is under control, where ``reached`` is who is led; O(arcs)."""
    return {victim: len(reached & holders) for victim, holders in chains.holders.items()}


def under_control(chains: Chains, gone: Collection[int]) -> frozenset[int]:
    """Victims whom a head still holds, or reaches through who holds them, when ``gone`` are gone."""
    counted = ways(chains, led(chains, gone, chains.held_only))
    return frozenset(victim for victim, count in counted.items() if count)
