"""A case matched against a list from outside, by the same comparisons, model and thresholds as within the case.

Invariant: the order of the list's entries changes no hit; nothing of the list stays anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jejak.graph.resolution.beside import beside, known_things
from jejak.graph.resolution.blocking import Candidates, RuleCount
from jejak.graph.resolution.comparisons import Sight
from jejak.graph.resolution.crossing import crossing
from jejak.graph.resolution.licences import licensed
from jejak.graph.resolution.model import KindModel, Model
from jejak.graph.resolution.scoring import score, start_bits
from jejak.graph.resolution.subjects import gather
from jejak.graph.resolution.suggesting import Weighed, read_claims, weighed
from jejak.graph.segments import LedgerView
from jejak.schemas.list_entries import ListEntry
from jejak.schemas.model import World


@dataclass(frozen=True, slots=True)
class ListHit:
    """An entity of a case that may be an entry of a list.

    Attributes:
        kind: Its type.
        entity: Its canonical id.
        entry: The entry.
        score: Probability that they are one, by the model.
        start: Bits that every pair of the case and the list starts with.
        parts: What speaks for and against, in the order of the model.
    """

    kind: str
    entity: str
    entry: ListEntry
    score: float
    start: float
    parts: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class ListReport:
    """How the hits of one kind were found.

    Attributes:
        kind: Entity type.
        subjects: How many the case has.
        entries: How many entries of the list may be of this kind.
        candidates: Pairs that were scored.
        rules: What each blocking rule found.
    """

    kind: str
    subjects: int
    entries: int
    candidates: int
    rules: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class ListMatched:
    """The hits of a list, the most probable first, and how they were found."""

    hits: tuple[ListHit, ...]
    reports: tuple[ListReport, ...]


def match_entries(
    ledger: LedgerView, world: World, model: Model, entries: Sequence[ListEntry], *, least: float | None = None
) -> ListMatched:
    """Find entities of a case that may be entries of a list.

    Args:
        ledger: The claims and judgements.
        world: Entity and link types.
        model: The weights.
        entries: The list.
        least: Probability from which a pair is a hit; the model's ``review`` when left out.

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    claims, ends, resolution = read_claims(ledger, ledger.state(), world)
    ordered = sorted(entries, key=_content)
    things = known_things(claims.entities, resolution, ordered)
    hits: list[ListHit] = []
    reports = []
    for kind, weights in model.kinds.items():
        own = licensed(gather(claims, ends, resolution, kind=kind), claims, ends, resolution)
        listed = [entry for entry in ordered if kind in entry.kinds]
        sight = Sight(beside(own, listed, things), kind)
        pairs = crossing(sight, own.n)
        hits += _hits(sight, weights, pairs, listed, weights.review if least is None else least)
        reports.append(ListReport(kind, own.n, len(listed), int(pairs.left.size), pairs.counts))
    hits.sort(key=lambda one: (-one.score, one.entity, _content(one.entry), one.entry.record))
    return ListMatched(tuple(hits), tuple(reports))


def _hits(
    sight: Sight, model: KindModel, pairs: Candidates, listed: Sequence[ListEntry], least: float
) -> Iterator[ListHit]:
    """The candidates from a probability on; of the subjects, the last ones are the entries."""
    if not pairs.left.size:
        return
    own = sight.subjects.n - len(listed)
    scores, start = score(sight, model, pairs.left, pairs.right), start_bits(sight, model)
    for row in np.flatnonzero(scores.probability >= least):
        probability = round(float(scores.probability[row]), 6)
        entity, entry = sight.subjects.ids[pairs.left[row]], listed[pairs.right[row] - own]
        yield ListHit(model.kind, entity, entry, probability, start, weighed(model, scores, int(row)))


def _content(entry: ListEntry) -> tuple[object, ...]:
    """What an entry says, as something to sort by: its place in the file is not in it."""
    return entry.own_id, entry.shown, entry.kinds, sorted(entry.said.items())
