"""Virtual environments of packages to compare with, in the user's cache, made or renewed by their pins."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

CACHE = "JEJAK_BENCH_CACHE"


class NotInstalledError(Exception):
    """A peer's packages could not be installed; the message is the end of what pip said."""


def cache_folder(benchmark: str) -> Path:
    """Where a benchmark keeps what it makes once: as JEJAK_BENCH_CACHE says, or in the user's cache."""
    chosen = os.environ.get(CACHE)
    if chosen:
        return Path(chosen)
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "jejak" / benchmark


def python_of(folder: Path, requirements: Path) -> Path:
    """The Python of an environment, which is made or renewed when its pins have changed.

    Raises:
        NotInstalledError: pip failed.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = folder / "pins.sha256", hashlib.sha256(requirements.read_bytes()).hexdigest()
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"… environment {folder.name}", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install", "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalledError(done.stderr[-2000:])
    stamp.write_text(wanted, encoding="utf-8")
    return python
