"""Segments: the manifest of a batch, and the proof that its files are what the manifest says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.graph.ledger.files import file_sha
from jejak.schemas.claims import FILES, SEGMENT_FORMAT
from jejak.schemas.errors import LedgerError

MANIFEST = "manifest.json"
SEGMENT_FILES = (*(f"{name}.parquet" for name in FILES), MANIFEST)
_TEXTS = ("source_sha", "table", "mapping", "mapping_sha", "cleaner_version", "digest")
_COUNTS = ("rows_in", "rows_ok", "rows_rejected", "n_entities", "n_links", "n_rejects")
_PER_FILE = {"entities": "n_entities", "links": "n_links", "rejects": "n_rejects"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says about a segment; ``files`` maps file names to sha256."""

    source_sha: str
    table: str
    mapping: str
    mapping_sha: str
    cleaner_version: str
    digest: str
    rows_in: int
    rows_ok: int
    rows_rejected: int
    n_entities: int
    n_links: int
    n_rejects: int
    grade: str
    handling: str
    files: Mapping[str, str]
    sha: str

    @property
    def batch_id(self) -> str:
        """The same source, table, mapping and cleaner give the same batch on every machine."""
        parts = (self.source_sha, self.table, self.mapping_sha, self.cleaner_version)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read and check ``manifest.json``.

    Raises:
        LedgerError: It is missing, of another format, or lacks a field.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        data = json.loads(content)
        if data["format"] != SEGMENT_FORMAT:
            raise LedgerError(f"segment format {data['format']} is not known here", where=str(path))
        fields: dict[str, Any] = {key: str(data[key]) for key in _TEXTS}
        fields |= {key: int(data[key]) for key in _COUNTS}
        fields |= {key: str(data["defaults"].get(key) or "") for key in ("grade", "handling")}
        files = {str(name): str(sha) for name, sha in data["files"].items()}
    except FileNotFoundError as error:
        raise LedgerError("the segment has no manifest", where=str(folder), hint="import the file again") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError("the manifest of the segment cannot be read", where=str(path), hint="import again") from error
    return Manifest(**fields, files=files, sha=hashlib.sha256(content).hexdigest())


def byte_faults(folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Compare the bytes of every file with the manifest; yields (file name, what is wrong)."""
    for name in FILES:
        file = f"{name}.parquet"
        if not (folder / file).is_file():
            yield file, "is missing"
        elif file_sha(folder / file) != manifest.files.get(file):
            yield file, "is not the file that the manifest names (sha256 differs)"


def segment_faults(folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Check every file of a segment against its manifest; yields (file name, what is wrong)."""
    if manifest.rows_in != manifest.rows_ok + manifest.rows_rejected:
        yield MANIFEST, "rows in are not rows accepted plus rows rejected"
    for extra in sorted(path.name for path in folder.iterdir() if path.name not in SEGMENT_FILES):
        yield extra, "does not belong to the segment"
    changed = dict(byte_faults(folder, manifest))
    yield from changed.items()
    for name, schema in FILES.items():
        file = f"{name}.parquet"
        if file not in changed:
            yield from ((file, what) for what in _content_faults(folder / file, schema, manifest))


def _content_faults(path: Path, schema: pa.Schema, manifest: Manifest) -> Iterator[str]:
    """Read one Parquet file through, group by group, and compare columns, rows and link ends."""
    expected = int(getattr(manifest, _PER_FILE[path.stem]))
    try:
        with pq.ParquetFile(path) as parquet:
            found = parquet.schema_arrow
            if found.names != schema.names or found.types != schema.types:
                yield "has other columns than a segment has"
                return
            rows = 0
            for batch in parquet.iter_batches(batch_size=1 << 16):
                yield from _row_faults(path.stem, batch, rows, manifest.n_entities)
                rows += batch.num_rows
    except (pa.ArrowException, OSError):
        yield "cannot be read as Parquet"
        return
    if rows != expected:
        yield f"has {rows} rows where the manifest says {expected}"


def _row_faults(kind: str, batch: pa.RecordBatch, start: int, n_entities: int) -> Iterator[str]:
    """Links refer to entities by row number: the numbers must run without a gap and the ends must exist."""
    if kind == "entities":
        running = pa.array(np.arange(start, start + batch.num_rows, dtype=np.int32))
        if not batch.column("ix").equals(running):
            yield f"the entity numbers do not run on after row {start}"
    elif kind == "links" and batch.num_rows:
        for end in ("src_ix", "dst_ix"):
            span = pc.min_max(batch.column(end))
            if span["min"].as_py() < 0 or span["max"].as_py() >= n_entities:
                yield f"a link after row {start} ends at an entity that is not in the segment"
