"""The check of a package by its receiver: every file is there, unchanged, and every edge says who states it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jejak.evidence.folder import is_portable
from jejak.evidence.package import EVIDENCE, MANIFEST, MANIFEST_SHA
from jejak.evidence.summary import read_manifest, was_interrupted
from jejak.evidence.tables import read_table
from jejak.schemas.errors import ExportError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a package, and the file that it concerns."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source record behind a node or edge of a package."""

    file: str
    sha256: str
    table: str
    record: int
    grade: str
    handling: str
    batch: str


def verify_package(folder: Path, *, manifest_sha: str | None = None) -> list[Fault]:
    """Compare a package with its manifest.

    Args:
        folder: The package.
        manifest_sha: Digest of the manifest as the case recorded it; with it, a forged manifest is found too.

    Returns:
        The faults, sorted by file; none when the package is as it was written.

    Raises:
        ExportError: when there is no folder, no readable manifest in it, or its writing was interrupted.
    """
    manifest = read_manifest(folder)
    return sorted(_faults(folder, manifest, manifest_sha), key=lambda fault: (fault.file, fault.what))


def who_says(folder: Path, identifier: str) -> list[Evidence]:
    """Look up the source records behind one node or edge id of a package."""
    path = folder / EVIDENCE
    if not path.is_file():
        raise ExportError("The package has no evidence table.", where=EVIDENCE, hint="Ask for the package again.")
    return [
        Evidence(
            row["file"], row["sha256"], row["table"], int(row["record"]), row["grade"], row["handling"], row["batch"]
        )
        for row in read_table(path.read_bytes())
        if row["id"] == identifier
    ]


def _faults(folder: Path, manifest: Mapping[str, object], manifest_sha: str | None) -> Iterator[Fault]:
    if was_interrupted(folder):
        yield Fault(folder.resolve().name, "was never finished: its writing was interrupted; export again")
    yield from _manifest_faults(folder, manifest_sha)
    listed = manifest["files"]
    listed = listed if isinstance(listed, dict) else {}
    for name, digest in listed.items():
        path = folder / name
        if not is_portable(name) or path.is_symlink():
            yield Fault(name, "is not a plain file of the package")
        elif not path.is_file():
            yield Fault(name, "is missing")
        elif _sha256(path) != digest:
            yield Fault(name, "was changed")
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name not in listed and name not in {MANIFEST, MANIFEST_SHA}:
            yield Fault(name, "is not in the manifest")
    yield from _evidence_faults(folder, manifest)


def _manifest_faults(folder: Path, manifest_sha: str | None) -> Iterator[Fault]:
    actual = _sha256(folder / MANIFEST)
    beside = folder / MANIFEST_SHA
    if not beside.is_file():
        yield Fault(MANIFEST_SHA, "is missing: the package was never finished, or it was taken away")
    elif beside.read_bytes() != f"{actual}  {MANIFEST}\n".encode():
        yield Fault(MANIFEST, f"does not match {MANIFEST_SHA}: one of the two was changed")
    if manifest_sha is not None and actual != manifest_sha:
        yield Fault(MANIFEST, "is not the one that the case recorded")


def _evidence_faults(folder: Path, manifest: Mapping[str, object]) -> Iterator[Fault]:
    sources = manifest.get("sources")
    path = folder / EVIDENCE
    if not isinstance(sources, dict) or not path.is_file():
        return
    try:
        stated: dict[str, set[str]] = {}
        for row in read_table(path.read_bytes()):
            stated.setdefault(row["id"], set()).add(row["sha256"])
    except (UnicodeDecodeError, KeyError):
        yield Fault(EVIDENCE, "cannot be read")
        return
    bare = sum(1 for edge, digests in sources.items() if not digests or stated.get(edge) != set(digests))
    if bare:
        yield Fault(EVIDENCE, f"{bare} links do not name the sources that the manifest names")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
