"""Results of analyses kept in the case's ``cache/``: never stale, never trusted when damaged, gone with their snapshot.

Invariant: the name of a file seals all that its content depends on (graph, sequence, analysis, parameters, code), and
its first line seals its content; what does not fit is computed again. Only masked texts of the snapshot come in here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import operator
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa
from pydantic import TypeAdapter

import jejak
from jejak.analysis.declaration import Result
from jejak.analysis.parameters import ParameterValue, checked
from jejak.analysis.registry import get, run
from jejak.analysis.syndicate_facts import SyndicateParameters
from jejak.analysis.syndicates import Syndicate, find_syndicates
from jejak.graph.resolution.model import Model
from jejak.graph.resolution.suggesting import Suggestions, SuggestProgress, suggest
from jejak.graph.search import SnapshotSearch, snapshot_index
from jejak.graph.search.storing import from_bytes, to_bytes
from jejak.graph.segments import LedgerView
from jejak.graph.snapshot import Snapshot
from jejak.schemas.world import World

log = logging.getLogger(__name__)

FORMAT = 1
#: Rooms whose code decides what an analysis gives.
_ROOMS = ("analysis", "graph", "schemas")
_KINDS = ("*.py", "*.yaml")
_LIBRARIES = ("networkx", "numpy", "scipy")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a finding is written and read; ``exact`` tells whether what was read is what was written."""

    suffix: str
    dump: Callable[[T], bytes]
    load: Callable[[bytes], T]
    exact: Callable[[T, T], bool]


def _json(kind: TypeAdapter[T]) -> Form[T]:
    """As JSON; what that cannot carry exactly is not kept."""
    return Form("json", kind.dump_json, kind.validate_json, operator.eq)


_RESULT = _json(TypeAdapter(Result))
_SYNDICATES: Form[tuple[Syndicate, ...]] = _json(TypeAdapter(tuple[Syndicate, ...]))
_SUGGESTIONS = _json(TypeAdapter(Suggestions))
_INDEX = Form("arrow", to_bytes, from_bytes, lambda _, __: True)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one snapshot, from ``folder`` where they are there, else computed and kept there."""

    folder: Path
    snapshot: Snapshot
    world: World

    def result(self, name: str, given: Mapping[str, ParameterValue]) -> Result:
        """An analysis with some parameters given; the others have their defaults.

        Raises:
            AnalysisError: There is no such analysis or parameter, or a value cannot be used.
        """
        analysis = get(name)
        chosen = checked(analysis.parameters, given)
        path = self._path(name, {"version": analysis.version, **asdict(chosen)})
        return _kept(path, _RESULT, lambda: run(name, self.snapshot, **given))

    def syndicates(self) -> tuple[Syndicate, ...]:
        """The ranked syndicates with all their evidence."""
        path = self._path("find_syndicates", asdict(SyndicateParameters()))
        return _kept(path, _SYNDICATES, lambda: find_syndicates(self.snapshot))

    def suggestions(
        self, ledger: LedgerView, model: Model, least: float | None, *, estimate: bool,
        progress: SuggestProgress | None = None,
    ) -> Suggestions:  # fmt: skip
        """Pairs of entities that may be one."""
        path = self._path("suggestions", {"model": model.digest, "least": least, "estimate": estimate})

        def find() -> Suggestions:
            return suggest(ledger, self.world, model, least=least, estimate=estimate, progress=progress)

        return _kept(path, _SUGGESTIONS, find)

    def search(self) -> SnapshotSearch:
        """The search, with its index from the cache."""
        path = self._path("search", {})
        return SnapshotSearch(self.snapshot, _kept(path, _INDEX, lambda: snapshot_index(self.snapshot)))

    def forget_others(self) -> None:
        """Remove what was found in other states: who was named there may be protected now."""
        for path in self.folder.glob("findings-*"):
            if not path.name.startswith(self._prefix):
                with suppress(OSError):  # another process was faster, or still reads it
                    path.unlink()

    @property
    def _prefix(self) -> str:
        return f"findings-{self.snapshot.sequence}-{self.snapshot.digest[:16]}-"

    def _path(self, name: str, parameters: Mapping[str, object]) -> Path:
        snapshot = self.snapshot
        parts = [
            FORMAT, snapshot.ledger_id, snapshot.sequence, snapshot.digest, self.world.digest, name, parameters,
            code_digest(),
        ]  # fmt: skip
        key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{self._prefix}{key[:32]}"


@cache
def code_digest() -> str:
    """One hash of all code that an analysis runs; a version number would miss a change between two releases."""
    running = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    root = Path(jejak.__file__).parent
    for path in sorted(path for room in _ROOMS for kind in _KINDS for path in (root / room).rglob(kind)):
        running.update(f"\x1f{path.relative_to(root).as_posix()}\x1f".encode() + path.read_bytes())
    return running.hexdigest()


def _kept(stem: Path, form: Form[T], compute: Callable[[], T]) -> T:
    path = stem.with_name(f"{stem.name}.{form.suffix}")
    found = _read(path, form)
    if found is not None:
        return found
    made = compute()
    body = form.dump(made)
    if form.exact(form.load(body), made):
        _write(path, body)
    return made


def _read(path: Path, form: Form[T]) -> T | None:
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal == _seal(path, body):
            return form.load(body)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, pa.ArrowException) as error:  # what pydantic refuses is a ValueError
        log.warning("a cached finding cannot be read: %s", type(error).__name__)
    log.warning("a cached finding is damaged and is computed again: %s", path.name)
    return None


def _write(path: Path, body: bytes) -> None:
    """Put the file there in one step; a case that cannot be written to is only slower."""
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{path.stem}-", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(_seal(path, body) + b"\n" + body)
        Path(name).replace(path)
    except OSError as error:
        log.warning("a finding was not kept in the cache: %s", error.strerror)


def _seal(path: Path, body: bytes) -> bytes:
    return hashlib.sha256(path.stem.encode() + b"\n" + body).hexdigest().encode()
