"""One virtual environment for each peer, since their pins conflict with each other and with ours."""

from __future__ import annotations

from pathlib import Path

from environments import NotInstalledError, cache_folder, python_of

from identity.systems import System

__all__ = ["NotInstalledError", "interpreter"]


def interpreter(system: System) -> Path:
    """The Python of a peer's environment, which is made or renewed when its pins have changed.

    Raises:
        NotInstalledError: pip failed.
    """
    return python_of(cache_folder("bench-identity") / f"{system.name}-{system.version}", system.requirements)
