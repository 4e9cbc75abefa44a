"""A built snapshot on disk: mapped back while it fits the ledger and the world, built again when it does not."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from jejak.graph.ages import AgeFlag
from jejak.graph.segments import LedgerView, SourceBatch
from jejak.graph.shelf import Shelf
from jejak.graph.snapshot.build import build, build_snapshot
from jejak.graph.snapshot.content import TABLES, Heading, assembled, digest_of
from jejak.graph.snapshot.layout import check, files, restored
from jejak.graph.snapshot.snapshot import Snapshot
from jejak.schemas.model import World

log = logging.getLogger(__name__)

FORMAT = 7
_META = "meta.json"
_PASSING = "passing"  # claims that the graph is made of; gone before it is named
_ABANDONED = 3600  # seconds after which a half-written copy is one that a kill left behind


def load_snapshot(ledger: LedgerView, world: World, cache: Path) -> Snapshot:
    """The snapshot of the ledger as it is now, from the cache folder if one fits, else built and kept there.

    Raises:
        LedgerError: A live segment is missing or damaged, or the case is larger than one graph can hold.
        ResolutionError: The judgements contradict each other.
    """
    folder = cache / _name(ledger, world, ledger.graph_sequence)
    if (folder / _META).is_file():
        try:
            return open_saved(folder)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            log.warning("the cached snapshot is damaged and is built again: %s", folder.name)
    try:
        return _built(ledger, world, cache)
    except OSError as error:  # a full disk: the graph is there all the same, only the next start takes longer
        log.warning("the snapshot cannot be kept in the cache (%s): %s", error.strerror, folder.name)
    return build_snapshot(ledger, world)


def _name(ledger: LedgerView, world: World, sequence: int) -> str:
    key = hashlib.sha256(f"{FORMAT}\x1f{ledger.ledger_id}\x1f{sequence}\x1f{world.digest}".encode()).hexdigest()
    return f"snapshot-{sequence}-{key[:16]}"


def _built(ledger: LedgerView, world: World, cache: Path) -> Snapshot:
    """Build a snapshot in the cache, in one step for whoever looks there, and drop older ones beside it."""
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="snapshot-", suffix=".tmp", dir=cache))
    try:
        folder = cache / _name(ledger, world, _write(ledger, world, draft))
        shutil.rmtree(folder, ignore_errors=True)
        try:
            draft.rename(folder)
        except OSError:
            if not (folder / _META).is_file():  # else another process was faster, or still maps it: as good as ours
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for other in cache.glob("snapshot-*"):
        if other != folder and (other.suffix != ".tmp" or time.time() - other.stat().st_mtime > _ABANDONED):
            shutil.rmtree(other, ignore_errors=True)
    return open_saved(folder, fresh=True)


def _write(ledger: LedgerView, world: World, draft: Path) -> int:
    """Build into an empty folder; returns the sequence. Nothing is mapped any more when this ends."""
    shelf = Shelf(draft)
    built = build(ledger, world, shelf, Shelf(draft / _PASSING, passing=True))
    heading, layout = built.heading, built.layout(shelf)
    named = files(layout)
    for path in draft.iterdir():
        if path.name not in named and path.is_file():
            path.unlink(missing_ok=True)
    shutil.rmtree(draft / _PASSING, ignore_errors=True)
    meta = {"format": FORMAT, "digest": digest_of(heading, layout), "heading": asdict(heading), "tables": layout}
    with (draft / _META).open("w", encoding="utf-8") as out:
        json.dump(meta, out, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    return heading.sequence


def open_saved(folder: Path, *, fresh: bool = False) -> Snapshot:
    """Map a saved snapshot; unless it was written a moment ago, every file is checked first.

    Raises:
        OSError, ValueError, KeyError, TypeError, pyarrow.ArrowException: It is damaged, or of another format.
    """
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    if meta["format"] != FORMAT:
        raise ValueError("another format")
    if not fresh:
        check(folder, files(meta["tables"]))
    told = meta["heading"]
    heading = Heading(
        told["ledger_id"],
        told["sequence"],
        tuple(SourceBatch(**batch) for batch in told["batches"]),
        tuple((scheme, tuple(nodes)) for scheme, nodes in told["reused"]),
        tuple((AgeFlag(flag), tuple(nodes)) for flag, nodes in told["ages"]),
    )
    tables = {name: restored(meta["tables"][name], schema, folder) for name, schema in TABLES.items()}
    return assembled(heading, meta["digest"], tables)
