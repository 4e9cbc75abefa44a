"""The true people behind the entities of a demo case, and what an analyst would decide who knew them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow.parquet as pq

from jejak.case import Case
from jejak.demo.scoring import Truth
from jejak.graph.ledger.records import Verdict
from jejak.graph.model import ClaimRef
from jejak.graph.snapshot.likeness import full_name_words, full_names

Decided = tuple[str, str, Verdict]


@dataclass(frozen=True, slots=True)
class People:
    """The true people behind the person entities of a case.

    ``claims``: of each entity, how many claims are about whom. ``names``: all that are written in its claims.
    ``unknown``: claims that the truth does not tell.
    """

    claims: Mapping[str, Counter[str]]
    names: Mapping[str, frozenset[str]]
    unknown: int

    def who(self, entity: str) -> str | None:
        """Whom most claims of an entity are about."""
        counts = self.claims.get(entity)
        return counts.most_common(1)[0][0] if counts else None

    def joined(self) -> tuple[int, int]:
        """Pairs of claims that are in one entity, and how many of them are about one person."""
        every = sum(pairs_of(sum(counts.values())) for counts in self.claims.values())
        return every, sum(pairs_of(n) for counts in self.claims.values() for n in counts.values())

    def entities(self) -> dict[str, set[str]]:
        """The entities of each true person."""
        found: dict[str, set[str]] = defaultdict(set)
        for entity in self.claims:
            person = self.who(entity)
            if person:
                found[person].add(entity)
        return found

    def mixed(self) -> set[frozenset[str]]:
        """Pairs of people who share an entity."""
        return {frozenset(pair) for counts in self.claims.values() for pair in combinations(sorted(counts), 2)}


def pairs_of(n: int) -> int:
    """Pairs among so many."""
    return n * (n - 1) // 2


def behind(case: Case, truth: Truth) -> People:
    """Ask the truth about every claim of every person entity, by the name that the claim itself states."""
    snapshot = case.snapshot()
    kinds = snapshot.nodes.column("etype").to_pylist()
    codes = [code for code, kind in enumerate(kinds) if kind == "person"]
    names: dict[str, list[tuple[str | None, str | None]]] = {}

    def names_of(ref: ClaimRef) -> list[str]:
        if ref.batch_id not in names:
            path = case.ledger.segment_path(ref.batch_id) / "entities.parquet"
            table = pq.read_table(path, columns=["name_raw", "name"])
            names[ref.batch_id] = list(zip(*(table.column(i).to_pylist() for i in (0, 1)), strict=True))
        return [name for name in names[ref.batch_id][ref.row] if name]

    claims: dict[str, Counter[str]] = {}
    written: dict[str, frozenset[str]] = {}
    unknown = 0
    for code, refs in zip(codes, snapshot.claims_of_nodes(codes), strict=True):
        counts = claims.setdefault(snapshot.id_of(code), Counter())
        written[snapshot.id_of(code)] = frozenset(name for ref in refs for name in names_of(ref))
        for ref in refs:
            meant = next((who for name in names_of(ref) if (who := truth.who([ref], name))), None)
            if meant is None:
                unknown += 1
            else:
                counts[meant] += 1
    return People(claims, written, unknown)


def true_identities(case: Case, truth: Truth, people: People) -> list[Decided]:
    """What an analyst would decide who knew the truth: who is one, and who only shares a victim's name."""
    snapshot = case.snapshot()
    one: dict[str, list[str]] = {who: sorted(entities) for who, entities in people.entities().items()}
    kinds = snapshot.nodes.column("etype").to_pylist()
    companies = [code for code, kind in enumerate(kinds) if kind == "organisation"]
    for code, refs in zip(companies, snapshot.claims_of_nodes(companies), strict=True):
        company = truth.who(refs, snapshot.node(code).caption)
        if company and company not in truth.people:
            one.setdefault(company, []).append(snapshot.id_of(code))
    decided: list[Decided] = [(all_[0], other, Verdict.SAME) for all_ in one.values() for other in all_[1:]]
    victims = {person for roles in truth.groups.values() for person in roles.get("victim", ())}
    hidden = [snapshot.id_of(code) for code in np.flatnonzero(snapshot.nodes.column("masked").to_numpy()).tolist()]
    known: dict[frozenset[str], set[str]] = defaultdict(set)
    for entity in hidden:
        if people.who(entity) in victims:
            for words in _alike(people.names[entity]):
                known[words].add(entity)
    for entity in hidden:
        if entity in people.claims and people.who(entity) not in victims | {None}:
            alike = {other for words in _alike(people.names[entity]) for other in known.get(words, ())}
            decided += [(other, entity, Verdict.NOT_SAME) for other in sorted(alike)]
    return decided


def _alike(names: Iterable[str]) -> Iterator[frozenset[str]]:
    """What whoever shares a full name with any of these shares with it."""
    for name in names:
        yield from full_names(full_name_words(name))
