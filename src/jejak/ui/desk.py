"""Files that wait to be imported, each with how it is read, its mapping and its trial; kept until the server ends.

Invariant: the mapping is one YAML text; everything that the screen shows of it is read from that text again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jejak.case.arrivals import Arrival
from jejak.case.intake import Intake
from jejak.case.looking import Look
from jejak.case.mapping_edit import (
    IGNORED,
    Data,
    entities,
    links,
    put,
    rename,
    set_default,
    uses,
)  # fmt: skip
from jejak.case.saved_mappings import Fit
from jejak.schemas.errors import JejakError
from jejak.ui.words import world


class Guess(Protocol):
    """Why a column was taken for what it is."""

    @property
    def column(self) -> str:
        """The column."""

    @property
    def target(self) -> str:
        """What it means."""

    @property
    def confidence(self) -> float:
        """How sure that is, 0 to 1."""

    @property
    def reason(self) -> str:
        """Why."""


@dataclass(eq=False)
class Waiting:
    """One file that waits.

    Attributes:
        arrival: The file.
        source: How it is read, as far as that was said.
        text: Its mapping; '' while the file cannot be read.
        guesses: What the columns look like, by name.
        chosen: The key of the known mapping that it began with; '' for the proposal.
        own: Columns that the analyst decided on.
        origin: From whom it was received.
        trial: The job of its last trial.
        tried: The mapping that was tried.
        bringing: The job of its import.
    """

    arrival: Arrival
    source: Data = field(default_factory=dict)
    text: str = ""
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    chosen: str = ""
    own: set[str] = field(default_factory=set)
    origin: str = ""
    trial: str = ""
    tried: str = ""
    bringing: str = ""
    _looks: dict[tuple[str, str, frozenset[str]], Look] = field(default_factory=dict)

    def look(self, intake: Intake) -> Look:
        """How it looks now; the same question is answered once.

        Raises:
            RecordError: It cannot be read so.
        """
        key = (str(self.source), self.text, intake.guarded)
        if key not in self._looks:
            self._looks = {key: intake.look(self.arrival, self.source, self.text)}
        return self._looks[key]

    def data(self, intake: Intake) -> Data:
        """The mapping as plain data."""
        return intake.data(self.text) if self.text else {}

    def propose(self, intake: Intake) -> None:
        """Begin with a proposal.

        Raises:
            RecordError: The file cannot be read.
        """
        self.text, found = intake.propose(self.arrival, self.source)
        self.guesses = {guess.column: guess for guess in found}
        self.chosen, self.own = "", set()

    def read(self, intake: Intake, name: str, value: str | list[str]) -> None:
        """Read it otherwise; a mapping on which the analyst worked stays, another one is proposed anew.

        Raises:
            RecordError: It cannot be read so; what was said is kept, so that it can be corrected.
        """
        self.source = {key: old for key, old in self.source.items() if key != name} | ({name: value} if value else {})
        if self.text and (self.own or self.chosen):
            data = self.data(intake)
            data["source"] = {key: old for key, old in (data.get("source") or {}).items() if key != name} | self.source
            self.text = intake.text(data)
            return
        self.text = ""
        self.propose(intake)

    def choose(self, intake: Intake, key: str) -> None:
        """Begin with a known mapping, or '' with the proposal.

        Raises:
            MappingError: It is not there any more.
            RecordError: The file cannot be read.
        """
        if not key:
            self.propose(intake)
            return
        text = intake.mappings.get(key).text
        faults = intake.faults(text)
        if faults:
            raise faults[0]
        self.text, self.chosen, self.own = text, key, set()
        said = intake.data(text).get("source")
        self.source = dict(said) if isinstance(said, dict) else {}

    def write(self, intake: Intake, text: str) -> Sequence[JejakError]:
        """Take a mapping as the analyst wrote it; with faults the old one stays, and they are returned."""
        faults = intake.faults(text)
        if not faults:
            self.text = text
            said = self.data(intake).get("source")
            self.source = dict(said) if isinstance(said, dict) else {}
            self.own.add("")
        return faults

    def put(self, intake: Intake, column: str, place: str) -> bool:
        """Let a column become something else; whether places came or went by it."""
        data = self.data(intake)
        before = sorted(entities(data)), len(links(data))
        gone = self._gone(intake, data, place)
        if gone:
            put(data, column, IGNORED, world())
            rename(data, gone, column)
        else:
            put(data, column, place, world())
        self.text = intake.text(data)
        self.own.add(column)
        return (sorted(entities(data)), len(links(data))) != before

    def _gone(self, intake: Intake, data: Data, place: str) -> str:
        """The column that alone fills a place and that the file lacks, so that another one takes all its places."""
        there = self.look(intake).columns
        held = [column for column, places in uses(data).items() if place in places]
        return held[0] if len(held) == 1 and held[0] not in there else ""

    def keep(self, intake: Intake, data: Data) -> None:
        """Take changed data as the mapping."""
        self.text = intake.text(data)
        self.own.add("")

    def say(self, intake: Intake, name: str, value: str) -> None:
        """Say what holds for all records."""
        data = self.data(intake)
        set_default(data, name, value)
        self.text = intake.text(data)

    def fit(self, intake: Intake) -> Fit | None:
        """How the mapping fits the file; None where one of them cannot be read."""
        try:
            return intake.fit(self.text, self.look(intake).columns) if not intake.faults(self.text) else None
        except JejakError:
            return None

    def unchanged(self, intake: Intake) -> bool:
        """Whether the mapping is as it was tried, but for grade and handling."""
        return bool(self.tried) and _without_grades(intake.data(self.tried)) == _without_grades(self.data(intake))


def _without_grades(data: Data) -> Data:
    rest = {key: value for key, value in (data.get("defaults") or {}).items() if key not in {"grade", "handling"}}
    return {**data, "defaults": rest}


@dataclass
class Desk:
    """All files that wait, by id."""

    files: dict[str, Waiting] = field(default_factory=dict)

    def take(self, intake: Intake, arrival: Arrival) -> Waiting:
        """Begin with a file; where it cannot be read as it is, the analyst says how."""
        made = Waiting(arrival)
        try:
            made.propose(intake)
        except JejakError:  # the next step tells it, where the way of reading can be changed
            made.text = ""
        self.files[arrival.id] = made
        known = {one.id for one in intake.files.all()}
        for ident in [one for one, waiting in list(self.files.items()) if one not in known and not waiting.bringing]:
            self.files.pop(ident, None)
        return made

    def get(self, ident: str | None) -> Waiting | None:
        """A file that waits."""
        return self.files.get(ident or "")

    def discard(self, intake: Intake, ident: str) -> None:
        """Forget a file."""
        self.files.pop(ident, None)
        intake.files.discard(ident)
