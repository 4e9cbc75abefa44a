"""Suggestions: which entities may be one, how likely, and why. Nothing here joins anything; people decide.

Invariant: the same live claims, judgements and model give the same suggestions in the same order, on any machine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.ledger.records import Judgement, State, Verdict
from jejak.graph.resolution.blocking import Candidates, RuleCount, candidates
from jejak.graph.resolution.comparisons import COMPARISONS, Sight
from jejak.graph.resolution.estimation import estimated
from jejak.graph.resolution.model import KindModel, Model
from jejak.graph.resolution.rules import Resolution, resolve
from jejak.graph.resolution.scoring import Scores, score, start_bits
from jejak.graph.resolution.subjects import Subjects, gather
from jejak.graph.resolution.values import Codes, Flags
from jejak.graph.segments import Claims, Ends, LedgerView, read_entities, read_links
from jejak.graph.shelf import Shelf
from jejak.schemas.model import World

log = logging.getLogger(__name__)

#: Called with a stage (the kind of the subjects), pairs scored so far and pairs in all.
SuggestProgress = Callable[[str, int, int], None]
_AT_ONCE = 1 << 16  # pairs whose outcomes are in memory together: a company may have hundreds of phones around it


@dataclass(frozen=True, slots=True)
class Weighed:
    """One feature of a suggestion: the level that the pair came to, and the bits that it adds."""

    feature: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be one.

    Attributes:
        kind: Their type.
        left: Canonical id of the earlier one.
        right: Canonical id of the other.
        score: Probability that they are one, by the model.
        start: Bits that every pair of this case starts with.
        parts: What speaks for and against, in the order of the model.
    """

    kind: str
    left: str
    right: str
    score: float
    start: float
    parts: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class KindReport:
    """How the suggestions of one kind were found.

    Attributes:
        kind: Type of the entities.
        subjects: How many there are.
        candidates: Pairs that were scored.
        rules: What each blocking rule found.
    """

    kind: str
    subjects: int
    candidates: int
    rules: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions of a case at one sequence, the most probable first, and how they were found."""

    sequence: int
    model: str
    found: tuple[Suggestion, ...]
    reports: tuple[KindReport, ...]


def suggest(
    ledger: LedgerView, world: World, model: Model, *, least: float | None = None, estimate: bool = False,
    progress: SuggestProgress | None = None,
) -> Suggestions:  # fmt: skip
    """Find pairs of entities that may be one.

    Args:
        ledger: The claims and judgements.
        world: Entity and link types.
        model: The weights.
        least: Probability from which a pair is listed; the model's ``review`` when left out.
        estimate: Whether the shares of the model are first fitted to this case, without labels.
        progress: Told how many pairs were scored.

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    sequence, state = ledger.graph_sequence, ledger.state()
    claims, ends, resolution = read_claims(ledger, state, world)
    log.info("%d claims of %d entities read", claims.entities.num_rows, resolution.n_nodes)
    found: list[Suggestion] = []
    reports = []
    apart = _apart(claims.entities, resolution, state.judgements)
    for kind, weights in model.kinds.items():
        sight = Sight(gather(claims, ends, resolution, kind=kind), kind)
        pairs = candidates(sight)
        fitted = weights
        if estimate and sight.subjects.n:
            sight, fitted = estimated(sight, weights, pairs.left, pairs.right)
        log.info("%s: %d subjects, %d pairs to score", kind, sight.subjects.n, pairs.left.size)
        bound = weights.review if least is None else least
        found += _scored(sight, fitted, pairs, (bound, apart), progress)
        reports.append(KindReport(kind, sight.subjects.n, int(pairs.left.size), pairs.counts))
    found.sort(key=lambda one: (-one.score, one.left, one.right))
    return Suggestions(sequence, model.digest, tuple(found), tuple(reports))


def _scored(
    sight: Sight, model: KindModel, pairs: Candidates, wanted: tuple[float, Codes], progress: SuggestProgress | None
) -> list[Suggestion]:
    """Score pairs part by part, and keep those that are probable enough and that nobody has decided on."""
    least, apart = wanted
    found: list[Suggestion] = []
    for low in range(0, pairs.left.size, _AT_ONCE):
        part = Candidates(pairs.left[low : low + _AT_ONCE], pairs.right[low : low + _AT_ONCE], ())
        scores = score(sight, model, part.left, part.right)
        probable = (scores.probability >= least) & ~_judged(sight.subjects, part, apart)
        found += _listed(sight, model, part, scores, np.flatnonzero(probable))
        done = low + part.left.size
        log.info("%s: %d of %d pairs scored", model.kind, done, pairs.left.size)
        if progress:
            progress(model.kind, done, int(pairs.left.size))
    return found


def read_claims(ledger: LedgerView, state: State, world: World) -> tuple[Claims, Ends, Resolution]:
    """All live claims, resolved, with the rows of the ends of links.

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    folders = {batch.batch_id: ledger.segment_path(batch.batch_id) for batch in state.batches}
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_links, state.batches, folders.__getitem__, Shelf(passing=True), Shelf(passing=True))
        batches, entities = read_entities(state.batches, folders.__getitem__, Shelf(passing=True))
        resolution = resolve(entities, world.entity_types, state.judgements)
        links, ends = reading.result()
    return Claims(batches, entities, links), ends, resolution


def _apart(entities: pa.Table, resolution: Resolution, judgements: Sequence[Judgement]) -> Codes:
    """Pairs of nodes that people have decided on, as ``low * nodes + high``: there is nothing left to suggest."""
    decided = [j for j in judgements if j.verdict in (Verdict.NOT_SAME, Verdict.UNSURE)]
    if not decided:
        return np.empty(0, np.int64)
    wanted = pa.array(sorted({bytes.fromhex(e) for j in decided for e in (j.left, j.right)}), pa.binary(16))
    rows = np.flatnonzero(pc.is_in(entities.column("ekey"), value_set=wanted).to_numpy())
    keys = entities.column("ekey").take(pa.array(rows)).to_pylist()
    node = {key.hex(): int(resolution.node_of[row]) for key, row in zip(keys, rows, strict=True)}
    pairs = [sorted((node[j.left], node[j.right])) for j in decided if j.left in node and j.right in node]
    return np.array([low * resolution.n_nodes + high for low, high in pairs], np.int64)


def _judged(subjects: Subjects, pairs: Candidates, apart: Codes) -> Flags:
    """Which candidates people have decided on."""
    low, high = subjects.nodes[pairs.left], subjects.nodes[pairs.right]
    judged: Flags = np.isin(low * subjects.of_all + high, apart)
    return judged


def _listed(sight: Sight, model: KindModel, pairs: Candidates, scores: Scores, rows: Codes) -> list[Suggestion]:
    start = start_bits(sight, model)
    ids = sight.subjects.ids
    return [
        Suggestion(
            model.kind, ids[pairs.left[row]], ids[pairs.right[row]], round(float(scores.probability[row]), 6), start,
            weighed(model, scores, int(row)),
        )
        for row in rows
    ]  # fmt: skip


def weighed(model: KindModel, scores: Scores, row: int) -> tuple[Weighed, ...]:
    """What speaks for and against a scored pair, in the order of the model."""
    levels = COMPARISONS[model.kind]
    return tuple(
        Weighed(name, levels[name][0][scores.level[name][row]], round(float(scores.bits[name][row]), 3))
        for name in model.features
        if scores.level[name][row] >= 0
    )
