"""Numba behind one decorator: the compiled code is kept where this user may write, and nothing fails where nobody may.

Numba is loaded when the first loop runs. Its import fails when it finds no writable place for its cache (also with a
full but read-only one), so the place is chosen before. ``NUMBA_CACHE_DIR`` is respected where it can be written. A full
place that cannot be written, as in a container whose disk is read-only, is copied to a folder that lasts as long as the
process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, update_wrapper
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
_VARIABLE: Final = "NUMBA_CACHE_DIR"
#: Python's lock is let go; no loop checks indices, nor whether a divisor is 0 (the quotient is then no finite number).
_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "boundscheck": False, "error_model": "numpy"}


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


@cache
def place() -> tuple[Path | None, bool]:
    """Where compiled code of this process is kept, as `choose_cache` tells; chosen once."""
    return choose_cache()


class Kernel:
    """A loop that is compiled for the types it is called with; Numba is loaded when any is called first.

    So a module with kernels is imported at no cost, and a case whose graphs stay small never waits for Numba.

    Attributes:
        function: What is compiled.
        compiled: The same as Numba holds it; None until any kernel is called.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.compiled: Any = None
        update_wrapper(self, function)

    def __call__(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as the function has it; see `kernel`
        """Run the loop."""
        if self.compiled is None:
            _prepare()
        return self.compiled(*arguments, **named)


#: Every kernel of the modules that were imported.
KERNELS: Final[list[Kernel]] = []
_PREPARING: Final = Lock()


def kernel(function: F) -> F:
    """Compile a loop for the types it is called with; it lets go of Python's lock while it runs."""
    made = Kernel(function)
    KERNELS.append(made)
    return cast("F", made)


def _prepare() -> None:
    """Load Numba and hand it all kernels; where one calls another, it must find what Numba made of it."""
    with _PREPARING:
        waiting = [one for one in KERNELS if one.compiled is None]
        for one in waiting:
            one.compiled = _with_numba(one.function)
        for one in waiting:
            names = one.function.__globals__
            names.update({name: value.compiled for name, value in names.items() if isinstance(value, Kernel)})


def _with_numba(function: Callable[..., Any]) -> Any:  # noqa: ANN401  Numba's own kind of function
    folder, _ = place()
    if folder is None:
        os.environ.pop(_VARIABLE, None)
    else:
        os.environ[_VARIABLE] = str(folder)
    import numba  # noqa: PLC0415  the place of its cache is read at import

    try:
        return numba.njit(cache=folder is not None, **_OPTIONS)(function)
    except RuntimeError:  # the folder can be written, the part of it that somebody else has made cannot
        return numba.njit(**_OPTIONS)(function)
