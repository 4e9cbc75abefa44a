"""How well the planted groups were found: the true actors behind what was found, and their overlap with the truth."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jejak.graph.model import ClaimRef


@dataclass(frozen=True, slots=True)
class Score:
    """Found groups against the planted ones.

    ``best``: Jaccard of the best match for each planted group, over its actors: people and companies, no victims.
    ``precision``: share of the first ten listed groups that overlap a planted one with a Jaccard of at least `HIT`.
    ``false``: ranks of the first ten that match none.
    """

    best: Mapping[str, float]
    precision: float
    false: tuple[int, ...]


HIT = 0.2
LISTED = 10


def fold(name: str) -> str:
    """Written names are compared without case and spaces."""
    return "".join(name.casefold().split())


class Truth:
    """The truth beside a demo case."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        self.people: dict[str, dict[str, object]] = content["people"]
        self.groups: dict[str, dict[str, list[str]]] = content["groups"]
        self._fronts: dict[str, set[str]] = {}
        self._named: dict[str, set[str]] = {}
        for key, company in content["companies"].items():
            self._fronts.setdefault(company["group"], set()).add(key)
            self._named.setdefault(fold(company["name"]), set()).add(key)
        self.lookalikes: dict[str, list[str]] = content["lookalikes"]
        self._meant: dict[tuple[str, int], dict[str, str]] = {}
        for file, record, person, written in content["mentions"]:
            self._meant.setdefault((file, record), {}).update({fold(written): person, written: person})
        self._named_in: dict[tuple[str, int, str], str] = {
            (file, record, fold(written)): company for file, record, company, written in content["company_mentions"]
        }

    def actors(self, group: str) -> frozenset[str]:
        """The people of a planted group who are no victims, and its companies."""
        people = {p for role, named in self.groups[group].items() if role != "victim" for p in named}
        return frozenset(people | self._fronts.get(group, set()))

    def company(self, name: str) -> str | None:
        """The one company of a name, or None where several have it."""
        found = self._named.get(fold(name), set())
        return next(iter(found)) if len(found) == 1 else None

    def who(self, claims: Iterable[ClaimRef], name: str) -> str | None:
        """The true person or company behind an entity, by the records that state it and the name that they write."""
        company = self.company(name)
        if company:
            return company
        for claim in claims:
            company = self._named_in.get((claim.file, claim.locator, fold(name)))
            if company:
                return company
            meant = self._meant.get((claim.file, claim.locator), {})
            for written in (name, fold(name)):  # two people of one name in one record may be written differently
                if written in meant:
                    return meant[written]
            if len(set(meant.values())) == 1:
                return next(iter(meant.values()))
        return None

    def describe(self, people: Iterable[str]) -> str:
        """Count who a found group truly is, most numerous first: planted group and role, look-alike, or innocent."""
        innocent = {one: shape.replace("_", " ") for shape, named in self.lookalikes.items() for one in named}
        fronts = {key: f"company of {group}" for group, keys in self._fronts.items() if group for key in keys}
        kinds = Counter(
            f"{self.people[one]['group']} {self.people[one]['role']}".replace("_", " ")
            if one in self.people and self.people[one]["group"]
            else fronts.get(one, innocent.get(one, "innocent" if one in self.people else "unknown or a company"))
            for one in people
        )
        return ", ".join(
            f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        )


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Size of the intersection over size of the union; 0 for two empty sets."""
    return len(one & other) / len(one | other) if one or other else 0.0


def score(truth: Truth, found: Sequence[frozenset[str]]) -> Score:
    """Score ranked groups of true actors, best first."""
    planted = {group: truth.actors(group) for group in truth.groups}
    best = {group: max((jaccard(people, other) for other in found), default=0.0) for group, people in planted.items()}
    hits = [max(jaccard(other, people) for people in planted.values()) >= HIT for other in found[:LISTED]]
    false = tuple(rank for rank, hit in enumerate(hits, 1) if not hit)
    return Score(best, sum(hits) / len(hits) if hits else 0.0, false)


def true_groups(
    truth: Truth, groups: Iterable[Iterable[tuple[str, str]]], claims: Callable[[str], list[ClaimRef]]
) -> list[frozenset[str]]:
    """Turn found groups of (entity id, caption) into groups of true actors; unknown ones count as themselves."""
    return [frozenset(truth.who(claims(node), caption) or node for node, caption in group) for group in groups]
