"""What entities on a chart have in common: a community, an address, a company; so that they can be put together.

Invariant: nobody protected is put into a community, as nobody protected is listed in one; each entity is in one group
at most, and the same entities give the same groups in whichever order they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.analysis.declaration import Result
from jejak.analysis.listing import actor_types, protected_codes
from jejak.analysis.parameters import ACTORS
from jejak.analysis.projection import PUBLIC_PLACES
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Run = Callable[..., Result]
Labels = npt.NDArray[np.int64]

COMMUNITY = "community"
#: The analysis that says in which community an actor is, with its defaults: numbers are those of its result.
COMMUNITIES = "communities"
#: Fewer than so many with something in common are no group; what they have in common does not count.
LEAST = 2
#: Things follow the actors they are tied to, and things those things: an account its holder, a card its account.
_STEPS = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """What may hold entities together.

    Attributes:
        holders: Entity types of what they have in common; the former holds a member rather than the latter.
        ltypes: Links from a member to it, the strongest first.
        members: Entity types of members; none named means all but holders.
    """

    holders: tuple[str, ...]
    ltypes: tuple[str, ...]
    members: tuple[str, ...] = ()


FACTS: Mapping[str, Fact] = {
    "address": Fact(("address", "location"), ("RESIDES_AT", "HOUSED_AT", "WORKS_AT", "LOCATED_AT")),
    "agency": Fact(
        ("organisation",),
        ("EMPLOYED_BY", "EMPLOYEE_OF", "DIRECTOR_OF", "RECRUITED_BY", "PLACED_BY", "EXPLOITED_BY"),
        ("person",),
    ),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A group: the id of what its members have in common, or the number of the community, and the members."""

    of: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """Groups, largest first; how many belong to several, how many are in none, and protected ones left outside."""

    groups: tuple[Held, ...]
    several: int = 0
    alone: int = 0
    protected: int = 0


@dataclass(frozen=True, slots=True)
class ChartGroups:
    """Answers for the entities of a chart over one snapshot."""

    snapshot: Snapshot
    run: Run

    def communities(self, ids: Collection[str]) -> dict[str, int | None]:
        """The number of each one's community, None for who is in none; O(links) the first time.

        Actors are where the analysis ``communities`` puts them; things go with those they are tied to most.
        """
        labels = _communities(self.snapshot, self.run)
        codes = {one: self.snapshot.code_of(one) for one in ids}
        return {one: None if code is None else int(labels[code]) or None for one, code in codes.items()}

    def together(self, ids: Collection[str], fact: str) -> Division:
        """Put those with something in common together; O(links of these).

        Args:
            ids: Entities on the chart.
            fact: ``community`` or a name in ``FACTS``.

        Raises:
            AnalysisError: There is no such fact.
        """
        wanted = sorted(set(ids))
        if fact == COMMUNITY:
            return self._by_community(wanted)
        if fact not in FACTS:
            raise AnalysisError(
                "nothing can be grouped by this", where=fact, hint=f"use one of: {', '.join([COMMUNITY, *FACTS])}"
            )
        return self._by_fact(wanted, FACTS[fact])

    def _by_community(self, ids: Collection[str]) -> Division:
        labels = {one: number for one, number in self.communities(ids).items() if number is not None}
        hidden = _hidden(self.snapshot)
        away = sum(self.snapshot.code_of(one) in hidden for one in ids)
        return _division({one: str(number) for one, number in labels.items()}, ids, protected=away)

    def _by_fact(self, ids: Collection[str], fact: Fact) -> Division:
        ties = self._ties(ids, fact)
        shared = Counter(holder for held in ties.values() for holder in held)
        ties = {one: {h: rank for h, rank in held.items() if shared[h] >= LEAST} for one, held in ties.items()}
        chosen = {one: min(held, key=lambda holder: (held[holder], holder)) for one, held in ties.items() if held}
        sizes = Counter(chosen.values())
        # what they have in common is drawn with them, where it is on the chart
        with_it = {one: one for one in ids if sizes[one] >= LEAST}
        several = sum(len(held) > 1 for held in ties.values())
        kept = {one: holder for one, holder in chosen.items() if sizes[holder] >= LEAST}
        return _division(kept | with_it, ids, several=several)

    def _ties(self, ids: Collection[str], fact: Fact) -> dict[str, dict[str, tuple[int, int, int]]]:
        """For each entity what holds it, and how strongly: by its type, the number of claims, and the kind of link."""
        snapshot = self.snapshot
        codes = {one: code for one in ids if (code := snapshot.code_of(one)) is not None}
        etypes = dict(zip(codes, _taken(snapshot.nodes, "etype", list(codes.values())), strict=True))
        found: dict[str, dict[int, list[tuple[int, int]]]] = {}
        for one, target, ltype, claims in self._links({one: codes[one] for one in codes if _may_be(etypes[one], fact)}):
            if ltype in fact.ltypes:
                found.setdefault(one, {}).setdefault(target, []).append((fact.ltypes.index(ltype), claims))
        holders = sorted({target for held in found.values() for target in held})
        kinds = dict(zip(holders, _taken(snapshot.nodes, "etype", holders), strict=True))
        return {
            one: {
                snapshot.id_of(target): (
                    fact.holders.index(kinds[target]),
                    -sum(claims for _kind, claims in links),
                    min(kind for kind, _claims in links),
                )
                for target, links in held.items()
                if kinds[target] in fact.holders
            }
            for one, held in found.items()
        }

    def _links(self, codes: Mapping[str, int]) -> Iterator[tuple[str, int, str, int]]:
        """Every link that begins at one of these: of whom, the code of its other end, its type, and its claims."""
        out, claims = self.snapshot.out, self.snapshot.relation_claims.offsets
        sides = {one: slice(int(out.offsets[code]), int(out.offsets[code + 1])) for one, code in codes.items()}
        rows = [int(row) for at in sides.values() for row in out.links[at]]
        ltypes = iter(_taken(self.snapshot.links, "ltype", rows))
        for one, at in sides.items():
            for target, row in zip(out.nodes[at].tolist(), out.links[at].tolist(), strict=True):
                yield one, target, next(ltypes), int(claims[row + 1] - claims[row])


def _may_be(etype: str, fact: Fact) -> bool:
    return etype in fact.members if fact.members else etype not in fact.holders


def _taken(table: pa.Table, name: str, places: list[int]) -> list[str]:
    values: list[str] = table.column(name).take(pa.array(places, pa.int64())).to_pylist()
    return values


def _division(group_of: Mapping[str, str], ids: Collection[str], *, several: int = 0, protected: int = 0) -> Division:
    held: dict[str, list[str]] = {}
    for one in sorted(group_of):
        held.setdefault(group_of[one], []).append(one)
    groups = [Held(of, tuple(members)) for of, members in held.items() if len(members) >= LEAST]
    groups.sort(key=lambda group: (-len(group.members), group.of))
    inside = sum(len(group.members) for group in groups)
    return Division(tuple(groups), several, len(ids) - inside - protected, protected)


@lru_cache(maxsize=1)
def _hidden(snapshot: Snapshot) -> frozenset[int]:
    return protected_codes(snapshot)


@lru_cache(maxsize=1)
def _communities(snapshot: Snapshot, run: Run) -> Labels:
    """The community of every node by its code, 0 for none."""
    labels = np.zeros(snapshot.n_nodes, np.int64)
    for row in run(COMMUNITIES, top=0).records():
        code = snapshot.code_of(str(row["id"]))
        if code is not None and int(row["size"] or 0) >= LEAST:
            labels[code] = int(row["group"] or 0)
    hidden = np.isin(np.arange(snapshot.n_nodes), list(_hidden(snapshot)))
    bound = np.array([etype in ACTORS or etype in PUBLIC_PLACES for etype in actor_types(snapshot)], np.bool_)
    for _step in range(_STEPS):
        labels = _with_things(snapshot, labels, (labels == 0) & ~hidden & ~bound)
    return labels


def _with_things(snapshot: Snapshot, labels: Labels, free: npt.NDArray[np.bool_]) -> Labels:
    """Each thing that is free goes where most of its links lead, of equal communities into the larger one."""
    src, dst = snapshot.src, snapshot.dst
    ends = [(src, dst), (dst, src)]
    pairs = [(here[at], labels[there[at]]) for here, there in ends for at in [free[here] & (labels[there] > 0)]]
    things, numbers = (np.concatenate(side).astype(np.int64) for side in zip(*pairs, strict=True))
    found, counts = np.unique(np.stack([things, numbers], axis=1), axis=0, return_counts=True)
    order = np.lexsort((found[:, 1], -counts, found[:, 0]))
    best = found[order]
    _whom, first = np.unique(best[:, 0], return_index=True)
    out = labels.copy()
    out[best[first, 0]] = best[first, 1]
    return out
