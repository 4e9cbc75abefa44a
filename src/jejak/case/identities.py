"""Who may be one: suggestions with their reasons and what a merge would change, and decisions on many at once.

Invariant: what is shown of an entity comes from the snapshot, so protected people are pseudonyms here too.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from jejak.analysis.syndicates import Syndicate
from jejak.case.csv_files import write_csv
from jejak.case.findings import Findings
from jejak.case.history import Happening, history
from jejak.case.records import Masking
from jejak.evidence.reveal import checked_note
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import Judgement, Verdict
from jejak.graph.resolution import check_judgements
from jejak.graph.resolution.groups import Bridge, groups
from jejak.graph.resolution.model import Feature, Model, load_model
from jejak.graph.resolution.suggesting import KindReport, Suggestion, Suggestions, SuggestProgress
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import ResolutionError
from jejak.schemas.i18n import current_language

COLUMNS = ("left", "right", "kind", "score", "left_shown_as", "right_shown_as", "why", "links", "decision")
_ID = re.compile(r"[0-9a-f]{32}")
Decided = tuple[str, str, Verdict]


class Joining(Protocol):
    """Two entities that a decision would join."""

    @property
    def left(self) -> str:
        """Canonical id of one."""

    @property
    def right(self) -> str:
        """Canonical id of the other."""


Proposed = TypeVar("Proposed", bound=Joining)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of a suggestion in the reader's language; ``bits`` above zero speak for one, below zero for two."""

    feature: str
    says: str
    bits: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggestion as it is shown.

    Attributes:
        kind: Type of both entities.
        left: Canonical id.
        right: Canonical id.
        left_caption: What the graph shows of it; a pseudonym where it is protected.
        right_caption: Likewise.
        score: Probability that they are one, by the model.
        why: The reasons.
        links: How many links the smaller of the two would bring to the other.
        syndicates: Ranks of the listed syndicates that a merge would join.
    """

    kind: str
    left: str
    right: str
    left_caption: str
    right_caption: str
    score: float
    why: tuple[Why, ...]
    links: int
    syndicates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A suggestion with what a decision on it is worth.

    Attributes:
        found: The suggestion.
        links: How many links the smaller of the two would bring to the other.
        syndicates: Ranks of the listed syndicates that a merge would join.
    """

    found: Suggestion
    links: int
    syndicates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting suggestions would do.

    Attributes:
        pairs: How many pairs would be accepted.
        entities: How many entities would become fewer.
        groups: How many would remain of them.
        largest: Of how many entities the largest one is made.
        bridges: Pairs that alone hold two larger parts of a group together.
        large: How many groups have more members than one subject is likely to have.
    """

    pairs: int
    entities: int
    groups: int
    largest: int
    bridges: tuple[Bridge, ...]
    large: int


@dataclass(frozen=True, slots=True)
class Identities:
    """Suggestions and decisions of a case at its present state."""

    ledger: Ledger
    snapshot: Snapshot
    findings: Findings
    syndicates: Callable[[], Sequence[Syndicate]]
    analyst: str
    masking: Masking  # who may not be named in a reason, nor shown where one did name them
    estimate: bool = False  # fit the model to this case first
    changes: Path | None = None  # a file of weights that differ from the built-in model's
    progress: SuggestProgress | None = None  # told how many pairs were scored

    @property
    def model(self) -> Model:
        """The weights.

        Raises:
            ExceptionGroup: Of ``SchemaError``, one for each fault in the file of changes.
        """
        return load_model(self.changes)

    def suggestions(self, least: float | None = None, *, limit: int | None = None) -> list[Pair]:
        """Pairs that may be one, the most useful decision first.

        Args:
            least: Probability from which a pair is listed; the model's threshold for review when left out.
            limit: At most so many.

        Raises:
            ResolutionError: ``least`` is no probability.
        """
        model, listed = self.model, self.listed(least)[:limit]
        codes = [code for one in listed for code in self._codes(one.found)]
        captions = [node.caption for node in self.snapshot.nodes_of(codes)]
        return [
            Pair(
                one.found.kind, one.found.left, one.found.right, captions[2 * place], captions[2 * place + 1],
                one.found.score, reasons_of(model, one.found), one.links, one.syndicates,
            )
            for place, one in enumerate(listed)
        ]  # fmt: skip

    def probable(self, least: float) -> tuple[Suggestion, ...]:
        """Suggestions as they were found, the most probable first: for decisions on all, which need no order.

        Raises:
            ResolutionError: ``least`` is no probability.
        """
        return self._found(least).found

    def listed(self, least: float | None = None) -> list[Listed]:
        """Suggestions with the links and syndicates that a merge would join, the most useful decision first.

        Raises:
            ResolutionError: ``least`` is no probability.
        """
        member, degrees = self._members(), np.diff(self.snapshot.out.offsets) + np.diff(self.snapshot.inc.offsets)
        told = []
        for one in self._found(least).found:
            ranks = {member[ident] for ident in (one.left, one.right) if ident in member}
            links = min((int(degrees[code]) for code in self._codes(one)), default=0)
            told.append(Listed(one, links, tuple(sorted(ranks)) if len(ranks) > 1 else ()))
        return sorted(told, key=lambda one: (-_use(one), one.found.left, one.found.right))

    def _codes(self, one: Suggestion) -> list[int]:
        codes = [self.snapshot.code_of(ident) for ident in (one.left, one.right)]
        return [code for code in codes if code is not None]

    def reports(self, least: float | None = None) -> tuple[KindReport, ...]:
        """How the suggestions were found: subjects, candidates, and what each blocking rule gave or left out."""
        return self._found(least).reports

    def _found(self, least: float | None) -> Suggestions:
        if least is not None and not 0 <= least <= 1:
            raise ResolutionError("a probability lies between 0 and 1", where=f"{least:g}", hint="try 0.92")
        return self.findings.suggestions(self.ledger, self.model, least, estimate=self.estimate, progress=self.progress)

    def _members(self) -> dict[str, int]:
        """The rank of the first listed syndicate of each member."""
        found: dict[str, int] = {}
        for syndicate in self.syndicates():
            for one in syndicate.members:
                found.setdefault(one.id, syndicate.rank)
        return found

    # Decisions

    def preview(self, pairs: Iterable[Joining]) -> Preview:
        """What accepting pairs would do, written nowhere."""
        listed = [(pair.left, pair.right) for pair in pairs]
        found = groups(listed)
        bridges = tuple(bridge for group in found for bridge in group.bridges)
        entities = sum(len(group.members) for group in found)
        largest = len(found[0].members) if found else 0
        return Preview(len(listed), entities, len(found), largest, bridges, sum(group.large for group in found))

    def history(self, ident: str) -> tuple[Happening, ...]:
        """What happened to an entity, in order; see :func:`jejak.case.history.history`."""
        found = history(self.ledger, self.snapshot, ident)
        return tuple(replace(one, reason=self.masking.note(one.reason)) for one in found)

    def decide(self, decided: Sequence[Decided], *, reason: str) -> tuple[int, int]:
        """Write decisions on many pairs as one step: all or none.

        Returns:
            The number by which `undo` takes all of them back, and how many were written; 0 where all stood already.

        Raises:
            ResolutionError: An entity is unknown, types differ, or a decision contradicts another; nothing is written.
            AccessDenied: The reason names somebody protected, or does not fit into the log; nothing is written.
        """
        said = checked_note(reason, self.masking.clear_values())
        judged = self.ledger.judgements()
        for left, right, _ in decided:
            check_pair(self.snapshot, judged, left, right)
        made = self.ledger.judge_together(decided, analyst=self.analyst, reason=said, check=check_judgements)
        return (made[0].seq if made else 0), len(made)

    def undo(self, group: int) -> int:
        """Take back all decisions of one step that still stand; returns how many."""
        return len(self.ledger.undo_together(group, analyst=self.analyst))


def without_doubtful(pairs: Sequence[Proposed]) -> list[Proposed]:
    """The pairs without weak bridges and without all pairs of groups that are too large: those need a look each."""
    left = list(pairs)
    while True:  # a group may fall into parts that hang together by another bridge
        found = groups((pair.left, pair.right) for pair in left)
        bridges = {(bridge.left, bridge.right) for group in found for bridge in group.bridges}
        crowded = {member for group in found if group.large and not group.bridges for member in group.members}
        kept = [
            pair
            for pair in left
            if (min(pair.left, pair.right), max(pair.left, pair.right)) not in bridges and pair.left not in crowded
        ]
        if len(kept) == len(left):
            return kept
        left = kept


def check_pair(snapshot: Snapshot, judged: Sequence[Judgement], left: str, right: str) -> None:
    """Refuse a pair that cannot be judged.

    An entity that was joined to another keeps its id for the judgements that name it.

    Raises:
        ResolutionError: An id is unknown, or the types differ.
    """
    codes = {ident: snapshot.code_of(ident) for ident in (left, right)}
    named = {ekey for one in judged for ekey in (one.left, one.right)}
    unknown = next((ident for ident, code in codes.items() if code is None and ident not in named), None)
    if unknown is not None:
        raise ResolutionError("there is no entity with this id", where=unknown, hint="find ids with `jejak search`")
    if len({snapshot.node(code).etype for code in codes.values() if code is not None}) > 1:
        raise ResolutionError(
            "two entities of different types cannot be the same",
            where=f"{left} and {right}",
            hint="look at both with `jejak show`",
        )


def _use(one: Listed) -> float:
    """What a decision is worth: how probable a merge is, and how much it would change."""
    return one.found.score * math.log2(2 + one.links) * (1 + len(one.syndicates))


def reasons(why: Iterable[Why]) -> str:
    """All reasons in one line, each with its bits."""
    return "; ".join(f"{one.feature}: {one.says} ({one.bits:+.1f})" for one in why)


def reasons_of(model: Model, found: Suggestion) -> tuple[Why, ...]:
    """What speaks for and against a scored pair, in the reader's language."""
    features = model.kinds[found.kind].features
    return tuple(why_words(features[part.feature], part.level, part.bits) for part in found.parts)


def why_words(feature: Feature, level: str, bits: float) -> Why:
    """One feature of a scored pair in the reader's language."""
    language = current_language()
    return Why(feature.labels[language], feature.levels[level].says[language], bits)


def write_pairs(path: Path, pairs: Iterable[Pair]) -> int:
    """Write suggestions as CSV, with an empty column for the decision; returns how many.

    Raises:
        ResolutionError: The file is there already, or cannot be written; nothing of it is left then.
    """
    return write_csv(path, COLUMNS, map(_row, pairs))


def _row(pair: Pair) -> tuple[str | int, ...]:
    captions = (pair.left_caption, pair.right_caption)
    return (pair.left, pair.right, pair.kind, f"{pair.score:.4f}", *captions, reasons(pair.why), pair.links, "")


def read_decisions(path: Path) -> list[Decided]:
    """Read decided pairs from a CSV with the columns left, right and decision; rows without a decision are left out.

    Raises:
        ResolutionError: The file cannot be read or lacks a column.
        ExceptionGroup: Of ``ResolutionError``, one for each row that cannot be used.
    """
    text = _text_of(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    try:
        missing = [name for name in ("left", "right", "decision") if name not in (reader.fieldnames or ())]
        if missing:
            raise ResolutionError(
                f"the file lacks a column: {', '.join(missing)}",
                where=path.name,
                hint="begin with `jejak resolve --suggest`",
            )
        rows = [_decided(row, f"{path.name}, line {reader.line_num}") for row in reader]
    except csv.Error as error:
        hint = "is it the file that `jejak resolve --suggest` wrote?"
        where = f"{path.name}, line {reader.line_num + 1}"
        raise ResolutionError("the file is no table", where=where, hint=hint) from error
    faults = [row for row in rows if isinstance(row, ResolutionError)]
    if faults:
        raise ExceptionGroup("decisions that cannot be used; nothing was written", faults)
    return [row for row in rows if isinstance(row, tuple)]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as CSV UTF-8"
        raise ResolutionError("the file cannot be read as UTF-8 text", where=path.name, hint=hint) from error
    except OSError as error:
        hint = "check its name and your rights"
        raise ResolutionError(f"the file cannot be read: {error.strerror}", where=path.name, hint=hint) from error


def _decided(row: Mapping[str, str | None], where: str) -> Decided | ResolutionError | None:
    """The decision of a row, what is wrong with it, or nothing where nobody decided."""
    verdict = (row["decision"] or "").strip().lower().replace(" ", "_")
    if not verdict:
        return None
    if verdict not in set(Verdict):
        return ResolutionError("a decision is same, not_same or unsure", where=where, hint="or empty")
    left, right = ((row[end] or "").strip() for end in ("left", "right"))
    if not (_ID.fullmatch(left) and _ID.fullmatch(right)):
        hint = "leave the columns left and right as they were written"
        return ResolutionError("an entity is named by its id of 32 hex digits", where=where, hint=hint)
    return left, right, Verdict(verdict)
