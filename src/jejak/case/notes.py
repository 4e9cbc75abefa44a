"""Notes on entities and links of a case: who wrote what and when, every version of it, and what was taken away and why.

Invariant: a note is events of the chain, its texts are remarks beside them; it refers to ekeys, which never move, and
is told at whatever stands for them today. Nothing is lost: older versions and notes that were taken away stay readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import Self

import numpy as np

from jejak.case.chart_texts import ChartTexts
from jejak.case.records import MASK, Masking
from jejak.case.today import today
from jejak.case.written import Texts, Written, checked_text
from jejak.graph.ledger import Event, Ledger
from jejak.graph.ledger.records import JsonValue
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.fold import fold
from jejak.schemas.errors import LedgerError

NOTE_WRITTEN, NOTE_CORRECTED = "note_written", "note_corrected"
NOTE_WITHDRAWN, NOTE_RESTORED = "note_withdrawn", "note_restored"
NOTE_KINDS = (NOTE_WRITTEN, NOTE_CORRECTED, NOTE_WITHDRAWN, NOTE_RESTORED)
#: Stands between source, target and type in the name of all links of one type from one entity to another.
BETWEEN = "~"
_SUBJECT = re.compile(rf"([0-9a-f]{{32}})(?:{BETWEEN}([0-9a-f]{{32}}){BETWEEN}([A-Z][A-Z0-9_]*))?")


@dataclass(frozen=True, slots=True)
class About:
    """What a note is about: one entity, or all links of a type from the first entity to the second."""

    ends: tuple[str, ...]
    ltype: str = ""

    @classmethod
    def of(cls, subject: str) -> Self:
        """Read the name of an entity (its id) or of links (``source~target~TYPE``).

        Raises:
            LedgerError: It is none.
        """
        found = _SUBJECT.fullmatch(subject)
        if found is None:
            raise LedgerError(
                "a note is about an entity or a link", where=subject[:80], hint="choose one and write anew"
            )
        source, target, ltype = found.groups()
        return cls((source, target), ltype) if target else cls((source,))

    @property
    def subject(self) -> str:
        """How it is called."""
        return BETWEEN.join((*self.ends, self.ltype)) if self.ltype else self.ends[0]


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an entity or on links.

    Attributes:
        number: Of the event that wrote it first, by which it is called.
        about: What it was written about.
        today: What stands for that in the present graph; None where nothing does.
        versions: Its texts, the latest last.
        ended: Who took it away, when and why; None while it stands.
    """

    number: int
    about: About
    today: About | None
    versions: tuple[Written, ...]
    ended: Written | None = None

    @property
    def last(self) -> Written:
        """What it says now."""
        return self.versions[-1]

    @property
    def subject(self) -> str:
        """The entity or the links in the present graph, '' where nothing stands for them."""
        return self.today.subject if self.today else ""

    @property
    def live(self) -> bool:
        """Nobody has taken it away."""
        return self.ended is None


class Notes:
    """The notes of a case, in one analyst's name; safe to call from many threads."""

    def __init__(self, ledger: Ledger, masking: Callable[[], Masking], analyst: str) -> None:
        self._ledger = ledger
        self._masking = masking
        self._analyst = analyst
        self._texts = Texts(ledger, masking, NOTE_KINDS)
        self._lock = RLock()
        self._made: tuple[Masking, int, tuple[Note, ...]] | None = None
        self.chart_texts = ChartTexts(ledger, masking, analyst)

    # Writing

    def write(self, subject: str, text: str) -> int:
        """Write a note on an entity or links; returns the number by which it is called.

        Args:
            subject: The id of an entity, or ``source~target~TYPE`` for all links of a type between two.
            text: One line or more, without names of protected people.

        Raises:
            LedgerError: There is no such entity or link, or no text.
            AccessDenied: The text names somebody protected, or is too long.
        """
        about = About.of(subject)
        if not _is_there(self._masking().snapshot, about):
            hint = "reload the page: its import may have been reversed, or it was joined to another one"
            raise LedgerError("this entity or link is not in the graph", where=subject, hint=hint)
        more: dict[str, JsonValue] = {"target": about.ends[1], "ltype": about.ltype} if about.ltype else {}
        return self._ledger.record(NOTE_WRITTEN, about.ends[0], more, self._analyst, note=self._checked(text)).seq

    def correct(self, number: int, text: str, *, seen: int) -> None:
        """Give a note a new version; the same text again changes nothing.

        Args:
            number: Of the note.
            text: What it says from now on.
            seen: Number of the version that the analyst has read (`Written.seq`).

        Raises:
            LedgerError: There is no such note, it was taken away, or somebody has corrected it meanwhile.
            AccessDenied: The text names somebody protected, or is too long.
        """
        said = self._checked(text)
        with self._lock:
            note = self._standing(number)
            if note.last.seq != seen:
                hint = "read what it says now, then correct that"
                raise LedgerError("somebody has corrected this note meanwhile", where=f"note {number}", hint=hint)
            if note.last.text != said:
                self._follow(NOTE_CORRECTED, note, said)

    def withdraw(self, number: int, *, reason: str) -> None:
        """Take a note away; what it said stays readable.

        Raises:
            LedgerError: There is no such note, it was taken away before, or no reason is given.
            AccessDenied: The reason names somebody protected, or is too long.
        """
        if not reason.strip():
            raise LedgerError("a note is taken away only with a reason", hint="say in a few words why")
        why = self._checked(reason)
        with self._lock:
            self._follow(NOTE_WITHDRAWN, self._standing(number), why)

    def restore(self, number: int, *, reason: str = "") -> None:
        """Bring back a note that was taken away.

        Raises:
            LedgerError: There is no such note, or it stands.
            AccessDenied: The reason names somebody protected, or is too long.
        """
        why = self._checked(reason) if reason.strip() else ""
        with self._lock:
            note = self.one(number)
            if note.live:
                raise LedgerError("this note was not taken away", where=f"note {number}")
            self._follow(NOTE_RESTORED, note, why)

    def _checked(self, text: str) -> str:
        return checked_text(text, self._masking().clear_values())

    def _standing(self, number: int) -> Note:
        note = self.one(number)
        if not note.live:
            raise LedgerError("this note was taken away", where=f"note {number}", hint="bring it back first")
        return note

    def _follow(self, kind: str, note: Note, text: str) -> None:
        ends: list[JsonValue] = [*note.about.ends]
        self._ledger.record(kind, str(note.number), {"about": ends}, self._analyst, note=text)

    # Reading

    def all(self) -> tuple[Note, ...]:
        """Every note, also those that were taken away, the one that was written or corrected last first."""
        with self._lock:
            masking, events = self._masking(), self._texts.events()
            if self._made is None or self._made[:2] != (masking, len(events)):
                self._made = (masking, len(events), self._read(events, masking.snapshot))
            return self._made[2]

    def one(self, number: int) -> Note:
        """The note of this number.

        Raises:
            LedgerError: There is none.
        """
        found = next((note for note in self.all() if note.number == number), None)
        if found is None:
            raise LedgerError("there is no note of this number", where=f"note {number}", hint="reload the page")
        return found

    def of(self, subject: str) -> tuple[Note, ...]:
        """The notes on an entity or on links of the present graph, also those that were taken away, newest first."""
        return tuple(note for note in self.all() if note.subject == subject)

    def around(self, ident: str) -> tuple[Note, ...]:
        """The notes on an entity and on its links, also those that were taken away, newest first."""
        return tuple(note for note in self.all() if note.today and ident in note.today.ends)

    def counts(self) -> dict[str, int]:
        """How many notes stand on each entity and on each bundle of links of the present graph."""
        found: dict[str, int] = {}
        for note in self.all():
            if note.live and note.subject:
                found[note.subject] = found.get(note.subject, 0) + 1
        return found

    def find(self, text: str, *, gone: bool = False) -> tuple[Note, ...]:
        """Notes that say every word of a text, in any case and accents, newest first; none that is masked.

        Args:
            text: What to look for; it is not kept.
            gone: Also those that were taken away.
        """
        words = fold(text).split()
        found = (note for note in self.all() if note.live or gone)
        return tuple(note for note in found if _says(note, words)) if words else ()

    def _read(self, events: Sequence[Event], snapshot: Snapshot) -> tuple[Note, ...]:
        found: dict[int, Note] = {}
        for event in events:
            if event.kind == NOTE_WRITTEN:
                found[event.seq] = Note(event.seq, _about(event), None, (self._texts.told(event),))
            elif event.subject.isdecimal() and int(event.subject) in found:
                note = found[int(event.subject)]
                found[note.number] = _after(note, event.kind, self._texts.told(event))
        stand = today(self._ledger, snapshot, {end for note in found.values() for end in note.about.ends})
        notes = [replace(note, today=_today(note.about, stand)) for note in found.values()]
        return tuple(sorted(notes, key=lambda note: -note.last.seq))


def _after(note: Note, kind: str, said: Written) -> Note:
    if kind == NOTE_CORRECTED:
        return replace(note, versions=(*note.versions, said))
    return replace(note, ended=said if kind == NOTE_WITHDRAWN else None)


def _about(event: Event) -> About:
    target, ltype = event.detail.get("target"), event.detail.get("ltype")
    return About((event.subject, str(target)), str(ltype)) if target else About((event.subject,))


def _today(about: About, stand: Mapping[str, str]) -> About | None:
    ends = tuple(stand[end] for end in about.ends if end in stand)
    return About(ends, about.ltype) if len(ends) == len(about.ends) else None


def _says(note: Note, words: Iterable[str]) -> bool:
    text = fold(note.last.text)
    return note.last.text != MASK and all(word in text for word in words)


def _is_there(snapshot: Snapshot, about: About) -> bool:
    """Whether the entity, or a link of this type between the two, is in the graph; O(links of the source)."""
    codes = [code for end in about.ends if (code := snapshot.code_of(end)) is not None]
    if len(codes) < len(about.ends) or not about.ltype:
        return len(codes) == len(about.ends)
    out = snapshot.out
    span = slice(int(out.offsets[codes[0]]), int(out.offsets[codes[0] + 1]))
    rows = out.links[span][np.asarray(out.nodes[span] == codes[1])]
    return about.ltype in snapshot.links.column("ltype").take(rows).to_pylist()
