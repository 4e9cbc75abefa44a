"""One open store for each server and process, so that a screen's callbacks do not connect and log in each time.

Invariant: at most one driver per target; it is thread-safe, and closed when the process ends.
"""

from __future__ import annotations

import atexit
from threading import Lock

from jejak.graph.stores.neo4j_connection import Neo4jTarget
from jejak.graph.stores.neo4j_store import Neo4jStore

_lock = Lock()
_open: dict[Neo4jTarget, SharedStore] = {}


class SharedStore(Neo4jStore):
    """A store that others use too."""

    def close(self) -> None:
        """Leave it open for the next user; the process closes it at its end."""

    def end(self) -> None:
        """Close it for everybody."""
        super().close()


def shared_store(target: Neo4jTarget) -> SharedStore:
    """The store of this process for a server, opened at the first call.

    Raises:
        StoreError: No server answers or it refuses the password.
    """
    with _lock:
        if target not in _open:
            _open[target] = SharedStore(target)
        return _open[target]


@atexit.register
def close_shared() -> None:
    """Close all of them; a later call opens anew."""
    with _lock:
        while _open:
            _open.popitem()[1].end()
