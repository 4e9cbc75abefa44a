"""Files on their way in: bytes that a browser sends go to a scratch folder of the case, a path of this machine stays.

Invariant: nothing of a file is kept when it is refused, and nothing of any of them when its process has ended.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from jejak.case.saved_mappings import DEVICES
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.files import os_errors, require_room
from jejak.ingest.readers import recognise
from jejak.ingest.readers.archives import check_archive
from jejak.ingest.readers.encodings import sniff_encoding
from jejak.schemas.errors import JejakError, RecordError

#: A browser may send so many bytes; larger files are named by their path, which also saves a copy.
LARGEST = 512 << 20
#: So many files wait at once; one more is refused.
WAITING = 12
_LONGEST_NAME = 200
_ROOM = 64 << 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that waits; ``folder`` is its own scratch folder, ``uploaded`` whether the file lies in it."""

    id: str
    path: Path
    folder: Path
    size: int
    uploaded: bool

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name


class _Place:
    """A scratch folder that any thread may give back: its lock is freed by the thread that took it, so that waits."""

    def __init__(self, workplace: AbstractContextManager[Path]) -> None:
        self._workplace = workplace
        with ExitStack() as undo:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="arrival")
            undo.callback(self._thread.shutdown)
            self.folder = self._thread.submit(workplace.__enter__).result()
            undo.pop_all()

    def close(self) -> None:
        self._thread.submit(self._workplace.__exit__, None, None, None).result()
        self._thread.shutdown()


class Arrivals:
    """The files that wait, each with a scratch folder on the disk of the case."""

    def __init__(self, ledger: Ledger, analyst: str) -> None:
        self._ledger = ledger
        self._analyst = analyst
        self._held: OrderedDict[str, tuple[Arrival, _Place]] = OrderedDict()
        self._lock = Lock()

    def receive(self, name: str, chunks: Iterable[bytes]) -> Arrival:
        """Write what a browser sends to the disk, piece by piece; the file is refused as soon as it is too large.

        Raises:
            RecordError: It is empty, too large, or of a kind that cannot be imported.
            LedgerError: The disk is full.
        """
        own_name = plain_name(name)
        place = _Place(self._ledger.workplace(self._analyst))
        path = place.folder / "file" / own_name
        with ExitStack() as undo:  # whatever stops it, nothing of the file is left
            undo.callback(place.close)
            with os_errors(self._ledger.folder.root):
                path.parent.mkdir()
                size = _write(path, chunks)
                refuse(path)
            undo.pop_all()
        return self._hold(Arrival(secrets.token_hex(8), path, place.folder, size, uploaded=True), place)

    def point_at(self, text: str) -> Arrival:
        """Take a file of this machine where it lies.

        Raises:
            RecordError: There is no such file, or it is of a kind that cannot be imported.
        """
        path = Path(text.strip().strip("\"'")).expanduser()
        if not text.strip() or not path.is_absolute():
            hint = "Give the whole path, such as /data/statement.csv or D:\\cases\\statement.csv."
            raise RecordError("this is no whole path", hint=hint)
        try:
            if not path.is_file():
                what = "this is a folder" if path.is_dir() else "there is no such file"
                raise RecordError(what, hint="Check the name and its folder.")
            size = path.stat().st_size
            refuse(path)
        except (OSError, ValueError) as error:
            raise RecordError("the file cannot be read", hint="Check who may read it.") from error
        place = _Place(self._ledger.workplace(self._analyst))
        return self._hold(Arrival(secrets.token_hex(8), path, place.folder, size, uploaded=False), place)

    def get(self, ident: str) -> Arrival | None:
        """A file that waits."""
        held = self._held.get(ident)
        return held[0] if held else None

    def all(self) -> list[Arrival]:
        """Every file that waits, the newest first."""
        with self._lock:
            return [arrival for arrival, _ in reversed(self._held.values())]

    def discard(self, ident: str) -> None:
        """Forget a file and remove its scratch folder; a file of this machine stays where it lies."""
        with self._lock:
            held = self._held.pop(ident, None)
        if held:
            held[1].close()

    def close(self) -> None:
        """Forget all."""
        for arrival in self.all():
            self.discard(arrival.id)

    def _hold(self, arrival: Arrival, place: _Place) -> Arrival:
        with self._lock:
            full = len(self._held) >= WAITING
            if not full:
                self._held[arrival.id] = arrival, place
        if full:
            place.close()
            raise RecordError(f"{WAITING} files wait already", hint="Import or discard one of them first.")
        return arrival


def plain_name(name: str) -> str:
    """A file's own name without any folder or control character, as it is kept with the source.

    Raises:
        RecordError: Nothing of it is left.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    while len(kept.encode()) > _LONGEST_NAME:
        stem = stem[:-1] if dot else ""
        kept = f"{stem}{dot}{ending}" if dot else kept[:-1]
    if not kept or DEVICES.fullmatch(kept.casefold()):
        raise RecordError("the file has no name", hint="Rename it and choose it again.")
    return kept


def refuse(path: Path) -> None:
    """Refuse what is no table, by its first bytes and its letters; nothing of a file is ever run.

    Raises:
        RecordError: It is empty, a program, picture or other binary file, a web page, or an archive.
    """
    if path.stat().st_size == 0:
        raise RecordError("the file is empty", where=path.name, hint="Ask for the file again.")
    kind = recognise(path)
    if kind == "spreadsheet":
        check_archive(path)
    elif kind != "parquet":
        sniff_encoding(path)


def recognised(arrival: Arrival) -> str:
    """The format of a file by its first bytes and its name."""
    return recognise(arrival.path)


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise too_large(path.name)
            if size % (8 << 20) < len(chunk):
                require_room(path.parent, _ROOM)
            file.write(chunk)
    return size


def too_large(name: str) -> JejakError:
    """What is told of a file that is too large for a browser to send."""
    hint = "Type its path on this computer instead; that has no limit."
    return RecordError(f"the file is larger than {LARGEST >> 20} MB", where=name, hint=hint)
