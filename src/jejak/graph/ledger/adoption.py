"""Adopting a draft: claimed, brought, proven, renamed into place, then live at once; nothing half-way ever shows."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlalchemy import delete, insert, select

from jejak.graph.ledger import batches, chain, files, segments, sources, tables
from jejak.graph.ledger.records import Batch, BatchStatus, EventKind, JsonValue
from jejak.graph.ledger.segments import Manifest
from jejak.graph.ledger.store import Store
from jejak.schemas.errors import LedgerError

log = logging.getLogger(__name__)
PREFIX = "adopt-"
_DAMAGED = (
    "run `jejak verify`, then import the same file with the same mapping again, or copy the folder back from a backup"
)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A draft and what is known about it beyond its manifest; ``moved`` ones nobody needs: their files are taken."""

    draft: Path
    source_sha: str
    file: str
    analyst: str
    note: str
    mapping_text: str
    moved: bool = False


def adopt(store: Store, request: Adoption) -> Batch:
    """Bring a draft into the ledger; see :meth:`Ledger.adopt`. The caller holds the writer lock."""
    manifest = segments.read_manifest(request.draft)
    if manifest.source_sha != request.source_sha:
        raise LedgerError("the draft was made from another source", where=str(request.draft), hint="import again")
    with store.db.read() as connection:
        if sources.find(connection, manifest.source_sha) is None:
            raise LedgerError("the source of this draft is not in the case", hint="receive the file first")
        known = batches.find(connection, manifest.batch_id)
    if known is None:
        return _adopt_new(store, request, manifest)
    return _adopt_again(store, request, manifest, known)


def _adopt_again(store: Store, request: Adoption, manifest: Manifest, known: Batch) -> Batch:
    """The same source, table, mapping and cleaner came before: nothing new to keep, only to note or to revive."""
    if known.status is BatchStatus.REVERSED:
        raise LedgerError(
            "this import was made before and was reversed",
            where=f"batch {known.batch_id[:16]}",
            hint=f"take it back with restore {known.batch_id[:16]}",
        )
    same = known.digest == manifest.digest
    if not same:
        log.warning("batch %s: the same import gave other claims than before", known.batch_id[:16])
    detail: dict[str, JsonValue] = {"file": chain.text_sha(request.file), "same_digest": same}
    if known.status is BatchStatus.LIVE:
        detail["replaced"] = _replace_if_damaged(store, request, manifest, known)
        with store.db.write() as connection:
            entry = chain.Entry(request.analyst, EventKind.IMPORT_REPEATED, known.batch_id, detail, request.note)
            chain.append(connection, entry)
        return known
    replaced = _replace_if_damaged(store, request, manifest, known)
    detail = {**batches.sealed_detail(known), "same_digest": same, **({"replaced": True} if replaced else {})}
    with store.db.write() as connection:
        entry = chain.Entry(request.analyst, EventKind.BATCH_ADOPTED, known.batch_id, detail, request.note)
        return batches.make_live(connection, known, entry)


def _replace_if_damaged(store: Store, request: Adoption, manifest: Manifest, known: Batch) -> bool:
    """Put the very same bytes in the place of a segment that was damaged; the damaged one is set aside."""
    place = store.folder.segments / known.batch_id
    try:
        check_segment(place, known.manifest_sha)
    except LedgerError as error:
        if manifest.sha != known.manifest_sha:
            raise
        log.warning("batch %s: damaged (%s) and replaced by the same import", known.batch_id[:16], error.what)
        _place(store, request, manifest, damaged=place)
        return True
    return False


def _adopt_new(store: Store, request: Adoption, manifest: Manifest) -> Batch:
    batch_id = manifest.batch_id
    _claim(store, request, manifest)
    try:
        store.on_step("claimed")
        _place(store, request, manifest)
        store.on_step("renamed")
        batch = go_live(store, batch_id)
    except (LedgerError, KeyboardInterrupt):
        with suppress(LedgerError):  # a disk too full even for this: the next opening drops the claim
            drop_claim(store, batch_id)
        raise
    store.on_step("live")
    return batch


def _claim(store: Store, request: Adoption, manifest: Manifest) -> None:
    """Write the row that tells the next process what this one was about to do, with all it needs to finish."""
    row = {name: getattr(manifest, name) for name in batches.SEALED if not name.startswith(("default", "manifest"))}
    row |= {"default_grade": manifest.grade, "default_handling": manifest.handling, "manifest_sha": manifest.sha}
    row |= {"batch_id": manifest.batch_id, "file": request.file, "analyst": request.analyst, "note": request.note}
    with store.db.write() as connection:
        stored = select(tables.mapping.c.sha).where(tables.mapping.c.sha == manifest.mapping_sha)
        if connection.execute(stored).first() is None:
            text = request.mapping_text
            values = {"sha": manifest.mapping_sha, "name": manifest.mapping, "version": _version(text), "text": text}
            connection.execute(insert(tables.mapping).values(**values))
        connection.execute(insert(tables.batch).values(**row, status=BatchStatus.CLAIMED, at=chain.now()))


def _version(mapping_text: str) -> str:
    """The ``version:`` that a mapping gives itself; '' when the text names none."""
    try:
        data = yaml.safe_load(mapping_text)
    except yaml.YAMLError:
        return ""
    return str(data.get("version", "")) if isinstance(data, dict) else ""


def _place(store: Store, request: Adoption, manifest: Manifest, *, damaged: Path | None = None) -> None:
    """Bring the draft beside its place, prove it there, then rename: a segment is whole from its first moment.

    A damaged one in its place is set aside in between: until then, it is better than none.
    """
    part = store.folder.tmp / f"{PREFIX}{manifest.batch_id}"
    target = store.folder.segments / manifest.batch_id
    try:
        with files.os_errors(request.draft):
            part.mkdir()
            for name in segments.SEGMENT_FILES:
                bring = files.move_durably if request.moved else files.copy_durably
                bring(request.draft / name, part / name)
                files.make_readonly(part / name)
            files.sync_folder(part)
        store.on_step("brought")
        check_segment(part, manifest.sha)
        with files.os_errors(target):
            if damaged:
                files.set_aside(damaged, store.folder.lost)
            part.rename(target)
            files.sync_folder(target.parent)
    finally:
        with files.os_errors(part):
            files.remove(part)


def check_segment(folder: Path, manifest_sha: str) -> None:
    """Refuse a segment that is not, byte for byte and row for row, what its manifest says."""
    with files.os_errors(folder):
        manifest = segments.read_manifest(folder)
        fault = next(segments.segment_faults(folder, manifest), None)
    _refuse_damaged(folder, manifest.sha == manifest_sha, fault)


def check_bytes(folder: Path, manifest_sha: str) -> None:
    """Refuse a segment whose files are not the bytes that were adopted; what they say was checked then."""
    with files.os_errors(folder):
        manifest = segments.read_manifest(folder)
        fault = next(segments.byte_faults(folder, manifest), None)
    _refuse_damaged(folder, manifest.sha == manifest_sha, fault)


def _refuse_damaged(folder: Path, known: bool, fault: tuple[str, str] | None) -> None:
    if not known:
        fault = (segments.MANIFEST, "is not the manifest that the ledger knows (sha256 differs)")
    if fault:
        raise LedgerError(f"the segment is damaged: {fault[0]} {fault[1]}", where=str(folder), hint=_DAMAGED)


def go_live(store: Store, batch_id: str, *, recovered: bool = False) -> Batch:
    """The last step: one transaction makes the claimed batch live, supersedes the old one and writes the event."""
    with store.db.write() as connection:
        row = connection.execute(select(tables.batch).where(tables.batch.c.batch_id == batch_id)).mappings().one()
        batch = batches.to_batch(row)
        text = connection.execute(select(tables.mapping.c.text).where(tables.mapping.c.sha == batch.mapping_sha))
        detail = batches.sealed_detail(batch)
        detail["mapping_text"] = chain.text_sha(text.scalar_one())
        if recovered:
            detail["recovered"] = True
        entry = chain.Entry(batch.analyst, EventKind.BATCH_ADOPTED, batch_id, detail, row["note"])
        return batches.make_live(connection, batch, entry)


def drop_claim(store: Store, batch_id: str) -> None:
    """Undo a claim: files first, then the row, so that no file is ever left without a row. Never a live batch."""
    claimed = (tables.batch.c.batch_id == batch_id) & (tables.batch.c.status == BatchStatus.CLAIMED)
    with store.db.read() as connection:
        if connection.execute(select(tables.batch.c.batch_id).where(claimed)).first() is None:
            return
    for path in (store.folder.tmp / f"{PREFIX}{batch_id}", store.folder.segments / batch_id):
        with files.os_errors(path):
            files.remove(path)
    with store.db.write() as connection:
        connection.execute(delete(tables.batch).where(claimed))
