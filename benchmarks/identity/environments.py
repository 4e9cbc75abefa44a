"""One virtual environment for each peer, since their pins conflict with each other and with ours."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from identity.systems import System

CACHE = "JEJAK_BENCH_CACHE"


class NotInstalledError(Exception):
    """A peer's packages could not be installed; the message is the end of what pip said."""


def cache_folder() -> Path:
    """Where the environments lie: as JEJAK_BENCH_CACHE says, or in the user's cache."""
    chosen = os.environ.get(CACHE)
    if chosen:
        return Path(chosen)
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "jejak" / "bench-identity"


def interpreter(system: System) -> Path:
    """The Python of a peer's environment, which is made or renewed when its pins have changed.

    Raises:
        NotInstalledError: pip failed.
    """
    folder = cache_folder() / f"{system.name}-{system.version}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = folder / "pins.sha256", hashlib.sha256(system.requirements.read_bytes()).hexdigest()
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"… environment of {system.name} {system.version}", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install", "-r", str(system.requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalledError(done.stderr[-2000:])
    stamp.write_text(wanted, encoding="utf-8")
    return python
