"""The ledger of one case: the only thing that is kept; every change is one event of a hash-chained sequence."""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import select

from jejak.graph.ledger import (
    adoption,
    audit,
    batches,
    chain,
    decisions,
    files,
    opening,
    repair,
    sources,
    tables,
    workplace,
)  # fmt: skip
from jejak.graph.ledger.database import DamageError, Database, check_marks
from jejak.graph.ledger.decisions import GroupCheck, JudgementCheck, RoleClaim
from jejak.graph.ledger.event_log import EventLog
from jejak.graph.ledger.layout import CaseFolder
from jejak.graph.ledger.network import refuse_share
from jejak.graph.ledger.records import (
    GRAPH_KINDS,
    Batch,
    EventKind,
    Fault,
    Judgement,
    Role,
    Source,
    State,
    StoredMapping,
    Verdict,
)  # fmt: skip
from jejak.graph.ledger.sources import Staged
from jejak.graph.ledger.store import Store, checked_analyst
from jejak.graph.ledger.writer import WriterLock
from jejak.schemas.errors import LedgerError

log = logging.getLogger(__name__)


class Ledger(EventLog):
    """One opened case folder; a context manager. Writers take turns, readers never wait.

    ``on_step`` is told the name of each step of a write (``claimed``, ``copied``, ``renamed``, …).
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._proven: set[str] = set()
        with store.db.read() as connection:
            values = {row.key: row.value for row in connection.execute(select(tables.meta))}
        try:
            self.ledger_id: str = values["ledger_id"]
            self.case_name: str = values["name"]
        except KeyError as error:
            raise LedgerError("the ledger has no identity", where=str(store.folder.root)) from error

    @classmethod
    def create(cls, folder: Path, name: str, analyst: str) -> Self:
        """Make a new case folder and open it.

        Raises:
            LedgerError: The folder is there already and not empty, or lies on a network share.
        """
        analyst = checked_analyst(analyst)
        target = folder.absolute()
        refuse_share(target)
        with files.os_errors(target):
            if target.exists() and (not target.is_dir() or any(target.iterdir())):
                raise LedgerError(
                    "there is something at this place already", where=str(folder), hint="choose another name"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
            try:
                opening.write_empty(CaseFolder(draft), name, analyst)
                if target.exists():
                    target.rmdir()
                os.rename(draft, target)  # noqa: PTH104 - a whole case appears at once, or none
                files.sync_folder(target.parent)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, *, wait: float = 10.0) -> Self:
        """Open a case; what a killed writer left half-done is repaired first, unless another one is at work.

        Args:
            folder: The case folder.
            wait: Seconds to wait for another writer before a write is refused.

        Raises:
            LedgerError: It is no case, was written by a newer Jejak, is damaged or lies on a network share.
        """
        paths = CaseFolder(folder.absolute())
        opening.refuse_no_case(folder, paths.database)
        refuse_share(paths.root)
        check_marks(paths.database)
        store = Store(paths, Database(paths.database), WriterLock(paths.lock_file, wait))
        try:
            store.db.refuse_damage()
            ledger = cls(store)
            ledger._repair_if_free()
        except LedgerError:
            store.db.dispose()
            raise
        return ledger

    @classmethod
    def examine(
        cls, folder: Path, head: str | None = None, tell: Callable[[int, int], None] | None = None
    ) -> list[Fault]:
        """Open and :meth:`verify` a case that may be too damaged to be opened; that is then its one fault.

        Raises:
            LedgerError: It is no case, was written by a newer Jejak or lies on a network share.
        """
        try:
            with cls.open(folder) as ledger:
                return ledger.verify(head, tell)
        except DamageError as error:
            return [Fault(CaseFolder(folder).database.name, error.what)]

    def close(self) -> None:
        """Close the database; the ledger must not be used afterwards."""
        self._store.db.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> CaseFolder:
        """Paths of the case folder."""
        return self._store.folder

    @property
    def on_step(self) -> Callable[[str], None]:
        """Listener to the steps of writes."""
        return self._store.on_step

    @on_step.setter
    def on_step(self, listener: Callable[[str], None]) -> None:
        self._store.on_step = listener

    @contextmanager
    def lock(self, analyst: str = "unnamed", *, wait: float | None = None) -> Iterator[None]:
        """Be the one writer for a block; writes inside do not wait for each other.

        Raises:
            LedgerError: Somebody else writes; the message says who and since when.
        """
        analyst = checked_analyst(analyst)
        with self._store.lock.hold(analyst, wait):
            if repair.is_needed(self._store):
                repair.repair(self._store)
            yield

    def _repair_if_free(self) -> None:
        """Repair when nobody writes. A reader need not care if that fails: the next writer repairs or is told why."""
        if not repair.is_needed(self._store):
            return
        try:
            with self.lock("repair", wait=0.0):
                pass
        except LedgerError as error:
            log.info("not repaired now: %s", error.what)

    # Sources and batches

    def workplace(self, analyst: str) -> AbstractContextManager[Path]:
        """An empty folder on the disk of the case for one block; whatever happens, nothing of it stays."""
        return workplace.workplace(self.folder.tmp, checked_analyst(analyst))

    def stage(self, path: Path, copy: Path) -> Staged:
        """Copy a file to a place inside the case folder, so that it can be read in peace before it is received."""
        return sources.stage(path, copy, disk=self.folder.root)

    def receive_source(self, path: Path | Staged, *, origin: str, analyst: str) -> Source:
        """Bring a file's bytes into the case and register it; the same bytes again only leave a note in the chain.

        Args:
            path: The file as received, or its staged copy, which is moved.
            origin: Where it comes from, in the analyst's words.
            analyst: Who receives it.
        """
        analyst = checked_analyst(analyst)
        with self.lock(analyst):
            return sources.receive(self._store, sources.Receipt(path, origin, analyst))

    def sources(self) -> list[Source]:
        """All registered sources, in the order of receipt."""
        with self._store.db.read() as connection:
            return sources.registered(connection)

    def source_path(self, sha: str) -> Path:
        """Where the bytes of a source lie."""
        return self.folder.sources / sha

    def adopt(
        self, draft_folder: Path, *, source_sha: str, file: str, analyst: str, note: str = "", mapping_text: str = "",
        moved: bool = False,
    ) -> Batch:  # fmt: skip
        """Bring a draft (segment files with manifest) into the ledger, as one step for everybody who reads.

        The live batch of the same source, table and mapping name is superseded in the same event. The same import
        again changes nothing and returns the live batch.

        Args:
            draft_folder: Holds ``entities, links, rejects.parquet`` and ``manifest.json``.
            source_sha: The received source that the draft was made from.
            file: The source's file name, as people know it.
            analyst: Who imports.
            note: Free text.
            mapping_text: The YAML of the mapping, kept so that the case explains itself.
            moved: The files of the draft may be moved into the case, which takes no room; else they are copied.

        Raises:
            LedgerError: Another writer is at work, the draft is damaged, the disk is full, or the same import was
                reversed before.
        """
        analyst = checked_analyst(analyst)
        with self.lock(analyst):
            return adoption.adopt(
                self._store, adoption.Adoption(draft_folder, source_sha, file, analyst, note, mapping_text, moved)
            )

    def batches(self, live_only: bool = True) -> list[Batch]:
        """Batches in the order in which they first went live."""
        with self._store.db.read() as connection:
            return batches.all_batches(connection, live_only=live_only)

    def batch(self, batch_id: str) -> Batch:
        """The batch of this id or of an unambiguous prefix of it (four hex digits or more)."""
        with self._store.db.read() as connection:
            return batches.by_prefix(connection, batch_id)

    def segment_path(self, batch_id: str) -> Path:
        """Folder of a batch's files; refused when their bytes are not the adopted ones (checked once, O(bytes))."""
        folder = self.folder.segments / batch_id
        if batch_id not in self._proven:
            adoption.check_bytes(folder, self.batch(batch_id).manifest_sha)
            self._proven.add(batch_id)
        return folder

    def mappings(self) -> list[StoredMapping]:
        """The mappings that batches were made with, by name and digest."""
        columns = tables.mapping.c
        with self._store.db.read() as connection:
            rows = connection.execute(select(tables.mapping).order_by(columns.name, columns.sha))
            return [StoredMapping(row.sha, row.name, row.version, row.text) for row in rows]

    def reverse(self, batch_id: str, *, analyst: str, reason: str = "") -> Batch:
        """Silence a live batch: the graph is then as if it had never come."""
        analyst = checked_analyst(analyst)
        with self.lock(analyst), self._store.db.write() as connection:
            return batches.reverse(connection, batch_id, analyst, reason)

    def restore(self, batch_id: str, *, analyst: str, reason: str = "") -> Batch:
        """Take a reversed or superseded batch back, with the place in the order that it had."""
        analyst = checked_analyst(analyst)
        with self.lock(analyst):
            batch = self.batch(batch_id)
            adoption.check_segment(self.folder.segments / batch.batch_id, batch.manifest_sha)
            with self._store.db.write() as connection:
                batch = batches.check_restorable(connection, batch_id)
                entry = chain.Entry(analyst, EventKind.BATCH_RESTORED, batch.batch_id, {}, reason)
                return batches.make_live(connection, batch, entry)

    # Decisions

    def judge(
        self, left_ekey: str, right_ekey: str, judgement: Verdict | str, *, analyst: str, reason: str,
        check: JudgementCheck | None = None,
    ) -> Judgement:  # fmt: skip
        """Write a decision on two ekeys, which the caller must know; made again, it returns the one that stands.

        Raises:
            ResolutionError: The pair stands as the opposite, or ``check`` refused.
        """
        try:
            verdict = Verdict(judgement)
        except ValueError as error:
            raise LedgerError("a judgement is same, not_same or unsure") from error
        new = Judgement(0, left_ekey, right_ekey, verdict, checked_analyst(analyst), "", reason)
        with self._store.db.write() as connection:
            return decisions.judge(connection, new, check)

    def undo(self, event_seq: int, *, analyst: str, reason: str = "") -> Judgement:
        """Take a judgement back."""
        with self._store.db.write() as connection:
            return decisions.undo(connection, event_seq, checked_analyst(analyst), reason)

    def judge_together(
        self, decided: Iterable[tuple[str, str, Verdict]], *, analyst: str, reason: str, check: GroupCheck
    ) -> list[Judgement]:
        """Write decisions on pairs of ekeys as one step, all or none; refused like a single one by :meth:`judge`."""
        who = checked_analyst(analyst)
        news = [Judgement(0, left, right, verdict, who, "", reason) for left, right, verdict in decided]
        with self._store.db.write() as connection:
            return decisions.judge_together(connection, news, check)

    def undo_together(self, group: int, *, analyst: str, reason: str = "") -> list[Judgement]:
        """Take back all judgements of one step that still stand."""
        with self._store.db.write() as connection:
            return decisions.undo_together(connection, group, checked_analyst(analyst), reason)

    def judgements(self, live_only: bool = True) -> list[Judgement]:
        """Judgements in the order in which they were made."""
        with self._store.db.read() as connection:
            return decisions.judgements(connection, live_only=live_only)

    def assert_role(
        self, ekey: str, role: str, *, analyst: str, reason: str, protection: str = "",
        period: tuple[str, str] = ("", ""),
    ) -> Role:  # fmt: skip
        """State that an entity has a role, from and to partial ISO dates of ``period`` ('' = open)."""
        claim = RoleClaim(ekey, role, protection, *period)
        with self._store.db.write() as connection:
            return decisions.assert_role(connection, claim, checked_analyst(analyst), reason)

    def withdraw_role(self, event_seq: int, *, analyst: str, reason: str = "") -> Role:
        """Take an asserted role back."""
        with self._store.db.write() as connection:
            return decisions.withdraw_role(connection, event_seq, checked_analyst(analyst), reason)

    def roles(self, live_only: bool = True) -> list[Role]:
        """Asserted roles in the order in which they were stated."""
        with self._store.db.read() as connection:
            return decisions.roles(connection, live_only=live_only)

    # The whole

    def state(self) -> State:
        """Everything that the graph depends on, as of one :attr:`graph_sequence`."""
        with self._store.db.read() as connection:
            return State(
                chain.last_of(connection, GRAPH_KINDS),
                chain.tip(connection)[1],
                tuple(batches.all_batches(connection, live_only=True)),
                tuple(decisions.judgements(connection, live_only=True)),
                tuple(decisions.roles(connection, live_only=True)),
            )

    def verify(self, head: str | None = None, tell: Callable[[int, int], None] | None = None) -> list[Fault]:
        """Recompute chain, hashes and counts of everything kept; an empty list means the case is whole.

        Args:
            head: A chain head printed earlier; its absence tells that the chain was rewritten.
            tell: Told how many sources and segments are checked, and how many there are.
        """
        return list(audit.verify(self._store, head, tell or (lambda _done, _total: None)))
