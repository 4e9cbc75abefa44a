"""Numba behind one decorator: the compiled code is kept where this user may write, and nothing fails where nobody may.

Numba's import fails when it finds no writable place for its cache (also with a full but read-only one), so the place is
chosen here before Numba is imported. ``NUMBA_CACHE_DIR`` is respected where it can be written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
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
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path("~/Library/Caches").expanduser())
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    if base and not base.startswith("~"):
        yield Path(base) / "jejak" / "kernels"
    yield Path(__file__).parent / "__pycache__"


def choose_cache() -> Path | None:
    """The first of ``cache_folders`` that can be written, or None."""
    return next((folder for folder in cache_folders() if writable(folder)), None)


#: Where compiled code is kept; None where no place can be written: then every process compiles for itself.
CACHE: Final = choose_cache()
if CACHE is None:
    os.environ.pop(_VARIABLE, None)
else:
    os.environ[_VARIABLE] = str(CACHE)

import numba  # noqa: E402  the place of its cache is read at import


def kernel(function: F) -> F:
    """Compile a loop for the types it is called with; it lets go of Python's lock while it runs."""
    return cast("F", numba.njit(cache=CACHE is not None, nogil=True, boundscheck=False)(function))
