"""A built snapshot on disk: mapped back while it fits the ledger and the world, built again when it does not."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.segments import LedgerView, SourceBatch
from jejak.graph.snapshot.adjacency import Adjacency
from jejak.graph.snapshot.build import build_snapshot
from jejak.graph.snapshot.claims import ClaimLists
from jejak.graph.snapshot.snapshot import Snapshot
from jejak.schemas.model import World

log = logging.getLogger(__name__)

FORMAT = 4
_CHUNK = 1 << 20
_META = "meta.json"
_ABANDONED = 3600  # seconds after which a half-written copy is one that a kill left behind


def load_snapshot(ledger: LedgerView, world: World, cache: Path) -> Snapshot:
    """The snapshot of the ledger as it is now, from the cache folder if one fits, else built and kept there.

    Raises:
        LedgerError: A live segment is missing or damaged.
        ResolutionError: The judgements contradict each other.
    """
    folder = cache / _name(ledger, world, ledger.graph_sequence)
    if (folder / _META).is_file():
        try:
            return open_saved(folder)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            log.warning("the cached snapshot is damaged and is built again: %s", folder.name)
    snapshot = build_snapshot(ledger, world)
    folder = cache / _name(ledger, world, snapshot.sequence)
    try:
        save_snapshot(snapshot, folder)
    except OSError as error:  # a full disk: the graph is there all the same, only the next start takes longer
        log.warning("the snapshot cannot be kept in the cache (%s): %s", error.strerror, folder.name)
    return snapshot


def _name(ledger: LedgerView, world: World, sequence: int) -> str:
    key = hashlib.sha256(f"{FORMAT}\x1f{ledger.ledger_id}\x1f{sequence}\x1f{world.digest}".encode()).hexdigest()
    return f"snapshot-{sequence}-{key[:16]}"


def save_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Write a snapshot into ``folder`` in one step, and drop older ones beside it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="snapshot-", suffix=".tmp", dir=folder.parent))
    try:
        _write_all(snapshot, draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not (folder / _META).is_file():  # else another process was faster, or still maps it: as good as ours
            raise
    for other in folder.parent.glob("snapshot-*"):
        if other != folder and (other.suffix != ".tmp" or time.time() - other.stat().st_mtime > _ABANDONED):
            shutil.rmtree(other, ignore_errors=True)


def _write_all(snapshot: Snapshot, draft: Path) -> None:
    files = {name: _write(table, draft / f"{name}.arrow") for name, table in _tables(snapshot).items()}
    meta = {
        "format": FORMAT,
        "ledger_id": snapshot.ledger_id,
        "sequence": snapshot.sequence,
        "digest": snapshot.digest,
        "batches": [asdict(b) for b in snapshot.batches],
        "reused": snapshot.reused,
        "files": files,
    }
    with (draft / _META).open("w", encoding="utf-8") as out:
        json.dump(meta, out, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())


def open_saved(folder: Path) -> Snapshot:
    """Map a saved snapshot; every file is checked against its hash first."""
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    if meta["format"] != FORMAT:
        raise ValueError("another format")
    tables: dict[str, pa.Table] = {}
    for name, sha in meta["files"].items():
        path = folder / f"{name}.arrow"
        if _sha256(path) != sha:
            raise ValueError("a file differs from its hash")
        tables[name] = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    names = {f.name for f in fields(SourceBatch)}
    return Snapshot(
        ledger_id=meta["ledger_id"],
        sequence=meta["sequence"],
        digest=meta["digest"],
        batches=tuple(SourceBatch(**{k: v for k, v in b.items() if k in names}) for b in meta["batches"]),
        nodes=tables["nodes"],
        links=tables["links"],
        out=_adjacency(tables, "out"),
        inc=_adjacency(tables, "inc"),
        entity_claims=_lists(tables, "entity"),
        relation_claims=_lists(tables, "link"),
        id_order=_array(tables["id_order"], "v"),
        reused=tuple((scheme, tuple(nodes)) for scheme, nodes in meta["reused"]),
    )


def _tables(snapshot: Snapshot) -> dict[str, pa.Table]:
    tables = {"nodes": snapshot.nodes, "links": snapshot.links, "id_order": pa.table({"v": snapshot.id_order})}
    for name, side in (("out", snapshot.out), ("inc", snapshot.inc)):
        tables[name] = pa.table({"nodes": side.nodes, "links": side.links})
        tables[f"{name}_offsets"] = pa.table({"v": side.offsets})
    for lists in (snapshot.entity_claims, snapshot.relation_claims):
        tables[f"{lists.kind}_claims"] = lists.table
        tables[f"{lists.kind}_offsets"] = pa.table({"v": lists.offsets})
    return tables


def _write(table: pa.Table, path: Path) -> str:
    whole = table.combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as writer:
        writer.write_table(whole)
    return _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _array(table: pa.Table, name: str) -> npt.NDArray[np.int32]:
    array: npt.NDArray[np.int32] = table.column(name).to_numpy()
    return array


def _offsets(tables: Mapping[str, pa.Table], name: str) -> npt.NDArray[np.int64]:
    array: npt.NDArray[np.int64] = tables[f"{name}_offsets"].column("v").to_numpy()
    return array


def _adjacency(tables: Mapping[str, pa.Table], name: str) -> Adjacency:
    return Adjacency(_offsets(tables, name), _array(tables[name], "nodes"), _array(tables[name], "links"))


def _lists(tables: Mapping[str, pa.Table], kind: str) -> ClaimLists:
    return ClaimLists(kind, _offsets(tables, kind), tables[f"{kind}_claims"])
