"""How well the planted groups were found: the true people behind what was found, and their overlap with the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jejak.graph.model import ClaimRef


@dataclass(frozen=True, slots=True)
class Score:
    """Found groups against the planted ones.

    ``best``: Jaccard of the best match for each planted group, over its actors (victims left out).
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
        self._meant: dict[tuple[str, int], dict[str, str]] = {}
        for file, record, person, written in content["mentions"]:
            self._meant.setdefault((file, record), {})[fold(written)] = person

    def actors(self, group: str) -> frozenset[str]:
        """The people of a planted group who are no victims."""
        return frozenset(p for role, people in self.groups[group].items() if role != "victim" for p in people)

    def who(self, claims: Iterable[ClaimRef], name: str) -> str | None:
        """The true person behind an entity, by the records that state it and the name that they write."""
        for claim in claims:
            meant = self._meant.get((claim.file, claim.locator), {})
            if fold(name) in meant:
                return meant[fold(name)]
            if len(set(meant.values())) == 1:
                return next(iter(meant.values()))
        return None

    def protected_texts(self) -> set[str]:
        """Names (of two words or more) and identifiers of every victim."""
        found: set[str] = set()
        for person in self.people.values():
            if person["role"] == "victim":
                found |= {str(i) for i in _list(person["identifiers"])} | {str(p) for p in _list(person["phones"])}
                if " " in str(person["name"]):
                    found.add(str(person["name"]))
        return found


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Size of the intersection over size of the union; 0 for two empty sets."""
    return len(one & other) / len(one | other) if one or other else 0.0


def score(truth: Truth, found: Sequence[frozenset[str]]) -> Score:
    """Score ranked groups of true people, best first."""
    planted = {group: truth.actors(group) for group in truth.groups}
    best = {group: max((jaccard(people, other) for other in found), default=0.0) for group, people in planted.items()}
    hits = [max(jaccard(other, people) for people in planted.values()) >= HIT for other in found[:LISTED]]
    false = tuple(rank for rank, hit in enumerate(hits, 1) if not hit)
    return Score(best, sum(hits) / len(hits) if hits else 0.0, false)


def true_groups(
    truth: Truth, groups: Iterable[Iterable[tuple[str, str]]], claims: Callable[[str], list[ClaimRef]]
) -> list[frozenset[str]]:
    """Turn found groups of (entity id, caption) into groups of true people; unknown ones count as themselves."""
    return [frozenset(truth.who(claims(node), caption) or node for node, caption in group) for group in groups]
