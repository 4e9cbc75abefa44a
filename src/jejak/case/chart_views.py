"""Saved views: every save, rename and taking away is an event of the chain, so that no version is ever lost.

Invariant: an event holds ids, numbers and fixed words; the name, which is free text, stands beside the chain and is
masked where it names somebody who became protected later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from secrets import token_hex
from threading import Lock
from typing import cast

from jejak.case.chart_state import State, checked_state, parts_of, strings
from jejak.case.chart_today import Today, as_of_today
from jejak.case.records import Masking
from jejak.case.today import today
from jejak.evidence.reveal import names_anybody, wanted_values
from jejak.graph.ledger import Entry, Event, Ledger
from jejak.graph.ledger.records import JsonValue
from jejak.schemas.errors import AccessDenied, LedgerError
from jejak.schemas.world import World

SAVED, RENAMED = "chart_view_saved", "chart_view_renamed"
TAKEN_AWAY, TAKEN_BACK = "chart_view_taken_away", "chart_view_taken_back"
KINDS = (SAVED, RENAMED, TAKEN_AWAY, TAKEN_BACK)
LONGEST_NAME = 80
_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a saved view.

    Attributes:
        number: From 1.
        seq: Number of its event.
        at: When, ISO 8601 in UTC.
        analyst: Who saved it.
        sequence: Of the graph at that time.
        entities: How many are on it.
        restored: The version whose state it took again; 0 where it was saved from a chart.
    """

    number: int
    seq: int
    at: str
    analyst: str
    sequence: int
    entities: int
    restored: int = 0


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved view: its name as it may be shown, its versions in order, and whether nobody has taken it away."""

    id: str
    name: str
    versions: tuple[Version, ...]
    live: bool = True

    @property
    def newest(self) -> Version:
        """The last version."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class OpenedView:
    """A version of a saved view as of the present graph."""

    view: SavedView
    version: Version
    today: Today


class OvertakenError(LedgerError):
    """Somebody saved another version meanwhile; ``theirs`` is the newest."""

    def __init__(self, what: str, *, theirs: Version, hint: str) -> None:
        self.theirs = theirs
        super().__init__(what, hint=hint)


class ChartViews:
    """The saved views of a case, in one analyst's name; safe to call from many threads."""

    def __init__(self, ledger: Ledger, masking: Callable[[], Masking], world: World, analyst: str) -> None:
        self._ledger = ledger
        self._masking = masking
        self._world = world
        self._analyst = analyst
        self._lock = Lock()
        self._read_up_to = 0
        self._known: dict[str, SavedView] = {}  # names as they were written; events never change, so each is read once

    # Reading

    def views(self, *, live_only: bool = True) -> list[SavedView]:
        """Saved views, the one that was saved last first."""
        found = [self._shown(view) for view in self._all().values() if view.live or not live_only]
        return sorted(found, key=lambda view: -view.newest.seq)

    def one(self, ident: str) -> SavedView:
        """The saved view of an id, also one that was taken away.

        Raises:
            LedgerError: There is none.
        """
        return self._shown(self._raw(ident))

    def opened(self, ident: str, number: int = 0) -> OpenedView:
        """A version of a saved view, 0 for the newest, with every id as what it stands for now.

        Raises:
            LedgerError: There is no such chart or version.
        """
        view = self._raw(ident)
        version = _version(view, number or view.newest.number)
        state = self._state(version)
        saved = strings(state["ids"])
        there = today(self._ledger, self._masking().snapshot, saved)
        return OpenedView(self._shown(view), version, as_of_today(state, {one: there.get(one) for one in saved}))

    # Writing

    def save(self, given: object, name: str) -> tuple[str, int]:
        """Save a chart under a new name; returns the id of the saved view and the number of its version.

        Args:
            given: The state as a browser sent it.
            name: Free text without names of protected people.

        Raises:
            LedgerError: It is no chart, or another one has this name.
            AccessDenied: The name names somebody protected.
        """
        state, text = checked_state(given, self._parts), self._name(name)
        ident = token_hex(_ID_BYTES)
        self._ledger.record(SAVED, ident, self._detail(state), self._analyst, note=text)
        return ident, 1

    def save_on(self, ident: str, given: object, *, base: int) -> int:
        """Save the next version of a chart; returns its number, which is the newest one's where nothing has changed.

        Args:
            ident: Which.
            given: The state as a browser sent it.
            base: The version from which the analyst started.

        Raises:
            LedgerError: It is no chart, or there is no such saved view any more.
            OvertakenError: The newest version is another one than ``base``.
        """
        state, view = checked_state(given, self._parts), self._live(ident)
        if view.newest.number != base:
            raise _overtaken(view.newest)
        if state == self._state(view.newest):
            return base
        return self._next(view, self._detail(state))

    def restore(self, ident: str, number: int) -> int:
        """Save an earlier version again as the newest; returns the number that it has now.

        Raises:
            LedgerError: There is no such chart or version.
            OvertakenError: Somebody saved another version in this moment.
        """
        view = self._live(ident)
        if number == view.newest.number:
            return number
        state = self._state(_version(view, number))
        return self._next(view, {**self._detail(state), "restored": number})

    def rename(self, ident: str, name: str) -> None:
        """Call a saved view otherwise; raises what `save` does."""
        view, text = self._live(ident), self._name(name, but=ident)
        if text != view.name:
            self._ledger.record(RENAMED, ident, {}, self._analyst, note=text)

    def take_away(self, ident: str) -> None:
        """Take a saved view off the list; its versions stay in the chain.

        Raises:
            LedgerError: There is no such chart any more.
        """
        self._live(ident)
        self._ledger.record(TAKEN_AWAY, ident, {}, self._analyst)

    def take_back(self, ident: str) -> None:
        """Put a chart that was taken away on the list again.

        Raises:
            LedgerError: There is no such chart, or another one has its name now.
        """
        view = self._raw(ident)
        if not view.live:
            self._refuse_twice(view.name, but=ident)
            self._ledger.record(TAKEN_BACK, ident, {}, self._analyst)

    # Inside

    @cached_property
    def _parts(self) -> dict[str, Callable[[object], JsonValue]]:
        return dict(parts_of(self._world))

    def _name(self, name: str, *, but: str = "") -> str:
        text = name.strip()
        if not text:
            raise LedgerError("a saved view needs a name", hint="write what it shows, in a few words")
        if len(text) > LONGEST_NAME or not text.isprintable():
            hint = f"write at most {LONGEST_NAME} letters on one line"
            raise LedgerError("this name does not fit on a line of the log", hint=hint)
        if names_anybody(text, wanted_values(self._masking().clear_values())):
            hint = "choose a name without names and numbers of protected people"
            raise AccessDenied("this name names somebody who is protected, and the log keeps it for ever", hint=hint)
        self._refuse_twice(text, but=but)
        return text

    def _refuse_twice(self, name: str, *, but: str) -> None:
        taken = {view.name.casefold() for view in self._all().values() if view.live and view.id != but}
        if name.casefold() in taken:
            raise LedgerError("another saved view has this name", hint="choose another name, or open that one first")

    def _detail(self, state: State) -> dict[str, JsonValue]:
        return {"sequence": self._ledger.graph_sequence, "state": dict(state)}

    def _next(self, view: SavedView, detail: dict[str, JsonValue]) -> int:
        newest = view.newest
        entry = Entry(self._analyst, SAVED, view.id, {**detail, "base": newest.number})
        if self._ledger.record_next(entry, newest.seq) is None:
            raise _overtaken(self._raw(view.id).newest)
        return newest.number + 1

    def _state(self, version: Version) -> State:
        event = self._ledger.event(version.seq)
        state = event.detail.get("state") if event else None
        if not isinstance(state, dict):
            hint = "look at the case with `jejak verify`"
            raise LedgerError("this saved view cannot be read", where=f"event {version.seq}", hint=hint)
        return state

    def _raw(self, ident: str) -> SavedView:
        view = self._all().get(ident)
        if view is None:
            raise LedgerError("there is no saved view of this address", hint="choose one from the list of saved views")
        return view

    def _live(self, ident: str) -> SavedView:
        view = self._raw(ident)
        if not view.live:
            hint = "take it back from the list, or save the chart under another name"
            raise LedgerError("this saved view was taken away", hint=hint)
        return view

    def _shown(self, view: SavedView) -> SavedView:
        return replace(view, name=self._masking().note(view.name))

    def _all(self) -> dict[str, SavedView]:
        with self._lock:
            for event in self._ledger.events(self._read_up_to, KINDS):
                self._take(event)
                self._read_up_to = event.seq
            return dict(self._known)

    def _take(self, event: Event) -> None:
        known = self._known.get(event.subject)
        if event.kind == SAVED:
            versions = (*(known.versions if known else ()), _version_of(event, len(known.versions) if known else 0))
            name, live = (known.name, known.live) if known else (event.note, True)
            self._known[event.subject] = SavedView(event.subject, name, versions, live)
        elif known is not None and event.kind == RENAMED:
            self._known[event.subject] = replace(known, name=event.note)
        elif known is not None:
            self._known[event.subject] = replace(known, live=event.kind == TAKEN_BACK)


def _overtaken(theirs: Version) -> OvertakenError:
    hint = "save it as the next version all the same, save it under another name, or open the newest version"
    return OvertakenError("somebody has saved a newer version of this view meanwhile", theirs=theirs, hint=hint)


def _version(view: SavedView, number: int) -> Version:
    if not 1 <= number <= len(view.versions):
        raise LedgerError("this saved view has no such version", hint="choose one from the list of its versions")
    return view.versions[number - 1]


def _version_of(event: Event, before: int) -> Version:
    state = cast("dict[str, JsonValue]", event.detail.get("state") or {})
    told = {name: value for name in ("sequence", "restored") if isinstance(value := event.detail.get(name), int)}
    sequence, restored = told.get("sequence", 0), told.get("restored", 0)
    entities = len(strings(state.get("ids")))
    return Version(before + 1, event.seq, event.at, event.analyst, sequence, entities, restored)
