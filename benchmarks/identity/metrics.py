"""Pairwise precision, recall and F1 of scored pairs of records.

Invariant: pairs of equal score are accepted or refused together, so no figure depends on the order of a file.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path

Pair = tuple[str, str]
Scores = Mapping[Pair, float]


@dataclass(frozen=True, slots=True)
class Quality:
    """How the accepted pairs compare with the true ones, as counts; the ratios follow from them."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the accepted pairs that are true; 0 where none was accepted."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were accepted; 0 where none is true."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def pair(left: str, right: str) -> Pair:
    """Two record ids as one pair, whichever came first."""
    return (left, right) if left < right else (right, left)


def true_pairs(persons: Mapping[str, str]) -> frozenset[Pair]:
    """All pairs of records (id to person) that mean one person."""
    members: dict[str, list[str]] = {}
    for record, person in persons.items():
        members.setdefault(person, []).append(record)
    return frozenset(pair(*two) for records in members.values() for two in combinations(records, 2))


def read_scores(path: Path, prefix: str = "") -> dict[Pair, float]:
    """Read left, right, score; a pair that stands there twice, in any order, counts once with its higher score.

    Raises:
        ValueError: A record is paired with itself, or a score is no number.
    """
    scores: dict[Pair, float] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["left"] == row["right"]:
                raise ValueError(f"{path.name}: record {row['left']} is paired with itself")
            if math.isnan(score := float(row["score"])):
                raise ValueError(f"{path.name}: the score of {row['left']} and {row['right']} is no number")
            key = pair(prefix + row["left"], prefix + row["right"])
            scores[key] = max(score, scores.get(key, score))
    return scores


def read_labels(path: Path, prefix: str = "") -> dict[str, str]:
    """Read id, person; both with the prefix, so that several parts can be put together."""
    with path.open(encoding="utf-8", newline="") as file:
        return {prefix + row["id"]: prefix + row["person"] for row in csv.DictReader(file)}


def accepted(scores: Scores, threshold: float) -> frozenset[Pair]:
    """The pairs whose score reaches the threshold."""
    return frozenset(key for key, score in scores.items() if score >= threshold)


def quality(found: Iterable[Pair], truth: frozenset[Pair]) -> Quality:
    """Compare accepted pairs with the true ones."""
    pairs = set(found)
    right = len(pairs & truth)
    return Quality(right, len(pairs) - right, len(truth) - right)


def grouped(found: Iterable[Pair]) -> frozenset[Pair]:
    """All pairs inside the groups that accepted pairs make: who is joined with A and with B joins A with B."""
    leader: dict[str, str] = {}

    def lead(record: str) -> str:
        path = [record]
        while (above := leader.setdefault(path[-1], path[-1])) != path[-1]:
            path.append(above)
        leader.update(dict.fromkeys(path, path[-1]))
        return path[-1]

    for left, right in found:
        leader[lead(left)] = lead(right)
    return true_pairs({record: lead(record) for record in list(leader)})


def best(scores: Scores, truth: frozenset[Pair]) -> tuple[float, Quality]:
    """The threshold with the highest F1, found with the labels, and its quality; the higher threshold wins a tie."""
    top, at, right, taken = Quality(0, 0, len(truth)), float("inf"), 0, 0
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    for score, level in groupby(ranked, key=lambda item: item[1]):
        pairs = [key for key, _ in level]
        right, taken = right + sum(key in truth for key in pairs), taken + len(pairs)
        here = Quality(right, taken - right, len(truth) - right)
        if here.f1 > top.f1:
            top, at = here, score
    return at, top
