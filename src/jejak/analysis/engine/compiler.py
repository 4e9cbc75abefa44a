"""Numba behind one decorator: the compiled code is kept where this user may write, and nothing fails where nobody may.

Numba's import fails when it finds no writable place for its cache (also with a full but read-only one), so the place is
chosen here before Numba is imported. ``NUMBA_CACHE_DIR`` is respected where it can be written. A full place that cannot
be written, as in a container whose disk is read-only, is copied to a folder that lasts as long as the process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
_VARIABLE: Final = "NUMBA_CACHE_DIR"


def writable(folder: Path) -> bool:
    """Tell whether a file can be made in ``folder``; the folder is made when it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache_folders() -> Iterator[Path]:
    """Where compiled code may be kept, best first: the user's choice, the user's cache folder, the package itself."""
    if chosen := os.environ.get(_VARIABLE):
        yield Path(chosen)
    with suppress(RuntimeError):  # a user without a home, as in a container that runs as a bare number
        if sys.platform == "win32":
            yield Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "jejak" / "kernels"
        elif sys.platform == "darwin":
            yield Path.home() / "Library" / "Caches" / "jejak" / "kernels"
        else:
            yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jejak" / "kernels"
    yield Path(__file__).parent / "__pycache__"


def private_copy(folder: Path) -> Path | None:
    """A copy of compiled code for this process alone, removed when it ends; None where there is none or no room."""
    try:
        if next(folder.rglob("*.nbi"), None) is None:
            return None
        copy = Path(tempfile.mkdtemp(prefix="jejak-kernels-"))
        atexit.register(shutil.rmtree, copy, ignore_errors=True)
        shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.pyc"))
        copy.chmod(0o700)  # the mode was copied too
        for inner in copy.rglob("*"):
            inner.chmod(0o700)
    except OSError:
        return None
    return copy


def choose_cache() -> tuple[Path | None, bool]:
    """The first of ``cache_folders`` that can be used, or None; and whether what is put there lasts."""
    for folder in cache_folders():
        if writable(folder):
            return folder, True
        if copy := private_copy(folder):
            return copy, False
    return None, False


#: Where compiled code is kept; None where no place can be written: then every process compiles for itself. And whether
#: the next process finds it there.
CACHE, LASTING = choose_cache()
if CACHE is None:
    os.environ.pop(_VARIABLE, None)
else:
    os.environ[_VARIABLE] = str(CACHE)

import numba  # noqa: E402  the place of its cache is read at import

#: Every kernel of the modules that were imported, as Numba holds it.
KERNELS: Final[list[Any]] = []


def kernel(function: F) -> F:
    """Compile a loop for the types it is called with; it lets go of Python's lock while it runs."""
    compiled: Any
    try:
        compiled = numba.njit(cache=CACHE is not None, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # the folder can be written, the part of it that somebody else has made cannot
        compiled = numba.njit(nogil=True, boundscheck=False)(function)
    KERNELS.append(compiled)
    return cast("F", compiled)
