"""Receiving files: the bytes of a source are copied once, known by their sha256, and never change."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from jejak.graph.ledger import chain, files, tables
from jejak.graph.ledger.records import EventKind, JsonValue, Source
from jejak.graph.ledger.store import Store
from jejak.schemas.errors import LedgerError

PREFIX = "source-"


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy of a file that may become a source: it can be read in peace, and is received without another copy.

    Attributes:
        origin: The file as somebody sees it.
        path: The copy, on the disk of the case and under the same name.
        sha: The sha256 of its bytes.
        stamp: Size and time of change that the file had.
    """

    origin: Path
    path: Path
    sha: str
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who hands in which file, and where it comes from."""

    file: Path | Staged
    origin: str
    analyst: str

    @property
    def path(self) -> Path:
        """The file as somebody sees it."""
        return self.file.origin if isinstance(self.file, Staged) else self.file

    @property
    def name(self) -> str:
        """What the file is called."""
        return files.told_name(self.path)


def to_source(row: RowMapping) -> Source:
    """Read one row of the source table."""
    return Source(**row)


def find(connection: Connection, sha: str) -> Source | None:
    """The registered source of this sha256."""
    query = select(tables.source).where(tables.source.c.sha == sha, tables.source.c.seq.is_not(None))
    row = connection.execute(query).mappings().first()
    return to_source(row) if row else None


def registered(connection: Connection) -> list[Source]:
    """All registered sources in the order of receipt."""
    query = select(tables.source).where(tables.source.c.seq.is_not(None)).order_by(tables.source.c.seq)
    return [to_source(row) for row in connection.execute(query).mappings()]


def stage(path: Path, copy: Path, *, disk: Path) -> Staged:
    """Copy a file to a place of ours, and refuse one that somebody writes to meanwhile.

    Raises:
        LedgerError: The file is not there, cannot be read or changed, or the disk is full.
    """
    with files.os_errors(path, disk=disk):
        if not path.is_file():
            raise LedgerError(
                "the file is not there or is no plain file", where=str(path), hint="check the name and its folder"
            )
        stamp = _stamp(path)
        sha, _ = files.copy_durably(path, copy)
    staged = Staged(path, copy, sha, stamp)
    refuse_changed(staged)
    return staged


def refuse_changed(staged: Staged) -> None:
    """Refuse a file that is not as it was when it was copied: its hash would be of a state that nobody meant.

    Raises:
        LedgerError: It changed, or is gone.
    """
    with files.os_errors(staged.origin):
        if _stamp(staged.origin) != staged.stamp or staged.path.stat().st_size != staged.stamp[0]:
            raise LedgerError(
                "the file changed while it was read", where=str(staged.origin), hint="import it when it is complete"
            )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def receive(store: Store, receipt: Receipt) -> Source:
    """Bring a file into the case and register it; the same bytes again are only noted. Caller holds the lock."""
    part = store.folder.tmp / f"{PREFIX}{uuid.uuid4().hex}"
    try:
        sha, size = _take(receipt.file, part, store.folder.root)
        with store.db.read() as connection:
            known = find(connection, sha)
        if known is not None:
            return _repeated(store, known, receipt)
        return _register(store, receipt, part, (sha, size))
    finally:
        part.unlink(missing_ok=True)


def _take(file: Path | Staged, part: Path, disk: Path) -> tuple[str, int]:
    """Put a file's bytes at ``part``; of a copy made before, what counts is what it holds now."""
    if not isinstance(file, Staged):
        staged = stage(file, part, disk=disk)
        return staged.sha, staged.stamp[0]
    refuse_changed(file)
    with files.os_errors(part):
        file.path.rename(part)
        if files.file_sha(part) != file.sha:
            raise LedgerError("the copy of the file was changed", where=str(file.origin), hint="import the file again")
        return file.sha, file.stamp[0]


def _repeated(store: Store, known: Source, receipt: Receipt) -> Source:
    """Write into the chain that the same bytes came again."""
    detail = {"name": chain.text_sha(receipt.name), "origin": chain.text_sha(receipt.origin)}
    with store.db.write() as connection:
        chain.append(connection, chain.Entry(receipt.analyst, EventKind.SOURCE_REPEATED, known.sha, detail))
    return known


def _register(store: Store, receipt: Receipt, part: Path, found: tuple[str, int]) -> Source:
    """Claim, move into place, then register in one transaction; what stops between is undone by the next opening."""
    sha, size = found
    target = store.folder.sources / sha
    row = {"sha": sha, "name": receipt.name, "origin": receipt.origin, "size": size, "analyst": receipt.analyst}
    with store.db.write() as connection:
        connection.execute(insert(tables.source).values(**row, at=chain.now(), seq=None))
    store.on_step("source claimed")
    try:
        with files.os_errors(target):
            files.make_readonly(part)
            os.replace(part, target)  # noqa: PTH105 - replaces a stray file of the same hash on Windows too
            files.sync_folder(target.parent)
        store.on_step("source in place")
        detail: dict[str, JsonValue] = {
            "size": size,
            "name": chain.text_sha(receipt.name),
            "origin": chain.text_sha(receipt.origin),
        }
        with store.db.write() as connection:
            entry = chain.Entry(receipt.analyst, EventKind.SOURCE_RECEIVED, sha, detail)
            event = chain.append(connection, entry)
            connection.execute(
                update(tables.source).where(tables.source.c.sha == sha).values(seq=event.seq, at=event.at)
            )
    except (LedgerError, KeyboardInterrupt):
        with suppress(LedgerError):  # a disk too full even for this: the next opening drops the claim
            drop_claim(store, sha)
        raise
    return Source(sha, receipt.name, receipt.origin, size, receipt.analyst, event.at, event.seq)


def drop_claim(store: Store, sha: str) -> None:
    """Undo a claim that was never registered: file first, then row, so that no file is left without a row."""
    with files.os_errors(store.folder.sources):
        files.remove(store.folder.sources / sha)
    with store.db.write() as connection:
        connection.execute(delete(tables.source).where(tables.source.c.sha == sha, tables.source.c.seq.is_(None)))
