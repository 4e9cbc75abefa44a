"""The folder of a package: it gets its name only when every byte is on the disk, and the name works on every system."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from jejak.schemas.errors import ExportError

_TAKEN = "Nothing was overwritten. Name a new folder for the package, or move what is there away."
_IN_THE_WAY = frozenset({errno.EEXIST, errno.ENOTDIR, errno.ENOTEMPTY, errno.EISDIR})
_FULL = ("the disk is full", "Free some space (or raise the quota) and export again.")
_NO_RIGHT = ("you have no right to write there", "Ask for the right, or name a folder elsewhere.")
_REFUSALS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: ("this place can only be read", "Name a folder on a disk that can be written."),
    errno.ENAMETOOLONG: ("its name is too long", "Give the folder a shorter name."),
    errno.EIO: ("the disk or stick failed", "Name a folder on another disk, and have this one checked."),
}
#: Beginning of the name of a folder that is still being written, or whose writing was interrupted.
SCRATCH = ".jejak-export-"
_NOT_PORTABLE = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)


def is_portable(name: str) -> bool:
    """Tell whether a file or folder of this name can be copied to Windows, where most receivers sit."""
    return bool(name) and not _NOT_PORTABLE.search(name) and not _DEVICE.fullmatch(name)


def check_new(folder: Path) -> None:
    """Refuse a folder whose name is taken or does not travel, or that cannot lie where it should.

    Raises:
        ExportError: It does.
    """
    if os.path.lexists(folder):
        what = "The folder exists already." if folder.is_dir() else "A file of this name exists already."
        raise ExportError(what, where=folder.name, hint=_TAKEN)
    if not is_portable(folder.name) or folder.name.startswith(SCRATCH):
        raise ExportError(
            "A folder of this name cannot be copied to Windows.",
            where=folder.name,
            hint='Leave out < > : " | ? * and names such as CON or NUL, and do not end it with a dot or a space.',
        )
    nearest = next(parent for parent in folder.absolute().parents if os.path.lexists(parent))
    if not nearest.is_dir():
        raise _a_file_in_the_way(nearest)


def write_whole(folder: Path, files: Mapping[str, bytes], before_naming: Callable[[], None]) -> None:
    """Write files, in their order, beside the wanted folder and rename: it is there whole or not at all.

    Args:
        folder: The wanted folder.
        files: Content by name.
        before_naming: Called when every byte is on the disk and the folder has not got its name yet.

    Raises:
        ExportError: The disk is full or does not let us write, or the name was taken meanwhile.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder.parent))
    except OSError as error:
        raise _refused(error, folder) from error
    try:
        for name, content in files.items():
            _write(scratch / name, content)
        scratch.chmod(0o755)
        before_naming()
        scratch.rename(folder)
    except OSError as error:
        raise _refused(error, folder) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _refused(error: OSError, folder: Path) -> ExportError:
    """What the system's refusal means for whoever exports, and what to do."""
    if error.errno in _IN_THE_WAY and not os.path.lexists(folder):
        return _a_file_in_the_way(folder.parent)
    if error.errno in _IN_THE_WAY:
        return ExportError("The folder exists already.", where=folder.name, hint=_TAKEN)
    why, hint = _REFUSALS.get(error.errno or 0, ("the system refused", "Name a folder elsewhere and export again."))
    return ExportError(f"The package could not be written: {why}.", where=folder.name, hint=hint)


def _a_file_in_the_way(place: Path) -> ExportError:
    return ExportError(
        "A file stands where a folder is needed for the package.",
        where=place.name,
        hint="Name a folder elsewhere, or move that file away.",
    )


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())  # a rename may reach the disk before the bytes do
