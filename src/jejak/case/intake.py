"""Bringing files in step by step: received, looked at, mapped, tried, imported; a screen asks for each by itself.

Invariant: until `bring_in` nothing of a file is in the ledger; what waits is gone when the case is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import cast

import numpy as np
from pydantic import ValidationError

from jejak.case.arrivals import Arrival, Arrivals
from jejak.case.csv_files import write_csv
from jejak.case.importing import Order, Receipt, run_import, with_format
from jejak.case.looking import Look, look_at, mask_look
from jejak.case.mapping_edit import Data, may_protect
from jejak.case.records import Masking, bare, harmless_columns
from jejak.case.saved_mappings import Fit, SavedMappings, fit_of
from jejak.case.trying import Preview, Reject, Standing, Trial, finish, preview, rejects_of, standing
from jejak.graph.ledger import Batch, BatchStatus, Ledger
from jejak.graph.snapshot.claims import ClaimLists
from jejak.ingest.mapping import Mapping, SourceSpec, parse_mapping
from jejak.ingest.mapping.plain import read_plain, write_plain
from jejak.ingest.pipeline import ImportRequest, Progress, import_table
from jejak.ingest.propose import Guess, propose_mapping
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import JejakError, MappingError, RecordError
from jejak.schemas.world import World

REJECTS_SAVED = "rejects_saved"
_TEXTS = 200  # mappings that are kept as read
_REJECT_HEADS = ("record", "column", "text", "reason", "whole record")


@dataclass(frozen=True, slots=True)
class Share:
    """What of the graph a batch states, and what only it states: that leaves the graph when it is reversed."""

    entities: int
    links: int
    only_entities: int
    only_links: int


class Intake:
    """The files that wait to be imported; called from several threads."""

    def __init__(self, ledger: Ledger, world: World, masking: Callable[[], Masking], analyst: str) -> None:
        self._ledger = ledger
        self._world = world
        self._masking = masking
        self._analyst = analyst
        self._known: tuple[Masking, frozenset[str]] | None = None
        self._texts: dict[str, Mapping | tuple[JejakError, ...]] = {}
        self._shown: tuple[tuple[str, str, frozenset[str]], Preview] | None = None
        self._numbers = count(1)
        self.files = Arrivals(ledger, analyst)
        self.mappings = SavedMappings(ledger, world)

    def close(self) -> None:
        """Forget every file that waits."""
        self.files.close()

    def batches(self) -> list[Batch]:
        """Every import, the newest first."""
        return self._ledger.batches(live_only=False)[::-1]

    # Looking

    def look(self, arrival: Arrival, source: Data, text: str = "") -> Look:
        """Look at a file.

        Args:
            arrival: The file.
            source: How it is read, as the section ``source`` of a mapping.
            text: The mapping, where there is one without faults: who it makes protected is masked.

        Raises:
            RecordError: It cannot be read so.
        """
        look = look_at(_there(arrival), spec_of(source), self._protected())
        if not text or self.faults(text):
            return look
        try:
            found = self.preview(arrival, text)
        except (JejakError, ExceptionGroup):  # it does not fit this table, which another question tells
            return look
        harmless = harmless_columns(self._mapping(text), self._world)
        return mask_look(look, found.people, harmless, guarded=may_protect(self.data(text)))

    @property
    def guarded(self) -> frozenset[str]:
        """What the case knows of protected people; where it is another set, what was shown before may not be shown."""
        return self._protected()

    def propose(self, arrival: Arrival, source: Data) -> tuple[str, tuple[Guess, ...]]:
        """A mapping for a file, and why each column is what it is there.

        Raises:
            RecordError: It cannot be read so.
        """
        spec = spec_of(source)
        look = look_at(_there(arrival), spec, frozenset())
        sheet = look.table if look.format == "spreadsheet" else None
        options = spec.model_copy(update={"sheet": spec.sheet or sheet}).options()
        proposal = propose_mapping(arrival.path, self._world, options)
        data = cast("Data", read_plain(proposal.yaml))
        data["source"] = {**data["source"], **source}
        return write_plain(data), proposal.guesses

    # The mapping

    def faults(self, text: str) -> list[JejakError]:
        """What is wrong with the text of a mapping, in its order; each says its line."""
        found = self._read(text)
        return list(found) if isinstance(found, tuple) else []

    def fit(self, text: str, columns: Sequence[str]) -> Fit:
        """How a mapping without faults fits a table."""
        return fit_of(self._mapping(text), columns)

    def data(self, text: str) -> Data:
        """The plain data of a mapping without faults."""
        return cast("Data", read_plain(text))

    def text(self, data: Data) -> str:
        """Plain data as the text of a mapping."""
        return write_plain(data)

    def preview(self, arrival: Arrival, text: str) -> Preview:
        """What the first records become.

        Raises:
            RecordError: The file cannot be read.
            ExceptionGroup: The mapping has faults, or does not fit.
        """
        mapping, known = with_format(self._mapping(text), _there(arrival)), self._protected()
        asked = (arrival.id, text, known)
        if self._shown is None or self._shown[0] != asked:  # the look at a file asks for it too
            self._shown = asked, preview(arrival.path, mapping, self._world, arrival.folder, known)
        return self._shown[1]

    # Trying and importing

    def try_out(self, arrival: Arrival, text: str, progress: Progress, cancelled: Callable[[], bool]) -> Trial:
        """What the whole file becomes; nothing of it goes into the case.

        Raises:
            RecordError: The file cannot be read.
            ExceptionGroup: The mapping has faults, or does not fit.
            ImportCancelled: ``cancelled`` said yes.
        """
        mapping = with_format(self._mapping(text), _there(arrival))
        folder = arrival.folder / f"trial-{next(self._numbers)}"
        request = ImportRequest(
            arrival.path, file_digest(arrival.path), mapping, self._world, folder, cancelled=cancelled
        )
        draft = import_table(request, progress)
        progress.update("compare", 0, None)
        return finish(self._ledger, arrival.name, draft, folder)

    def standing(self, arrival: Arrival, trial: Trial, text: str) -> Standing:
        """How an import stands to the case now, where its mapping changed in nothing but grades since the trial."""
        return standing(self._ledger, arrival.name, trial.folder, self._mapping(text).digest)

    def rejects(self, trial: Trial, text: str, limit: int) -> list[Reject]:
        """The first rejects of a trial."""
        return list(rejects_of(trial.folder, self._protected(), show=not may_protect(self.data(text)), limit=limit))

    def rejects_file(self, trial: Trial, text: str) -> Path:
        """All rejects of a trial as a CSV file, which the chain notes; no cell of it is a formula.

        Raises:
            RecordError: The trial is not there any more.
        """
        if not trial.folder.is_dir():
            raise RecordError("this trial is not there any more", hint="Try the file again.")
        path = trial.folder / f"rejects-{next(self._numbers)}.csv"
        rows = (
            (one.record, one.column, one.raw, one.reason, "yes" if one.whole else "no")
            for one in rejects_of(trial.folder, self._protected(), show=not may_protect(self.data(text)))
        )
        written = write_csv(path, _REJECT_HEADS, rows)
        self._ledger.record(REJECTS_SAVED, trial.source_sha, {"rows": written}, self._analyst)
        return path

    def bring_in(
        self, arrival: Arrival, text: str, *, origin: str, progress: Progress, cancelled: Callable[[], bool]
    ) -> Receipt:
        """Import a file; all of it or nothing.

        Raises:
            RecordError: The file cannot be read, or changed meanwhile.
            ExceptionGroup: The mapping has faults, or does not fit.
            LedgerError: The ledger is locked, damaged or on a full disk, or this import was reversed before.
            ImportCancelled: ``cancelled`` said yes.
        """
        mapping = self._mapping(text)
        path = arrival.folder / f"{mapping.name}-{next(self._numbers)}.yaml"
        path.write_text(text, encoding="utf-8")
        order = Order(_there(arrival), path, self._analyst, origin=origin, cancelled=cancelled)
        return run_import(self._ledger, self._world, order, progress)

    def share(self, batch_id: str) -> Share | None:
        """What of the graph rests on a batch; None when it is not live. O(claims)."""
        snapshot = self._masking().snapshot
        number = next((at for at, one in enumerate(snapshot.batches) if one.batch_id == batch_id), None)
        if number is None:
            return None
        entities, links = _rests(snapshot.entity_claims, number), _rests(snapshot.relation_claims, number)
        return Share(entities[0], links[0], entities[1], links[1])

    def live(self, batch_id: str) -> bool:
        """Whether a batch speaks in the graph."""
        return any(one.batch_id == batch_id and one.status is BatchStatus.LIVE for one in self.batches())

    def _mapping(self, text: str) -> Mapping:
        found = self._read(text)
        if isinstance(found, tuple):
            raise ExceptionGroup("the mapping cannot be used", found)
        return found

    def _read(self, text: str) -> Mapping | tuple[JejakError, ...]:
        """A mapping or its faults; the same text is read once."""
        if text not in self._texts:
            if len(self._texts) > _TEXTS:
                self._texts.clear()
            try:
                self._texts[text] = parse_mapping(text, self._world)
            except ExceptionGroup as group:
                self._texts[text] = tuple(one for one in group.exceptions if isinstance(one, JejakError))
        return self._texts[text]

    def _protected(self) -> frozenset[str]:
        """Telling texts of protected people of the case, bare; made once for a state of the graph."""
        masking = self._masking()
        if self._known is None or self._known[0] is not masking:
            self._known = masking, frozenset(filter(None, map(bare, masking.clear_values())))
        return self._known[1]


def spec_of(source: Data) -> SourceSpec:
    """How a file is read.

    Raises:
        MappingError: A value of it is none.
    """
    try:
        return SourceSpec.model_validate(source)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise MappingError("this is no way to read a file", where=f"source.{where}", hint="Correct it.") from error


def _there(arrival: Arrival) -> Path:
    if not arrival.path.is_file() or not arrival.folder.is_dir():
        raise RecordError("the file is not there any more", where=arrival.name, hint="Choose it again.")
    return arrival.path


def _rests(claims: ClaimLists, number: int) -> tuple[int, int]:
    """How many nodes or links a batch states, and how many only it does."""
    own = np.asarray(claims.table.column("batch")) == number
    summed = np.concatenate(([0], np.cumsum(own)))
    stated = summed[claims.offsets[1:]] - summed[claims.offsets[:-1]]
    return int(np.count_nonzero(stated)), int(np.count_nonzero((stated > 0) & (stated == np.diff(claims.offsets))))
