"""The folder of a package: it gets its name only when every byte is on the disk, and the name works on every system."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from jejak.schemas.errors import ExportError

#: Beginning of the name of a folder that is still being written, or whose writing was interrupted.
SCRATCH = ".jejak-export-"
_NOT_PORTABLE = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)


def is_portable(name: str) -> bool:
    """Tell whether a file or folder of this name can be copied to Windows, where most receivers sit."""
    return bool(name) and not _NOT_PORTABLE.search(name) and not _DEVICE.fullmatch(name)


def check_new(folder: Path) -> None:
    """Refuse a folder that exists or whose name does not travel.

    Raises:
        ExportError: It does.
    """
    if folder.exists():
        raise ExportError("The folder exists already.", where=folder.name, hint="Name a new folder for the package.")
    if not is_portable(folder.name) or folder.name.startswith(SCRATCH):
        raise ExportError(
            "A folder of this name cannot be copied to Windows.",
            where=folder.name,
            hint='Leave out < > : " | ? * and names such as CON or NUL, and do not end it with a dot or a space.',
        )


def write_whole(folder: Path, files: Mapping[str, bytes], before_naming: Callable[[], None]) -> None:
    """Write files, in their order, beside the wanted folder and rename: it is there whole or not at all.

    Args:
        folder: The wanted folder.
        files: Content by name.
        before_naming: Called when every byte is on the disk and the folder has not got its name yet.

    Raises:
        ExportError: The disk is full or does not let us write.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder.parent))
    except OSError as error:
        raise ExportError("The folder cannot be written.", where=folder.name, hint=str(error.strerror)) from error
    try:
        for name, content in files.items():
            _write(scratch / name, content)
        scratch.chmod(0o755)
        before_naming()
        scratch.rename(folder)
    except OSError as error:
        raise ExportError("The package could not be written.", where=folder.name, hint=str(error.strerror)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())  # a rename may reach the disk before the bytes do
