"""The writer lock of a case: one process at a time, named to the others, freed by the system even on kill -9."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jejak.graph.ledger.chain import now
from jejak.graph.ledger.files import os_errors
from jejak.schemas.errors import LedgerError

_POLL = 0.05
_LOCKED_BYTE = 1 << 30  # beyond the text, so that Windows lets others read who holds it

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _sign(handle: int, analyst: str) -> None:
    """Leave our name for those who wait; the text of a former holder means nothing once the lock is free."""
    text = json.dumps({"pid": os.getpid(), "analyst": analyst, "since": now()})
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


class WriterLock:
    """Re-entrant within one thread, exclusive among threads and processes."""

    def __init__(self, path: Path, wait: float = 10.0) -> None:
        self.path = path
        self.wait = wait
        self._threads = threading.RLock()
        self._handle: int | None = None

    @contextmanager
    def hold(self, analyst: str, wait: float | None = None) -> Iterator[None]:
        """Hold the lock for a block.

        Raises:
            LedgerError: Another writer kept it longer than ``wait`` seconds; the message names that writer.
        """
        deadline = time.monotonic() + (self.wait if wait is None else wait)
        if not self._threads.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise self._busy()
        try:
            if self._handle is not None:
                yield
                return
            with os_errors(self.path):
                self._handle = self._take(deadline)
            try:
                with os_errors(self.path):
                    _sign(self._handle, analyst)
                yield
            finally:
                os.close(self._handle)
                self._handle = None
        finally:
            self._threads.release()

    def _take(self, deadline: float) -> int:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                os.close(handle)
                raise self._busy()
            time.sleep(_POLL)
        return handle

    def _busy(self) -> LedgerError:
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            who = f"process {held['pid']} of {held['analyst']}, since {held['since']}"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return LedgerError(
            f"this case is being written by {who}",
            where=str(self.path.parent),
            hint="wait until it has finished, then try again; reading is possible meanwhile",
        )
