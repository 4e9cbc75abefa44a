"""Refuse case folders on network shares, where SQLite's write-ahead log loses data."""

from __future__ import annotations

import re
import sys
from pathlib import Path, PurePosixPath

from jejak.schemas.errors import LedgerError

NETWORK_TYPES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "afpfs",
        "ncpfs",
        "ceph",
        "glusterfs",
        "lustre",
    }
    | {"gfs2", "ocfs2", "davfs", "webdav", "sshfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs"}
)
_ESCAPE = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4
_MOUNTS = Path("/proc/mounts")


def filesystem_of(path: PurePosixPath, mounts: str) -> str | None:
    """File system type that holds an absolute path, from the text of ``/proc/mounts``; None when no mount holds it."""
    best, found = -1, None
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = PurePosixPath(_ESCAPE.sub(lambda match: chr(int(match[1], 8)), fields[1]))
        # A later mount on the same point hides the earlier one, hence ">=".
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), fields[2]
    return found


def is_unc(path: str) -> bool:
    r"""Tell whether a Windows path names a share: ``\\server\share`` or ``\\?\UNC\server\share``."""
    plain = path.replace("/", "\\")
    return plain.startswith("\\\\?\\UNC\\") or (plain.startswith("\\\\") and plain[2:4] not in {"?\\", ".\\"})


def _is_share(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - windll exists there only

        return is_unc(str(path)) or ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE
    if not _MOUNTS.exists():
        return False
    text = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    return filesystem_of(PurePosixPath(path), text) in NETWORK_TYPES


def refuse_share(folder: Path) -> None:
    """Raise when a folder lies, or would lie, on a network share."""
    if _is_share(folder.resolve()):
        raise LedgerError(
            "a case cannot live on a network share", where=str(folder), hint="use a folder on a disk of this computer"
        )
