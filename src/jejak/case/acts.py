"""What a reader does on the screen, as events of the chain: hits taken, neighbours expanded, records opened, and so on.

Invariant: an event holds ids, numbers and fixed words alone, never a name or a text; a search text stands in it under
the secret key of the case only. The reader never waits: a thread writes, and keeps what cannot be written yet.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import secrets
import threading
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from jejak.graph.ledger import Entry, EventLog
from jejak.graph.ledger.chain import now
from jejak.graph.ledger.files import os_errors
from jejak.graph.ledger.records import JsonValue
from jejak.graph.snapshot.fold import fold
from jejak.schemas.errors import LedgerError

log = logging.getLogger(__name__)
_REFERENCE = re.compile(r"[0-9a-f:]{0,80}")
_WORD = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_KEY = "search.key"
_KEY_BYTES = 32
_DIGITS = 32
#: Seconds until a write that failed is tried again, and that the closing of a case waits for the last ones.
_AGAIN, _PATIENCE = 2.0, 5.0
#: An act that was written so many seconds later says when it was done.
_LATE = 2.0


class Act(StrEnum):
    """What a reader can do that is told in the chain."""

    HIT_TAKEN = "search_hit_taken"
    PUT = "put_on_the_chart"
    EXPANDED = "neighbours_expanded"
    DETAIL_OPENED = "detail_opened"
    RECORD_OPENED = "record_opened"
    ASKED = "question_asked"
    VIEW_OPENED = "chart_view_opened"
    MAPPED = "places_shown"
    TAKEN_OUT = "taken_off_the_screen"


class Acts:
    """Notes acts of one analyst; safe to call from many threads."""

    def __init__(self, log_: EventLog, analyst: str, keys: Path) -> None:
        self._log = log_
        self._analyst = analyst
        self._keys = keys
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, Entry]] = []
        self._closed = False
        self._writer: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many acts are not in the chain yet."""
        with self._changed:
            return len(self._waiting)

    def note(self, act: Act, subject: str = "", **detail: int | str) -> None:
        """Tell that something was done; returns at once.

        Args:
            act: What.
            subject: The id of an entity or link, or the sha256 of a source or package; '' where it is about nothing.
            **detail: Numbers, and fixed words such as the kind of a file.

        Raises:
            LedgerError: The subject is no id, or a detail is a text: names must not come into the chain.
        """
        words = (value for value in detail.values() if isinstance(value, str))
        if not _REFERENCE.fullmatch(subject) or not all(map(_WORD.fullmatch, words)):
            raise LedgerError("only ids, numbers and fixed words may be noted of what is done", where=str(act))
        told: dict[str, JsonValue] = dict(detail)
        with self._changed:
            self._waiting.append((time.monotonic(), Entry(self._analyst, act, subject, {**told, "at": now()})))
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, name="acts", daemon=True)
                self._writer.start()
            self._changed.notify_all()

    def hit_taken(self, ident: str, text: str, hits: int) -> None:
        """Tell that a hit of a search was taken; of the text only its keyed form is kept."""
        try:
            keyed = self.keyed(text)
        except LedgerError as error:  # the act itself must be told all the same
            log.warning("a search is noted without its text: %s", error.what)
            keyed = ""
        self.note(Act.HIT_TAKEN, ident, hits=hits, text=keyed)

    def keyed(self, text: str) -> str:
        """A search text under the key of this case: equal for equal texts, and nothing without the key.

        Raises:
            LedgerError: The key cannot be read or made.
        """
        return hmac.new(self._key(), fold(text).encode(), "sha256").hexdigest()[:_DIGITS]

    def flush(self, patience: float = _PATIENCE) -> bool:
        """Wait until all acts are in the chain; tells whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, patience)

    def close(self) -> None:
        """Write what is left; no act may be noted afterwards."""
        if not self.flush():
            log.error("%d acts of the screen could not be written into the ledger", self.waiting)
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._writer is not None:
            self._writer.join(_AGAIN)

    def _write_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                batch = list(self._waiting)
            try:
                self._log.record_together([_settled(*one) for one in batch])
            except LedgerError as error:
                log.warning("acts of the screen wait to be written: %s", error.what)
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, _AGAIN)
                continue
            with self._changed:
                del self._waiting[: len(batch)]
                self._changed.notify_all()

    def _key(self) -> bytes:
        path = self._keys / _KEY
        with os_errors(path):
            if not path.exists():
                self._keys.mkdir(mode=0o700, exist_ok=True)
                _make_key(path)
            key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise LedgerError("the key of searches is damaged", where=path.name, hint="restore keys/ from a backup")
        return key


def _make_key(path: Path) -> None:
    """A whole key under its name, or none; whoever is first has made it."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _settled(since: float, entry: Entry) -> Entry:
    """The event of an act; the time when it was done stands in it only where the event is much later."""
    if time.monotonic() - since >= _LATE:
        return entry
    return Entry(entry.analyst, entry.kind, entry.subject, {k: v for k, v in entry.detail.items() if k != "at"})
