"""Findings that an analyst keeps: an event with run card, digest and listed actors, taken back by a later event.

Invariant: no event, row or store holds somebody protected; who became protected later is left out of all that is read.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import cast

from jejak.analysis.declaration import Cell, Result
from jejak.analysis.listing import column, listable_codes, protected_codes
from jejak.analysis.registry import ANALYSES
from jejak.case.records import Masking
from jejak.evidence.reveal import checked_note
from jejak.graph.ledger import Event, Ledger
from jejak.graph.ledger.records import GRAPH_KINDS, JsonValue
from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.marks import Mark, Marks
from jejak.schemas.errors import AccessDenied, AnalysisError, LedgerError

FINDING_KEPT = "finding_kept"
FINDING_TAKEN_BACK = "finding_taken_back"
#: One event holds at most so many actors.
MOST_ROWS = 10_000
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_CARD = ("analysis", "version", "parameters", "sequence", "snapshot_digest", "software")
#: Columns of a result that name actors: one, several in one cell, or a pair.
_NAMING = ("id", "ids", "first", "second")


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An actor of a kept finding: its best rank, the score there, and the number of its group; None where not told."""

    id: str
    rank: int | None
    score: float | None
    group: int | None


@dataclass(frozen=True, slots=True)
class Support:
    """What one statement of a kept finding rests on: subjects, score, and ids of links at the card's sequence."""

    subjects: tuple[str, ...]
    score: float | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A finding that somebody kept.

    Attributes:
        seq: Number of its event, by which it is called.
        at: When, ISO 8601 in UTC.
        analyst: Who kept it.
        note: Why, in the analyst's words.
        card: The run card.
        digest: Of the result.
        rows: Actors, each once, who may be listed now.
        support: What it rests on.
        left_out: How many of its actors are not in the graph, or may not be listed, any more.
        live: Nobody has taken it back.
    """

    seq: int
    at: str
    analyst: str
    note: str
    card: Mapping[str, JsonValue]
    digest: str
    rows: tuple[KeptRow, ...]
    support: tuple[Support, ...]
    left_out: int = 0
    live: bool = True

    @property
    def analysis(self) -> str:
        """Name of the analysis."""
        return str(self.card["analysis"])


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a kept finding still holds.

    Attributes:
        same_graph: The graph is the one of the card.
        changes: How many events since then could change it.
        version: Of the analysis in this software; None where there is no such analysis.
        same_version: It is the one of the card.
    """

    same_graph: bool
    changes: int
    version: int | None
    same_version: bool

    @property
    def holds(self) -> bool:
        """Whether it speaks of this graph, by this analysis."""
        return self.same_graph and self.same_version


@dataclass(frozen=True)
class Keeping:
    """Keeps findings of one state of a case in one analyst's name, and tells what was kept."""

    ledger: Ledger
    snapshot: Snapshot
    masking: Callable[[], Masking]
    analyst: str

    @cached_property
    def _listable(self) -> frozenset[int]:
        return listable_codes(self.snapshot, set(map(str, column(self.snapshot, "etype"))))

    @cached_property
    def _protected(self) -> frozenset[int]:
        return protected_codes(self.snapshot)

    def _may_list(self, ident: str) -> bool:
        return self.snapshot.code_of(ident) in self._listable

    # Writing

    def keep(self, result: Result, *, note: str = "") -> int:
        """Write a result of the present graph into the ledger; returns the number by which it is called.

        Kept again by the same analyst with the same note, it keeps its number.

        Args:
            result: What `Case.run` gave.
            note: Why, in the analyst's words, without names of protected people.

        Raises:
            AnalysisError: The graph has changed since, nobody in it may be listed, or it names too many.
            AccessDenied: A parameter or the note names somebody protected.
        """
        self._check(result)
        text = self._note(note)
        detail = self._detail(result)
        with self.ledger.lock(self.analyst):
            for one in self._kept():
                if one.live and (one.digest, one.analyst, one.note) == (result.digest, self.analyst.strip(), text):
                    return one.seq
            return self.ledger.record(FINDING_KEPT, result.card.analysis, detail, self.analyst, note=text).seq

    def undo(self, seq: int) -> None:
        """Take a kept finding back.

        Raises:
            AnalysisError: There is none of this number, or it was taken back before.
        """
        with self.ledger.lock(self.analyst):
            self.one(seq)
            self.ledger.record(FINDING_TAKEN_BACK, str(seq), {}, self.analyst)

    def _check(self, result: Result) -> None:
        snapshot, card = self.snapshot, result.card
        if (card.sequence, card.snapshot_digest) != (snapshot.sequence, snapshot.digest):
            hint = "run the analysis again, then keep its result"
            raise AnalysisError("the graph has changed since this result", where=card.analysis, hint=hint)
        given = json.dumps(asdict(card), ensure_ascii=False)
        if self._protected_in(given):
            hint = "keep a result whose parameters name nobody who is protected"
            raise AccessDenied("a parameter of this result names somebody protected", where=card.analysis, hint=hint)

    def _note(self, note: str) -> str:
        if not note.strip():
            return ""
        text = checked_note(note, self.masking().clear_values())
        if self._protected_in(text):
            hint = "write it without names, numbers and ids of protected people"
            raise AccessDenied("the note names somebody who is protected", hint=hint)
        return text

    def _protected_in(self, text: str) -> bool:
        """Whether a text holds the id of somebody protected."""
        return any(self.snapshot.code_of(ident) in self._protected for ident in _ID.findall(text))

    def _detail(self, result: Result) -> dict[str, JsonValue]:
        rows = [row for row in actors(result) if self._may_list(row.id)]
        support = [one for one in map(self._support, result.findings) if one.subjects]
        if not rows:
            hint = "keep a result that lists actors"
            raise AnalysisError("there is nobody in this result to keep", where=result.card.analysis, hint=hint)
        if len(rows) > MOST_ROWS:
            hint = f"at most {MOST_ROWS} can be kept: make the list shorter, for example with --param top=200"
            raise AnalysisError("this result names too many to be kept", where=result.card.analysis, hint=hint)
        detail = {
            "card": asdict(result.card), "digest": result.digest, "rows": [[*_cells(row)] for row in rows],
            "support": [[one.subjects, one.score, one.links] for one in support],
        }  # fmt: skip
        plain: dict[str, JsonValue] = json.loads(json.dumps(detail))
        return plain

    def _support(self, finding: object) -> Support:
        subjects, score, links = (getattr(finding, name) for name in ("subjects", "score", "links"))
        return Support(tuple(filter(self._may_list, subjects)), _number(score), tuple(links))

    # Reading

    def findings(self, *, live_only: bool = True) -> list[Kept]:
        """Kept findings in the order in which they were kept, without anybody who may not be listed now."""
        return [self._shown(one) for one in self._kept() if one.live or not live_only]

    def one(self, seq: int) -> Kept:
        """The kept finding of this number.

        Raises:
            AnalysisError: There is none, or it was taken back.
        """
        found = next((one for one in self._kept() if one.seq == seq), None)
        where = f"event {seq}"
        hint = "see `jejak findings`"
        if found is None:
            raise AnalysisError("there is no kept finding of this number", where=where, hint=hint)
        if not found.live:
            raise AnalysisError("this finding was taken back", where=where, hint=hint)
        return self._shown(found)

    def of(self, ident: str) -> list[tuple[Kept, KeptRow]]:
        """The kept findings of one entity, each with its row; nothing of who may not be listed."""
        return [(one, row) for one in self.findings() for row in one.rows if row.id == ident]

    def card(self, seq: int) -> str:
        """The card and digest of a kept finding as JSON, as `rerun` reads it."""
        found = self.one(seq)
        return json.dumps({"card": found.card, "digest": found.digest})

    def standing(self, kept: Kept) -> Standing:
        """Whether a kept finding still holds."""
        analysis = ANALYSES.get(kept.analysis)
        version = None if analysis is None else analysis.version
        changes = len(self.changes(int(cast("int", kept.card["sequence"]))))
        same = kept.card["snapshot_digest"] == self.snapshot.digest
        return Standing(same, changes, version, version == kept.card["version"])

    def changes(self, since: int) -> tuple[Event, ...]:
        """Events after a sequence number that can change the graph, in order."""
        return tuple(event for event in self.ledger.events(since) if event.kind in GRAPH_KINDS)

    def marks(self, chosen: Collection[int]) -> Marks:
        """What a store shows on the nodes of chosen findings.

        ``found_NAME`` is the number of the finding of this analysis; ``found_NAME_rank``, ``_score`` and ``_group`` are
        there where the finding tells them.

        Raises:
            AnalysisError: A finding does not stand, or two of them are of one analysis.
        """
        values: dict[int, dict[str, Mark]] = {}
        named: set[str] = set()
        for kept in map(self.one, sorted(set(chosen))):
            if kept.analysis in named:
                hint = "choose one of them: a node shows one finding of each analysis"
                raise AnalysisError("two chosen findings are of the same analysis", where=kept.analysis, hint=hint)
            named.add(kept.analysis)
            for row in kept.rows:
                code = self.snapshot.code_of(row.id)
                if code is not None:
                    values.setdefault(code, {}).update(_properties(kept, row))
        return Marks(values)

    def _shown(self, kept: Kept) -> Kept:
        rows = tuple(row for row in kept.rows if self._may_list(row.id))
        support = (replace(s, subjects=tuple(filter(self._may_list, s.subjects))) for s in kept.support)
        told = tuple(one for one in support if one.subjects)
        note = self.masking().note(kept.note)
        return replace(kept, rows=rows, support=told, note=note, left_out=len(kept.rows) - len(rows))

    def _kept(self) -> list[Kept]:
        events = self.ledger.events(kinds=(FINDING_KEPT, FINDING_TAKEN_BACK))
        undone = {event.subject for event in events if event.kind == FINDING_TAKEN_BACK}
        return [_read(event, live=str(event.seq) not in undone) for event in events if event.kind == FINDING_KEPT]


def actors(result: Result) -> Iterator[KeptRow]:
    """The actors that the rows of a result name, each once, where it stands first."""
    met: set[str] = set()
    for record in result.records():
        score = record.get(result.ranked_by or "score")
        told = (_whole(record.get("rank")), _number(score), _whole(record.get("group")))
        for ident in (word for name in _NAMING for word in str(record.get(name) or "").split()):
            if ident not in met:
                met.add(ident)
                yield KeptRow(ident, *told)


def _properties(kept: Kept, row: KeptRow) -> dict[str, Mark]:
    name = f"found_{kept.analysis}"
    told = {f"{name}_rank": row.rank, f"{name}_score": row.score, f"{name}_group": row.group}
    return {name: kept.seq, **{key: value for key, value in told.items() if value is not None}}


def _cells(row: KeptRow) -> Sequence[Cell]:
    return (row.id, row.rank, row.score, row.group)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    known = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return float(cast("float", value)) if known else None


def _read(event: Event, *, live: bool) -> Kept:
    detail = cast("Mapping[str, object]", event.detail)
    try:
        card = cast("Mapping[str, JsonValue]", detail["card"])
        rows = tuple(
            KeptRow(str(ident), _whole(rank), _number(score), _whole(group))
            for ident, rank, score, group in cast("list[list[object]]", detail["rows"])
        )
        support = tuple(
            Support(tuple(map(str, subjects)), _number(score), tuple(map(str, links)))
            for subjects, score, links in cast("list[tuple[list[str], float, list[str]]]", detail["support"])
        )
        digest, _needed = str(detail["digest"]), [card[name] for name in _CARD]
    except (KeyError, TypeError, ValueError) as error:
        hint = "it was not written by `jejak analyse --keep`; look at it with `jejak verify`"
        raise LedgerError("this kept finding cannot be read", where=f"event {event.seq}", hint=hint) from error
    return Kept(event.seq, event.at, event.analyst, event.note, card, digest, rows, support, live=live)
