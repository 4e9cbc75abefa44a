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
class Receipt:
    """Who hands in which file, and where it comes from."""

    path: Path
    origin: str
    analyst: str


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


def receive(store: Store, receipt: Receipt) -> Source:
    """Copy a file into the case and register it; the same bytes again are only noted. Caller holds the lock."""
    if not receipt.path.is_file():
        raise LedgerError("the file is not there or is no plain file", where=str(receipt.path))
    part = store.folder.tmp / f"{PREFIX}{uuid.uuid4().hex}"
    try:
        with files.os_errors(receipt.path):
            sha, size = _copy_unchanged(receipt.path, part)
        with store.db.read() as connection:
            known = find(connection, sha)
        if known is not None:
            return _repeated(store, known, receipt)
        return _register(store, receipt, part, (sha, size))
    finally:
        part.unlink(missing_ok=True)


def _copy_unchanged(path: Path, part: Path) -> tuple[str, int]:
    """Copy, and refuse a file that somebody writes to meanwhile: its hash would be of no state that ever was."""
    before = path.stat()
    sha, size = files.copy_durably(path, part)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
        raise LedgerError("the file changed while it was read", where=str(path), hint="import it when it is complete")
    return sha, size


def _repeated(store: Store, known: Source, receipt: Receipt) -> Source:
    """Write into the chain that the same bytes came again."""
    detail = {"name": chain.text_sha(receipt.path.name), "origin": chain.text_sha(receipt.origin)}
    with store.db.write() as connection:
        chain.append(connection, chain.Entry(receipt.analyst, EventKind.SOURCE_REPEATED, known.sha, detail))
    return known


def _register(store: Store, receipt: Receipt, part: Path, found: tuple[str, int]) -> Source:
    """Claim, move into place, then register in one transaction; what stops between is undone by the next opening."""
    sha, size = found
    target = store.folder.sources / sha
    row = {"sha": sha, "name": receipt.path.name, "origin": receipt.origin, "size": size, "analyst": receipt.analyst}
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
            "name": chain.text_sha(receipt.path.name),
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
    return Source(sha, receipt.path.name, receipt.origin, size, receipt.analyst, event.at, event.seq)


def drop_claim(store: Store, sha: str) -> None:
    """Undo a claim that was never registered: file first, then row, so that no file is left without a row."""
    with files.os_errors(store.folder.sources):
        files.remove(store.folder.sources / sha)
    with store.db.write() as connection:
        connection.execute(delete(tables.source).where(tables.source.c.sha == sha, tables.source.c.seq.is_(None)))
