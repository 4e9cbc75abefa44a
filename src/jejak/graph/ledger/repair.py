"""Repair after a crash, always under the writer lock: finish what was whole, drop what was not, delete no evidence."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from sqlalchemy import select

from jejak.graph.ledger import adoption, files, sources, tables, workplace
from jejak.graph.ledger.records import BatchStatus
from jejak.graph.ledger.store import Store
from jejak.schemas.errors import LedgerError

log = logging.getLogger(__name__)
_OURS = (adoption.PREFIX, sources.PREFIX)
_STALE_SECONDS = 86_400


def is_needed(store: Store) -> bool:
    """Tell without any lock whether a former writer left something behind."""
    claims, files_claimed = _claims(store)
    return bool(claims or files_claimed or _leftovers(store.folder.tmp) or strays(store))


def repair(store: Store) -> None:
    """Bring the case back to a state where every file has its row and every row its file. Caller holds the lock."""
    batch_claims, source_claims = _claims(store)
    for batch_id in batch_claims:
        _settle(store, batch_id)
    for sha in source_claims:
        log.warning("source %s: the copy was not finished and is dropped", sha[:16])
        sources.drop_claim(store, sha)
    with files.os_errors(store.folder.root):
        for path in _leftovers(store.folder.tmp):
            if path.name.startswith(workplace.PREFIX):
                workplace.clear(path)
            else:
                files.remove(path)
        for path in strays(store):
            log.warning("%s is not in the ledger and is set aside in lost/", path.name[:16])
            files.set_aside(path, store.folder.lost)


def _claims(store: Store) -> tuple[list[str], list[str]]:
    batch, source = tables.batch.c, tables.source.c
    with store.db.read() as connection:
        batch_ids = connection.execute(select(batch.batch_id).where(batch.status == BatchStatus.CLAIMED)).scalars()
        return list(batch_ids), list(connection.execute(select(source.sha).where(source.seq.is_(None))).scalars())


def _settle(store: Store, batch_id: str) -> None:
    """A claimed batch whose segment is whole is adopted; any other claim is dropped and can be made again."""
    with store.db.read() as connection:
        columns = tables.batch.c
        query = select(columns.manifest_sha).where(columns.batch_id == batch_id)
        manifest_sha = connection.execute(query).scalar_one()
    segment = store.folder.segments / batch_id
    try:
        adoption.check_segment(segment, manifest_sha)
    except LedgerError:
        log.warning("batch %s: the adoption was not finished and is dropped", batch_id[:16])
        adoption.drop_claim(store, batch_id)
        return
    log.warning("batch %s: the adoption was interrupted and is completed", batch_id[:16])
    adoption.go_live(store, batch_id, recovered=True)


def _leftovers(tmp: Path) -> list[Path]:
    """Our own unfinished copies, what a dead process worked on, and anything that nobody has touched for a day."""
    if not tmp.is_dir():
        return []
    limit = time.time() - _STALE_SECONDS
    return sorted(path for path in tmp.iterdir() if path.name.startswith(_OURS) or _is_left(path, limit))


def _is_left(path: Path, limit: float) -> bool:
    try:
        return workplace.is_abandoned(path) or path.stat().st_mtime < limit
    except FileNotFoundError:  # its process has finished just now
        return False


def strays(store: Store) -> list[Path]:
    """Sources and segments that no row of the ledger knows."""
    folder = store.folder
    present = {path for place in (folder.sources, folder.segments) if place.is_dir() for path in place.iterdir()}
    # Rows are read after the folders: a row precedes its file, so a file seen here has its row by now.
    with store.db.read() as connection:
        known = {folder.segments / name for name in connection.execute(select(tables.batch.c.batch_id)).scalars()}
        known |= {folder.sources / name for name in connection.execute(select(tables.source.c.sha)).scalars()}
    return sorted(present - known)
