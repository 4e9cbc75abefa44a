"""Durable file work: copies are hashed and on the disk before anyone relies on them, and a full disk says so."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jejak.schemas.errors import LedgerError

CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CHECK = "check that the path exists and that you may use it"
_A_FILE = ("a file stands where a folder is needed", "choose another place")
_REASONS = {
    errno.ENOTDIR: _A_FILE,
    errno.EEXIST: _A_FILE,
    errno.ENOENT: ("it is not there", _CHECK),
    errno.EACCES: ("you have no right to", "ask for the right, or choose another place"),
    errno.EPERM: ("you have no right to", "ask for the right, or choose another place"),
    errno.EROFS: ("this place can only be read", "a case needs a disk that can be written: copy it to one"),
    errno.EIO: ("the disk or stick failed", "try another copy, and have the disk checked"),
}


@contextmanager
def os_errors(where: Path, *, disk: Path | None = None) -> Iterator[None]:
    """Turn the operating system's errors into one sentence each; ``disk`` is what may run full."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            what, hint = "disk full: nothing was written", "free some space (or raise the quota) and try again"
            where = disk or where
        else:
            reason, hint = _REASONS.get(error.errno or 0, (error.strerror or "the system refused", _CHECK))
            what = f"cannot read or write: {reason}"
        raise LedgerError(what, where=str(error.filename or where), hint=hint) from error


def told_name(path: Path) -> str:
    """The name of a file as text; bytes of it that are no text, as old systems leave them, are written out."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_sha(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_durably(origin: Path, target: Path) -> tuple[str, int]:
    """Copy bytes to a new file and to the disk; returns (sha256, size) of what was written."""
    digest, size = hashlib.sha256(), 0
    with origin.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), size


def move_durably(origin: Path, target: Path) -> None:
    """Move a file of ours to a new place, and its bytes to the disk; across disks it is copied."""
    try:
        origin.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_durably(origin, target)
        origin.unlink()
        return
    with target.open("rb+") as stream:
        os.fsync(stream.fileno())


def require_room(folder: Path, size: int) -> None:
    """Refuse to begin a step that must not stop half-way on a disk without room for it.

    Raises:
        OSError: Less than ``size`` bytes are free.
    """
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk; Windows does that by itself and offers no call for it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_readonly(path: Path) -> None:
    """Take the write permission from a file for everybody."""
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def remove(path: Path) -> None:
    """Remove a file or folder of ours, read-only or not, if it is there."""
    if path.is_dir() and not path.is_symlink():
        for child in path.iterdir():
            remove(child)
        path.rmdir()
    elif path.exists():
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # Windows refuses to remove a read-only file
        path.unlink()


def set_aside(path: Path, lost: Path) -> None:
    """Move evidence that does not belong where it is into ``lost/``: it may be the only copy."""
    lost.mkdir(exist_ok=True)
    name = f"{path.parent.name}-{path.name}"
    target, number = lost / name, 1
    while target.exists():
        number += 1
        target = lost / f"{name}.{number}"
    if path.exists():
        path.rename(target)
